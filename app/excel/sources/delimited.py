"""Comma, tab, semicolon or bar separated text.

A row's number is that of the record, which is the row number that Excel shows; a quoted line break does not count.
Everything stays text, a leading apostrophe included.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal

from typing_extensions import override

from app.excel.cells import Cell, Merge, SheetInfo
from app.excel.limits import Limits
from app.excel.refusals import FileEmpty, NotAWorkbook, TooLarge
from app.excel.sources import text_encoding
from app.excel.sources.source import BATCH_CELLS, BATCH_ROWS, LAST_COLUMN, LAST_ROW, Payload, Source
from app.excel.wire import encode_rows

if TYPE_CHECKING:
    from _csv import Reader as _Reader

_DELIMITERS = "\t,;|"  # on a tie the first wins: a tab is never part of a Chinese address
_LONGEST_CELL = 1024 * 1024
_LONGEST_QUOTE_LINES = 200  # a cell with more line breaks than this is a stray quotation mark that swallowed rows
_SAMPLE_CHARS = 64 * 1024
_SEP_LINE = re.compile(r"sep=([\t,;|])\r?\n", re.IGNORECASE)  # a hint that Excel obeys and does not show
_QUOTED = re.compile(r'"[^"]*"')
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CONTROL_SHARE = 0.01


class DelimitedSource(Source):
    """One text file, one sheet, read as a stream."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._encoding = text_encoding.detect(file, declared=False)
        self.encoding: str | None = self._encoding
        self.sheets = (SheetInfo("文本", 0, hidden=False),)
        self._file = file
        self._limits = limits
        sample = _sample(file, self._encoding)
        hint = _SEP_LINE.match(sample)
        self._skips_hint = hint is not None
        self._delimiter = hint[1] if hint else guess_delimiter(sample)
        self._quoting: Literal[0, 3] = csv.QUOTE_NONE if self._quotes_are_stray() else csv.QUOTE_MINIMAL

    @override
    def merges(self, sheet: int) -> list[Merge]:
        """Return nothing: text has no merged cells."""
        return []

    @override
    def batches(self, sheet: int) -> Iterator[Payload]:
        """Yield the records."""
        first_row, rows, cells, total = 1, list[list[Cell]](), 0, 0
        for record in self._reader(self._quoting):
            while record and not record[-1]:
                record.pop()
            if len(record) > LAST_COLUMN:
                raise TooLarge(reason="dimensions", facts={"found": len(record), "limit": LAST_COLUMN})
            rows.append(list(record))
            cells += len(record)
            if len(rows) >= BATCH_ROWS or cells >= BATCH_CELLS:
                yield encode_rows(first_row, rows)
                total += cells
                first_row, rows, cells = first_row + len(rows), [], 0
                self._check(first_row, total)
        if rows:
            yield encode_rows(first_row, rows)

    def _check(self, row: int, cells: int) -> None:
        if cells > self._limits.cells:
            raise TooLarge(reason="cells", facts={"limit": self._limits.cells})
        if row > LAST_ROW * 4:
            raise TooLarge(reason="dimensions", facts={"found": row, "limit": LAST_ROW * 4})

    def _reader(self, quoting: Literal[0, 3]) -> _Reader:
        csv.field_size_limit(_LONGEST_CELL)
        return csv.reader(self._lines(), delimiter=self._delimiter, quoting=quoting)

    def _lines(self) -> Iterator[str]:
        """Yield lines with their own ends, as `csv` wants them."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, self._encoding, errors="replace", newline="")
        try:
            if self._skips_hint:
                text.readline()
            for line in text:
                yield line.replace("\0", "")
        finally:
            text.detach()

    def _quotes_are_stray(self) -> bool:
        """Read the file once and tell whether quotation marks join lines that are records of their own."""
        reader = self._reader(csv.QUOTE_MINIMAL)
        line = 0
        try:
            for _ in reader:
                if reader.line_num - line > _LONGEST_QUOTE_LINES:
                    return True
                line = reader.line_num
        except csv.Error:
            return True
        return False


def _sample(file: BinaryIO, encoding: str) -> str:
    sample = ""
    for text in text_encoding.texts(file, encoding):
        sample += text
        if len(sample) >= _SAMPLE_CHARS:
            break
    if not sample.strip():
        raise FileEmpty(reason="no_text")
    if len(_CONTROL.findall(sample)) > len(sample) * _CONTROL_SHARE:
        raise NotAWorkbook(reason="binary")
    return sample[:_SAMPLE_CHARS]


def guess_delimiter(sample: str) -> str:
    """Return the delimiter that most lines of the sample have equally often; a comma when none occurs."""
    lines = [line for line in _QUOTED.sub("", sample).splitlines() if line.strip()][:500]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        counts.pop(0, None)
        if not counts:
            continue
        per_line, agreeing = counts.most_common(1)[0]
        score = agreeing / len(lines) + min(per_line, 30) / 1000 + sum(counts.values()) / len(lines) / 10
        if score > best_score:
            best, best_score = delimiter, score
    return best
