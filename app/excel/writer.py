"""Writes one sheet of ready rows as an xlsx workbook, fast: rustpy-xlsxwriter fed by a generator.

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
from itertools import chain

from rustpy_xlsxwriter import FastExcel, Format

from app.excel.sheets import FONT, MOST_ROWS, Row, SheetColumn, TemporaryFolderFull, TooManyRows, Value

_HEADING_FILL = "#DDE7F3"
_ROOM_BYTES = 256 * 1024 * 1024  # 100,000 rows of 30 columns take some 150 MB of the temporary folder
# How the library tells of a folder that it cannot make its file in, and of a full disk (112 is Windows's number).
_TEMPORARY = re.compile(r"Temporary file error|os error (28|112)\b|code: (28|112)\b")
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def workbook(sheet_name: str, columns: Sequence[SheetColumn], rows: Iterable[Row], *, in_memory: bool = False) -> bytes:
    """The workbook's content: a heading row, frozen and with filter buttons, then `rows` in the order of `columns`.

    The library keeps a sheet that it writes in a temporary file without a name until the workbook is complete. With
    `in_memory`, or where the temporary folder is no use, it does not: for workbooks that must lie nowhere in the clear.
    That costs about 7 KB of memory a row of 30 columns, and twice the time.

    Raises:
        TooManyRows: a worksheet does not take so many.
        TemporaryFolderFull: the disk of the temporary file became full.
    """
    content = io.BytesIO()
    headings = [column.heading for column in columns]
    texts = {column.heading: _text_format(column) for column in columns}
    book = (
        FastExcel(content)
        .freeze(row=1, col=0)
        .sheet(
            sheet_title(sheet_name),
            _records(headings, rows),
            column_widths={column.heading: column.width for column in columns},
            column_formats=texts,
            header_format=_heading_format(),
            ignore_errors=[column.heading for column in columns if column.holds == "text"],
            autofilter=True,
            dedupe_strings=in_memory or not _has_temporary_room(),
            page_setup={"landscape": True, "repeat_rows": 0, "fit_to_pages": (1, 0), "paper_size": 9},
        )
    )
    try:
        book.save()
    except BaseException as error:
        # The library tells of a folder by RuntimeError, of a full disk by a panic, which is no Exception.
        is_its_own = isinstance(error, RuntimeError) or type(error).__name__ == "PanicException"
        if is_its_own and _TEMPORARY.search(str(error)):
            raise TemporaryFolderFull from None
        raise
    return content.getvalue()


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
