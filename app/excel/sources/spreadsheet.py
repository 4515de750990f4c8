"""Sheets read by calamine: xlsx, xlsm, xlsb, xls and et. What calamine leaves out is laid over its rows.

Calamine holds one sheet at a time as a rectangle in memory, outside the interpreter lock. Error cells and formulas
without a value come from a `Probe`, one per format, which looks through the raw sheet.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Protocol, cast

import python_calamine as calamine
from typing_extensions import override

from app.excel.cells import Batch, Cell, Merge, SheetInfo
from app.excel.limits import Limits
from app.excel.refusals import FileDamaged, TooLarge, UnknownEncryption
from app.excel.sources import xls_records, xlsb_records, xlsx_scan
from app.excel.sources.source import BATCH_CELLS, BATCH_ROWS, CarefulNeeded, Payload, Source
from app.excel.sources.spreadsheet_errors import Faults
from app.excel.sources.xlsx_parts import read_workbook
from app.excel.sources.zip_parts import ZipParts
from app.excel.wire import as_read, encode_rows

_SCAN_BESIDE_BYTES = 4 * 1024 * 1024  # smaller sheets are scanned first, which costs some 10 ms


@dataclass(slots=True)
class Overlay:
    """What a probe adds to calamine's answer; `merges` is None where calamine knows them itself."""

    faults: Faults = field(default_factory=dict)
    merges: list[Merge] | None = None


class Probe(Protocol):
    """Looks through the raw sheet, `sheet` being its place among all sheets of the workbook."""

    @abstractmethod
    def weight(self, sheet: int) -> int:
        """Return the bytes to look through."""

    @abstractmethod
    def look(self, sheet: int) -> Overlay:
        """Return what calamine does not tell.

        Raises:
            CarefulNeeded: calamine must not read this sheet, or has no answer for it.
            TooLarge: nothing can read this sheet.
        """


class XlsxProbe(Probe):
    """The probe of xlsx and xlsm."""

    def __init__(self, parts: ZipParts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._sheets = read_workbook(parts).sheets

    @override
    def weight(self, sheet: int) -> int:
        """Return the unpacked size of the sheet."""
        part = self._part(sheet)
        return self._parts.size(part) if part in self._parts else 0

    @override
    def look(self, sheet: int) -> Overlay:
        """Scan the XML."""
        found = xlsx_scan.scan(self._parts.chunks(self._part(sheet)))
        if found.odd or found.is_sparse() or found.dense_cells() > self._limits.dense_cells:
            raise CarefulNeeded(found.odd or "extent")
        return Overlay(found.faults)

    def _part(self, sheet: int) -> str:
        part = self._sheets[sheet].part if sheet < len(self._sheets) else None
        if part is None:
            raise CarefulNeeded("order")
        return part


class XlsbProbe(Probe):
    """The probe of xlsb."""

    def __init__(self, parts: ZipParts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._sheets = xlsb_records.sheet_parts(parts)

    @override
    def weight(self, sheet: int) -> int:
        """Return 0: there is no second reader, so the extent is known before calamine starts."""
        return 0

    @override
    def look(self, sheet: int) -> Overlay:
        """Walk the records."""
        part = self._sheets[sheet] if sheet < len(self._sheets) else ""
        found = xlsb_records.read_sheet(self._parts.content(part))
        if found.last_row * found.last_column > self._limits.dense_cells:
            facts: dict[str, str | int] = {
                "rows": found.last_row,
                "columns": found.last_column,
                "limit": self._limits.dense_cells,
            }
            raise TooLarge(reason="dimensions", facts=facts)
        return Overlay(found.faults, found.merges)


class XlsProbe(Probe):
    """The probe of xls and et."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._starts = xls_records.sheet_starts(stream)

    @override
    def weight(self, sheet: int) -> int:
        """Return 0: at most 65,536 rows."""
        return 0

    @override
    def look(self, sheet: int) -> Overlay:
        """Walk the records."""
        if sheet >= len(self._starts):
            return Overlay()
        return Overlay(xls_records.faults(self._stream, self._starts[sheet]))


class CalamineSource(Source):
    """A workbook that calamine reads. `file` is a path, or the decrypted bytes of an encrypted workbook.

    `give_up` is called from the scanning thread when the careful reader must take over while calamine is at work.
    """

    encoding: str | None = None

    def __init__(self, file: Path | bytes, probe: Probe, limits: Limits, give_up: Callable[[], None]) -> None:
        self._probe = probe
        self._limits = limits
        self._give_up = give_up
        self._second_reader = isinstance(probe, XlsxProbe)
        with rust_troubles(second_reader=self._second_reader):
            # From a stream it tells the format by content, from a path by the ending.
            self._book = calamine.load_workbook(BytesIO(file) if isinstance(file, bytes) else file.open("rb"))
            listed = self._book.sheets_metadata
        kept = [at for at, sheet in enumerate(listed) if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        visible = calamine.SheetVisibleEnum.Visible
        self.sheets = tuple(
            SheetInfo(listed[at].name, index, hidden=listed[at].visible != visible) for index, at in enumerate(kept)
        )
        self._places = kept
        self._held: tuple[int, calamine.CalamineSheet, Overlay] | None = None

    @override
    def merges(self, sheet: int) -> list[Merge]:
        """Return the merged ranges of a sheet."""
        loaded, overlay = self._load(sheet)
        if overlay.merges is not None:
            return overlay.merges
        with rust_troubles(second_reader=self._second_reader):
            ranges = loaded.merged_cell_ranges or []
        return [(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in ranges]

    @override
    def batches(self, sheet: int) -> Iterator[Payload]:
        """Yield the rows of a sheet."""
        return (encode_rows(first_row, rows) for first_row, rows in self._rows(sheet))

    @override
    def cells(self, sheet: int) -> Iterator[Batch]:
        """Yield the rows of a sheet without packing and unpacking them."""
        return (Batch(first_row, [as_read(row) for row in rows]) for first_row, rows in self._rows(sheet))

    def _rows(self, sheet: int) -> Iterator[tuple[int, list[list[Cell]]]]:
        loaded, overlay = self._load(sheet)
        faults = dict(overlay.faults)
        if loaded.total_width * loaded.total_height > self._limits.cells:
            raise TooLarge(reason="cells", facts={"limit": self._limits.cells})
        rows_at_once = max(1, min(BATCH_ROWS, BATCH_CELLS // max(loaded.total_width, 1)))
        first_row = 1
        left = loaded.start[1] if loaded.start else 0  # calamine pads rows above the first cell, but not columns
        with rust_troubles(second_reader=self._second_reader):
            rows = cast("Iterator[list[Cell]]", loaded.iter_rows())  # durations too, which `wire` knows
            while batch := list(islice(rows, rows_at_once)):
                if left:
                    batch = [[None] * left + row for row in batch]
                if faults:
                    _lay_over(batch, first_row, faults)
                yield first_row, batch
                first_row += len(batch)
        for row in sorted(faults):  # formulas below the last value
            below: list[list[Cell]] = [[]]
            _lay_over(below, row, faults)
            yield row, below

    def _load(self, sheet: int) -> tuple[calamine.CalamineSheet, Overlay]:
        if self._held and self._held[0] == sheet:
            return self._held[1], self._held[2]
        self._held = None
        place = self._places[sheet]
        if self._probe.weight(place) > _SCAN_BESIDE_BYTES:
            loaded, overlay = self._load_beside(place)
        else:
            overlay = self._probe.look(place)
            loaded = self._calamine(place)
        self._held = (sheet, loaded, overlay)
        return loaded, overlay

    def _calamine(self, place: int) -> calamine.CalamineSheet:
        with rust_troubles(second_reader=self._second_reader):
            return self._book.get_sheet_by_index(place)

    def _load_beside(self, place: int) -> tuple[calamine.CalamineSheet, Overlay]:
        """Scan in a thread while calamine works without the interpreter lock."""
        beside = _Beside(lambda: self._probe.look(place), self._give_up)
        beside.start()
        try:
            loaded = self._calamine(place)
        finally:
            beside.join()
        return loaded, beside.overlay()


class _Beside(threading.Thread):
    """Runs a probe and keeps its answer or its trouble."""

    def __init__(self, look: Callable[[], Overlay], give_up: Callable[[], None]) -> None:
        super().__init__(name="scan", daemon=True)
        self._look = look
        self._give_up = give_up
        self._found: Overlay | None = None
        self._trouble: Exception | None = None

    @override
    def run(self) -> None:
        """Look through the sheet."""
        try:
            self._found = self._look()
        except CarefulNeeded as needed:
            self._trouble = needed
            self._give_up()
        except (FileDamaged, TooLarge, MemoryError) as trouble:
            self._trouble = trouble

    def overlay(self) -> Overlay:
        """Return the answer after the thread has ended, or raise its trouble."""
        if self._found is None:
            raise self._trouble or CarefulNeeded("scan")
        return self._found


def _lay_over(rows: list[list[Cell]], first_row: int, faults: Faults) -> None:
    """Put the faults into the rows they belong to, and take them from `faults`."""
    for number, row in enumerate(rows, first_row):
        for column, cell in faults.pop(number, ()):
            row.extend([None] * (column - len(row)))
            row[column - 1] = cell


@contextmanager
def rust_troubles(*, second_reader: bool) -> Iterator[None]:
    """Translate what calamine raises, a panic of its own included; a second reader gets its chance first."""
    try:
        yield
    except calamine.PasswordError:
        raise UnknownEncryption(reason="calamine") from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise CarefulNeeded("calamine") if second_reader else FileDamaged(reason="sheet") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # pyo3's, a BaseException that cannot be imported
            raise CarefulNeeded("panic") if second_reader else FileDamaged(reason="panic") from None
        raise
