"""Has a long workbook made in a process of its own: rows go out as they come, the finished workbook comes back.

When the library that writes workbooks lets go of 100,000 rows it keeps Python to itself for 40 ms, 370 where they may
lie in no file; in this process a window's thread would stand still for that long. What the child does with the rows is
`writer`'s; here are the two ends of the pipe.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, NoReturn, cast

from app.excel import children, wire
from app.excel.sheets import Row, TemporaryFolderFull

_ROWS_AT_ONCE = 500
_CONTENT, _FOLDER_FULL = b"W", b"F"


class WriterGone(Exception):
    """The child ended without a workbook, which is our mistake or the machine's."""


def made(told: Mapping[str, object], sheets: Sequence[Iterable[Row]]) -> bytes:
    """The content of a workbook; `told` is what `serve` hands on beside the rows of each sheet.

    What is raised while rows are made comes out as it is, and the child ends.

    Raises:
        TemporaryFolderFull: as `writer.workbook_of`.
        WriterGone: the child broke down.
    """
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        children.command(children.WRITING),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library may quote a cell in its complaint
        env=children.environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    to_child, from_child = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
    try:
        with contextlib.suppress(BrokenPipeError):  # it has an answer already
            _hand_over(to_child, told, sheets)
        answer = wire.receive(from_child)
    finally:
        child.kill()
        child.wait()
        for pipe in (to_child, from_child):
            with contextlib.suppress(OSError):
                pipe.close()
    if answer is None:
        raise WriterGone
    if answer[0] == _FOLDER_FULL:
        raise TemporaryFolderFull
    return answer[2]


def _hand_over(pipe: IO[bytes], told: Mapping[str, object], sheets: Sequence[Iterable[Row]]) -> None:
    wire.send(pipe, wire.BOOK, 0, wire.pack(told))
    for number, rows in enumerate(sheets):
        stream = iter(rows)
        while some := list(islice(stream, _ROWS_AT_ONCE)):
            wire.send(pipe, wire.ROWS, number, _ROWS.encode(some).encode("utf-8", "surrogatepass"))
        wire.send(pipe, wire.END, number)


_ROWS = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def serve(make: Callable[[Mapping[str, object], Callable[[], Iterator[Row]]], bytes]) -> NoReturn:
    """The child's end: `make` takes what was told and a function that gives the rows of the next sheet."""
    taken, given = sys.stdin.buffer, sys.stdout.buffer
    head = wire.receive(taken)
    if head is None:
        sys.exit(1)
    try:
        content = make(wire.unpack(head[2]), lambda: _rows(taken))
    except TemporaryFolderFull:
        wire.send(given, _FOLDER_FULL, 0)
    else:
        wire.send(given, _CONTENT, 0, content)
    sys.exit(0)


def _rows(pipe: IO[bytes]) -> Iterator[Row]:
    while (frame := wire.receive(pipe)) is not None and frame[0] == wire.ROWS:
        yield from json.loads(frame[2].decode("utf-8", "surrogatepass"))
    if frame is None:  # the parent is gone, and so is whoever wanted the workbook
        sys.exit(1)
