"""The route of visits: who is due, building by building, as a sheet to take along with room to write.

It says nothing of tags: whoever finds the paper must not read from it what somebody suffers from. It leaves the
program as every sheet does, under a register number and with an entry of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app import access
from app.excel import csv_out, writer
from app.excel.sheets import Row, SheetColumn
from app.exports.exporting import CSV, XLSX, FormatUnknown
from app.printed import PrintedColumn, PrintedTable, Printout, table
from app.release import handing_out
from app.release.departing import Departure, Stamp
from app.release.handing_out import Leaver
from app.release.purposes import Purpose
from app.stores.session import Session
from app.visits.due import Due

TITLE = "走访路线"
_LEVEL = "L2"
_FOR_VISITS = Purpose("02")  # 走访和服务
_HEADINGS = ("楼栋", "地址", "姓名", "上次走访", "应走访", "负责人", "走访情况")
_WIDTHS = (20.0, 30.0, 12.0, 12.0, 12.0, 12.0, 40.0)


@access.operation("export", ledger="visit")
def save(session: Session, route: Sequence[Due], path: Path) -> Stamp:
    """Write the route as .xlsx or .csv; raises FormatUnknown, FileNotWritten."""
    ending = path.suffix.lower()
    if ending not in (XLSX, CSV):
        raise FormatUnknown(ending)
    shapes = [SheetColumn(heading, width=width) for heading, width in zip(_HEADINGS, _WIDTHS, strict=True)]
    rows = [_row(one) for one in route]
    leaver = Leaver(
        path=path,
        departure=Departure(kind="export", source=path.name, ledger="visit"),
        facts=lambda: {
            "ledger": "visit",
            "form": "route",
            "purpose": _FOR_VISITS.purpose,
            "rows": len(rows),
            "columns": len(shapes),
            "highest_level": _LEVEL,
            "unmasked": False,
        },
        told=(("用途", _FOR_VISITS.labels()[0]),),
    )
    if ending == CSV:
        return handing_out.plain(session, leaver, lambda stream: csv_out.write(stream, shapes, rows))
    return handing_out.workbook(session, leaver, lambda stamp: writer.workbook(TITLE, shapes, rows, stamp=stamp))


@access.operation("print", ledger="visit")
def printout(session: Session, route: Sequence[Due]) -> Printout:
    """The route for paper."""
    columns = tuple(PrintedColumn(heading, wraps=at in (1, 6)) for at, heading in enumerate(_HEADINGS))
    rows = PrintedTable(columns, tuple(tuple(map(str, _row(one))) for one in route))
    homes = len({one.dwelling for one in route if one.dwelling})
    notes = (f"共 {len(route):,} 次走访，{homes:,} 套房屋",)
    return table(session, TITLE, rows, notes=notes, what=("visit", _LEVEL))


def _row(one: Due) -> Row:
    return (one.building_name, one.address, one.name, one.last, one.due_on, one.worker, "")
