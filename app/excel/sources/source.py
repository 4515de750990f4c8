"""What every kind of file offers to the child process, and the base for those that read a sheet in one go."""

from __future__ import annotations

import datetime
import struct
import zlib
from abc import abstractmethod
from collections.abc import Iterator
from typing import Protocol

from typing_extensions import override

from app.excel.cells import Batch, Cell, Merge, SheetInfo
from app.excel.limits import Limits
from app.excel.refusals import FileDamaged, TooLarge
from app.excel.wire import decode_rows, encode_rows

BATCH_ROWS = 1000  # rows in one frame: 0.3-0.6 MB of a 30-column sheet
BATCH_CELLS = 60_000  # fewer rows where a sheet is very wide
GAP_ROWS = 20  # a longer run of empty rows starts a new batch instead of being spelled out
LAST_ROW = 1_048_576  # Excel's own bounds
LAST_COLUMN = 16_384

Payload = bytes

# What libraries without an error of their own let through when the bytes they parse are broken.
BROKEN_INPUT = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


class CarefulNeeded(Exception):
    """The sheet needs the reader that holds no rectangle in memory; the child must start again with it."""


class Source(Protocol):
    """A file that is open for reading. Sheets are counted from 0, rows and columns from 1."""

    encoding: str | None
    sheets: tuple[SheetInfo, ...]

    @abstractmethod
    def merges(self, sheet: int) -> list[Merge]:
        """Return the merged ranges of a sheet."""

    @abstractmethod
    def batches(self, sheet: int) -> Iterator[Payload]:
        """Yield the rows of a sheet, encoded by `wire.encode_rows`."""

    def cells(self, sheet: int) -> Iterator[Batch]:
        """Yield the rows of a sheet for whoever works on them in this process."""
        for payload in self.batches(sheet):
            yield Batch(*decode_rows(payload))


class Spool:
    """Rows of one sheet, packed in memory as they are parsed and handed out later, any number of times.

    Ten times smaller than the cells themselves; it lets a file be parsed once although its merges and its sheet names
    are only known at the end.
    """

    def __init__(self, limits: Limits) -> None:
        self.merges: list[Merge] = []
        self._limits = limits
        self._packed: list[bytes] = []
        self._rows: list[list[Cell]] = []
        self._first_row = 1
        self._cells = 0
        self._pending_cells = 0

    @property
    def next_row(self) -> int:
        """The row after the last one added."""
        return self._first_row + len(self._rows)

    def add(self, row: int, cells: list[Cell]) -> None:
        """Add a row; trailing empty cells are dropped, a row of nothing else is left out."""
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return
        gap = row - self.next_row
        if gap < 0:
            raise FileDamaged(reason="row_order")
        if row > LAST_ROW or len(cells) > LAST_COLUMN:
            raise TooLarge(reason="dimensions", facts={"found": max(row, len(cells)), "limit": LAST_ROW})
        if gap > GAP_ROWS or not self._rows:
            self._flush()
            self._first_row = row
        else:
            self._rows.extend([] for _ in range(gap))
        self._rows.append(cells)
        self._spend(len(cells))
        if len(self._rows) >= BATCH_ROWS or self._pending_cells >= BATCH_CELLS:
            self._flush()

    def _spend(self, cells: int) -> None:
        self._pending_cells += cells
        self._cells += cells
        if self._cells > self._limits.cells:
            raise TooLarge(reason="cells", facts={"limit": self._limits.cells})

    def _flush(self) -> None:
        if self._rows:
            self._packed.append(zlib.compress(encode_rows(self._first_row, self._rows), 1))
        self._first_row += len(self._rows)
        self._rows = []
        self._pending_cells = 0

    def close(self) -> None:
        """Finish; nothing is added after this."""
        self._flush()

    def batches(self) -> Iterator[Payload]:
        """Yield the packed batches."""
        for packed in self._packed:
            yield zlib.decompress(packed)

    @property
    def is_empty(self) -> bool:
        """True when no row held anything."""
        return not self._packed and not self._rows


class SpooledSource(Source):
    """A source whose sheets have all been parsed into spools."""

    def __init__(self, sheets: list[tuple[str, bool, Spool]], *, encoding: str | None = None) -> None:
        self.encoding = encoding
        self.sheets = tuple(SheetInfo(name, index, hidden) for index, (name, hidden, _) in enumerate(sheets))
        self._spools = [spool for _, _, spool in sheets]

    @override
    def merges(self, sheet: int) -> list[Merge]:
        """Return the merged ranges of a sheet."""
        return self._spools[sheet].merges

    @override
    def batches(self, sheet: int) -> Iterator[Payload]:
        """Yield the rows of a sheet."""
        return self._spools[sheet].batches()


def moment(value: datetime.datetime) -> Cell:
    """Return a date without its midnight, or the date and time."""
    return value.date() if value.time() == datetime.time() else value
