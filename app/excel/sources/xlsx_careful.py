"""The xlsx reader for sheets that calamine cannot hold: a stream over the XML that keeps only filled cells.

Three to five times slower, with no rectangle in memory: one cell at row 200,000, column 500 costs one cell. Reads one
sheet at a time, when it is asked for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from typing_extensions import override

from app.excel.cells import FORMULA_EMPTY, Cell, CellFault, Merge, SheetInfo
from app.excel.limits import Limits
from app.excel.refusals import FileDamaged, TooLarge
from app.excel.sources import markup
from app.excel.sources.source import LAST_COLUMN, LAST_ROW, Payload, Source, Spool, moment
from app.excel.sources.xlsx_parts import Workbook, read_workbook
from app.excel.sources.xlsx_scan import column_number
from app.excel.sources.xlsx_styles import NUMBER, Styles, dated
from app.excel.sources.zip_parts import ZipParts

_REF = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Return a text without Excel's `_x000D_` escapes."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)  # half of a pair is no character


class _SharedStrings(markup.Texts):
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] | None = None
        self._in_text = False
        self._phonetic = False

    @override
    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """A string, a run of it, or its reading aid."""
        name = markup.local_name(tag)
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._in_text = not self._phonetic

    @override
    def end(self, tag: str) -> None:
        """A string ends."""
        name = markup.local_name(tag)
        if name == "si":
            self.texts.append(unescaped("".join(self._pieces or [])))
            self._pieces = None
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._in_text = False

    @override
    def data(self, data: str) -> None:
        """Text."""
        if self._in_text and self._pieces is not None:
            self._pieces.append(data)


class _Sheet:
    """The events of one sheet, sorted into rows."""

    def __init__(self, spool: Spool, strings: list[str], kinds: list[str], *, is_1904: bool) -> None:
        self._spool = spool
        self._strings = strings
        self._kinds = kinds
        self._is_1904 = is_1904
        self._row = 0
        self._column = 0
        self._cells: list[Cell] = []
        self._type = "n"
        self._style = 0
        self._value: list[str] = []
        self._text: list[str] | None = None
        self._has_formula = False
        self._phonetic = False

    def start(self, tag: str, attrib: markup.Attributes) -> None:
        """An element begins."""
        name = markup.local_name(tag)
        if name == "c":
            self._start_cell(attrib)
        elif name in {"v", "t"}:
            self._text = None if self._phonetic else self._value
        elif name == "row":
            self._row = _bounded(attrib.get("r"), self._row + 1, LAST_ROW)
            self._column, self._cells = 0, []
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._spool.merges.append(_range(attrib.get("ref", "")))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = markup.local_name(tag)
        if name == "c":
            self._end_cell()
        elif name in {"v", "t"}:
            self._text = None
        elif name == "row":
            self._spool.add(self._row, self._cells)
            self._cells = []
        elif name == "rPh":
            self._phonetic = False

    def data(self, data: str) -> None:
        """Text."""
        if self._text is not None:
            self._text.append(data)

    def _start_cell(self, attrib: markup.Attributes) -> None:
        reference = attrib.get("r")
        self._column = _cell(reference)[1] if reference else self._column + 1
        if self._column > LAST_COLUMN:
            raise TooLarge(reason="dimensions", facts={"found": self._column, "limit": LAST_COLUMN})
        self._type = attrib.get("t", "n")
        style = attrib.get("s", "0")
        self._style = int(style) if style.isdigit() else 0
        self._value = []
        self._has_formula = False

    def _end_cell(self) -> None:
        value = self._cell_value("".join(self._value))
        if value is not None:
            if len(self._cells) >= self._column:
                raise FileDamaged(reason="cell_order")
            self._cells.extend([None] * (self._column - 1 - len(self._cells)))
            self._cells.append(value)

    def _cell_value(self, text: str) -> Cell:
        if not text:
            return FORMULA_EMPTY if self._has_formula and self._type != "str" else None
        if self._type == "s":
            return self._shared(text)
        if self._type in {"str", "inlineStr"}:
            return unescaped(text)
        if self._type == "b":
            return text.strip() in {"1", "true"}
        if self._type == "d":
            return _iso(text)
        return CellFault(text.strip()) if self._type == "e" else self._number(text)

    def _shared(self, text: str) -> Cell:
        try:
            return self._strings[int(text)] or None
        except (ValueError, IndexError):
            raise FileDamaged(reason="shared_string") from None

    def _number(self, text: str) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text  # nonsense, which planning lists
        kind = self._kinds[self._style] if self._style < len(self._kinds) else NUMBER
        return dated(number, kind, is_1904=self._is_1904)


def _iso(text: str) -> Cell:
    try:
        return moment(datetime.datetime.fromisoformat(text.strip()))
    except ValueError:
        return text


def _bounded(text: str | None, default: int, most: int) -> int:
    number = int(text) if text and text.isdigit() else default
    if number > most:
        raise TooLarge(reason="dimensions", facts={"found": number, "limit": most})
    return number


def _cell(reference: str) -> tuple[int, int]:
    found = _REF.match(reference)
    if not found:
        raise FileDamaged(reason="reference")
    return int(found[2]), column_number(found[1].encode())


def _range(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    return (*_cell(first), *_cell(last or first))


class CarefulXlsxSource(Source):
    """An xlsx workbook without calamine."""

    encoding: str | None = None

    def __init__(self, parts: ZipParts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._workbook: Workbook = read_workbook(parts)
        self._worksheets = self._workbook.worksheets()
        self.sheets = tuple(
            SheetInfo(name, index, hidden=hidden) for index, (name, hidden, _) in enumerate(self._worksheets)
        )
        self._strings: list[str] | None = None
        self._kinds: list[str] = []
        self._held: tuple[int, Spool] | None = None

    @override
    def merges(self, sheet: int) -> list[Merge]:
        """Return the merged ranges of a sheet."""
        return self._spool(sheet).merges

    @override
    def batches(self, sheet: int) -> Iterator[Payload]:
        """Yield the rows of a sheet."""
        return self._spool(sheet).batches()

    def _spool(self, sheet: int) -> Spool:
        if self._held and self._held[0] == sheet:
            return self._held[1]
        self._held = None
        strings = self._load()
        spool = Spool(self._limits)
        handler = _Sheet(spool, strings, self._kinds, is_1904=self._workbook.is_1904)
        markup.parse_xml(self._parts.chunks(self._worksheets[sheet][2]), handler, part="sheet")
        spool.close()
        self._held = (sheet, spool)
        return spool

    def _load(self) -> list[str]:
        if self._strings is None:
            shared = _SharedStrings()
            if self._workbook.shared_strings:
                markup.parse_xml(self._parts.chunks(self._workbook.shared_strings), shared, part="shared_strings")
            if self._workbook.styles:
                styles = Styles()
                markup.parse_xml(self._parts.chunks(self._workbook.styles), styles, part="styles")
                self._kinds = styles.kinds
            self._strings = shared.texts
        return self._strings
