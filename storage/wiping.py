"""Overwrites a secret in place, where this Python lets it.

Python has no way to wipe text or bytes: what is freed stays until its memory is used again. CPython keeps the content
of bytes and of plain ASCII text in one piece behind the object's head, so it can be overwritten while the object is
still ours. That is done to keys only, which are random and therefore nobody else's object; copies that other code made
are beyond it.
"""

from __future__ import annotations

import ctypes
import sys


def wipe(secret: bytes | str) -> None:
    """Overwrite a secret that is needed no more. Never hand it a constant, a word or anything that may be shared."""
    if sys.implementation.name != "cpython" or not secret or (isinstance(secret, str) and not secret.isascii()):
        return
    head = sys.getsizeof(secret) - len(secret) - 1
    ctypes.memset(id(secret) + head, 0, len(secret))
