"""The operations of one open action: numbered, written, hashed, and at the end entered in the audit.

What a body says is decided by whoever changes the row (`new_rows.py`, `records.py`).
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledger import clock
from ledger.definition import Ledger
from ledger.ids import new_ids
from storage import audit, state
from storage.audit import EntryClass
from storage.creations import AS_ITS_ROW
from storage.database import Connection
from storage.operations import OpKind, State
from storage.row_hash import RowHash
from storage.trail import beside
from storage.trail.log_key import LogKey
from storage.values import Column, Values, dump

VERSION = "0.1.0"  # of the program, as audit entries name it; a test compares it with the package
GROUP_LIMIT = 50  # operations that one form save may bind together (docs/sync_protocol.md, limits)
FEW_RECORDS = 200  # that listeners are told one by one
LONE_KINDS = frozenset(("import", "import-undo", "demo"))
"""Kinds of action whose operations stand alone: the cloud may take one and refuse another."""


DEVICE = platform.node()
"""The name of this PC, as audit entries tell it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an action is entered in the audit as: who, what, from where, why; the one record it is about, if one.

    `class_` is told only where the kind does not say it (`audit.class_of`); `at` only of what happened earlier and is
    entered now, a failed log-in.
    """

    user: str
    kind: str
    source: str = ""
    reason: str = ""
    class_: EntryClass | None = None
    ledger: str = ""
    record: bytes | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Committed:
    """An action that was committed: its number, who did what, the ledgers it touched and their records.

    `records` is None when there are more than `FEW_RECORDS`: whoever shows some then reads anew. `is_change`: it may
    have changed the ledgers or what is known of them; a look or a log-in did not. `is_exchange`: it belongs to the
    exchange with the cloud, and how that stands may have changed.
    """

    action: int
    user: str
    kind: str
    ledgers: frozenset[str]
    records: frozenset[bytes] | None
    is_change: bool = True
    is_exchange: bool = False


_SENSITIVE = frozenset(("L3", "L4"))
_FEW = 100  # operations that are written quicker than a thread takes over


@dataclass(frozen=True, slots=True)
class Creations:
    """Operations of new rows, in the order of the rows."""

    ledger: Ledger
    nrs: range
    first_lid: int
    first_n: int


class Journal:
    """The operations of one action; `at` and `user` stamp the rows it changes too."""

    def __init__(self, connection: Connection, entry: Entry, key: LogKey) -> None:
        self._connection, self._key = connection, key
        self.at, self.user = entry.at or clock.now_text(), entry.user
        self.link = b""
        self._entry, self._kind, self.source = entry, entry.kind, entry.source
        self.action = connection.number("SELECT max(id) FROM action") + 1
        self._first_lid = self._next_lid = connection.number("SELECT max(lid) FROM operation") + 1
        self._starts = [self._first_lid]
        self._gen = state.number(connection, "gen")
        self._next_n = state.number(connection, "next_n")
        self._hash = RowHash()
        self._detail: dict[str, object] | None = None
        self._ledgers: set[str] = set()
        self._records: set[bytes] = set()
        self._following: set[str] = set()
        self._records_following: set[bytes] = set()
        self._fields: dict[str, set[str]] = {}
        self._hashed: dict[str, list[str]] = {}

    @property
    def count(self) -> int:
        """Operations written or announced so far."""
        return self._next_lid - self._first_lid

    def tell(self, **facts: object) -> None:
        """Add counts or choices to the audit entry, never personal values."""
        self._detail = {**(self._detail or {}), **facts}

    def touched(self, ledger: Ledger, fields: Iterable[str]) -> None:
        """Note which fields the action writes, for its entry; of an import the catalog says it."""
        if self._kind not in LONE_KINDS:
            self._fields.setdefault(ledger.name, set()).update(fields)

    def hash_values(self, ledger: Ledger, was: Values, wanted: Values) -> None:
        """Note keyed hashes of sensitive values before and after, for the entry of an edit of one record.

        Whoever knows a number can so find who changed it, also when the operation is long settled; nobody reads it.
        """
        for name, value in wanted.items():
            if ledger.field(name).level in _SENSITIVE:
                self._hashed[name] = [self._hash_of(was.get(name)), self._hash_of(value)]

    def _hash_of(self, value: object) -> str:
        return "" if value is None else self._key.hashed(str(value))

    def announce(
        self, ledger: Ledger, nrs: range, record_ids: Sequence[bytes], columns: Mapping[str, Column]
    ) -> Creations:
        """New records that will be written: their operations have their numbers and count."""
        self._hash.take_creations(ledger, record_ids, columns)
        if len(record_ids) < _FEW:
            self.touched(ledger, (name for name, column in columns.items() if column.count(None) < len(column)))
        return Creations(ledger, nrs, *self._numbered(ledger.name, record_ids))

    def creations(self, announced: Creations) -> None:
        """The operations of announced records whose rows are written: each takes its id from its row.

        The row keeps what the operation says, and a record is created once, so its id is its operation's too.
        """
        name, nrs = announced.ledger.name, announced.nrs
        run = self._connection.run_alongside if len(nrs) > _FEW else self._connection.run
        run(
            f"INSERT INTO operation (lid, n, id, body, gen, kind, type, state, action) SELECT nr + ?, nr + ?, id,"  # noqa: S608 - own words
            f" '{AS_ITS_ROW}', {self._gen}, 'create', '{name}', {int(State.PENDING)}, {self.action}"
            f" FROM {name} WHERE nr BETWEEN ? AND ? ORDER BY nr",
            (announced.first_lid - nrs.start, announced.first_n - nrs.start, nrs.start, nrs.stop - 1),
        )

    def append(self, kind: OpKind, name: str, record_ids: Sequence[bytes], bodies: Sequence[str]) -> None:
        """Operations of one kind on records of one ledger, or answers to questions of the cloud, by its name."""
        op_ids, count = new_ids(len(bodies)), len(bodies)
        lids, numbers = (range(first, first + count) for first in self._numbered(name, record_ids))
        same = f"{self._gen}, '{kind}', '{name}', {int(State.PENDING)}, {self.action}"  # quicker than bound
        self._connection.run_many(
            f"INSERT INTO operation (lid, op_id, n, id, body, gen, kind, type, state, action)"  # noqa: S608 - own words
            f" VALUES (?, ?, ?, ?, ?, {same})",
            zip(lids, op_ids, numbers, record_ids, bodies, strict=True),
        )
        self._hash.take(f"{kind} {name}".encode(), zip(op_ids, record_ids, bodies, strict=True))

    def follows(self, name: str, record_ids: Sequence[bytes]) -> None:
        """Note records that read otherwise now because of what was written to others: listeners hear of them too."""
        self._following.add(name)
        if self.count <= FEW_RECORDS:
            self._records_following.update(record_ids)

    def begin_group(self) -> None:
        """What is written from here on stands or falls by itself, not with what was written before."""
        self._starts.append(self._next_lid)

    def _numbered(self, name: str, record_ids: Sequence[bytes]) -> tuple[int, int]:
        """Count operations on these records; answers the `lid` and the `n` of the first."""
        count = len(record_ids)
        self._ledgers.add(name)
        if self.count + count <= FEW_RECORDS:
            self._records.update(record_ids)
        first = self._next_lid, self._next_n
        self._next_lid += count
        self._next_n += count
        return first

    def told(self) -> Committed:
        """What listeners hear of the action once it is committed."""
        records = frozenset(self._records | self._records_following) if self.count <= FEW_RECORDS else None
        class_ = self._entry.class_ or audit.class_of(self._kind)
        is_change = bool(self.count) or class_ in ("data", "import")
        ledgers = frozenset(self._ledgers | self._following)
        return Committed(self.action, self.user, self._kind, ledgers, records, is_change, class_ == "sync")

    def close(self) -> bool:
        """Write the audit entry and the counter; False when there was nothing to enter.

        An action that changes nothing is entered only when it has something to tell.
        """
        if not self.count and self._detail is None:
            return False
        self._bind()
        offset_ms = state.number(self._connection, "clock_offset_ms")
        entry, class_ = self._entry, self._entry.class_ or audit.class_of(self._kind)
        if beside.tells(self._kind, class_) and (news := beside.news(self._connection, self._key, self._kind)):
            self.tell(**{beside.FACT: news})
        head = (self.action, self.at, self.user, self._kind, self.source, entry.reason, offset_ms, VERSION)
        body = (dump(self._told()), self._first_lid, self.count, self._hash.digest())
        about = (class_, DEVICE, *self._about())
        self.link = audit.write_entry(self._connection, (*head, *body, *about), self._key)
        state.put(self._connection, "next_n", self._next_n)
        return True

    def _bind(self) -> None:
        """Let operations that stand or fall together name the first of them."""
        for first, end in pairwise((*self._starts, self._next_lid)):
            if 1 < end - first <= GROUP_LIMIT and self._kind not in LONE_KINDS:
                self._connection.run(
                    "UPDATE operation SET g = (SELECT coalesce(op_id, id) FROM operation WHERE lid = ?1)"
                    " WHERE lid BETWEEN ?1 AND ?2",
                    (first, end - 1),
                )

    def _told(self) -> dict[str, object]:
        """The entry's detail, with the names of the fields that were written."""
        fields = {name: sorted(found) for name, found in self._fields.items() if found}
        named: dict[str, object] = {"fields": next(iter(fields.values())) if len(fields) == 1 else fields}
        hashed: dict[str, object] = {"hashed": self._hashed} if self._hashed and self.count == 1 else {}
        return (named if fields else {}) | hashed | (self._detail or {})

    def _about(self) -> tuple[str, bytes | None]:
        """The ledger and the record that the entry is about: as told, else the only ones that were written."""
        entry = self._entry
        if entry.ledger or not self.count:
            return entry.ledger, entry.record
        ledger = next(iter(self._ledgers)) if len(self._ledgers) == 1 else ""
        is_one = self.count <= FEW_RECORDS and len(self._records) == 1
        return ledger, next(iter(self._records)) if is_one else None
