"""The only place that makes an id: UUIDv7 (RFC 9562), 16 bytes, ordered by the time it was made.

The order serves index locality only; no rule may read time or order out of an id (docs/sync_protocol.md, identity).
"""

from __future__ import annotations

import secrets
import uuid
from threading import Lock

from ledger import clock

_lock = Lock()
_last = 0


def new_id() -> bytes:
    """A new UUIDv7 as 16 bytes, larger than every earlier one of this process."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[bytes]:
    """`count` new ids in ascending order; one call for a whole batch is much cheaper than many."""
    global _last  # noqa: PLW0603 - keeps ids of one process ascending
    with _lock:
        millis = int(clock.now().timestamp() * 1000)
        first = (millis << 80) | (7 << 76) | (secrets.randbits(12) << 64) | (2 << 62) | secrets.randbits(61)
        if first <= _last:
            first = _last + 1 + secrets.randbits(16)
        numbers = range(first, first + count)
        _last = numbers[-1] if count else _last
    return [number.to_bytes(16, "big") for number in numbers]


class IdSource:
    """Ids one by one out of batches, for work that makes many: `source.new()`."""

    def __init__(self) -> None:
        self._ready: list[bytes] = []

    def new(self) -> bytes:
        """A new id, larger than the ones before it."""
        if not self._ready:
            self._ready = new_ids(_BATCH)
            self._ready.reverse()
        return self._ready.pop()


_BATCH = 256  # ids made at once by IdSource


def to_text(record_id: bytes) -> str:
    """The usual spelling with dashes."""
    return str(uuid.UUID(bytes=record_id))


def from_text(text: str) -> bytes | None:
    """The 16 bytes behind a spelling with or without dashes; None when it is no UUID."""
    try:
        return uuid.UUID(text).bytes
    except ValueError:
        return None
