"""Tables of a web page that carries the name of a workbook: what many government systems call "export to Excel".

Every table that holds text of its own is a sheet; a table inside a cell is a sheet beside the outer one. All cells are
text, as the page shows them, so ID numbers keep their digits. Spans are delivered as merges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import BinaryIO

from app.excel.cells import Cell
from app.excel.limits import Limits
from app.excel.refusals import NotAWorkbook, TooLarge
from app.excel.sources import markup, text_encoding
from app.excel.sources.source import LAST_COLUMN, LAST_ROW, Spool, SpooledSource

_SPACE = re.compile(r"[ \t\r\n\f]+")
_LARGEST_SPAN = 1000  # columns; what browsers allow
_SILENT = {"script", "style", "title", "head"}
_BREAKS = {"br", "p", "div", "li"}


@dataclass(slots=True)
class _Table:
    """A table while it is open."""

    order: int
    spool: Spool
    row: int = 0
    in_row: bool = False
    cells: list[Cell] = field(default_factory=list)
    blocked: dict[int, int] = field(default_factory=dict)  # column -> last row that a cell above still covers
    text: list[str] | None = None  # of the open cell
    span: tuple[int, int] = (1, 1)
    caption: list[str] | None = None
    name: str = ""


class _Tables:
    """The parser's events, sorted into tables."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[_Table] = []
        self._limits = limits
        self._open: list[_Table] = []
        self._silent = 0

    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """An element begins."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._silent = 0  # a head that nobody closed
            table = _Table(len(self.found), Spool(self._limits))
            self.found.append(table)
            self._open.append(table)
        elif self._open:
            self._start_inside(self._open[-1], tag, attrib)

    def _start_inside(self, table: _Table, tag: str, attrib: markup.Attributes) -> None:
        if tag == "tr":
            _close_row(table)
            _open_row(table)
        elif tag in {"td", "th"}:
            _close_cell(table)
            if not table.in_row:  # a cell that nobody opened a row for
                _open_row(table)
            table.text = []
            if "rowspan" in attrib or "colspan" in attrib:
                table.span = (_span(attrib.get("rowspan"), LAST_ROW), _span(attrib.get("colspan"), _LARGEST_SPAN))
        elif tag == "caption":
            table.caption = []
        elif tag in _BREAKS and table.text:
            table.text.append("\n")

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open:
            self._end_inside(self._open[-1], tag)

    def _end_inside(self, table: _Table, tag: str) -> None:
        if tag in {"td", "th"}:
            _close_cell(table)
        elif tag == "tr":
            _close_row(table)
        elif tag == "caption" and table.caption is not None:
            table.name = shown_text(table.caption)
            table.caption = None
        elif tag == "table":
            _close_row(table)
            table.spool.close()
            self._open.pop()

    def data(self, data: str) -> None:
        """Text."""
        if self._silent or not self._open:
            return
        table = self._open[-1]
        if table.text is not None:
            table.text.append(_SPACE.sub(" ", data))
        elif table.caption is not None:
            table.caption.append(data)

    def finish(self) -> None:
        """Close what the page left open."""
        while self._open:
            self._end_inside(self._open[-1], "table")


def _span(text: str | None, most: int) -> int:
    try:
        return min(max(int(text or 1), 1), most)
    except ValueError:
        return 1


def shown_text(pieces: list[str]) -> str:
    """Return the text as a browser shows it: lines trimmed, a no-break space kept as a space."""
    text = "".join(pieces).replace("\xa0", " ")
    if "\n" not in text:
        return text.strip(" \t\r\f")
    lines = text.split("\n")
    return "\n".join(line.strip(" \t\r\f") for line in lines).strip("\n")


def _close_cell(table: _Table) -> None:
    if table.text is None:
        return
    down, across = table.span
    column = len(table.cells)
    while table.blocked.get(column, 0) >= table.row:
        table.cells.append(None)
        column += 1
    if column + across > LAST_COLUMN:
        raise TooLarge(reason="dimensions", facts={"found": column + across, "limit": LAST_COLUMN})
    table.cells.append(shown_text(table.text) or None)
    table.cells.extend([None] * (across - 1))
    if down > 1:
        for covered in range(column, column + across):
            table.blocked[covered] = table.row + down - 1
    if down > 1 or across > 1:
        table.spool.merges.append((table.row, column + 1, table.row + down - 1, column + across))
    table.text = None
    table.span = (1, 1)


def _open_row(table: _Table) -> None:
    table.row += 1
    table.in_row = True


def _close_row(table: _Table) -> None:
    _close_cell(table)
    table.in_row = False
    if table.cells:
        table.spool.add(table.row, table.cells)
        table.cells = []


def open_html(file: BinaryIO, limits: Limits) -> SpooledSource:
    """Parse the whole page.

    Raises:
        NotAWorkbook: there is no table with anything in it (a login page, an error page).
    """
    encoding = text_encoding.detect(file, declared=True)
    tables = _Tables(limits)
    markup.parse_html(text_encoding.utf8_chunks(file, encoding), tables)
    tables.finish()
    filled = [table for table in tables.found if not table.spool.is_empty]
    if not filled:
        raise NotAWorkbook(reason="html")
    named = [(table.name or f"表{number}", False, table.spool) for number, table in enumerate(filled, 1)]
    return SpooledSource(named, encoding=encoding)
