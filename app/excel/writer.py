"""Writes sheets of ready rows as an xlsx workbook, fast: rustpy-xlsxwriter fed by a generator.

Every text cell is a string cell in a text column, so `=1+1` stays text and an 18-digit number keeps its digits. Rows
stream; a failure or a cancel inside them comes out as it is. Encrypting and placing the file are left to `encryption`
and `app.files`.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from itertools import chain, islice

from rustpy_xlsxwriter import FastExcel, Format

from app.excel import apart
from app.excel import stamp as stamps
from app.excel.sheets import FONT, MOST_ROWS, Row, SheetColumn, TemporaryFolderFull, TooManyRows, Value
from app.excel.stamp import SheetStamp

_HEADING_FILL = "#DDE7F3"
_NOTES_WIDTH = 80.0
_FEW_ROWS = 2000  # in one sheet, made in this process in the time that another takes to start
_ROOM_BYTES = 256 * 1024 * 1024  # 100,000 rows of 30 columns take some 150 MB of the temporary folder
# How the library tells of a folder that it cannot make its file in, and of a full disk (112 is Windows's number).
_TEMPORARY = re.compile(r"Temporary file error|os error (28|112)\b|code: (28|112)\b")
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name, its columns, and its rows in their order."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Row]


def workbook(
    sheet_name: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Row],
    *,
    in_memory: bool = False,
    stamp: SheetStamp | None = None,
) -> bytes:
    """The content of a workbook with one sheet, and the sheet 水印 where there is a stamp; see `workbook_of`."""
    return workbook_of([Sheet(sheet_name, columns, rows)], in_memory=in_memory, stamp=stamp)


def workbook_of(sheets: Iterable[Sheet], *, in_memory: bool = False, stamp: SheetStamp | None = None) -> bytes:
    """The workbook's content: each sheet a heading row, frozen and with filter buttons, then its rows.

    A `stamp` stands in header and footer of every page, and in words on a last sheet 水印.
    The library keeps a sheet that it writes in a temporary file without a name until the workbook is complete. With
    `in_memory`, or where the temporary folder is no use, it does not: for workbooks that must lie nowhere in the clear.
    That costs about 7 KB of memory a row of 30 columns, and twice the time. A long workbook is made in a process of
    its own (`apart`).

    Raises:
        TooManyRows: a worksheet does not take so many.
        TemporaryFolderFull: the disk of the temporary file became full.
    """
    given = list(sheets)
    streams = [iter(sheet.rows) for sheet in given]
    first = [list(islice(stream, _FEW_ROWS + 1)) for stream in streams]
    whole = [replace(sheet, rows=chain(*parts)) for sheet, *parts in zip(given, first, streams, strict=True)]
    if max(map(len, first), default=0) <= _FEW_ROWS:
        return made_here(whole, in_memory=in_memory, stamp=stamp)
    told = {
        "sheets": [(sheet.name, [astuple(column) for column in sheet.columns]) for sheet in given],
        "in_memory": in_memory,
        "stamp": None if stamp is None else asdict(stamp),
    }
    return apart.made(told, [sheet.rows for sheet in whole])


def made_here(sheets: Iterable[Sheet], *, in_memory: bool, stamp: SheetStamp | None) -> bytes:
    """As `workbook_of`, in this process."""
    content = io.BytesIO()
    book = FastExcel(content)
    lies_plain = not in_memory and _has_temporary_room()
    for sheet in sheets:
        book = _added(book, sheet, stamp, lies_plain=lies_plain)
    if stamp is not None:
        book = _with_notes(book, stamp)
    try:
        book.save()
    except BaseException as error:
        # The library tells of a folder by RuntimeError, of a full disk by a panic, which is no Exception.
        is_its_own = isinstance(error, RuntimeError) or type(error).__name__ == "PanicException"
        if is_its_own and _TEMPORARY.search(str(error)):
            raise TemporaryFolderFull from None
        raise
    return content.getvalue()


def _added(book: FastExcel, sheet: Sheet, stamp: SheetStamp | None, *, lies_plain: bool) -> FastExcel:
    """`book` with one more sheet."""
    headings = [column.heading for column in sheet.columns]
    page: dict[str, object] = {"landscape": True, "repeat_rows": 0, "fit_to_pages": (1, 0), "paper_size": 9}
    if stamp is not None:
        page |= {"header": stamp.header, "footer": stamp.footer}
    return book.freeze(row=1, col=0).sheet(
        sheet_title(sheet.name),
        _records(headings, sheet.rows),
        column_widths={column.heading: column.width for column in sheet.columns},
        column_formats={column.heading: _text_format(column) for column in sheet.columns},
        header_format=_heading_format(),
        ignore_errors=[column.heading for column in sheet.columns if column.holds == "text"],
        autofilter=True,
        dedupe_strings=not lies_plain,
        page_setup=page,
    )


def _with_notes(book: FastExcel, stamp: SheetStamp) -> FastExcel:
    """`book` with the sheet that tells in words where it came from; no word of it is a heading of any ledger."""
    first, *others = stamp.notes or (stamp.number,)
    return book.sheet(
        stamps.SHEET,
        [{first: line} for line in others] or [{first: None}],
        column_widths={first: _NOTES_WIDTH},
        column_formats={first: Format().set_font_name(FONT).set_num_format("@").set_text_wrap()},
        header_format=Format().set_font_name(FONT).set_bold().set_num_format("@").set_text_wrap(),
        dedupe_strings=True,
        page_setup={"header": stamp.header, "footer": stamp.footer, "paper_size": 9},
    )


def _has_temporary_room() -> bool:
    """True where the library's temporary file can be made and has room to grow."""
    folder = os.environ.get("TMPDIR") or tempfile.gettempdir()
    try:
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM_BYTES
    except OSError:
        return False


def sheet_title(name: str) -> str:
    """`name` as Excel takes it: at most 31 characters, without brackets, slashes and the like."""
    return name.translate(_NOT_IN_SHEET_NAMES).strip()[:31] or "Sheet1"


def _records(headings: list[str], rows: Iterable[Row]) -> Iterator[dict[str, Value]]:
    """Rows as the library wants them; a sheet without rows still gets its headings."""
    stream = iter(rows)
    first = next(stream, None)
    if first is None:
        yield dict.fromkeys(headings)
        return
    for count, row in enumerate(chain((first,), stream)):
        if count >= MOST_ROWS:
            raise TooManyRows(MOST_ROWS)
        yield dict(zip(headings, row, strict=True))


def _text_format(column: SheetColumn) -> Format:
    written = Format().set_font_name(FONT).set_num_format(column.number_format)
    return written if column.width < 28 else written.set_text_wrap()


def _heading_format() -> Format:
    return (
        Format()
        .set_font_name(FONT)
        .set_bold()
        .set_num_format("@")
        .set_background_color(_HEADING_FILL)
        .set_border("thin")
        .set_align("center")
        .set_align("vertical_center")
        .set_text_wrap()
    )
