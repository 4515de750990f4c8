"""Who may do what with work orders: groups of actions by duty, as data (docs/work_orders.md, Roles).

Duties are those of the code table role. The cell of one names the condition: always, while on duty, for
its own modules, for orders of the committee itself.
What a row of the state table demands beside it (to be the assignee, say) stands in `rows.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Condition = Literal["always", "on_duty", "own_module", "internal"]
Group = Literal[
    "create", "accept", "take", "ask", "return", "extend", "suspend", "check", "followup", "supervise", "confidential"
]

GRID, WORKER, HEAD = "grid_worker", "committee_worker", "committee_head"
COOP, LEAD, STREET = "module_coop", "module_lead", "street_ops"
COMMITTEE_HEARS: Final = frozenset((HEAD, LEAD))
"""Whom a committee's PC tells of a major order."""
_EVERYBODY: Final[dict[str, Condition]] = dict.fromkeys((GRID, WORKER, HEAD, COOP, LEAD, STREET), "always")

MATRIX: Final[dict[str, dict[str, Condition]]] = {
    "create": _EVERYBODY,
    "accept": {WORKER: "on_duty", HEAD: "always", LEAD: "own_module", STREET: "always"},
    "take": _EVERYBODY,
    "ask": _EVERYBODY,
    "return": {HEAD: "always", LEAD: "own_module", STREET: "always"},
    "extend": {HEAD: "internal", LEAD: "own_module", STREET: "always"},
    "suspend": {LEAD: "own_module", STREET: "always"},
    "check": {WORKER: "always", HEAD: "always", LEAD: "own_module", STREET: "always"},
    "followup": {WORKER: "always", HEAD: "always", LEAD: "always", STREET: "always"},
    "supervise": {HEAD: "always", LEAD: "own_module", STREET: "always"},
    "confidential": {HEAD: "always", LEAD: "own_module", STREET: "always"},
}
"""Group -> duty -> condition. Of `confidential`, whoever holds the order reads too."""

DUTY_OF_ROLE: Final = {
    "head": HEAD,
    "worker": WORKER,
    "grid": GRID,
    "accounts": "account_admin",
    "auditor": "security_auditor",
    "viewer": "read_only",
    "property": "property_staff",
    "entrusted": "entrusted_body",
}
"""What the roles of a committee's accounts (`ledger.roles`) are called in the code table."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `org`: the unit; `modules`: those that its department leads.

    `is_system`: the program itself, on a planned day or for a sensor.
    """

    login: str
    duties: frozenset[str]
    org: str = ""
    is_on_duty: bool = False
    modules: frozenset[str] = frozenset()
    is_system: bool = False

    @property
    def is_above(self) -> bool:
        """True for whom outside orders end: the street, at the cloud."""
        return STREET in self.duties


def duties_of(roles: Iterable[str]) -> frozenset[str]:
    """The duties of a committee's account by its roles; what is a duty already stays."""
    return frozenset(DUTY_OF_ROLE.get(role, role) for role in roles)


def meets(condition: Condition, actor: Actor, *, module: str, is_outside: bool) -> bool:
    """True when an order of this module, from outside or not, lets a cell of the matrix hold for the actor."""
    if condition == "on_duty":
        return actor.is_on_duty
    if condition == "own_module":
        return bool(module) and module in actor.modules
    if condition == "internal":
        return not is_outside
    return True


def may(group: str, actor: Actor, *, module: str, is_outside: bool) -> bool:
    """True when one of the actor's duties allows the group of actions on such an order."""
    return any(
        duty in actor.duties and meets(condition, actor, module=module, is_outside=is_outside)
        for duty, condition in MATRIX[group].items()
    )
