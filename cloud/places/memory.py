"""A place in memory, for simulations and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cloud.places.place import Lying, PieceMissing


class MemoryPlace:
    """Keeps `cloud.places.place.Place`; `now_ms` says when something came."""

    def __init__(self, now_ms: Callable[[], int] = lambda: 0) -> None:
        self.pieces: dict[str, tuple[bytes, int]] = {}
        self._now_ms = now_ms

    def put(self, name: str, content: bytes) -> None:
        """Keep a piece."""
        self.pieces[name] = content, self._now_ms()

    def get(self, name: str) -> bytes:
        """A piece; raises PieceMissing."""
        if name not in self.pieces:
            raise PieceMissing
        return self.pieces[name][0]

    def drop(self, name: str) -> None:
        """Remove a piece."""
        self.pieces.pop(name, None)

    def lying(self, under: str) -> Iterator[Lying]:
        """Every piece under a name."""
        found = sorted(self.pieces.items())
        return (Lying(name, since) for name, (_, since) in found if name.startswith(f"{under}/"))
