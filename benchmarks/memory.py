"""The memory of a process and everything it started, sampled while it runs. Linux only: elsewhere it answers None."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_PROC = Path("/proc")
_SECONDS_BETWEEN = 0.05
_KB_IN_MB = 1024
_GROWN = 1.02  # the growth that is worth a walk


class TreeMemory:
    """Keeps the highest sum of the tree's proportional set sizes; shared pages count once.

    Resident sizes are looked at 20 times a second, which costs nothing; the proportional ones, for which the kernel
    walks every page, only when the resident ones have grown. A peak between two looks is missed by a few megabytes.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self._peak_kb = 0.0
        self._most_pages = 0.0
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)

    @property
    def peak_mb(self) -> float | None:
        """The highest sum seen, None where nothing can be seen."""
        return self._peak_kb / _KB_IN_MB if self._peak_kb else None

    def __enter__(self) -> Self:
        if sys.platform == "linux":
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN):
            processes = tree(self._pid)
            pages = sum(map(_resident_pages, processes))
            if pages > self._most_pages * _GROWN:
                self._most_pages = pages
                self._peak_kb = max(self._peak_kb, sum(map(_proportional_kb, processes)))


def of_process() -> float | None:
    """Megabytes of this process alone, None where nothing can be seen."""
    return _proportional_kb(os.getpid()) / _KB_IN_MB or None


def tree(root: int) -> set[int]:
    """The process and all its living descendants."""
    found, wanted = {root}, [root]
    while wanted:
        for child in _children(wanted.pop()):
            if child not in found:
                found.add(child)
                wanted.append(child)
    return found


def _children(pid: int) -> list[int]:
    children: list[int] = []
    with contextlib.suppress(OSError):  # it ended between two looks
        for task in (_PROC / str(pid) / "task").iterdir():
            with contextlib.suppress(OSError):
                children += map(int, (task / "children").read_text("ascii").split())
    return children


def _resident_pages(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int((_PROC / str(pid) / "statm").read_text("ascii").split()[1])
    return 0


def _proportional_kb(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
