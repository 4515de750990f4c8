"""The operations of one open action: numbered, written, hashed, and at the end entered in the audit.

What a body says is decided by whoever changes the row (`new_rows.py`, `records.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger import clock
from ledger.definition import Ledger
from ledger.ids import new_ids
from storage import audit, state
from storage.creations import AS_ITS_ROW
from storage.database import Connection
from storage.operations import OpKind, State
from storage.row_hash import RowHash
from storage.values import Column, dump

VERSION = "0.1.0"  # of the program, as audit entries name it; a test compares it with the package
GROUP_LIMIT = 50  # operations that one form save may bind together (docs/sync_protocol.md, limits)
FEW_RECORDS = 200  # that listeners are told one by one
LONE_KINDS = frozenset(("import", "import-undo", "demo"))
"""Kinds of action whose operations stand alone: the cloud may take one and refuse another."""


@dataclass(frozen=True, slots=True)
class Committed:
    """An action that was committed: its number, who did what, the ledgers it touched and their records.

    `records` is None when there are more than `FEW_RECORDS`: whoever shows some then reads anew.
    """

    action: int
    user: str
    kind: str
    ledgers: frozenset[str]
    records: frozenset[bytes] | None


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

    def __init__(self, connection: Connection, *, user: str, kind: str, source: str, reason: str) -> None:
        self._connection = connection
        self.at, self.user = clock.now_text(), user
        self._kind, self._source, self._reason = kind, source, reason
        self.action = connection.number("SELECT max(id) FROM action") + 1
        self._first_lid = self._next_lid = connection.number("SELECT max(lid) FROM operation") + 1
        self._gen = state.number(connection, "gen")
        self._next_n = state.number(connection, "next_n")
        self._hash = RowHash()
        self._detail: dict[str, object] | None = None
        self._ledgers: set[str] = set()
        self._records: set[bytes] = set()

    @property
    def count(self) -> int:
        """Operations written or announced so far."""
        return self._next_lid - self._first_lid

    def tell(self, **facts: object) -> None:
        """Add counts or choices to the audit entry, never personal values."""
        self._detail = {**(self._detail or {}), **facts}

    def announce(
        self, ledger: Ledger, nrs: range, record_ids: Sequence[bytes], columns: Mapping[str, Column]
    ) -> Creations:
        """New records that will be written: their operations have their numbers and count."""
        self._hash.take_creations(ledger, record_ids, columns)
        return Creations(ledger, nrs, *self._numbered(ledger, record_ids))

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

    def append(self, kind: OpKind, ledger: Ledger, record_ids: Sequence[bytes], bodies: Sequence[str]) -> None:
        """Operations of one kind on records of one ledger."""
        op_ids, count = new_ids(len(bodies)), len(bodies)
        lids, numbers = (range(first, first + count) for first in self._numbered(ledger, record_ids))
        same = f"{self._gen}, '{kind}', '{ledger.name}', {int(State.PENDING)}, {self.action}"  # quicker than bound
        self._connection.run_many(
            f"INSERT INTO operation (lid, op_id, n, id, body, gen, kind, type, state, action)"  # noqa: S608 - own words
            f" VALUES (?, ?, ?, ?, ?, {same})",
            zip(lids, op_ids, numbers, record_ids, bodies, strict=True),
        )
        self._hash.take(f"{kind} {ledger.name}".encode(), zip(op_ids, record_ids, bodies, strict=True))

    def _numbered(self, ledger: Ledger, record_ids: Sequence[bytes]) -> tuple[int, int]:
        """Count operations on these records; answers the `lid` and the `n` of the first."""
        count = len(record_ids)
        self._ledgers.add(ledger.name)
        if self.count + count <= FEW_RECORDS:
            self._records.update(record_ids)
        first = self._next_lid, self._next_n
        self._next_lid += count
        self._next_n += count
        return first

    def told(self) -> Committed:
        """What listeners hear of the action once it is committed."""
        records = frozenset(self._records) if self.count <= FEW_RECORDS else None
        return Committed(self.action, self.user, self._kind, frozenset(self._ledgers), records)

    def close(self) -> bool:
        """Write the audit entry and the counter; False when there was nothing to enter.

        An action that changes nothing is entered only when it has something to tell.
        """
        if not self.count and self._detail is None:
            return False
        if 1 < self.count <= GROUP_LIMIT and self._kind not in LONE_KINDS:
            self._connection.run(
                "UPDATE operation SET g = (SELECT coalesce(op_id, id) FROM operation WHERE lid = ?1) WHERE lid >= ?1",
                (self._first_lid,),
            )
        offset_ms = state.number(self._connection, "clock_offset_ms")
        head = (self.action, self.at, self.user, self._kind, self._source, self._reason, offset_ms, VERSION)
        tail = (dump(self._detail or {}), self._first_lid, self.count, self._hash.digest())
        audit.write_entry(self._connection, (*head, *tail))
        state.put(self._connection, "next_n", self._next_n)
        return True
