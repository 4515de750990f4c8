"""民情日志: the visits of a month, of everybody or of one worker, day by day; for the window and for paper.

What was told at a visit is of level 3: paper, which has no masks to look behind, says that there is something and not
what. Whoever hands the whole diary over exports the same visits, with a purpose (docs/linongctl.md).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app import access
from app.printed import Part, PrintedColumn, PrintedFields, PrintedTable, Printout, printout
from app.records import browsing, next_visits
from app.records.browsing import Order
from app.records.filters import Selection
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import catalog, clock, codes, derive, ids, kinds

TITLE = "民情日志"
_VISIT = catalog.named("visit")
_LEVEL = "L2"
_MOST = 100_000
_COLUMNS = (
    PrintedColumn("时间", wraps=False),
    PrintedColumn("类型", wraps=False),
    PrintedColumn("走访对象"),
    PrintedColumn("地址"),
    PrintedColumn("走访人"),
    PrintedColumn("结果", wraps=False),
    PrintedColumn("后续措施"),
    PrintedColumn("下次走访", wraps=False),
)
_NOT_PRINTED = "走访内容和需求是隐私内容，不打印；要带内容请用“导出”，写明用途。"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day is in."""
        return cls(day.year, day.month)

    @property
    def name(self) -> str:
        """As it is written in lists: 2026-11."""
        return f"{self.year}-{self.month:02}"

    @property
    def title(self) -> str:
        """As people say it: 2026年11月."""
        return f"{self.year}年{self.month}月"

    @property
    def filters(self) -> tuple[str, str]:
        """What a list of its visits is filtered by."""
        last = calendar.monthrange(self.year, self.month)[1]
        return f"visited_at>={self.name}-01", f"visited_at<={self.name}-{last}"


@dataclass(frozen=True, slots=True)
class Written:
    """Which diaries there are: the months with visits, the newest first, and everybody who made some."""

    months: tuple[Month, ...]
    workers: tuple[str, ...]


@access.operation("view", ledger="visit")
def written(session: Session) -> Written:
    """The months and the workers of all visits; the present month stands first whether it has visits or not."""
    months, workers = {Month.of(clock.today())}, set[str]()
    with session.reader() as reader:
        for _, at, who in reader.scan(_VISIT, ("visited_at", "visitor")):
            months.add(Month.of(clock.day_of(at)))
            workers.update(filter(None, str(who or "").split(kinds.LIST_MARK)))
    newest = sorted(months, key=lambda one: (one.year, one.month), reverse=True)
    return Written(tuple(newest), tuple(sorted(workers)))


def selection(month: Month | None, worker: str = "") -> Selection:
    """The visits of a month, None for all time; of one worker where a name is given."""
    of_month = month.filters if month else ()
    return Selection(filters=(*of_month, *((f"visitor~{worker}",) if worker else ())))


@access.operation("print", ledger="visit")
def paper(session: Session, month: Month, worker: str = "") -> Printout:
    """The diary for paper: the sums, then a table for each day."""
    order = Order(field="visited_at", limit=_MOST)
    rows = browsing.page(session, _VISIT, selection(month, worker), order).rows
    title = f"{TITLE}　{month.title}{f'　{worker}' if worker else ''}"
    parts: list[Part] = [_sums(rows), *_days(rows, _again(session, rows))]
    return printout(session, title, (_NOT_PRINTED,), parts, (_VISIT.name, _LEVEL), is_wide=True)


def _sums(rows: Iterable[Json]) -> PrintedFields:
    """How many visits, homes, how often somebody was met, and what kinds."""
    told = list(rows)
    homes = {row["dwelling_uid"] for row in told if row.get("dwelling_uid")}
    met = sum(row.get("result") in derive.MET for row in told)
    by_kind = _counted(told)
    return PrintedFields(
        (
            ("走访", f"{len(told):,} 次"),
            ("见到或联系上", f"{met:,} 次"),
            ("走到", f"{len(homes):,} 户"),
            ("转工单", f"{sum(bool(row.get('work_order_uid')) for row in told):,} 件"),
            ("按类型", "、".join(f"{label} {count:,}" for label, count in by_kind.items()) or "没有走访"),
        )
    )


def _counted(rows: Iterable[Json]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        label = codes.table("visit_kind").label(str(row.get("kind") or ""))
        counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: -one[1]))


def _again(session: Session, rows: Iterable[Json]) -> Mapping[str, str]:
    """When to come again: after whoever was not called on since as it is reckoned now, else the day that was said."""
    said = {str(row["id"]): str(row.get("next_visit_on") or "") for row in rows}
    if not session.rights.may("view", "person_tag"):
        return said
    with session.reader() as reader, reader.snapshot():
        visits = (one for one in map(ids.from_text, said) if one is not None)
        after = next_visits.following(reader, visits, clock.today())
    return said | {ids.to_text(visit): one.on.isoformat() for visit, one in after.items()}


def _days(rows: Iterable[Json], again: Mapping[str, str]) -> Iterator[PrintedTable]:
    for day, of_day in groupby(rows, key=lambda row: clock.day_of(str(row["visited_at"]))):
        lines = tuple((*_line(row), again[str(row["id"])]) for row in of_day)
        heading = f"{clock.day_text(day)}　{len(lines)} 次"
        yield PrintedTable(_COLUMNS, lines, heading)


def _line(row: Json) -> tuple[str, ...]:
    names = ("person_uids", "dwelling_uid_label", "visitor", "result_label", "follow_up")
    at = clock.local_text(str(row["visited_at"])).partition(" ")[2]
    return at, str(row.get("kind_label") or ""), *(str(row.get(name) or "") for name in names)
