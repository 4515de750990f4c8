"""The check of the year, offered as a task: from the first working day of a year on, until it is started (R006).

What was entered in the year in which the store was made is not asked for again before the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import access
from app.campaigns import standing
from app.campaigns.standing import DWELLING
from app.stores.session import Session
from app.stores.standing import begun_on
from ledger import clock
from ledger.orders import holidays


@dataclass(frozen=True, slots=True)
class Yearly:
    """The check that is to be started: what it would be called, over how many homes, since when it is due."""

    name: str
    homes: int
    since: date


@access.operation("view", ledger="dwelling")
def due(session: Session) -> Yearly | None:
    """The check of this year, where nobody has started one and none of the year before goes on."""
    today = clock.today()
    since = holidays.shipped().working_day_after(date(today.year - 1, 12, 31), 1)
    if today < since or begun_on(session.store).year >= today.year:
        return None
    known = standing.campaigns(session)
    if any(one.starts_on >= f"{today.year}" or one.is_going for one in known):
        return None
    with session.reader() as reader:
        homes = reader.count(DWELLING)
    return Yearly(f"{today.year}年人房核对", homes, since) if homes else None
