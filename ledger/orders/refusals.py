"""Why a work order does not move: what the state table, a rule, the role or a missing record forbids, as facts."""

from __future__ import annotations

from ledger.errors import LedgerError


class MoveRefused(LedgerError):
    """Parent: `action` cannot be done to an order in `status`. Nothing was changed."""

    def __init__(self, action: str, status: str, why: str) -> None:
        super().__init__(f"{action} at {status or 'no state'}: {why}")
        self.action = action
        self.status = status


class WrongState(MoveRefused):
    """The state table has no such action there; `possible` is what the actor may do there."""

    def __init__(self, action: str, status: str, possible: tuple[str, ...]) -> None:
        super().__init__(action, status, "no such move")
        self.possible = possible


class NotInProcess(MoveRefused):
    """The process of the order's category has no step `to`."""

    def __init__(self, action: str, status: str, to: str) -> None:
        super().__init__(action, status, f"no step {to}")
        self.to = to


class NotForYou(MoveRefused):
    """The move is for others: `duties` have the right to it, and `who` of them may do it now."""

    def __init__(self, action: str, status: str, duties: tuple[str, ...], who: tuple[str, ...]) -> None:
        super().__init__(action, status, "not for this actor")
        self.duties = duties
        self.who = who


class RecordMissing(MoveRefused):
    """The move needs a record that was not given: `parts` by name."""

    def __init__(self, action: str, status: str, parts: tuple[str, ...]) -> None:
        super().__init__(action, status, "missing " + ", ".join(parts))
        self.parts = parts


class RecordUnreadable(MoveRefused):
    """A part of the record is no such thing: `part` is its name, `choices` what it may be, if few."""

    def __init__(self, action: str, status: str, part: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(action, status, f"unreadable {part}")
        self.part = part
        self.choices = choices


class GuardForbids(MoveRefused):
    """A rule forbids it: `guard` names it, `limit` is its number or day where it has one."""

    def __init__(self, action: str, status: str, guard: str, limit: str = "") -> None:
        super().__init__(action, status, f"guard {guard} {limit}".rstrip())
        self.guard = guard
        self.limit = limit


class NothingAwaited(MoveRefused):
    """The order waits for no acknowledgement from above."""

    def __init__(self, status: str) -> None:
        super().__init__("acknowledge", status, "nothing awaited")
