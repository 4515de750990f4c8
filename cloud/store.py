"""What the cloud asks of its database: kept by `memory_store.py` and `postgres/`, one test suite holds both to it.

Every call is about one committee; only the operator's list looks across several. Conflicts and aliases are records like
others, of the types `conflict` and `alias` (whose id is the loser's).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from cloud.records import (
    Blob,
    Change,
    Decision,
    Device,
    EnrolCode,
    Head,
    Key,
    NaturalKey,
    Record,
    Reference,
    Report,
    Signed,
    Written,
)
from ledger.errors import LedgerError
from sync.protocol import Json

CITY = "city"
"""Under this code stands what is no committee's: it is kept like a committee, and is none."""


class CommitteeUnknown(LedgerError):
    """No committee of this code is kept here."""


class Busy(LedgerError):
    """The committee's counter is held by another request for too long; the same request may come again."""


class Again(Busy):
    """The database gave up a transaction that it could not put in order with another; the same one may come again."""


class Unreachable(Busy):
    """The database does not answer, or went away in the middle: what was not answered may have been kept or not."""


class Look(Protocol):
    """One consistent view of a committee."""

    @property
    def head(self) -> Head:
        """The counter as of this view."""

    def device(self, device: str) -> Device | None:
        """An enrolled PC."""

    def decisions(self, op_ids: Sequence[str]) -> Mapping[str, Decision]:
        """Decisions by operation."""

    def decisions_by_n(self, device: str, gen: int, first: int, last: int) -> Mapping[int, Decision]:
        """Decisions of a device's operations `first` to `last`, by number."""

    def records(self, keys: Iterable[Key]) -> Mapping[Key, Record]:
        """Records by key, removed ones too."""

    def graves(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        """The even `life` of records that are removed, or were before their row was swept."""

    def holders(self, keys: Iterable[tuple[str, bytes]]) -> Mapping[tuple[str, bytes], NaturalKey]:
        """The live record of each natural key."""

    def referrers(self, targets: Iterable[str]) -> Sequence[Reference]:
        """Live records and open conflicts that name one of these records."""

    def pulled(self, after: int, most: int, most_bytes: int) -> Sequence[Record]:
        """Records with rv > `after` by rv, at least one if there is one. From 0 of the removed only erased ones."""

    def processes(self) -> Sequence[Record]:
        """The live versions of order processes that the committee published."""

    def numbered(self, text: str) -> Sequence[Record]:
        """The live work orders whose number, or whose number outside, this is."""

    def tally(self, types: Sequence[str]) -> Mapping[str, tuple[int, str]]:
        """Count and digest of the live records of each type (`sync.protocol.digest`)."""

    def marks(self, type_: str) -> Iterable[tuple[str, int, int]]:
        """(id, rv, life) of the live records of a type."""

    def history(self, key: Key, most: int) -> Sequence[Change]:
        """What was changed on a record, newest first."""

    def mentions(self, texts: Iterable[str]) -> Sequence[Key]:
        """Records in whose values, or in what was changed on them, one of these texts stands, by type and id.

        Texts are ids or numbers. Reads everything of the committee: for an operator, never for a PC.
        """

    def devices(self) -> Sequence[Device]:
        """All enrolled PCs, by id."""

    def enrol_code(self, mark: bytes) -> EnrolCode | None:
        """A code by its hash."""

    def reports(self, most: int) -> Sequence[Report]:
        """What PCs told of their rounds, newest first."""

    def fact(self, kind: str, key: str) -> Mapping[str, Json] | None:
        """One of the few things that are kept beside the records, a JSON object; `kind` says which sort of thing."""

    def facts(self, kind: str) -> Mapping[str, Mapping[str, Json]]:
        """All of a sort, by key."""

    def facts_of(self, kind: str, keys: Iterable[str]) -> Mapping[str, Mapping[str, Json]]:
        """Those of a sort that have one of these keys."""

    def blobs(self, shas: Iterable[str]) -> Mapping[str, Blob]:
        """What is kept of these blobs, by hash."""

    def all_blobs(self) -> Sequence[Blob]:
        """Every blob that anything is kept of, by hash."""

    def named_blobs(self, shas: Iterable[str]) -> frozenset[str]:
        """Those of these hashes that a live record of the committee names."""


class Turn(Look, Protocol):
    """The same, with the committee's counter held: nobody else decides until it ends."""

    def write(self, written: Written) -> None:
        """Everything at once; committed when the `with` block ends without an error."""

    def put_device(self, device: Device) -> None:
        """Add or replace a PC."""

    def put_enrol_code(self, code: EnrolCode) -> None:
        """Add or replace a code."""

    def put_report(self, report: Report) -> None:
        """Keep what a PC told; a second one of the same device and instant replaces the first."""

    def put_fact(self, kind: str, key: str, told: Mapping[str, Json] | None) -> None:
        """Add or replace one; None removes it."""

    def put_blob(self, blob: Blob) -> None:
        """Add or replace what is kept of a blob; its bytes lie elsewhere (`cloud/blobs/`)."""

    def drop_blob(self, sha: str) -> None:
        """Forget a blob."""

    def put_head(self, head: Head) -> None:
        """Begin another history: only the operator does, after the database was restored (design, 9.3)."""

    def drop_removed(self, before: str) -> Sequence[int]:
        """Drop the rows of records that were removed before an instant; answers their numbers.

        Never their graves, and no rows of erased records.
        """

    def strike(self, keys: Iterable[Key]) -> None:
        """Take the values out of what was changed on these records; that it was, when and by whom stays."""

    def drop_decisions(self, before: str) -> int:
        """Forget the decisions of before an instant; answers how many."""


class CloudStore(Protocol):
    """The database of the cloud."""

    def turn(self, cid: str) -> AbstractContextManager[Turn]:
        """Take the committee's turn; raises CommitteeUnknown, Busy."""

    def look(self, cid: str) -> AbstractContextManager[Look]:
        """A snapshot of the committee; raises CommitteeUnknown."""

    def add_committee(self, cid: str, name: str, epoch: str) -> None:
        """Begin to keep a committee; one that is kept already stays as it is, with the new name."""

    def committees(self) -> Mapping[str, str]:
        """Code and name of every committee: for the operator, never in a committee's request."""

    def signed(self, notices: Sequence[str], committees: Sequence[str]) -> Mapping[str, Signed]:
        """What of these notices came of these committees; for the operator, never in a committee's request."""

    def questions(self, committees: Sequence[str]) -> Mapping[str, Sequence[Record]]:
        """The live questions of those of these committees that have any; for the operator, too."""

    def close(self) -> None:
        """Let go of connections."""
