"""OpenDocument spreadsheets; parsed here because calamine gives neither their merges nor their errors."""

from __future__ import annotations

import datetime
import re

from app.excel.cells import FORMULA_EMPTY, Cell, CellFault
from app.excel.limits import Limits
from app.excel.refusals import FileDamaged, TooLarge, UnknownEncryption
from app.excel.sources import markup
from app.excel.sources.source import LAST_COLUMN, LAST_ROW, Spool, SpooledSource, moment
from app.excel.sources.zip_parts import ZipParts
from app.excel.wire import duration

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}
_PERIOD = re.compile(r"(-)?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?$")
_ERROR_TEXT = re.compile(r"#\S+[!?]?$|#N/A$|Err:\d+$")


class _Tables:
    """The parser's events, sorted into sheets."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[tuple[str, bool, Spool]] = []
        self._limits = limits
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0  # of nested tables: only the outermost is a sheet
        self._spool = Spool(limits)
        self._row = 0
        self._row_repeat = 1
        self._cells: list[Cell] = []
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[list[str]] = []
        self._in_paragraph = False
        self._aside = 0  # inside a comment or a drawing, whose text is not the cell's

    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """An element begins."""
        if tag == _TABLE + "table":
            self._start_table(attrib)
        elif self._depth == 1:
            self._start_inside(tag, attrib)
        elif tag == _STYLE + "style":
            self._style = attrib.get(_STYLE + "name", "")
        elif tag == _STYLE + "table-properties" and attrib.get(_TABLE + "display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attrib: markup.Attributes) -> None:
        self._depth += 1
        if self._depth == 1:
            self._spool, self._row = Spool(self._limits), 0
            hidden = attrib.get(_TABLE + "style-name", "") in self._hidden_styles
            self.found.append((attrib.get(_TABLE + "name", ""), hidden, self._spool))

    def _start_inside(self, tag: str, attrib: markup.Attributes) -> None:
        if tag in _CELLS:
            self._cell, self._paragraphs, self._in_paragraph, self._aside = dict(attrib), [], False, 0
        elif tag == _TABLE + "table-row":
            self._row_repeat = _repeat(attrib, "number-rows-repeated")
            self._cells, self._column = [], 0
        elif self._cell is None:
            return
        elif tag == _OFFICE + "annotation" or tag.startswith("{urn:oasis:names:tc:opendocument:xmlns:drawing"):
            self._aside += 1
        elif not self._aside:
            self._start_text(tag, attrib)

    def _start_text(self, tag: str, attrib: markup.Attributes) -> None:
        if tag == _TEXT + "p":
            self._paragraphs.append([])
            self._in_paragraph = True
        elif self._paragraphs and tag == _TEXT + "s":
            self._paragraphs[-1].append(" " * min(_whole(attrib.get(_TEXT + "c")), 1000))
        elif self._paragraphs and tag == _TEXT + "tab":
            self._paragraphs[-1].append("\t")
        elif self._paragraphs and tag == _TEXT + "line-break":
            self._paragraphs[-1].append("\n")

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == _TABLE + "table":
            self._depth -= 1
            if self._depth == 0:
                self._spool.close()
        elif self._depth != 1:
            return
        elif tag == _TEXT + "p":
            self._in_paragraph = False
        elif tag in _CELLS:
            self._end_cell(tag)
        elif tag == _TABLE + "table-row":
            self._end_row()
        elif self._aside and (
            tag == _OFFICE + "annotation" or tag.startswith("{urn:oasis:names:tc:opendocument:xmlns:d")
        ):
            self._aside -= 1

    def data(self, data: str) -> None:
        """Text."""
        if self._in_paragraph and not self._aside:
            self._paragraphs[-1].append(data)

    def _end_cell(self, tag: str) -> None:
        cell = self._cell or {}
        self._cell = None
        repeat = _repeat(cell, "number-columns-repeated")
        value = None if tag.endswith("covered-table-cell") else self._value(cell)
        if value is not None:
            if self._column + repeat > LAST_COLUMN:
                raise TooLarge(reason="dimensions", facts={"found": self._column + repeat, "limit": LAST_COLUMN})
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells.extend([value] * repeat)
        self._merge(cell)
        self._column += repeat

    def _merge(self, cell: dict[str, str]) -> None:
        across = _repeat(cell, "number-columns-spanned")
        down = _repeat(cell, "number-rows-spanned")
        if across > 1 or down > 1:
            row, column = self._row + 1, self._column + 1
            self._spool.merges.append((row, column, row + down - 1, column + across - 1))

    def _value(self, cell: dict[str, str]) -> Cell:
        text = "\n".join("".join(pieces) for pieces in self._paragraphs)
        kind = cell.get(_OFFICE + "value-type")
        if cell.get(_CALCEXT + "value-type") == "error" or (_TABLE + "formula" in cell and _ERROR_TEXT.match(text)):
            return CellFault(text)
        if kind is None:
            return FORMULA_EMPTY if _TABLE + "formula" in cell and not text else text or None
        if kind == "string":
            return text or cell.get(_OFFICE + "string-value") or None
        if kind == "boolean":
            return cell.get(_OFFICE + "boolean-value") == "true"
        return _measured(kind, cell, text)

    def _end_row(self) -> None:
        cells, repeat = self._cells, self._row_repeat
        self._cells = []
        if cells:
            if self._row + repeat > LAST_ROW:
                raise TooLarge(reason="dimensions", facts={"found": self._row + repeat, "limit": LAST_ROW})
            for number in range(self._row + 1, self._row + repeat + 1):
                self._spool.add(number, list(cells))
        self._row += repeat


def _measured(kind: str, cell: dict[str, str], text: str) -> Cell:
    """Return a number, date or time; what cannot be understood stays the text that the sheet shows."""
    try:
        if kind == "date":
            return moment(datetime.datetime.fromisoformat(cell[_OFFICE + "date-value"][:26]))
        if kind == "time":
            return _period(cell[_OFFICE + "time-value"])
        return float(cell[_OFFICE + "value"])
    except (KeyError, ValueError, OverflowError):
        return text or None


def _period(text: str) -> Cell:
    found = _PERIOD.match(text)
    if not found:
        raise ValueError("not a period")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    value = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return duration(-value if found[1] else value)


def _whole(text: str | None) -> int:
    try:
        return max(int(text or 1), 1)
    except ValueError:
        raise FileDamaged(reason="ods_number") from None


def _repeat(attrib: markup.Attributes, name: str) -> int:
    return _whole(attrib.get(_TABLE + name))


def open_ods(parts: ZipParts, limits: Limits) -> SpooledSource:
    """Parse the whole document.

    Raises:
        UnknownEncryption: protected with a password the OpenDocument way.
        FileDamaged: not well-formed, or no table in it.
    """
    if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.content("META-INF/manifest.xml"):
        raise UnknownEncryption(reason="opendocument")
    tables = _Tables(limits)
    markup.parse_xml(parts.chunks("content.xml"), tables, part="ods")
    if not tables.found:
        raise FileDamaged(reason="ods_no_sheet")
    return SpooledSource(tables.found)
