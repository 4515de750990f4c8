"""The indicators of work orders in words, as a sheet and on paper; what they are is `app.orders.indicators`'s."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app import access, printed
from app.jobs import SILENT, JobContext
from app.orders.indicators import LABELS, Figures
from app.printed import PrintedColumn, PrintedTable, Printout
from app.release import handing_out
from app.release.departing import Departure
from app.release.handing_out import Leaver
from app.stores.session import Session
from ledger.orders import indicators
from ledger.orders.indicators import ALL, Tally
from storage.search import pinyin

TITLE: Final = "工单指标"
TOTAL: Final = "合计"
NONE: Final = "—"
"""What stands for a share of nothing: 0 of 0 is no 0 %."""
NOTHING: Final = "这段时间没有接收可以统计的工单。"
COUNT: Final = "件数"
_LEDGER: Final = "work_order"
_LEVEL: Final = "L2"  # who has an order is of that level
_UNITS: Final = {indicators.TIME: "天"}
_XLSX, _CSV = ".xlsx", ".csv"


def headings(found: Figures) -> tuple[str, ...]:
    """What stands above `rows`."""
    return (LABELS[found.by], COUNT, *(one.label for one in ALL))


def rows(found: Figures) -> Iterator[tuple[str, ...]]:
    """The groups, then the whole."""
    return ((label, *cells(tally)) for label, tally in tallies(found))


def tallies(found: Figures) -> Iterator[tuple[str, Tally]]:
    """Every group by its name, then the whole."""
    yield from ((line.label, line.tally) for line in found.lines)
    yield (TOTAL, found.total)


def _numbers(found: Figures) -> Iterator[tuple[str | int | float, ...]]:
    """The same with numbers as a sheet has them; a share of nothing stays words."""
    for label, tally in tallies(found):
        yield (label, tally.orders, *(_number(tally, one.name) for one in ALL))


def _number(tally: Tally, name: str) -> float | str:
    share = None if name == indicators.TIME else tally.share(name)
    found = tally.days if name == indicators.TIME else None if share is None else share * 100
    return NONE if found is None else round(found, 1)


def cells(tally: Tally) -> tuple[str, ...]:
    """How many orders, then every indicator, as people read them: `12`, `83.3%`, `2.5 天`, `—`."""
    return (f"{tally.orders:,}", *(cell(tally, one.name) for one in ALL))


def cell(tally: Tally, name: str) -> str:
    """One indicator of a group by its name."""
    if name == indicators.TIME:
        return NONE if tally.days is None else f"{tally.days:.1f} 天"
    share = tally.share(name)
    return NONE if share is None else f"{share:.1%}"


def sort_key(label: str, tally: Tally, column: int) -> str | float | None:
    """What a column of `headings` sorts a group by: its name as people look for it, or a number; None for `NONE`."""
    if column == 0:
        return pinyin.sort_key(label, surname=False)
    if column == 1:
        return tally.orders
    name = ALL[column - 2].name
    return tally.days if name == indicators.TIME else tally.share(name)


def parts(tally: Tally, name: str) -> str:
    """Of which numbers it is made: `10 ÷ 12 件`; where there are none, that there are none."""
    if name == indicators.TIME:
        return f"{tally.closed:,} 件平均" if tally.closed else "没有结案的"
    hits, of = tally.parts(name)
    return f"{hits:,} ÷ {of:,} 件" if of else "没有可算的工单"


def explained() -> tuple[tuple[str, str], ...]:
    """Every indicator with how it is reckoned."""
    return tuple((one.label, one.told) for one in ALL)


def notes(found: Figures) -> tuple[str, ...]:
    """What a reader of the table has to know."""
    left_out = (f"另有 {found.left_out:,} 件没有算：草稿、不予受理、作废、重复归并",) if found.left_out else ()
    return (indicators.WHO_COUNTS, *left_out)


def title(found: Figures) -> str:
    """工单指标 2026-11-01 至 2026-11-30 按类别."""
    return f"{TITLE} {found.first} 至 {found.last} 按{LABELS[found.by]}"


@access.operation("export", ledger=_LEDGER)
def export(session: Session, found: Figures, path: Path, ctx: JobContext = SILENT) -> None:
    """Write the table, in a workbook with how each indicator is reckoned, and enter it in the audit.

    Raises:
        FormatUnknown: the name ends in something else. FileNotWritten: the target is as it was.
    """
    from app.excel import csv_out, writer
    from app.excel.sheets import SheetColumn
    from app.exports.exporting import FormatUnknown

    ending = path.suffix.lower()
    if ending not in (_XLSX, _CSV):
        raise FormatUnknown(path.suffix)
    ctx.checkpoint()
    first, count, *_ = headings(found)
    columns = [SheetColumn(first, width=22), SheetColumn(count, "integer")]
    columns += [SheetColumn(f"{one.label}({_UNITS.get(one.name, '%')})", "decimal", scale=1) for one in ALL]
    leaver = _leaver(found, path)
    if ending == _CSV:
        handing_out.plain(session, leaver, lambda stream: csv_out.write(stream, columns, _numbers(found)))
    else:
        handing_out.workbook(
            session, leaver, lambda stamp: writer.workbook(TITLE, columns, _numbers(found), stamp=stamp)
        )


def _leaver(found: Figures, path: Path) -> Leaver:
    def facts() -> dict[str, object]:
        size = {"rows": len(found.lines) + 1, "columns": len(ALL) + 2}
        plain = {"highest_level": _LEVEL, "unmasked": False, "encrypted": False}
        return {"ledger": _LEDGER, "form": "statistics", **size, **plain}

    departure = Departure(kind="export", source=path.name, ledger=_LEDGER)
    told = (("统计", title(found)), *(("说明", one) for one in notes(found)), *explained())
    return Leaver(path=path, departure=departure, facts=facts, told=told)


@access.operation("print", ledger=_LEDGER)
def as_print(session: Session, found: Figures) -> Printout:
    """The table for paper, below it how each indicator is reckoned."""
    columns = tuple(PrintedColumn(one, is_number=at > 0) for at, one in enumerate(headings(found)))
    told = PrintedTable((PrintedColumn("指标", wraps=False), PrintedColumn("怎么算")), explained(), "每个比例怎么算的")
    table = PrintedTable(columns, tuple(rows(found)))
    what = (_LEDGER, _LEVEL)
    return printed.printout(session, title(found), notes(found), (table, told), what, is_wide=True)
