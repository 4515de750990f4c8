"""What is asked of a place that keeps pieces by name, and what goes wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ledger.errors import LedgerError


class PieceMissing(LedgerError):
    """There is no piece of this name: it was removed, or the place was restored to an older point than the database."""


class PlaceTrouble(LedgerError):
    """The place does not take or give anything now: no room, no access, no answer. `what` is the system's own word."""

    def __init__(self, what: str) -> None:
        super().__init__(f"place: {what}")
        self.what = what


class Lying(NamedTuple):
    """A piece that lies in a place, and when it came there (milliseconds)."""

    name: str
    since_ms: int


class Place(Protocol):
    """Keeps pieces. A name is words joined by slashes; the same name is never given to other bytes."""

    def put(self, name: str, content: bytes) -> None:
        """Keep a piece, whole and for good when this returns; raises PlaceTrouble."""

    def get(self, name: str) -> bytes:
        """A piece; raises PieceMissing, PlaceTrouble."""

    def drop(self, name: str) -> None:
        """Remove a piece; nothing when it is not there. Raises PlaceTrouble."""

    def lying(self, under: str) -> Iterator[Lying]:
        """Every piece whose name begins with `under` and a slash; raises PlaceTrouble."""
