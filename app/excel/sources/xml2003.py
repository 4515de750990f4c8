"""SpreadsheetML 2003: the XML that Excel 2003 introduced and that many systems still write under the ending xls."""

from __future__ import annotations

import datetime
from typing import BinaryIO

from app.excel.cells import FORMULA_EMPTY, Cell, CellFault
from app.excel.limits import Limits
from app.excel.refusals import FileDamaged, TooLarge
from app.excel.sources import markup, text_encoding
from app.excel.sources.source import LAST_COLUMN, LAST_ROW, Spool, SpooledSource, moment

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EPOCH_DAYS = (
    datetime.date(1899, 12, 30),
    datetime.date(1899, 12, 31),
    datetime.date(1904, 1, 1),
)  # a time without a day


class _Worksheets:
    """The parser's events, sorted into sheets. Rows and columns count from 1."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[tuple[str, bool, Spool]] = []
        self._limits = limits
        self._spool: Spool | None = None
        self._name = ""
        self._hidden = False
        self._row = 0
        self._skip = 0  # formatted rows that a row stands for
        self._cells: list[Cell] = []
        self._cell: dict[str, str] | None = None
        self._column = 0
        self._type = ""
        self._text: list[str] | None = None
        self._comment = False

    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """An element begins."""
        name = markup.local_name(tag)
        if name == "Worksheet":
            self._name, self._hidden, self._row, self._skip = _get(attrib, "Name") or "", False, 0, 0
            self._spool = Spool(self._limits)
        elif name == "Row":
            self._start_row(attrib)
        elif name == "Cell":
            self._start_cell(attrib)
        elif name == "Comment":
            self._comment = True
        elif (name == "Data" and self._cell is not None and not self._comment) or name == "Visible":
            self._type, self._text = _get(attrib, "Type") or "String", []

    def end(self, tag: str) -> None:
        """An element ends."""
        name = markup.local_name(tag)
        if name == "Data" and self._cell is not None and not self._comment:
            self._put(_value(self._type, "".join(self._text or [])))
            self._text = None
        elif name == "Comment":
            self._comment = False
        elif name == "Cell":
            self._end_cell()
        elif name == "Row" and self._spool is not None:
            self._spool.add(self._row, self._cells)
            self._cells = []
        elif name == "Visible":
            self._hidden = "".join(self._text or []).strip() != "SheetVisible"
            self._text = None
        elif name == "Worksheet" and self._spool is not None:
            self._spool.close()
            self.found.append((self._name, self._hidden, self._spool))
            self._spool = None

    def data(self, data: str) -> None:
        """Text."""
        if self._text is not None:
            self._text.append(data)

    def _start_row(self, attrib: markup.Attributes) -> None:
        self._row = _number(attrib, "Index", self._row + 1 + self._skip)
        self._skip = _number(attrib, "Span", 0)
        self._column = 0
        self._cells = []
        if self._row > LAST_ROW:
            raise TooLarge(reason="dimensions", facts={"found": self._row, "limit": LAST_ROW})

    def _start_cell(self, attrib: markup.Attributes) -> None:
        self._cell = dict(attrib)
        self._column = _number(attrib, "Index", self._column + 1)
        across, down = _number(attrib, "MergeAcross", 0), _number(attrib, "MergeDown", 0)
        if self._column + across > LAST_COLUMN:
            raise TooLarge(reason="dimensions", facts={"found": self._column + across, "limit": LAST_COLUMN})
        if (across or down) and self._spool is not None:
            self._spool.merges.append((self._row, self._column, self._row + down, self._column + across))
        if _get(attrib, "Formula") is not None:
            self._put(FORMULA_EMPTY)  # until a value follows

    def _end_cell(self) -> None:
        self._column += _number(self._cell or {}, "MergeAcross", 0)
        self._cell = None

    def _put(self, value: Cell) -> None:
        self._cells.extend([None] * (self._column - len(self._cells)))
        self._cells[self._column - 1] = value


def _get(attrib: markup.Attributes, name: str) -> str | None:
    """Return an attribute with or without its namespace; hand-made files forget it."""
    found = attrib.get(_SS + name)
    return found if found is not None else attrib.get(name)


def _number(attrib: markup.Attributes, name: str, default: int) -> int:
    text = _get(attrib, name)
    if text is None:
        return default
    try:
        return max(int(text), 0)
    except ValueError:
        raise FileDamaged(reason="xml2003_index") from None


def _value(kind: str, text: str) -> Cell:
    """Return the cell for a `Data` element; what contradicts its type stays text."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return _moment(datetime.datetime.fromisoformat(text))
    except ValueError:
        return text or None
    if kind == "Boolean":
        return text.strip() in {"1", "true"}
    if kind == "Error":
        return CellFault(text.strip())
    return text or None


def _moment(value: datetime.datetime) -> Cell:
    return value.time() if value.date() in _EPOCH_DAYS and value.time() != datetime.time() else moment(value)


def open_xml2003(file: BinaryIO, limits: Limits) -> SpooledSource:
    """Parse the whole file.

    Raises:
        FileDamaged: not well-formed, or no worksheet in it.
    """
    encoding = text_encoding.detect(file, declared=True)
    worksheets = _Worksheets(limits)
    markup.parse_xml(text_encoding.utf8_chunks(file, encoding), worksheets, part="xml2003", encoding="utf-8")
    if not worksheets.found:
        raise FileDamaged(reason="xml2003_no_sheet")
    return SpooledSource(worksheets.found, encoding=encoding)
