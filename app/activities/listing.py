"""Activities as lists and calendars show them: in their order, with how many signed up and came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app import access
from app.activities.rolls import ACTIVITY, ATTENDEE, NUMBER
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import activity_states, clock, codes, ids, short_codes
from storage.listing.query import Filter, Query
from storage.reading import Reader
from storage.rows import Row, id_in

MOST = 5000
DAYS_AHEAD = 7
"""Within so many days an activity is to be published."""
REVIEW, UNREADY, OWED = "activities_review", "activities_unready", "summaries"
TO_DO = {REVIEW: "等我审核", UNREADY: f"{DAYS_AHEAD} 天内还没有发布", OWED: "待总结"}
"""How an activity may wait for somebody -> its words."""
_FEW = 200
"""Activities that wait to be published: so many are looked at, the next ones first."""
_OWES_A_SUMMARY = (activity_states.PUBLISHED, activity_states.UNDER_WAY, activity_states.ENDED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity in a line; `day` is the one on which it begins, `start` and `end` what the clock says."""

    id: str
    title: str
    category: str
    day: date
    start: str
    end: str
    place: str
    host: str
    status: str
    planned: int | None
    signed_up: int
    signed_in: int
    has_summary: bool

    @property
    def status_label(self) -> str:
        """Its state in words."""
        return status_label(self.status)

    @property
    def standing(self) -> str:
        """Its state in words, or that it waits to be summed up."""
        return "待总结" if self.owes_summary else self.status_label

    @property
    def span(self) -> str:
        """From when to when: 14:00–15:30."""
        return f"{self.start}–{self.end}" if self.end else self.start

    @property
    def is_off(self) -> bool:
        """True for one that was called off."""
        return self.status == activity_states.CANCELLED

    @property
    def owes_summary(self) -> bool:
        """True from the day after it on, until it is summed up."""
        return self.status in _OWES_A_SUMMARY and self.day < clock.today()

    def as_json(self) -> Json:
        """The stable object of `linongctl activity list --json`."""
        return {
            "id": self.id,
            "title": self.title,
            "category": self.category,
            "day": self.day.isoformat(),
            "start": self.start,
            "end": self.end or None,
            "place": self.place,
            "host": self.host,
            "status": self.status,
            "status_label": self.status_label,
            "planned_count": self.planned,
            "signed_up": self.signed_up,
            "signed_in": self.signed_in,
            "owes_summary": self.owes_summary,
        }


def status_label(status: str) -> str:
    """A state in words."""
    return codes.table("activity_status").label(status) if status else ""


@access.operation("view", ledger="activity")
def between(session: Session, first: date, last: date) -> tuple[Entry, ...]:
    """The activities that begin on the days from `first` to `last`, in the order of their beginning."""
    bounds = (Filter("start_at", ">=", clock.start_text(first)), Filter("start_at", "<=", clock.end_text(last)))
    with session.reader() as reader, reader.snapshot():
        found = reader.page(Query(ledger=ACTIVITY, filters=bounds, order="start_at", limit=MOST)).rows
        counts = _counts(reader, (row["id"] for row in found))
        return tuple(_entry(row, counts) for row in found)


@access.operation("view", ledger="activity")
def listing(
    session: Session, filters: Sequence[str] = (), *, search: str = "", limit: int = MOST, to_do: str = ""
) -> tuple[Entry, ...]:
    """The activities that answer to filters as lists take them, with the words in title, place or number; newest first.

    `to_do`: those among them that wait for somebody so (`TO_DO`).

    Raises:
        UnknownField, ValuesRefused, FilterUnclear: as every list.
    """
    with session.reader() as reader, reader.snapshot():
        order = Order(field="start_at", descending=True, limit=MOST)
        found = reader.page(browsing.query(reader, ACTIVITY, Selection(filters=tuple(filters)), order)).rows
        words = search.split()
        told = [row for row in found if not words or _answers(row, words)]
        if to_do:
            waiting = {one.id for one in _to_do(session, to_do)}
            told = [row for row in told if ids.to_text(id_in(row)) in waiting]
        told = told[:limit]
        counts = _counts(reader, (row["id"] for row in told))
        return tuple(_entry(row, counts) for row in told)


def _to_do(session: Session, which: str) -> tuple[Entry, ...]:
    if which == OWED:
        return owed(session, MOST)[1]
    waiting = unpublished(session, clock.today() + timedelta(days=DAYS_AHEAD))
    return waiting.to_review if which == REVIEW else waiting.to_prepare


@access.operation("view", ledger="activity")
def owed(session: Session, most: int) -> tuple[int, tuple[Entry, ...]]:
    """How many activities are over and not summed up, and those of them that wait longest."""
    over = Filter("start_at", "<=", clock.end_text(clock.today() - timedelta(days=1)))
    waiting = (over, Filter("status", "=", _OWES_A_SUMMARY))
    with session.reader() as reader, reader.snapshot():
        found = reader.page(Query(ledger=ACTIVITY, filters=waiting, order="start_at", limit=most))
        counts = _counts(reader, (row["id"] for row in found.rows))
        return found.total, tuple(_entry(row, counts) for row in found.rows)


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Activities that nobody outside may know of yet, by whom they wait for, the next ones first.

    `to_review`: put up for review by others, on whatever day. `to_prepare`: drafts, those that were sent back, and
    one's own that wait for somebody else's review.
    """

    to_review: tuple[Entry, ...]
    to_prepare: tuple[Entry, ...]


@access.operation("view", ledger="activity")
def unpublished(session: Session, last: date) -> Unpublished:
    """What waits to be published: for a review, or to be made ready from today to `last`."""
    ahead = (Filter("start_at", ">=", clock.start_text(clock.today())), Filter("start_at", "<=", clock.end_text(last)))
    pending = Filter("status", "=", activity_states.PENDING)
    unready = (*ahead, Filter("status", "=", (activity_states.DRAFT, activity_states.SENT_BACK)))
    with session.reader() as reader, reader.snapshot():
        waiting = reader.page(Query(ledger=ACTIVITY, filters=(pending,), order="start_at", limit=_FEW)).rows
        others = [row for row in waiting if row["created_by"] != session.login]
        first, until = ahead[0].value, ahead[1].value
        own = [row for row in waiting if row not in others and str(first) <= str(row["start_at"]) <= str(until)]
        own += reader.page(Query(ledger=ACTIVITY, filters=unready, order="start_at", limit=_FEW)).rows
        own.sort(key=lambda row: str(row["start_at"]))
        counts = _counts(reader, (row["id"] for row in (*others, *own)))
        reviewed, prepared = (tuple(_entry(row, counts) for row in rows) for rows in (others, own))
        return Unpublished(reviewed, prepared)


def _answers(row: Row, words: Sequence[str]) -> bool:
    """True where every word stands in the name, the place or the number, as a poster's code says it."""
    one = row["id"] if isinstance(row["id"], bytes) else b""
    number = short_codes.number(NUMBER, one, clock.day_of(str(row["created_at"])))
    said = f"{row['title']} {row['place']} {number}"
    return all(word in said or word.upper() in number for word in words)


_Counts = tuple[Counter[bytes], Counter[bytes]]


def _counts(reader: Reader, activities: Iterable[object]) -> _Counts:
    """By activity: how many signed up, how many came."""
    up, here = Counter[bytes](), Counter[bytes]()
    asked = [one for one in activities if isinstance(one, bytes)]
    fields = ("activity_uid", "signed_up_at", "signed_in_at")
    for one, signed_up, signed_in in reader.brief(ATTENDEE, fields, "activity_uid", asked):
        up[one] += signed_up is not None
        here[one] += signed_in is not None
    return up, here


def _entry(row: Row, counts: _Counts) -> Entry:
    one = row["id"] if isinstance(row["id"], bytes) else b""
    start = clock.local(str(row["start_at"] or row["created_at"]))
    end = clock.local(str(row["end_at"])) if row["end_at"] else None
    planned = row["planned_count"]
    return Entry(
        id=ids.to_text(one),
        title=str(row["title"] or ""),
        category=codes.table("activity_category").label(str(row["category"])) if row["category"] else "",
        day=start.date(),
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}" if end and end.date() == start.date() else f"{end:%m-%d %H:%M}" if end else "",
        place=str(row["place"] or ""),
        host=str(access.shown(ACTIVITY, ACTIVITY.field("host"), row["host"]) or ""),
        status=str(row["status"] or ""),
        planned=planned if isinstance(planned, int) else None,
        signed_up=counts[0][one],
        signed_in=counts[1][one],
        has_summary=bool(row["summary"]),
    )
