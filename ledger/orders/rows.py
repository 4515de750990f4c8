"""The rows of the state table as data: from where, what, to where, who, and the record that must not be missing.

`group` is the right that the duties give (`duties.MATRIX`), `who` what is demanded beside it, any one of: to be the
assignee, the author, the head, and so on (`standing.py`); none means whoever has the group. `needs` are the names of
the record's parts (`records.py`), `guards` further rules (`guards.py`). Of several targets `targets.py` chooses one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.orders.duties import Group
from ledger.orders.states import NEW, OPEN

SAME: Final = "="
"""As a target: the order stays where it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One action of one line of the table; `number` is the line's."""

    number: int
    action: str
    sources: tuple[str, ...]
    to: tuple[str, ...]
    group: Group
    who: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()

    def targets(self, status: str) -> tuple[str, ...]:
        """The states to which the row may lead from `status`."""
        return tuple(status if code == SAME else code for code in self.to)


_ASSIGNEE = ("assignee",)
_AT_WORK = ("S40", "S45")
_FOR_OUTSIDE = ("internal", "street")
_HANDED_ON = ("due_beyond_limit", "due_past")
_HANDLED = ("handled",)

ALL: Final = (
    Row(1, "create", (NEW, "S00"), ("S00", "S10"), "create", ("anybody", "system"), ("category", "description"),
        ("received_later", "others_draft")),
    Row(2, "verify", ("S10",), ("S15",), "accept", ("head",), ("to_person", "new_due_at"), ("due_past",)),
    Row(3, "verify", ("S15",), ("S10",), "take", ("asked", "grid"), ("opinion", "attachments")),
    Row(4, "accept", ("S10",), ("S20",), "accept", (), (), ("needs_approval",)),
    Row(5, "reject", ("S10",), ("S90",), "accept", ("head", "lead", "street"), ("opinion", "reply")),
    Row(6, "merge", ("S10", "S20"), ("S92",), "accept", ("head", "street"), ("duplicate_of",), ("same_order",)),
    Row(7, "dispatch", ("S20",), ("S30",), "accept", (), ("to_whom", "opinion"), _HANDED_ON),
    Row(8, "take", ("S20",), ("S40",), "take", ("head",)),
    Row(9, "take", ("S30",), ("S40",), "take", ("assignee", "for_unit")),
    Row(10, "recall", ("S30",), ("S20",), "accept", ("dispatcher", "head", "street"), ("opinion",)),
    Row(
        11, "return_request", ("S30", "S40"), ("S86",), "ask", _ASSIGNEE, ("opinion", "suggested_org"),
        ("return_too_late",),
    ),
    Row(12, "return_approve", ("S86",), ("S20", "S50"), "return", (), ("opinion",)),
    Row(12, "return_refuse", ("S86",), ("S30", "S40"), "return", (), ("opinion",)),
    Row(13, "transfer", ("S40",), ("S30",), "accept", ("assignees_head",), ("to_person", "opinion")),
    Row(14, "joint", ("S40",), ("S45",), "take", _ASSIGNEE, ("parties",), ("due_beyond_limit",)),
    Row(14, "joint_done", ("S45",), ("S40", "S45"), "take", ("party",), ("opinion",)),
    Row(15, "progress", _AT_WORK, (SAME,), "take", ("assignee", "party"), ("opinion",)),
    Row(
        16, "extend_request", _AT_WORK, ("S85",), "ask", _ASSIGNEE, ("new_due_at", "opinion", "evidence"),
        ("extension_too_late", "not_later"),
    ),
    Row(17, "extend_approve", ("S85",), _AT_WORK, "extend", _FOR_OUTSIDE, ("opinion",), ("extensions",)),
    Row(17, "extend_refuse", ("S85",), _AT_WORK, "extend", _FOR_OUTSIDE, ("opinion",)),
    Row(18, "suspend_request", ("S40",), (SAME,), "ask", _ASSIGNEE, ("reason_kind", "resume_on"), ("suspension",)),
    Row(18, "suspend_approve", ("S40",), ("S80",), "suspend", (), (), ("suspend_asked", "suspension")),
    Row(18, "suspend_refuse", ("S40",), (SAME,), "suspend", (), ("opinion",), ("suspend_asked",)),
    Row(19, "resume", ("S80",), ("S40",), "take", ("assignee", "system"), (), ("not_yet_due",)),
    Row(20, "escalate", ("S20", "S40"), ("S50",), "accept", ("head",), ("opinion", "tried", "materials")),
    Row(21, "dispatch", ("S50",), ("S30",), "accept", ("street",), ("to_whom", "opinion"), _HANDED_ON),
    Row(21, "finish", ("S50",), ("S60",), "take", ("street",), ("opinion", "result_kind")),
    Row(21, "transfer", ("S50",), ("S40", "S20"), "accept", ("street",), ("opinion",)),
    Row(22, "finish", _AT_WORK, ("S60",), "take", _ASSIGNEE, ("result", "result_kind", "photo_after", "minutes_spent")),
    Row(23, "check_pass", ("S60",), ("S65", "S70"), "check", (), ("way", "opinion"), (*_HANDLED, "result")),
    Row(24, "check_fail", ("S60",), ("S40",), "check", (), ("opinion",), _HANDLED),
    Row(
        25, "followup", ("S65",), ("S70", "S40", "S65"), "followup", (), ("contacted_at", "satisfaction", "words"),
        (*_HANDLED, "checked", "contacted_later", "contacted_earlier", "called_again", "result"),
    ),
    Row(
        26, "reopen", ("S65", "S70"), ("S40",), "followup", ("head", "street", "caller"), ("opinion",),
        ("reopen_too_late", "satisfied"),
    ),
    Row(27, "void_request", OPEN, (SAME,), "ask", ("author", "assignee"), ("opinion",)),
    Row(27, "void_approve", OPEN, ("S91",), "accept", ("head", "street"), (), ("void_asked", "owed")),
    Row(27, "void_refuse", OPEN, (SAME,), "accept", ("head", "street"), ("opinion",), ("void_asked",)),
    Row(28, "urge", OPEN, (SAME,), "supervise", (), ("opinion",)),
    Row(28, "supervise", OPEN, (SAME,), "supervise", (), ("opinion", "level")),
    Row(28, "instruct", OPEN, (SAME,), "supervise", ("head", "street"), ("opinion",)),
    Row(28, "urgent", OPEN, (SAME,), "supervise", (), ("opinion",)),
    Row(28, "comment", OPEN, (SAME,), "create", (), ("opinion",)),
    Row(29, "close", ("S65", "S70"), ("S70",), "followup", ("head", "street"), ("opinion",), ("result",)),
)  # fmt: skip
NOTES: Final = frozenset(("progress", "urge", "supervise", "instruct", "urgent", "comment"))
"""Actions that add words to an order and leave it where it is."""
TELLING: Final = frozenset(("urge", "supervise"))
"""Notes by which the program tells a rung of the ladder (`urging.py`); it may do nothing else with them."""
ASSIGNING: Final = frozenset(("dispatch", "transfer", "take"))
"""Actions that say who handles an order."""
BACK: Final = frozenset(("return_refuse", "extend_approve", "extend_refuse"))
"""Answers to a request that take the order back to the state before it."""
REFUSES: Final = {"suspend_refuse": "suspend", "void_refuse": "void"}
"""Refusals that leave the order where it is -> what of `Order.asked` they end."""

_AT: Final = {(status, row.action): row for row in ALL for status in row.sources}
_FROM: Final = {status: tuple(row for row in ALL if status in row.sources) for status, _ in _AT}


def row_at(status: str, action: str) -> Row | None:
    """The row by which `action` goes on from `status`; None when there is none."""
    return _AT.get((status, action))


def rows_from(status: str) -> tuple[Row, ...]:
    """The rows that go on from `status`, in the table's order."""
    return _FROM.get(status, ())
