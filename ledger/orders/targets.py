"""Where a move leads when its row of the state table names several states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ledger.orders.duties import Actor
from ledger.orders.facts import DISSATISFIED, NOT_REACHED, Order
from ledger.orders.guards import MOST_FAILED_CONTACTS, MOST_RETURNS
from ledger.orders.process import Process
from ledger.orders.records import Record
from ledger.orders.rows import BACK, Row


@dataclass(frozen=True, slots=True)
class _Turn:
    order: Order
    record: Record
    actor: Actor
    process: Process


def target_of(row: Row, order: Order, record: Record, actor: Actor, process: Process) -> str:
    """The state to which the row leads this order with this record."""
    choose = _CHOICES.get(row.action)
    return choose(_Turn(order, record, actor, process)) if choose else row.targets(order.status)[0]


def _created(turn: _Turn) -> str:
    return "S00" if turn.record.get("is_draft") else "S10"


def _returned(turn: _Turn) -> str:
    """Back to whoever hands out; the third time the street says whose it is."""
    is_often = turn.order.returns + 1 >= MOST_RETURNS
    return "S50" if is_often and "S50" in turn.process.states else "S20"


def _given_back(turn: _Turn) -> str:
    """From the street to whoever has it; where nobody has, to be handed out."""
    if turn.order.status != "S50":
        return "S30"
    holder = turn.record.get("to_person") or turn.order.assignee or turn.order.assignee_org
    return "S40" if holder else "S20"


def _before(turn: _Turn) -> str:
    return turn.order.before


def _party_done(turn: _Turn) -> str:
    left = [one for one in turn.order.parties if one not in (turn.actor.login, turn.actor.org)]
    return "S45" if left else "S40"


def _checked(turn: _Turn) -> str:
    return "S65" if turn.order.need_reply and "S65" in turn.process.states else "S70"


def _followed_up(turn: _Turn) -> str:
    satisfaction = turn.record.get("satisfaction")
    if satisfaction == NOT_REACHED:
        return "S70" if turn.order.failed_contacts + 1 >= MOST_FAILED_CONTACTS else "S65"
    is_solvable = turn.record.get("is_solvable") is not False
    return "S40" if satisfaction in DISSATISFIED and is_solvable else "S70"


_CHOICES: Final[dict[str, Callable[[_Turn], str]]] = {
    "create": _created,
    "return_approve": _returned,
    "transfer": _given_back,
    **dict.fromkeys(BACK, _before),
    "joint_done": _party_done,
    "check_pass": _checked,
    "followup": _followed_up,
}
