"""How far each blob has travelled: what waits to go up or come down, what arrived, what has to wait after a failure.

A state is committed with the bytes it speaks of, so a transfer goes on at the byte where it stopped, whenever that was.
The network is `sync/blobs.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from ledger import clock
from storage.attachments import blob_file
from storage.attachments.blobs import MOST_SMALL
from storage.database import Connection
from storage.errors import BytesDamaged

FIRST_WAIT_MS: Final = 60_000
LONGEST_WAIT_MS: Final = 6 * 3_600_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A blob that is here and not yet whole in the cloud; `offset` is how much the cloud had when it last said so."""

    sha: str
    size: int
    offset: int


@dataclass(frozen=True, slots=True)
class Download:
    """A blob that is wanted here; `have` bytes of it are."""

    sha: str
    size: int
    have: int


@dataclass(frozen=True, slots=True)
class Remaining:
    """Blobs that still have to travel, those that wait after a failure among them."""

    up: int
    down: int
    bytes_up: int


class Transfers:
    """What travels of one store's blobs, over its open file; a method is one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- up

    def uploads(self, now_ms: int, most: int) -> list[Upload]:
        """What may go up now, small ones first."""
        rows = self._connection.rows(
            "SELECT sha256, size, up_offset FROM sync_blob WHERE up_state = 'waiting' AND have = size"
            " AND next_try <= ? ORDER BY is_small DESC, added_at LIMIT ?",
            (now_ms, most),
        )
        return [Upload(sha.hex(), size, at) for sha, size, at in cast("list[tuple[bytes, int, int]]", rows)]

    def content(self, sha: str, start: int, most: int) -> bytes:
        """Bytes of a blob from `start` on."""
        rows = self._connection.rows(
            "SELECT start, bytes FROM piece WHERE sha256 = ?1 AND start + length(bytes) > ?2 AND start < ?3"
            " ORDER BY start",
            (bytes.fromhex(sha), start, start + most),
        )
        found = cast("list[tuple[int, bytes]]", rows)
        if not found:
            return b""
        skipped = start - found[0][0]
        return b"".join(content for _, content in found)[skipped : skipped + most]

    def is_intact(self, sha: str) -> bool:
        """Whether the bytes that are here are those that the hash names."""
        return blob_file.digest(self._connection, bytes.fromhex(sha)) == bytes.fromhex(sha)

    def reached(self, sha: str, offset: int) -> None:
        """The cloud has so much of a blob; progress ends the waiting."""
        self._run(
            "UPDATE sync_blob SET up_offset = ?, failures = 0, next_try = 0, why = '' WHERE sha256 = ?", offset, sha
        )

    def arrived(self, shas: Iterable[str]) -> None:
        """The cloud has these blobs whole."""
        with self._connection.transaction():
            self._connection.run_many(
                "UPDATE sync_blob SET up_state = 'done', up_offset = size, failures = 0, next_try = 0, why = ''"
                " WHERE sha256 = ?",
                [(bytes.fromhex(sha),) for sha in shas],
            )

    def sent(self) -> list[str]:
        """Blobs that are here and that the cloud has, as far as is known."""
        rows = self._connection.rows("SELECT sha256 FROM sync_blob WHERE up_state = 'done' AND have = size")
        return [sha.hex() for (sha,) in cast("list[tuple[bytes]]", rows)]

    def lost_in_cloud(self, shas: Iterable[str]) -> None:
        """The cloud has these no more (it was restored): what is here of them goes up again."""
        with self._connection.transaction():
            self._connection.run_many(
                "UPDATE sync_blob SET up_state = 'waiting', up_offset = 0 WHERE sha256 = ? AND have = size",
                [(bytes.fromhex(sha),) for sha in shas],
            )

    # -- down

    def want(self, sizes: Mapping[str, int]) -> None:
        """Let blobs come down; of those that are here or on the way nothing changes."""
        now, day = clock.now_text(), clock.today().isoformat()
        with self._connection.transaction():
            self._connection.run_many(
                "INSERT INTO sync_blob (sha256, size, is_small, up_state, down_state, added_at, used_on)"
                " VALUES (?, ?, ?, 'done', 'wanted', ?, ?)"
                " ON CONFLICT (sha256) DO UPDATE SET down_state = 'wanted' WHERE have < size",
                [(bytes.fromhex(sha), size, size <= MOST_SMALL, now, day) for sha, size in sizes.items()],
            )

    def downloads(self, now_ms: int, most: int, *, small: bool) -> list[Download]:
        """What may come down now: small pictures, or originals."""
        rows = self._connection.rows(
            "SELECT sha256, size, have FROM sync_blob WHERE down_state = 'wanted' AND is_small = ? AND next_try <= ?"
            " ORDER BY added_at, sha256 LIMIT ?",
            (int(small), now_ms, most),
        )
        return [Download(sha.hex(), size, have) for sha, size, have in cast("list[tuple[bytes, int, int]]", rows)]

    def append(self, sha: str, start: int, content: bytes) -> bool:
        """The next bytes of a blob, which begin where those that are here end; True once it is whole and as its hash.

        Raises:
            BytesDamaged: all of it came and is something else; nothing of it is kept.
        """
        raw = bytes.fromhex(sha)
        with self._connection.transaction():
            row = self._connection.row("SELECT size, have FROM sync_blob WHERE sha256 = ?", (raw,))
            size, have = cast("tuple[int, int]", row or (0, -1))
            if start != have or not content or have + len(content) > size:
                raise ValueError(f"bytes from {start} on, where {have} of {size} are here")
            self._connection.run("INSERT INTO piece (sha256, start, bytes) VALUES (?, ?, ?)", (raw, start, content))
            self._connection.run(
                "UPDATE sync_blob SET have = have + ?, failures = 0, next_try = 0, why = '' WHERE sha256 = ?",
                (len(content), raw),
            )
            if have + len(content) < size:
                return False
            is_it = blob_file.digest(self._connection, raw) == raw
            if is_it:
                self._connection.run("UPDATE sync_blob SET down_state = 'none' WHERE sha256 = ?", (raw,))
        if not is_it:
            self.begin_again(sha)
            raise BytesDamaged
        return True

    def resize(self, sha: str, size: int) -> None:
        """The cloud says how long a blob is, of which only its record's word was known."""
        self._run("UPDATE sync_blob SET size = ? WHERE have = 0 AND sha256 = ?", size, sha)

    def begin_again(self, sha: str) -> None:
        """Drop what came of a blob; it is still wanted."""
        with self._connection.transaction():
            self._connection.run("DELETE FROM piece WHERE sha256 = ?", (bytes.fromhex(sha),))
            self._connection.run(
                "UPDATE sync_blob SET have = 0, down_state = 'wanted' WHERE sha256 = ?", (bytes.fromhex(sha),)
            )

    # -- what failed, what is left

    def failed(self, sha: str, now_ms: int, why: str) -> None:
        """Leave a blob alone for a while, twice as long each time."""
        with self._connection.transaction():
            self._connection.run(
                "UPDATE sync_blob SET failures = failures + 1, why = ?1,"
                " next_try = ?2 + min(?3 * (1 << min(failures, 20)), ?4) WHERE sha256 = ?5",
                (why, now_ms, FIRST_WAIT_MS, LONGEST_WAIT_MS, bytes.fromhex(sha)),
            )

    def hurry(self) -> None:
        """Try again at once what waits after a failure: a person asked for it."""
        with self._connection.transaction():
            self._connection.run("UPDATE sync_blob SET next_try = 0 WHERE next_try > 0")

    def remaining(self) -> Remaining:
        """What still has to travel."""
        up = self._connection.row(
            "SELECT count(*), coalesce(sum(size - up_offset), 0) FROM sync_blob"
            " WHERE up_state = 'waiting' AND have = size"
        )
        count, size = cast("tuple[int, int]", up)
        down = self._connection.number("SELECT count(*) FROM sync_blob WHERE down_state = 'wanted'")
        return Remaining(count, down, size)

    def _run(self, sql: str, value: int, sha: str) -> None:
        with self._connection.transaction():
            self._connection.run(sql, (value, bytes.fromhex(sha)))
