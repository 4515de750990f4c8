"""The version of the program, as audit entries, the command line and the desktop name it."""

from __future__ import annotations

from storage.journal import VERSION

__all__ = ["VERSION"]
