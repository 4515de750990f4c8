"""Register numbers 登记号: `DC-20261121-0007` is audit action 7, entered on that day.

The number is the action's own, so none can be made up: another day, or an action by which nothing left, is no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger import clock

_WRITTEN = re.compile(r"DC-?(\d{8})-?0*(\d+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A register number taken apart: the day `yyyymmdd` and the audit action."""

    day: str
    action: int

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override comes with Python 3.12
        """Return it as it is printed."""
        return f"DC-{self.day}-{self.action:04}"


def number_of(action: int, at: str) -> Number:
    """The number of an action that was entered at an instant."""
    return Number(clock.local_text(at)[:10].replace("-", ""), action)


def read(written: str) -> Number | None:
    """The number that a person typed, with or without dashes, blanks and leading noughts; None when it is none."""
    found = _WRITTEN.fullmatch("".join(written.split()))
    return Number(found[1], int(found[2])) if found else None
