"""Bytes by their hash: kept in pieces, read back compared with it, given up when nobody names them or room is short.

A blob is the SHA-256 of its bytes and never changes. What is small (a picture of a picture) stays; of the others the
longest unused go first when the quota is passed, and never one that the cloud does not have whole. How far each has
travelled is `transfers.py`'s; who names a blob is the ledger's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast

from ledger import clock
from storage.attachments import blob_file
from storage.database import Connection
from storage.errors import BytesDamaged, BytesNotHere

PIECE_BYTES: Final = 256 * 1024
MOST_SMALL: Final = 20 * 1024
"""The size of a small picture, which travels with every round and stays."""
GRACE: Final = timedelta(days=1)
"""How long bytes may lie here before a record has to name them: they are written before it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is here of a blob, in bytes."""

    size: int
    have: int
    is_small: bool
    is_in_cloud: bool
    is_wanted: bool
    is_pinned: bool

    @property
    def is_whole(self) -> bool:
        """True when all of it is here."""
        return self.have == self.size


class Blobs:
    """The blobs of one store, over its open file; a method is one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def put(self, content: bytes) -> str:
        """Keep bytes and answer their hash (hex). Kept already: that is all."""
        if not content:
            raise ValueError("no bytes")
        sha = hashlib.sha256(content).digest()
        with self.connection.transaction():
            held = self.held([sha.hex()]).get(sha.hex())
            if held is None or not held.is_whole:
                self._drop([sha])
                self._add(sha, content, was_in_cloud=bool(held and held.is_in_cloud))
        return sha.hex()

    def _add(self, sha: bytes, content: bytes, *, was_in_cloud: bool) -> None:
        now, size = clock.now_text(), len(content)
        up_state, up_offset = ("done", size) if was_in_cloud else ("waiting", 0)
        self.connection.run(
            "INSERT INTO sync_blob (sha256, size, have, is_small, up_state, up_offset, added_at, used_on)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (sha, size, size, size <= MOST_SMALL, up_state, up_offset, now, _today()),
        )
        pieces = ((sha, start, content[start : start + PIECE_BYTES]) for start in range(0, size, PIECE_BYTES))
        self.connection.run_many("INSERT INTO piece (sha256, start, bytes) VALUES (?, ?, ?)", pieces)

    def read(self, sha: str) -> bytes:
        """The bytes, compared with their hash, which count as used today.

        Raises:
            BytesNotHere, BytesDamaged.
        """
        held = self.held([sha]).get(sha)
        if held is None or not held.is_whole:
            raise BytesNotHere
        raw = bytes.fromhex(sha)
        rows = self.connection.rows("SELECT bytes FROM piece WHERE sha256 = ? ORDER BY start", (raw,))
        content = b"".join(cast("bytes", row[0]) for row in rows)
        if hashlib.sha256(content).digest() != raw:
            raise BytesDamaged
        with self.connection.transaction():
            self.connection.run(
                "UPDATE sync_blob SET used_on = ?1 WHERE sha256 = ?2 AND used_on <> ?1", (_today(), raw)
            )
        return content

    def held(self, shas: Iterable[str]) -> Mapping[str, Held]:
        """What is here of these blobs; those of which nothing is known are left out."""
        found: dict[str, Held] = {}
        for sha in shas:
            row = self.connection.row(
                "SELECT size, have, is_small, up_state = 'done', down_state = 'wanted', pinned FROM sync_blob"
                " WHERE sha256 = ?",
                (bytes.fromhex(sha),),
            )
            if row is not None:
                size, have, *marks = cast("tuple[int, ...]", row)
                found[sha] = Held(size, have, *map(bool, marks))
        return found

    def total(self) -> int:
        """Bytes of all blobs that are here."""
        return self.connection.number("SELECT sum(have) FROM sync_blob")

    def pin(self, sha: str, *, is_pinned: bool = True) -> None:
        """Let a blob stay whatever the quota says, or no more."""
        with self.connection.transaction():
            self.connection.run(
                "UPDATE sync_blob SET pinned = ? WHERE sha256 = ?", (int(is_pinned), bytes.fromhex(sha))
            )

    def make_room(self, quota: int) -> int:
        """Give up originals, the longest unused first, until what is here fits; answers the bytes that went.

        Small pictures, pinned ones and whatever the cloud does not have whole stay, so more than the quota may be left.
        """
        too_many = self.total() - quota
        if too_many <= 0:
            return 0
        rows = self.connection.rows(
            "SELECT sha256, have FROM sync_blob WHERE up_state = 'done' AND have > 0 AND NOT is_small AND NOT pinned"
            " ORDER BY used_on, added_at"
        )
        gone = 0
        with self.connection.transaction():
            for sha, have in cast("list[tuple[bytes, int]]", rows):
                if gone >= too_many:
                    break
                self.connection.run("DELETE FROM piece WHERE sha256 = ?", (sha,))
                self.connection.run("UPDATE sync_blob SET have = 0, down_state = 'none' WHERE sha256 = ?", (sha,))
                gone += have
        self._give_back_pages()
        return gone

    def sweep(self, named: Iterable[str]) -> int:
        """Drop what no record names, unless it came within a day; answers how many blobs went."""
        orphans = self.orphans(named)
        if orphans:
            with self.connection.transaction():
                self._drop(orphans)
            self._give_back_pages()
        return len(orphans)

    def orphans(self, named: Iterable[str]) -> list[bytes]:
        """Blobs that no record names and that have lain here for more than a day."""
        known = set(named)
        before = clock.instant_text(clock.now() - GRACE)
        rows = self.connection.rows("SELECT sha256 FROM sync_blob WHERE added_at < ?", (before,))
        return [sha for (sha,) in cast("list[tuple[bytes]]", rows) if sha.hex() not in known]

    def damaged(self) -> list[str]:
        """Hashes of blobs whose bytes are others than they name."""
        return [sha.hex() for sha in blob_file.damaged(self.connection)]

    def drop(self, shas: Iterable[str]) -> None:
        """Forget blobs with their bytes: an erasure, or damage."""
        with self.connection.transaction():
            self._drop([bytes.fromhex(sha) for sha in shas])
        self._give_back_pages()

    def _drop(self, shas: Iterable[bytes]) -> None:
        values = [(sha,) for sha in shas]
        self.connection.run_many("DELETE FROM piece WHERE sha256 = ?", values)
        self.connection.run_many("DELETE FROM sync_blob WHERE sha256 = ?", values)

    def _give_back_pages(self) -> None:
        self.connection.rows("PRAGMA incremental_vacuum")


def _today() -> str:
    return clock.today().isoformat()
