"""What answering needs: the database, the time, randomness, keys and bounds; all of it given from outside."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cloud.data_folder import ServerKeys
from cloud.places.memory import MemoryPlace
from cloud.places.place import Place
from cloud.sealing import Keyed, Seal, natural_key_hash
from cloud.store import CloudStore
from ledger import clock
from sync import protocol


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Schemas:
    """Which schemas of records are taken: below `min_read` nothing, below `min_write` pulls only."""

    min_read: int = protocol.SCHEMA
    min_write: int = protocol.SCHEMA
    current: int = protocol.SCHEMA


@dataclass(frozen=True, slots=True)
class Means:
    """Everything that handlers use. `random` gives so many random bytes, `sleep` waits for so many seconds."""

    store: CloudStore
    keys: ServerKeys = field(repr=False)
    now_ms: Callable[[], int] = _now_ms
    random: Callable[[int], bytes] = secrets.token_bytes
    sleep: Callable[[float], None] = lambda _seconds: None
    schemas: Schemas = Schemas()
    certificate: str = ""
    """The office's own certificate authority, told to every PC that joins."""
    place: Place = field(default_factory=MemoryPlace)
    """Where bytes of attachments lie."""

    @property
    def tokens(self) -> Seal:
        """Of access tokens."""
        return Seal.of(self.keys.server, "access token")

    @property
    def challenges(self) -> Seal:
        """Of what a device signs."""
        return Seal.of(self.keys.server, "challenge")

    @property
    def cursors(self) -> Seal:
        """Of cursors."""
        return Seal.of(self.keys.server, "cursor")

    @property
    def keyed(self) -> Keyed:
        """The hash of natural keys."""
        return natural_key_hash(self.keys.city)

    def now_text(self) -> str:
        """The present instant as it is stored."""
        return instant(self.now_ms())


def instant(millis: int) -> str:
    """An instant as it is stored."""
    return clock.instant_text(datetime.fromtimestamp(millis / 1000, UTC))
