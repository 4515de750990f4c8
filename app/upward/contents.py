"""What a package tells of a period: activities, opinions, orders by category, and the figures of all of it.

Of activities those that were held count; of orders there are counts alone, nobody and nothing of a single one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from app import access
from app.activities import attendance
from app.activities.rolls import ACTIVITY, ATTENDEE
from app.orders.keeping import ORDER
from app.records.shown_columns import Json
from app.stores.session import Session
from app.topics.defining import ROW
from app.upward import opinions
from app.upward.opinions import Opinions
from app.upward.period import Period
from ledger import clock, codes
from ledger.orders.states import CLOSED, DRAFT
from storage.listing.query import Filter, Query
from storage.reading import Reader
from storage.rows import Row, id_in, text_in

ACTIVITIES, OPINIONS, ORDERS = "activities", "opinions", "orders"
PARTS: Final = {ACTIVITIES: "活动", OPINIONS: "意见建议", ORDERS: "办件"}
"""What may go into a package, and what its sheet is called."""
LEDGERS: Final = {ACTIVITIES: ACTIVITY.name, OPINIONS: ROW.name, ORDERS: ORDER.name}


@dataclass(frozen=True, slots=True)
class Held:
    """An activity that was held: how many came, volunteers' hours, yuan spent (None where nobody wrote it)."""

    day: str
    title: str
    category: str
    place: str
    people: int
    hours: float
    spent: float | None
    summary: str


@dataclass(frozen=True, slots=True)
class Handled:
    """Orders of one category: how many were registered in the period, and how many closed."""

    category: str
    registered: int
    closed: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is of a period; a part that was not asked for is empty.

    `opinions` is None without such a ledger, and for whoever is not told of the one that there is (`is_kept_back`).
    """

    period: Period
    parts: tuple[str, ...]
    activities: tuple[Held, ...] = ()
    opinions: Opinions | None = None
    orders: tuple[Handled, ...] = ()
    is_kept_back: bool = False

    @property
    def rows(self) -> int:
        """How many lines its sheets have."""
        return len(self.activities) + (len(self.opinions.rows) if self.opinions else 0) + len(self.orders)

    @property
    def waiting(self) -> int:
        """How many opinions were not told upward yet."""
        return len(self.opinions.waiting) if self.opinions else 0

    def figures(self) -> tuple[tuple[str, str], ...]:
        """(part, its figures in words), for the first sheet and the preview."""
        return tuple((PARTS[part], self._told(part)) for part in self.parts)

    def _told(self, part: str) -> str:
        if part == ACTIVITIES:
            people, hours = sum(one.people for one in self.activities), sum(one.hours for one in self.activities)
            spent = sum(one.spent or 0 for one in self.activities)
            return f"{len(self.activities):,} 个，{people:,} 人次，志愿 {hours:,g} 小时，支出 {spent:,.2f} 元"
        if part == OPINIONS:
            if self.opinions is None:
                return "您的角色看不到意见建议清单" if self.is_kept_back else "没有启用意见建议清单"
            waiting = f"，其中没有上报过的 {self.waiting:,} 条" if self.opinions.can_mark else ""
            return f"{len(self.opinions.rows):,} 条{waiting}"
        registered, closed = sum(one.registered for one in self.orders), sum(one.closed for one in self.orders)
        return f"登记 {registered:,} 件，办结 {closed:,} 件"

    def as_json(self) -> Json:
        """The stable object of `linongctl upward show --json`."""
        told: Json = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        if ACTIVITIES in self.parts:
            told["activities"] = [_json(one) for one in self.activities]
        if OPINIONS in self.parts and self.opinions is not None:
            names = [item.name for item in self.opinions.items]
            told["opinions"] = [
                {"id": one.id, **dict(zip(names, one.texts, strict=True)), "waits": one.waits}
                for one in self.opinions.rows
            ]
        if ORDERS in self.parts:
            told["orders"] = [_json(one) for one in self.orders]
        return told


@access.operation(access.OWN)
def parts_open(session: Session) -> tuple[str, ...]:
    """The parts that whoever is at work may take out."""
    return tuple(part for part, ledger in LEDGERS.items() if session.rights.may("export", ledger))


@access.operation("export")
def gather(session: Session, period: Period, parts: Collection[str], *, unmasked: bool = False) -> Contents:
    """What there is of a period, of one moment, behind masks unless it was cleared; raises Forbidden."""
    asked = tuple(part for part in PARTS if part in parts)
    for part in asked:
        session.rights.require("export", LEDGERS[part])
    with session.reader() as reader, reader.snapshot():
        said = opinions.of_period(session, reader, period, unmasked=unmasked) if OPINIONS in asked else None
        return Contents(
            period,
            asked,
            _held(reader, period) if ACTIVITIES in asked else (),
            said,
            _handled(reader, period) if ORDERS in asked else (),
            is_kept_back=OPINIONS in asked and said is None and opinions.is_taken_over(session),
        )


def _held(reader: Reader, period: Period) -> tuple[Held, ...]:
    found = attendance.held(reader, period.first, period.last)
    came, hours = Counter[bytes](), Counter[bytes]()
    fields = ("activity_uid", "signed_in_at", "hours")
    for one, signed_in, worked in reader.brief(ATTENDEE, fields, "activity_uid", [id_in(row) for row in found]):
        came[one] += signed_in is not None
        hours[one] += round(float(worked or 0) * 10) if signed_in is not None else 0  # tenths add up exactly
    return tuple(_of(row, came[id_in(row)], hours[id_in(row)] / 10) for row in found)


def _of(row: Row, came: int, hours: float) -> Held:
    table, stated, spent = codes.table("activity_category"), row["actual_count"], row["spent"]
    return Held(
        clock.day_of(str(row["start_at"])).isoformat(),
        text_in(row, "title") or "",
        table.label(str(row["category"])) if row["category"] else "",
        text_in(row, "place") or "",
        came or (stated if isinstance(stated, int) else 0),
        hours,
        float(spent) if isinstance(spent, int | float) else None,
        text_in(row, "summary") or "",
    )


def _handled(reader: Reader, period: Period) -> tuple[Handled, ...]:
    """Counted from columns in memory; drafts were never registered."""
    registered, closed = Counter[str](), Counter[str]()
    for _, category, status in reader.columns(_within("received_at", period), ("category", "status")):
        registered[str(category or "")] += status != DRAFT
    for _, category, status in reader.columns(_within("closed_at", period), ("category", "status")):
        closed[str(category or "")] += status == CLOSED
    table = codes.table("work_order_category")
    known = sorted(set(+registered) | set(+closed))
    return tuple(Handled(table.label(one) or "没有类别", registered[one], closed[one]) for one in known)


def _within(field: str, period: Period) -> Query:
    bounds = Filter(field, ">=", clock.start_text(period.first)), Filter(field, "<=", clock.end_text(period.last))
    return Query(ledger=ORDER, filters=bounds)


def _json(one: Held | Handled) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}
