"""What may stand in the way of an activity: its state, its author, a code of somewhere else."""

from __future__ import annotations

from datetime import date

from ledger.errors import LedgerError


class ActivityNotOpen(LedgerError):
    """Nobody signs up for (`what` "sign_up") or in to ("sign_in") an activity in this state."""

    def __init__(self, what: str, status: str) -> None:
        super().__init__(f"no {what} in state {status}")
        self.what = what
        self.status = status


class ActivityNotYet(LedgerError):
    """Nobody signs in before the day of the activity."""

    def __init__(self, day: date) -> None:
        super().__init__("before the day of the activity")
        self.day = day


class ActivityStays(LedgerError):
    """An activity does not go this way: `why` is its `state`, its `author`, or that it is `public`."""

    def __init__(self, way: str, status: str, why: str) -> None:
        super().__init__(f"{way} from {status}: {why}")
        self.way = way
        self.status = status
        self.why = why


class UnknownWay(LedgerError):
    """There is no such move of an activity."""

    def __init__(self, way: str) -> None:
        super().__init__("no such move of an activity")
        self.way = way


class CodeOfNobody(LedgerError):
    """A sign-in code that nobody on this activity's list has."""


class NotOnTheList(LedgerError):
    """Whoever is meant is not on the activity's list."""


class SeriesRefused(LedgerError):
    """So many activities are not made at once; `most` are."""

    def __init__(self, most: int) -> None:
        super().__init__("number of activities refused")
        self.most = most
