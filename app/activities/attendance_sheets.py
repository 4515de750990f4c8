"""The figures of activities on paper and as a workbook, under the register: counts, nobody by name.

Of the residents of a building or of an age, numbers of fewer than five people are left out, as in every table that
leaves (R106).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app import access
from app.activities.attendance import Attendance, Line
from app.activities.rolls import ACTIVITY
from app.excel.sheets import Holds, SheetColumn, Value
from app.exports.exporting import FormatUnknown
from app.figures.small_cells import LEAST
from app.jobs import SILENT, JobContext
from app.printed import PrintedColumn, PrintedTable, Printout, printout
from app.release import handing_out
from app.release.departing import Departure
from app.release.handing_out import Leaver
from app.stores.session import Session

_HOLDS: Final[dict[str, Holds]] = {
    "活动": "integer",
    "人次": "integer",
    "人数": "integer",
    "场均": "decimal",
    "志愿小时": "decimal",
    "报名": "integer",
    "报名未到": "integer",
    "未到率": "text",
}
HEADINGS: Final = tuple(_HOLDS)
_OF_RESIDENTS: Final = ("楼栋", "年龄段")
TITLE: Final = "活动参与统计"
_SMALL: Final = f"少于 {LEAST}"
_LEVEL: Final = "L1"


def tables(found: Attendance) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """The tables of the figures that name nobody, with what each goes by."""
    yield "类型", (*found.by_category, found.total)
    yield "月份", found.by_month
    yield "例会", found.by_series
    yield "楼栋", found.by_building
    yield "年龄段", found.by_age


def percent(line: Line) -> str:
    """How many of those who signed up did not come, in words; "" where nobody had."""
    return "" if line.absent_percent is None else f"{line.absent_percent}%"


@access.operation("print", ledger="activity")
def as_print(session: Session, found: Attendance) -> Printout:
    """The figures for paper."""
    parts = tuple(
        PrintedTable(
            (PrintedColumn(by), *(PrintedColumn(one, is_number=True, wraps=False) for one in HEADINGS)),
            tuple(_cells(by, line) for line in lines),
            f"按{by}",
        )
        for by, lines in tables(found)
        if lines
    )
    notes = (f"{found.first} 至 {found.last}", "没有签到名单的活动按登记的参与人数计")
    return printout(session, TITLE, notes, parts, (ACTIVITY.name, _LEVEL), is_wide=True)


@access.operation("export", ledger="activity")
def export(session: Session, found: Attendance, path: Path, ctx: JobContext = SILENT) -> None:
    """Write the figures as a workbook or csv file and enter it in the audit.

    Raises:
        FormatUnknown: the name ends in something else. FileNotWritten: the target is as it was.
    """
    from app.excel import csv_out, writer

    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise FormatUnknown(path.suffix)
    ctx.checkpoint()
    rows = [(by, *_values(by, line)) for by, lines in tables(found) for line in lines]
    columns = [SheetColumn("统计项", width=10), SheetColumn("内容", width=24)]
    columns += [SheetColumn(one, holds, 1 if holds == "decimal" else 0, 12) for one, holds in _HOLDS.items()]
    facts = {"ledger": ACTIVITY.name, "form": "statistics", "rows": len(rows), "columns": len(columns)}
    facts |= {"highest_level": _LEVEL, "unmasked": False, "encrypted": False}
    told = (("统计", f"{TITLE} {found.first} 至 {found.last}"),)
    departure = Departure(kind="export", source=path.name, ledger=ACTIVITY.name)
    leaver = Leaver(path=path, departure=departure, facts=lambda: dict(facts), told=told)
    if ending == ".csv":
        handing_out.plain(session, leaver, lambda stream: csv_out.write(stream, columns, rows))
    else:
        handing_out.workbook(session, leaver, lambda stamp: writer.workbook(TITLE, columns, rows, stamp=stamp))


def _cells(by: str, line: Line) -> tuple[str, ...]:
    """A row for paper."""
    return tuple(map(_told, _values(by, line)))


def _told(value: Value) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,g}"


def _values(by: str, line: Line) -> tuple[Value, ...]:
    """A row of a sheet: numbers are numbers, where they are not left out."""
    if by in _OF_RESIDENTS and any(0 < count < LEAST for count in (line.people, line.absent)):
        return (line.label, line.activities, _SMALL, _SMALL, *[None] * (len(HEADINGS) - 3))
    counts = (line.activities, line.visits, line.people, line.average, line.hours, line.expected, line.absent)
    return (line.label, *counts, percent(line) or None)
