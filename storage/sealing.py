"""What stands in the place of a sealed store's keys and connections: asked for anything, it says that it is shut.

A store is sealed while the window is locked (`Store.seal`): the file is closed, which wipes SQLCipher's pages and keys,
and nothing of this program refers to the keys, the columns of lists or the log's key any more. What Python has freed
lies in memory until it is used again or overwritten (`scrubbing`); docs/security.md says what can still be found there.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from contextlib import suppress
from functools import lru_cache
from typing import Final, NoReturn

from storage.errors import StoreSealed

_ROOMS: Final = ("ledger", "storage", "sync", "app")
_REMEMBERS: Final = type(lru_cache(len))


class Withheld:
    """In place of a key or a connection."""

    __slots__ = ()

    def __getattr__(self, name: str) -> NoReturn:
        raise StoreSealed

    def close(self) -> None:
        """There is nothing to close."""


def forget_values() -> None:
    """Empty what remembers single values for speed: sort keys of names, parts of addresses, ID numbers that were read.

    Those are the bounded caches of our rooms; unbounded ones hold code tables and definitions. What was freed is given
    back to the system, where that can be asked for. Cycles are left to whoever has the main thread: what is collected
    on another may be part of a window, whose timers and widgets may end on theirs only.
    """
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] in _ROOMS:
            for one in tuple(vars(module).values()):
                if isinstance(one, _REMEMBERS) and one.cache_parameters()["maxsize"] is not None:
                    one.cache_clear()
    if threading.current_thread() is threading.main_thread():
        gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than GNU's
            ctypes.CDLL(None).malloc_trim(0)
