"""How an actor stands to an order: its assignee, its author, the head … what the state table demands beside a right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ledger.orders import duties
from ledger.orders.duties import GRID, HEAD, LEAD, STREET, Actor
from ledger.orders.facts import Order
from ledger.orders.process import Process
from ledger.orders.rows import Row
from ledger.orders.states import CLOSED


def may_do(row: Row, order: Order, actor: Actor, process: Process) -> bool:
    """True when the actor's duties give the right to the row's actions, and one of its relations holds."""
    if actor.is_system:
        return "system" in row.who
    return has_right(row.group, order, actor, process) and (
        not row.who or any(RELATIONS[name](order, actor) for name in row.who)
    )


def has_right(group: str, order: Order, actor: Actor, process: Process) -> bool:
    """True when one of the actor's duties allows the group of actions, and the process does not narrow it away."""
    return duties.may(
        group, actor, module=order.module or process.module, is_outside=order.is_outside
    ) and process.allows(group, actor.duties)


def may_close(order: Order, actor: Actor) -> bool:
    """True when the actor could close the order: the head one of the committee's own, the street any."""
    return actor.is_above or (HEAD in actor.duties and not order.is_outside)


def may_read_confidential(order: Order, actor: Actor, process: Process) -> bool:
    """True when the actor sees who reported a confidential order: the holder, the head, and those above it."""
    return is_assignee(order, actor) or has_right("confidential", order, actor, process)


def has_handled(order: Order, actor: Actor) -> bool:
    """True for whoever handled the order at any time, and for whom it is assigned to."""
    return actor.login in order.handlers or (bool(order.assignee) and actor.login == order.assignee)


def has_checked(order: Order, actor: Actor) -> bool:
    """True for whoever passed the last check of the order."""
    return bool(order.checker) and actor.login == order.checker


def is_assignee(order: Order, actor: Actor) -> bool:
    """True for the person to whom the order was handed; where only a unit was named, for everybody of the unit."""
    if order.assignee:
        return actor.login == order.assignee
    return bool(order.assignee_org) and actor.org == order.assignee_org


def _is_for_unit(order: Order, actor: Actor) -> bool:
    """Who acts for a unit that was named without anybody of it: whoever handed the order to it, or the head."""
    is_unit = bool(order.assignee_org) and not order.assignee
    return is_unit and (HEAD in actor.duties or (bool(order.dispatcher) and actor.login == order.dispatcher))


def _is_caller(order: Order, actor: Actor) -> bool:
    """Who asks the resident: nobody who handled or checked it; what was closed above is not opened by asking."""
    is_closed_above = order.is_outside and order.status == CLOSED
    return not (is_closed_above or has_handled(order, actor) or has_checked(order, actor))


def _is_asked(order: Order, actor: Actor) -> bool:
    return bool(order.verifier) and actor.login == order.verifier


def _is_party(order: Order, actor: Actor) -> bool:
    return actor.login in order.parties or (bool(actor.org) and actor.org in order.parties)


def _is_assignees_head(order: Order, actor: Actor) -> bool:
    """The head of the unit that has the order; where no unit was named, the committee's, and who took it for one."""
    heads = {HEAD, LEAD, STREET} & actor.duties
    is_own = not order.assignee_org or not actor.org or actor.org == order.assignee_org
    is_taken_for_it = bool(order.assignee) and order.assignee in (order.dispatcher, actor.login)
    return bool(heads) and (is_own or is_taken_for_it)


RELATIONS: Final[dict[str, Callable[[Order, Actor], bool]]] = {
    "anybody": lambda _order, actor: bool(actor.login),
    "system": lambda _order, actor: actor.is_system,
    "author": lambda order, actor: bool(order.author) and actor.login == order.author,
    "assignee": is_assignee,
    "assignees_head": _is_assignees_head,
    "asked": _is_asked,
    "caller": _is_caller,
    "for_unit": _is_for_unit,
    "grid": lambda _order, actor: GRID in actor.duties,
    "party": _is_party,
    "dispatcher": lambda order, actor: bool(order.dispatcher) and actor.login == order.dispatcher,
    "head": lambda _order, actor: HEAD in actor.duties,
    "lead": lambda _order, actor: LEAD in actor.duties,
    "street": lambda _order, actor: STREET in actor.duties,
    "internal": lambda order, _actor: not order.is_outside,
}
