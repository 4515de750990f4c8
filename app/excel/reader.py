"""The cells of any file that an office calls a workbook, read in a child process and streamed.

    with open_book(path) as book:
        for sheet in book.sheets:
            for batch in book.rows(sheet.index):
                ...

The child may be killed by a hostile file without harm to the program; it is held to `Limits`. Nothing of the file is
written anywhere. Finding the table on a sheet and giving its cells a meaning is `app.importing`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from app.excel import refusals, wire
from app.excel.cells import Batch, Merge, SheetInfo
from app.excel.child import refusal_of
from app.excel.limits import Limits
from app.excel.process import ChildGone, ChildProcess, Frame, ReaderBroken
from app.excel.refusals import FileDamaged, FileEmpty, FileRefused, NotAWorkbook, TooLarge
from ledger.errors import Cancelled

_RETRIES_CAREFULLY = {"xlsx", "xlsm"}


class Book:
    """An open workbook; a context manager that owns the child process. One sheet is streamed at a time.

    Asking for another sheet, or for the same again, ends a stream that is still open. Any method may raise a child of
    `FileRefused`; rows that were delivered before are then not to be used.
    """

    format: str
    encoding: str | None
    sheets: tuple[SheetInfo, ...]

    def __init__(
        self, path: Path, password: str | None, limits: Limits, on_wait: Callable[[], None] | None, work: str
    ) -> None:
        self._path = path
        self._work = work
        self._password = password
        self._limits = limits
        self._on_wait = on_wait
        self._careful = False
        self._number = 0
        self.format = ""
        self._child = ChildProcess(on_wait)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process. Another thread may call this to stop a reading that is under way."""
        self._child.close()

    @property
    def name(self) -> str:
        """The file's own name."""
        return self._path.name

    @property
    def child_pid(self) -> int:
        """The child's process id, for tests and for measuring its memory."""
        return self._child.pid

    def load_ahead(self, sheet: int) -> None:
        """Let the child load a sheet while we do something else; trouble is met again when the sheet is asked for."""
        self._number += 1
        self._child.ask({"do": "load", "sheet": sheet, "request": self._number})

    def merges(self, sheet: int) -> list[Merge]:
        """Return the merged ranges of a sheet, known before its rows are read."""
        _, payload = self._first_answer({"do": "merges", "sheet": sheet})
        found = wire.unpack(payload)["merges"]
        return [(first, left, last, right) for first, left, last, right in found] if isinstance(found, list) else []

    def rows(self, sheet: int) -> Iterator[Batch]:
        """Yield the rows of a sheet in batches of about a thousand."""
        delivered = 0
        for payload in self._stream({"do": "rows", "sheet": sheet}):
            first_row, rows = wire.decode_rows(payload)
            if first_row + len(rows) > delivered + 1:  # the careful reader begins at the top again
                rows = rows[max(0, delivered + 1 - first_row) :]
                first_row = max(first_row, delivered + 1)
                delivered = first_row + len(rows) - 1
                yield Batch(first_row, rows)

    def worked(self, sheet: int, told: dict[str, object]) -> Iterator[bytes]:
        """Yield what the book's work makes of the rows of a sheet in the child process.

        The work takes `told`, the merged ranges and the batches of rows, and yields bytes. All of them may come again
        from the first on when the file turns out to need the careful reader.
        """
        return self._stream({"do": "work", "sheet": sheet, "told": told})

    def _stream(self, request: dict[str, object]) -> Iterator[bytes]:
        kind, payload = self._first_answer(request)
        number = self._number
        while kind != wire.END:
            yield payload
            if number != self._number:
                raise RuntimeError("another sheet was asked for while this one was being read")
            try:
                kind, payload = self._answer()
            except _StartOver:
                kind, payload = self._carefully(request)
                number = self._number

    def _open(self) -> None:
        _, payload = self._ask_to_open()
        book = wire.unpack(payload)
        self.format = str(book["format"])
        encoding = book["encoding"]
        self.encoding = None if encoding is None else str(encoding)
        listed = book["sheets"]
        if isinstance(listed, list):
            self.sheets = tuple(SheetInfo(name, index, hidden) for index, (name, hidden) in enumerate(listed))

    def _ask_to_open(self) -> tuple[bytes, bytes]:
        request: dict[str, object] = {
            "do": "open",
            "path": str(self._path),
            "password": self._password,
            "limits": self._limits.to_wire(),
            "careful": self._careful,
            "work": self._work,
        }
        return self._first_answer(request)

    def _first_answer(self, request: dict[str, object]) -> tuple[bytes, bytes]:
        """Ask, and start over with the careful reader when the quick one cannot do it."""
        try:
            return self._request(request)
        except _StartOver:
            return self._carefully(request)

    def _carefully(self, request: dict[str, object]) -> tuple[bytes, bytes]:
        """Ask the careful reader, in a fresh child; it is the last one there is."""
        self._careful = True
        self._child.close()
        self._child = ChildProcess(self._on_wait)
        try:
            if request["do"] == "open":
                return self._request({**request, "careful": True})
            self._open()
            return self._request(request)
        except _StartOver:
            raise FileDamaged(self._path.name, reason="sheet") from None

    def _request(self, request: dict[str, object]) -> tuple[bytes, bytes]:
        self._number += 1
        self._child.ask({**request, "request": self._number})
        return self._answer()

    def _answer(self) -> tuple[bytes, bytes]:
        """Return kind and payload of the next frame that belongs to the last request."""
        while True:
            kind, number, payload = self._next_frame()
            if number != self._number:
                continue  # left over from a stream that nobody reads any more
            if kind == wire.REFUSED:
                raise refusals.from_wire(wire.unpack(payload), self._path.name)
            if kind == wire.CAREFUL:
                raise _StartOver
            if kind == wire.BUG:
                places = wire.unpack(payload)["places"]
                raise ReaderBroken([str(place) for place in places] if isinstance(places, list) else [])
            return kind, payload

    def _next_frame(self) -> Frame:
        try:
            return self._child.answer()
        except ChildGone as gone:
            raise self._verdict(gone.cause) from None

    def _verdict(self, cause: str) -> Exception:
        """Return what the end of the child means for the file."""
        name = self._path.name
        if cause == "closed":
            return Cancelled()
        if cause == "time":
            return TooLarge(name, reason="time", facts={"limit": self._limits.cpu_s})
        if not self._careful and self.format in _RETRIES_CAREFULLY:
            return _StartOver()
        if cause == "memory":
            return TooLarge(name, reason="memory", facts={"limit": self._limits.memory_bytes})
        return FileDamaged(name, reason="crash")


class _StartOver(Exception):
    """The file needs the careful reader in a fresh child."""


def open_book(
    path: Path,
    *,
    password: str | None = None,
    limits: Limits | None = None,
    on_wait: Callable[[], None] | None = None,
    work: str = "",
) -> Book:
    """Open a workbook of any kind that `formats` knows.

    `on_wait` is called about ten times a second whenever the child is awaited; what it raises (a cancel) goes through,
    and the child ends with the book. `work` names a function of this program as `module:name`, for `Book.worked`.

    Raises:
        FileRefused: one of its children says why the file cannot be read.
        ReaderBroken: a mistake of ours in the child process.
    """
    _refuse_early(path)
    return Book(path, password, limits or Limits(), on_wait, work)


def _refuse_early(path: Path) -> None:
    """Settle what needs no child process."""
    try:
        if path.is_dir():
            raise NotAWorkbook(path.name, reason="folder")
        with path.open("rb") as file:
            if not file.read(1):
                raise FileEmpty(path.name, reason="no_bytes")
    except OSError as error:
        refused: FileRefused = refusal_of(error)
        refused.path_name = path.name
        raise refused from None
