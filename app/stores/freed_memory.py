"""Overwrites what the program has freed and not used again, for the lock of the window."""

from __future__ import annotations

from storage.scrubbing import scrub

__all__ = ["scrub"]
