"""How often somebody is to be visited: days by tag, from the code table, unless the person's own tag says otherwise."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Final

from ledger import codes, dates

NOT_AT_HOME: Final = "2"
RETRY_DAYS: Final = 3
"""After so many days whoever was not at home is called on again."""
_DAYS = re.compile(r"suggested visit interval days=(\d+)")


@cache
def usual_days(tag: str) -> int:
    """Days between two visits to whoever has this tag; 0 for a tag that asks for none."""
    line = codes.table("key_group_tag").by_code.get(tag)
    found = _DAYS.search(line.note) if line else None
    return int(found[1]) if found else 0


def days_of(tag: str, own: object) -> int:
    """The interval of one person's tag: its own where one is written, 0 among them, else the usual one."""
    return own if isinstance(own, int) else usual_days(tag)


def first_day(written: object) -> date | None:
    """The first day that a date known to the day, the month or the year may mean."""
    return dates.PartialDate.from_text(written).first_day() if isinstance(written, str) and written else None
