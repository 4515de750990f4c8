"""The child process that reads a workbook: `python -m app.excel.child`, or the frozen program with `--read-workbook`.

Takes JSON lines on standard input, answers in frames on standard output (`wire`). It opens one file, holds the limits
it was told, and ends when its input ends, whatever it is doing. Of the user's files it reads that one alone, and it
writes none; of its own mistakes it reports places in the code, never texts, because those could quote a cell. Work that
is done here on rows is this program's own (`Book.worked`).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path, PurePath
from typing import BinaryIO, NoReturn

from app.excel import refusals, wire
from app.excel.limits import Limits, restrain
from app.excel.refusals import FileInUse, FileMissing, FileRefused, FileUnreadable, NotAWorkbook, TooLarge
from app.excel.sources.opening import Opening, open_source
from app.excel.sources.source import CarefulNeeded, Source

_LARGE_BYTES = 1024 * 1024  # some 7,000 rows x 30 columns: half a second of reading
_SHARING_VIOLATIONS = {32, 33}  # Windows: another program holds the file, or a range of it

Request = dict[str, object]


class _Requests:
    """The parent's requests, read by a thread that ends the process when the parent is gone."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.latest = 0
        self._pipe = pipe
        self._queue: queue.Queue[Request] = queue.Queue()
        threading.Thread(target=self._listen, name="requests", daemon=True).start()

    def _listen(self) -> None:
        for line in self._pipe:
            request = json.loads(line)
            self.latest = int(request["request"])
            self._queue.put(request)
        os._exit(0)

    def next(self) -> Request:
        """Wait for a request."""
        return self._queue.get()


class _Child:
    """One open file and the answers about it."""

    def __init__(self, requests: _Requests, pipe: BinaryIO) -> None:
        self._requests = requests
        self._pipe = pipe
        self._number = 0
        self._source: Source | None = None
        self._work = ""

    def run(self) -> NoReturn:
        """Answer until the input ends."""
        while True:
            request = self._requests.next()
            self._number = int(str(request["request"]))
            try:
                self._answer(request)
            except FileRefused as refused:
                self._send(wire.REFUSED, refusals.to_wire(refused))
            except CarefulNeeded:
                self._send(wire.CAREFUL, {})
            except MemoryError:
                self._source = None
                self._send(wire.REFUSED, refusals.to_wire(TooLarge(reason="memory")))
            except BrokenPipeError:
                os._exit(0)
            except Exception as error:  # noqa: BLE001 - the edge of the process: whatever is left is our mistake
                self._send(wire.BUG, {"places": _places(error)})

    def _send(self, kind: bytes, message: object) -> None:
        wire.send(self._pipe, kind, self._number, wire.pack(message))

    def _answer(self, request: Request) -> None:
        if request["do"] == "open":
            self._open(request)
            return
        if self._source is None:
            raise TooLarge(reason="memory")  # an earlier request already failed for want of it
        sheet = int(str(request["sheet"]))
        if request["do"] == "load":
            self._source.merges(sheet)
        elif request["do"] == "merges":
            self._send(wire.MERGES, {"merges": self._source.merges(sheet)})
        elif request["do"] == "work":
            self._stream(self._worked(self._source, sheet, request["told"]))
        else:
            self._stream(self._source.batches(sheet))

    def _open(self, request: Request) -> None:
        self._work = str(request["work"])
        limits = request["limits"]
        bounds = Limits(**limits) if isinstance(limits, dict) else Limits()
        restrain(bounds)
        path = Path(str(request["path"]))
        self._import_ahead(path)
        password = request["password"]
        opening = Opening(
            path=path,
            password=None if password is None else str(password),
            limits=bounds,
            careful=bool(request["careful"]),
            give_up=self._give_up,
        )
        try:
            kind, self._source = open_source(opening)
        except OSError as error:
            raise refusal_of(error) from None
        sheets = [(sheet.name, sheet.hidden) for sheet in self._source.sheets]
        self._send(wire.BOOK, {"format": kind, "encoding": self._source.encoding, "sheets": sheets})

    def _import_ahead(self, path: Path) -> None:
        """Import the work of a large file beside the library that reads it, which works without the interpreter lock.

        A small file is read while the import would still be under way, and its rows are seldom worked on here. What
        fails fails again, and is told, when the work is asked for.
        """
        with contextlib.suppress(OSError):
            if self._work and path.stat().st_size >= _LARGE_BYTES:
                threading.Thread(target=_work_named, args=(self._work,), name="imports", daemon=True).start()

    def _worked(self, source: Source, sheet: int, told: object) -> Iterator[bytes]:
        work = _work_named(self._work)
        return work(told, source.merges(sheet), source.cells(sheet))

    def _stream(self, payloads: Iterator[bytes]) -> None:
        for payload in payloads:
            if self._requests.latest != self._number:
                return  # the parent wants something else by now
            wire.send(self._pipe, wire.ROWS, self._number, payload)
        wire.send(self._pipe, wire.END, self._number)

    def _give_up(self) -> NoReturn:
        self._send(wire.CAREFUL, {})
        os._exit(0)


def _work_named(name: str) -> Callable[..., Iterator[bytes]]:
    """The function of this program that `module:name` names."""
    module, _, function = name.partition(":")
    found: Callable[..., Iterator[bytes]] = getattr(import_module(module), function)
    return found


def refusal_of(error: OSError) -> FileRefused:
    """Return why the system did not let us read."""
    if isinstance(error, FileNotFoundError):
        return FileMissing()
    if isinstance(error, IsADirectoryError):
        return NotAWorkbook(reason="folder")
    if getattr(error, "winerror", None) in _SHARING_VIOLATIONS:
        return FileInUse()
    return FileUnreadable(reason="permission" if isinstance(error, PermissionError) else "device")


def _places(error: BaseException) -> list[str]:
    """Return where an exception came from, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    return [type(error).__name__, *(f"{PurePath(each.filename).name}:{each.lineno} {each.name}" for each in frames)]


def main() -> NoReturn:
    """Serve the parent process that started us."""
    gc.disable()  # the process lives for one file and makes no cycles
    requests = _Requests(sys.stdin.buffer)
    pipe = sys.stdout.buffer
    wire.send(pipe, wire.HELLO, 0)
    # From here on a library may complain with a cell's text in its sentence: nobody hears it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _Child(requests, pipe).run()


if __name__ == "__main__":
    main()
