"""Bounds how much memory the process may lock, as the Linux of an office PC bounds it for everybody but root.

With `cipher_memory_security` SQLCipher locks and wipes every block that SQLite allocates. A right to lock without bound
helps nobody: an import would pin hundreds of megabytes of an office PC, cut the process's memory into tens of
thousands of ranges (the kernel allows 65,530) and spend a third of its time at it. The wiping of freed blocks has no
bound.

What stays locked: a heap of 48 KB that SQLCipher locks when it is loaded and keeps its own copies of the keys in, and
what the first connection allocates until the bound is met. Later connections lock nothing more, and the copies of the
key that Python and the keying statement hold are never locked.
"""

from __future__ import annotations

import ctypes
import sys

LIMIT_BYTES = 64 * 1024  # what the kernels of UOS and Kylin give a plain user
_IPC_LOCK = 1 << 14  # CAP_IPC_LOCK, the right to lock without bound
_VERSION_3 = 0x20080522  # of capget and capset: two sets of 32 bits each
_EFFECTIVE = 0  # place of the first 32 effective rights in the six numbers


def bound() -> None:
    """Give up the calling thread's right to lock without bound; later threads inherit that. Linux only."""
    if sys.platform == "linux":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        if soft == resource.RLIM_INFINITY or soft > LIMIT_BYTES:
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (LIMIT_BYTES, hard))
        _give_up_right()


def _give_up_right() -> None:
    library = ctypes.CDLL(None)
    head = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    rights = (ctypes.c_uint32 * 6)()
    if library.capget(head, rights) == 0 and rights[_EFFECTIVE] & _IPC_LOCK:
        rights[_EFFECTIVE] &= ~_IPC_LOCK
        library.capset(head, rights)  # giving up a right is always allowed
