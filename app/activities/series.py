"""A series 例会: the next ones made from one, week by week or month by month, each an activity of its own.

What an activity is for comes along; what came of it, its photos and who came do not. All of them bear one mark, the
number of the one that they were made from, by which they are put off or called off together (`series_moves.py`). A day
on which an activity of the same name begins at that time already is passed over, so that a series may be made longer
by making it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import access, logs
from app.activities.refusals import SeriesRefused
from app.activities.rolls import ACTIVITY, NUMBER, found, id_of
from app.records import editing
from app.stores.session import Session
from ledger import activity_states, clock, ids, short_codes
from ledger.activity_states import Rhythm
from storage.reading import Reader
from storage.rows import Row

KIND = "activity-series"
MOST = 60
_COMES_ALONG = (
    *("title", "category", "module", "place", "organizer", "co_organizer", "host", "target_group"),
    *("planned_count", "content", "is_public", "grid_code"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """The activities that were made, in the order of their days; days that had one already; the action."""

    ids: tuple[str, ...]
    passed_over: tuple[str, ...]
    action: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a series before it is made, as people read it, and whether there is one already."""

    day: str
    stands: bool


@access.operation("view", ledger="activity")
def days(session: Session, activity: str, rhythm: Rhythm, count: int) -> tuple[Day, ...]:
    """The days on which a series would lie; raises SeriesRefused, RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        return tuple(Day(clock.local_text(at), stands) for at, stands in _starts(reader, row, rhythm, count))


@access.operation("edit", ledger="activity")
def make(session: Session, activity: str, rhythm: Rhythm, count: int) -> Series:
    """Make the next `count` activities from one; raises SeriesRefused, RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        starts = list(_starts(reader, row, rhythm, count))
    mark = mark_of(row)
    new = [(ids.new_id(), _values(row, at) | {"series": mark}) for at, stands in starts if not stands]
    passed_over = tuple(clock.local_text(at) for at, stands in starts if stands)
    if not new:
        return Series((), passed_over, 0)
    with session.store.write(user=session.login, kind=KIND) as write:
        write.create(ACTIVITY, new)
        if row["series"] is None:
            write.patch(ACTIVITY, [(id_of(row), row, {"series": mark})])
    logs.event("activity series made", count=len(new))
    return Series(tuple(ids.to_text(one) for one, _ in new), passed_over, write.action)


def mark_of(row: Row) -> str:
    """The mark of the series that an activity is of, or would be the first of."""
    began_on = clock.day_of(str(row["created_at"]))
    return str(row["series"] or short_codes.number(NUMBER, id_of(row), began_on))


def _starts(reader: Reader, row: Row, rhythm: Rhythm, count: int) -> Iterator[tuple[str, bool]]:
    """The moments at which the next ones begin, and whether one of that name stands there."""
    if not 1 <= count <= MOST:
        raise SeriesRefused(MOST)
    first = clock.local(str(row["start_at"]))
    known = {at for _, at in reader.scan(ACTIVITY, ("start_at",), where={"title": row["title"]})}
    for day in activity_states.days_of_series(first.date(), rhythm, count):
        at = clock.instant_text(datetime.combine(day, first.time(), tzinfo=clock.SHANGHAI))
        yield at, at in known


def _values(row: Row, start_at: str) -> dict[str, object]:
    values: dict[str, object] = {name: row[name] for name in _COMES_ALONG} | {"start_at": start_at}
    values["status"] = activity_states.DRAFT if row["is_public"] else activity_states.PUBLISHED
    if row["end_at"]:
        lasts: timedelta = clock.moment_of(str(row["end_at"])) - clock.moment_of(str(row["start_at"]))
        values["end_at"] = clock.instant_text(clock.moment_of(start_at) + lasts)
    return editing.with_defaults(ACTIVITY, values)
