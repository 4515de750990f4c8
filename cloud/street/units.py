"""Who works at the cloud on orders and as what: the street, 城运中心, leaders, the departments that lead modules.

A department acts with the right of the modules that it leads (module_lead), or of those in which it works along
(module_coop); the street, 城运中心 and the leaders act as the street. Which department leads which module is the table
of `ledger/orders/modules.py`, or the one that was put in its place here. So is told who hears of an order that is late:
the leading department of its module, or the street where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cloud.operators import Operator
from cloud.orders.events import EVENT
from cloud.sources import found_city
from cloud.store import CITY, CloudStore, CommitteeUnknown
from ledger.errors import LedgerError
from ledger.orders import modules
from ledger.orders.duties import COOP, LEAD, Actor
from ledger.orders.duties import STREET as STREET_DUTY
from ledger.orders.facts import Order, ToldRung
from ledger.orders.modules import CENTRE, LEADERS, STREET, Modules
from sync.protocol import Op

_KIND: Final = "modules"
_NOW: Final = "now"
_AS_STREET: Final = frozenset((STREET, CENTRE, LEADERS))


class UnitUnknown(LedgerError):
    """No table of modules and no rung of the ladder names this department; `known` are those that there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit at the cloud: the division beneath which it works, and its name within."""

    code: str
    name: str = STREET

    @property
    def key(self) -> str:
        """By which its read marks are kept."""
        return f"{self.code}|{self.name}"

    @property
    def is_street(self) -> bool:
        """True for who acts with the street's right."""
        return self.name in _AS_STREET


def modules_now(store: CloudStore) -> Modules:
    """The table that holds here."""
    try:
        with store.look(CITY) as look:
            told = look.fact(_KIND, _NOW)
    except CommitteeUnknown:  # nothing was kept for the city yet
        told = None
    return modules.made([tuple(line) for line in told["lines"]]) if told else modules.shipped()


def modules_for(store: CloudStore, ops: Iterable[Op]) -> Modules:
    """The table that holds, where one of these operations tells a rung of the ladder; else nobody asks for it."""
    details = (op.f.get("detail") for op in ops if op.t == EVENT)
    is_told = any(isinstance(one, dict) and "rung" in one for one in details)
    return modules_now(store) if is_told else modules.shipped()


def put_modules(store: CloudStore, table: Modules) -> None:
    """Put a table in the place of the one that holds."""
    found_city(store)
    with store.turn(CITY) as turn:
        turn.put_fact(_KIND, _NOW, {"lines": [list(line) for line in table.lines()]})


def require_known(store: CloudStore, department: str) -> None:
    """Raise UnitUnknown for a department that nobody names; "" is the unit itself."""
    known = modules_now(store).departments
    if department and department not in known:
        raise UnitUnknown(department, known)


def of_operator(one: Operator) -> Unit:
    """The unit of an operator."""
    return Unit(one.unit, one.department or STREET)


def actor(login: str, unit: Unit, table: Modules) -> Actor:
    """Whoever works there, as the rules know them."""
    if unit.is_street:
        org = unit.code if unit.name == STREET else unit.name
        return Actor(login, frozenset((STREET_DUTY,)), org=org, modules=table.led_by(unit.name))
    led = table.led_by(unit.name)
    return Actor(login, frozenset((LEAD,) if led else (COOP,)), org=unit.name, modules=led)


def is_theirs(unit: Unit, order: Order, module: str, table: Modules) -> bool:
    """Whether a unit has to do with an order of this module: leads or joins it, holds it, or is asked to help."""
    return (
        unit.is_street
        or module in table.led_by(unit.name) | table.joined_by(unit.name)
        or unit.name == order.assignee_org
        or unit.name in order.parties
    )


def hearers(order: Order, module: str, table: Modules) -> dict[str, tuple[ToldRung, ...]]:
    """The units above that were told of an order, by name, each with its rungs, the first one first."""
    found: dict[str, list[ToldRung]] = {}
    for rung in order.told:
        for name in table.names_of(rung.hears, module):
            found.setdefault(name, []).append(rung)
    return {name: tuple(rungs) for name, rungs in found.items()}
