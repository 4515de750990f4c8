"""What of attachments stays on this PC: bytes that nobody names go, originals beyond the quota too, the longest unused.

Also what the exchange may move by itself, by who asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from app import access
from app.stores.session import Session
from sync.blobs import NIGHT_LIMITS, USUAL, BlobLimits

QUOTA: Final = "attachments_mb"
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Tidied:
    """What went: blobs that no record names, bytes of originals that the cloud has."""

    orphans: int = 0
    freed: int = 0


@access.operation(access.OWN)
def tidy(session: Session) -> Tidied:
    """Sweep and keep to the quota; nothing goes that a record names and only this PC has."""
    store = session.store
    if not store.attached.stands:
        return Tidied()
    named = store.named_blobs()
    with store.attached.blobs() as blobs:
        return Tidied(blobs.sweep(named.every), blobs.make_room(quota(session)))


@access.operation(access.OWN)
def quota(session: Session) -> int:
    """How many bytes originals take on this PC at most."""
    return session.settings.number(QUOTA) * _MB


@access.operation(access.OWN)
def limits(session: Session, *, at_night: bool) -> BlobLimits:
    """What one exchange moves: by day what people need, at night everything that fits."""
    return replace(NIGHT_LIMITS, quota=quota(session)) if at_night else USUAL
