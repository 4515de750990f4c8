"""The bound of the memory that the program may lock, for its first thread to set before it begins others.

Opening a store sets it for the thread that opens it and those begun afterwards; of the desktop's that is one of many.
"""

from __future__ import annotations

from storage.database.locked_memory import bound

__all__ = ["bound"]
