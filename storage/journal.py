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
        """Operations written so far."""
        return self._next_lid - self._first_lid

    @property
    def count_before(self) -> int:
        """Operations of all earlier actions."""
        return self._first_lid - 1

    def tell(self, **facts: object) -> None:
        """Add counts or choices to the audit entry, never personal values."""
        self._detail = {**(self._detail or {}), **facts}

    def creations(self, ledger: Ledger, record_ids: Sequence[bytes], columns: Mapping[str, Column]) -> None:
        """New records; their rows keep what they say. A record is created once, so its id is its operation's too."""
        self._write("create", ledger, [None] * len(record_ids), record_ids, [AS_ITS_ROW] * len(record_ids))
        self._hash.take_creations(ledger, record_ids, columns)

    def append(self, kind: OpKind, ledger: Ledger, record_ids: Sequence[bytes], bodies: Sequence[str]) -> None:
        """Operations of one kind on records of one ledger."""
        op_ids = new_ids(len(bodies))
        self._write(kind, ledger, op_ids, record_ids, bodies)
        self._hash.take(f"{kind} {ledger.name}".encode(), zip(op_ids, record_ids, bodies, strict=True))

    def told(self) -> Committed:
        """What listeners hear of the action once it is committed."""
        records = frozenset(self._records) if self.count <= FEW_RECORDS else None
        return Committed(self.action, self.user, self._kind, frozenset(self._ledgers), records)

    def _write(
        self,
        kind: OpKind,
        ledger: Ledger,
        op_ids: Sequence[bytes | None],
        record_ids: Sequence[bytes],
        bodies: Sequence[str],
    ) -> None:
        count = len(bodies)
        self._ledgers.add(ledger.name)
        if self.count + count <= FEW_RECORDS:
            self._records.update(record_ids)
        lids = range(self._next_lid, self._next_lid + count)
        numbers = range(self._next_n, self._next_n + count)
        same = f"{self._gen}, '{kind}', '{ledger.name}', {int(State.PENDING)}, {self.action}"  # quicker than bound
        self._connection.run_many(
            f"INSERT INTO operation (lid, op_id, n, id, body, gen, kind, type, state, action)"  # noqa: S608 - own words
            f" VALUES (?, ?, ?, ?, ?, {same})",
            zip(lids, op_ids, numbers, record_ids, bodies, strict=True),
        )
        self._next_lid += count
        self._next_n += count

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
