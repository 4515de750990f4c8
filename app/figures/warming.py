"""Makes counting ready before anybody asks: pandas is read once a process, in a thread of its own and in small steps.

Importing it takes a second or more, in which Python's lock is held in stretches. The thread lets go for a moment before
each of its modules, some hundreds, and rests altogether while the window has something else to do; whoever cannot wait
says `hurry`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from typing_extensions import override

from app.jobs import without_collections

_BREATH_S = 0.008  # before each module: a frame is painted in it; the whole takes five seconds, and nobody waits
_LONGEST_REST_S = 30.0  # whoever let it rest is gone
_WANTED = "pandas"


def begin() -> None:
    """Read pandas beside everything else; nothing when that was asked for before."""
    _thread()


def rest(*, rests: bool) -> None:
    """Let it rest, or go on."""
    (_breather().calm.clear if rests else _breather().calm.set)()


def hurry() -> None:
    """Somebody waits for it: no more pauses."""
    _breather().hurried.set()
    _breather().calm.set()


def end() -> None:
    """Let what has begun come to its end: a library that is torn off in the middle complains."""
    if _thread.cache_info().currsize:
        hurry()
        _thread().join()


def is_ready() -> bool:
    """True when counting has nothing to wait for."""
    return _thread.cache_info().currsize > 0 and not _thread().is_alive()


@cache
def _thread() -> threading.Thread:
    thread = threading.Thread(target=_read, name="warming")
    thread.start()
    return thread


@cache
def _breather() -> _Breather:
    return _Breather()


def _read() -> None:
    breather = _breather()
    breather.thread = threading.get_ident()
    sys.meta_path.insert(0, breather)
    try:
        with without_collections():  # the longest stretch of all was the collector's
            import_module(_WANTED)
    finally:
        sys.meta_path.remove(breather)


class _Breather(MetaPathFinder):
    """Is asked for every module first, finds none, and takes its time in one thread alone."""

    def __init__(self) -> None:
        self.thread = 0
        self.hurried, self.calm = threading.Event(), threading.Event()
        self.calm.set()

    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if threading.get_ident() == self.thread and not self.hurried.wait(_BREATH_S):
            self.calm.wait(_LONGEST_REST_S)
        return None
