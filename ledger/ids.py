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
    """Ids one by one out of batches, for work that makes many: `source.new()`.

    Batches grow. Each asks the system for random bits and gives Python's lock away for a moment too short for another
    thread to take it; a thread that waits is heard after 5 ms without such a moment, so a batch must last longer.
    """

    def __init__(self) -> None:
        self._ready: list[bytes] = []
        self._count = 0

    def new(self) -> bytes:
        """A new id, larger than the ones before it."""
        if not self._ready:
            self._count = min(2 * self._count, _LARGEST_BATCH) or _FIRST_BATCH
            self._ready = new_ids(self._count)
            self._ready.reverse()
        return self._ready.pop()


_SPELLED, _DASHES, _BYTES = 36, 4, 16
_FIRST_BATCH, _LARGEST_BATCH = 64, 16_384


def derived(of: bytes, name: str) -> bytes:
    """The id that follows from another id and a name (UUIDv5): made again it is the same."""
    return uuid.uuid5(uuid.UUID(bytes=of), name).bytes


def to_text(record_id: bytes) -> str:
    """The usual spelling with dashes."""
    digits = record_id.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def from_text(text: str) -> bytes | None:
    """The 16 bytes behind a spelling with or without dashes; None when it is no UUID."""
    try:
        if len(text) == _SPELLED and text.count("-") == _DASHES:  # all but what a person pasted
            found = bytes.fromhex(text.replace("-", ""))
            return found if len(found) == _BYTES else None
        return uuid.UUID(text).bytes
    except ValueError:
        return None
