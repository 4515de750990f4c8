"""Overwrites memory that Python holds ready but nobody uses: what was read lies there after its end.

Blocks of every size are taken until the process would have to grow, which are the free ones, and given back full of
zeros, the sizes of names and numbers first. What is still in use, larger pieces, and what other libraries keep for
themselves are not reached, nor is what a large program has free beyond the time that an unlock may wait for it.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

_SIZES: Final = range(48, 513, 16)
"""Of the blocks that Python deals in; names and numbers as text lie in those from 48 bytes on."""
_HEAD: Final = 33  # of a bytes object, its end included
_AT_ONCE: Final = 2000
_ARENA_PAGES: Final = 256
"""By so much Python grows when it has no free block left; what is noted of the taken ones grows beside."""
_NOTE_BYTES, _PAGE_BYTES = 9, 4096
_MOST_SECONDS: Final = 0.2
"""With 100,000 people open all of it took three seconds, and whoever unlocked waited for them."""
_MOST_BYTES: Final = 256 * 1024 * 1024
_MOST_UNTOLD_BYTES: Final = 8 * 1024 * 1024
"""Of one size, where the system does not tell whether the process has grown."""


def scrub() -> None:
    """Overwrite what is free now: 30 ms after a list of 300 people."""
    end = monotonic() + _MOST_SECONDS
    for size in _SIZES:
        before, taken = _pages(), list[bytes]()
        most = (_MOST_BYTES if before else _MOST_UNTOLD_BYTES) // size
        while len(taken) < most and _pages() <= before + _ARENA_PAGES + len(taken) * _NOTE_BYTES // _PAGE_BYTES:
            if monotonic() > end:
                return
            taken.extend([bytes(size - _HEAD) for _ in range(_AT_ONCE)])


def _pages() -> int:
    """How large the process is; 0 where nobody tells."""
    try:
        with open("/proc/self/statm", "rb") as told:  # noqa: PTH123 - asked some hundred times
            return int(told.read().split(maxsplit=1)[0])
    except OSError:
        return 0
