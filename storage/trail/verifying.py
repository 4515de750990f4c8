"""Is the log as it was written? Names the first entry that is not.

Four things are held against each other: the chain over the stored entries with its seals, the operations against the
hash that their entry holds, what stands beside the ledgers against what entries tell of it, and the head beside the
database. A seal is looked at every `PERIOD` entries, and one by
one where something is wrong, so that the entry is named even if everything after it was chained anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from storage.database import Connection
from storage.trail import beside, chain, log_key
from storage.trail.checked_operations import first_unlike
from storage.trail.head import Head
from storage.trail.log_key import LogKey

PERIOD: Final = 500
VERIFIED = "log-verified"
"""Kind of the entry that says what came of looking at the log."""
LOST = "log-gap"
"""Kind of the entry that the store makes when it finds entries gone on being opened."""
_READ = f"SELECT {chain.COLUMNS}, chain, seal FROM action ORDER BY id"  # noqa: S608 - fixed columns
_CHAIN, _SEAL = chain.COUNT, chain.COUNT + 1
_PUT_AWAY = "SELECT detail ->> 'to' FROM action WHERE kind = 'log-archive' ORDER BY id DESC LIMIT 1"
Why = Literal["", "entry", "missing", "seal", "operations", "beside", "cut", "gap"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries were looked at, and the first that is not as it was written, with the reason."""

    entries: int
    first_bad: int | None = None
    why: Why = ""

    @property
    def is_whole(self) -> bool:
        """True when nothing is wrong."""
        return self.first_bad is None


def verify(connection: Connection, head: Head | None, *, operations: bool = True) -> Verdict:
    """Look at the whole log; `operations` may be left out, then only what entries say of themselves is looked at."""
    key = log_key.load(connection)
    count, found = _Walk(connection, key.public if key else b"").first_bad(head)
    if key is not None and not found:  # what a broken log tells is worth nothing
        found += [(number, "beside") for number in _edited(connection, key)]
    gap = connection.value("SELECT min(id) FROM action WHERE kind = ?", (LOST,))
    if gap is not None:
        found.append((cast("int", gap), "gap"))
    if operations:
        unlike = first_unlike(connection, min((number for number, _ in found), default=None))
        if unlike is not None:
            found.append((unlike, "operations"))
    number, why = min(found, default=(None, ""))
    return Verdict(count, number, cast("Why", why))


def is_unbroken(connection: Connection, *, operations: bool) -> bool:
    """Whether chain, seals and, where asked, operations of a copy hold.

    What was lost or edited before it was copied is no fault of the copy: a store with such a log is backed up all the
    same, and the copy tells of it as its source does.
    """
    key = log_key.load(connection)
    _, found = _Walk(connection, key.public if key else b"").first_bad(None)
    return not found and not (operations and first_unlike(connection) is not None)


def _edited(connection: Connection, key: LogKey) -> list[int]:
    """The entries whose word on what stands beside the log does not hold, now or when somebody came."""
    before = beside.noticed(connection)
    now = [number for number, _ in beside.edited(connection, key)]
    return now if before is None else [*now, before]


def put_away_to(connection: Connection) -> int:
    """Number of the last entry that was archived, 0 for none; what it says is itself part of the chain."""
    return int(cast("int | str | None", connection.value(_PUT_AWAY)) or 0)


class _Walk:
    """One walk along the chain."""

    def __init__(self, connection: Connection, public: bytes) -> None:
        self._connection, self._public = connection, public
        self._archived = put_away_to(connection)
        self._good = 0  # number of the last entry whose seal was looked at
        self._sealed_from = 0  # number of the first entry that has a seal

    def first_bad(self, head: Head | None) -> tuple[int, list[tuple[int, Why]]]:
        """How many entries there are, and what is wrong first; nothing after the first break is told apart."""
        count, number, before = 0, 0, chain.NO_ENTRY
        broken: tuple[int, Why] | None = None
        link, period, head_number = chain.link, PERIOD, head.number if head else -1
        for row in self._connection.stream(_READ):
            count += 1
            if broken:
                continue
            expected, number = number + 1, cast("int", row[0])
            if number != expected:
                before = self._put_away(number) or b""
                if not before:
                    broken = self._stretch(expected - 1) or (expected, "missing")
                    continue
            made = cast("bytes", row[_CHAIN])
            if link(before, row) != made:
                broken = self._stretch(number - 1) or (number, "entry")
                continue
            signature = cast("bytes | None", row[_SEAL])
            before = made + signature if signature else made
            if signature or self._sealed_from:
                self._sealed_from = self._sealed_from or number
                if number - self._good >= period:
                    broken = self._look(number, made, signature)
            if number == head_number and head and (made != head.chain or not head.is_ours):
                broken = broken or self._stretch(number) or (number, "entry")
        broken = broken or self._ending(number, head)
        return count, [broken] if broken else []

    def _look(self, number: int, link: bytes, signature: bytes | None) -> tuple[int, Why] | None:
        """Look at one seal; where it does not fit, at those before it one by one."""
        if not chain.is_sealed(self._public, number, link, signature):
            return self._stretch(number) or (number, "seal")
        self._good = number
        return None

    def _stretch(self, last: int) -> tuple[int, Why] | None:
        """The first entry up to `last` whose seal is not the store's, after the last good one."""
        first = max(self._good + 1, self._sealed_from)
        if not self._sealed_from or last < first:
            return None
        sql = "SELECT id, chain, seal FROM action WHERE id BETWEEN ? AND ? ORDER BY id"
        for number, link, signature in cast("Iterator[_Sealed]", self._connection.stream(sql, (first, last))):
            if not chain.is_sealed(self._public, number, link, signature):
                return number, "seal"
        return None

    def _ending(self, last: int, head: Head | None) -> tuple[int, Why] | None:
        """What is wrong with the end: the seals since the last good one, and what the head knows of more entries."""
        row = self._connection.row("SELECT chain, seal FROM action WHERE id = ?", (last,))
        if row and self._sealed_from:
            found = self._look(last, *cast("tuple[bytes, bytes | None]", row))
            if found:
                return found
        return (last + 1, "cut") if head and head.number > last else None

    def _put_away(self, number: int) -> bytes | None:
        """What an entry hangs on whose forerunner was archived; None where it was not."""
        if number - 1 > self._archived:
            return None
        row = self._connection.row("SELECT chain, seal FROM audit_link WHERE id = ?", (number - 1,))
        return chain.joined(*cast("tuple[bytes, bytes | None]", row)) if row else None


_Sealed = tuple[int, bytes, bytes | None]
