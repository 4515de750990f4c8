"""What a unit above the committees was told of late and idle orders: its inbox, and what is new in it since it looked.

Which orders those are is marked where their events are put in order (`cloud/orders/moves.py`), so nobody reads all
orders for it. What a unit has read is kept beside the orders of the committee, rung by rung; marks of orders
that are told no more go with the next reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cloud import operators
from cloud.means import Means
from cloud.operators import Operator
from cloud.orders.events import TOLD_ABOVE
from cloud.sources import found_city
from cloud.store import CITY, Turn
from cloud.street import units
from cloud.street.held import Held
from cloud.street.orders import Street
from cloud.street.units import Unit
from ledger import clock
from ledger.orders import ladder
from ledger.orders.facts import ToldRung
from ledger.orders.modules import Modules

_KIND: Final = "told_read"
_STREET_CODE: Final = 9  # digits of a street's code


@dataclass(frozen=True, slots=True)
class Heard:
    """An order of which a unit was told: of which committee, by which rungs, and those that it did not read yet."""

    cid: str
    held: Held
    rungs: tuple[ToldRung, ...]
    new: tuple[ToldRung, ...]

    @property
    def since(self) -> str:
        """When the unit was first told, an instant."""
        return clock.instant_text(min(one.at for one in self.rungs))


@dataclass(frozen=True, slots=True)
class News:
    """How many orders with something new a unit has, and since when; `is_anybody`: an operator of it could look."""

    unit: Unit
    count: int
    since: str
    is_anybody: bool


def inbox(means: Means, unit: Unit, committees: Iterable[str]) -> list[Heard]:
    """What the unit was told and what still holds, by these committees, the oldest first."""
    table = units.modules_now(means.store)
    found = [one for cid in committees for one in _heard(means, cid, unit, table)]
    return sorted(found, key=lambda one: (one.since, one.held.order_no))


def mark_read(means: Means, unit: Unit, heard: Iterable[Heard]) -> None:
    """Keep that the unit has read these; marks of what it is not told any more are dropped."""
    by_committee: dict[str, list[Heard]] = {}
    for one in heard:
        by_committee.setdefault(one.cid, []).append(one)
    for cid, several in by_committee.items():
        if any(one.new for one in several):
            with means.store.turn(cid) as turn:
                _keep(turn, unit, several, means.now_text())


def news(means: Means) -> list[News]:
    """What is new for every unit that was told something, one that has no operator too; by unit."""
    found_city(means.store)
    table = units.modules_now(means.store)
    with means.store.look(CITY) as look:
        known = {units.of_operator(one) for one in operators.listed(look) if _reads(one)}
    told: dict[tuple[Unit, bool], list[Heard]] = {}
    for cid in means.store.committees():
        for unit, is_anybody in _units_of(means, cid, known, table):
            new = [one for one in _heard(means, cid, unit, table) if one.new]
            told.setdefault((unit, is_anybody), []).extend(new)
    return sorted(
        (
            News(unit, len(several), min(one.since for one in several), some)
            for (unit, some), several in told.items()
            if several
        ),
        key=lambda one: (one.unit.code, one.unit.name),
    )


def _reads(one: Operator) -> bool:
    return one.is_active and not {"head", "worker", "viewer"}.isdisjoint(one.roles)


def _units_of(means: Means, cid: str, known: Iterable[Unit], table: Modules) -> Iterator[tuple[Unit, bool]]:
    """Every unit that was told of an order of this committee; those without an operator by the committee's street."""
    beneath = [unit for unit in known if cid.startswith(unit.code)]
    names = {name for one in _told(means, cid) for name in units.hearers(one.order, one.module, table)}
    for name in sorted(names):
        several = [unit for unit in beneath if unit.name == name]
        yield from ((unit, True) for unit in several)
        if not several:
            yield Unit(cid[:_STREET_CODE], name), False


def _told(means: Means, cid: str) -> Iterator[Held]:
    return Street(means, cid).marked(TOLD_ABOVE)


def _heard(means: Means, cid: str, unit: Unit, table: Modules) -> Iterator[Heard]:
    with means.store.look(cid) as look:
        read = _read(look.facts(_KIND), unit)
    for held in _told(means, cid):
        rungs = units.hearers(held.order, held.module, table).get(unit.name, ())
        if rungs:
            known = read.get(held.record.id, frozenset())
            yield Heard(cid, held, rungs, tuple(one for one in rungs if _name(one) not in known))


def _read(facts: Mapping[str, Mapping[str, object]], unit: Unit) -> dict[str, frozenset[str]]:
    """What the unit has read, by order."""
    before = f"{unit.key}|"
    own = {key.removeprefix(before): told for key, told in facts.items() if key.startswith(before)}
    return {order: frozenset(told["rungs"]) for order, told in own.items()}  # type: ignore[call-overload]  # as kept


def _keep(turn: Turn, unit: Unit, heard: Iterable[Heard], now: str) -> None:
    told = turn.facts(TOLD_ABOVE)
    for order in _read(turn.facts(_KIND), unit):
        if order not in told:
            turn.put_fact(_KIND, f"{unit.key}|{order}", None)
    for one in heard:
        key = f"{unit.key}|{one.held.record.id}"
        turn.put_fact(_KIND, key, {"rungs": [_name(rung) for rung in one.rungs], "at": now})


def _name(rung: ToldRung) -> str:
    """A rung as it was told once: that of another run of the clock is another one."""
    return f"{ladder.name_of(rung.because, rung.day)}@{clock.instant_text(rung.at)}"
