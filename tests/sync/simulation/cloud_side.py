"""The cloud of a simulated world: the real service over a store, what was sent to it, its copies, what it forgets."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from cloud import bodies, retention
from cloud.data_folder import ServerKeys
from cloud.exchange import Request, Response
from cloud.means import Means, instant
from cloud.memory_store import MemoryStore
from cloud.records import Head
from cloud.service import Service
from cloud.store import CloudStore

_VERSION, _FOLLOWS = 14, "5"  # of an id as text: one that follows from something
_JUMP = 1_000_000  # a restored cloud goes on far above every number it ever gave


@dataclass(frozen=True, slots=True)
class CloudPlace:
    """Where a cloud keeps what it knows; `dsn` where that is PostgreSQL."""

    store: CloudStore = field(default_factory=MemoryStore)
    dsn: str = ""

    def copied(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        with psycopg.connect(self.dsn) as connection:
            return {name: self._rows(connection, name) for name in self._tables(connection)}

    def put_back(self, kept: Mapping[str, list[Any]]) -> None:
        """Let the tables hold these rows."""
        with psycopg.connect(self.dsn) as connection:
            for name, rows in kept.items():
                table = sql.Identifier(name)
                connection.execute(sql.SQL("delete from {}").format(table))
                insert = "insert into {table} select * from jsonb_populate_recordset(null::{table}, %s)"
                connection.execute(sql.SQL(insert).format(table=table), (Jsonb(rows),))

    def clear(self) -> None:
        """Let them hold nothing."""
        self.put_back({name: [] for name in self.copied()})

    def _rows(self, connection: psycopg.Connection, name: str) -> list[Any]:
        asked = sql.SQL("select coalesce(json_agg(t), '[]') from {} t").format(sql.Identifier(name))
        row = connection.execute(asked).fetchone()
        return list(row[0]) if row else []

    def _tables(self, connection: psycopg.Connection) -> list[str]:
        told = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration' order by 1"
        return [name for (name,) in connection.execute(told).fetchall()]


class CloudSide:
    """One cloud with one committee. `highest` is the highest number that it ever gave; `keeps`: when it forgets."""

    def __init__(
        self, place: CloudPlace, cid: str, now_ms: Callable[[], int], random: Callable[[int], bytes], keeps: timedelta
    ) -> None:
        self._place, self.store, self.cid, self._keeps = place, place.store, cid, keeps
        self.means = Means(self.store, ServerKeys(b"c" * 32, b"s" * 32, "p"), now_ms=now_ms, random=random)
        self.service = Service(self.means)
        self.highest, self.epochs = 0, 1
        self.sent: dict[str, None] = {}
        self._groups: dict[str, list[str]] = {}
        self.forgotten: set[str] = set()
        """Operations whose decisions are older than the cloud keeps them."""
        self._copy: Any = None

    # -- requests

    def answer(self, request: Request) -> Response:
        """The answer; what came before must change nothing (I5)."""
        op_ids = self._operations(request)
        with self.store.look(self.cid) as look:
            before, known = look.head, look.decisions(op_ids)
        found = self.service.answer(request)
        assert found.status != 500, request.path
        with self.store.look(self.cid) as look:
            after = look.head
        if op_ids and len(known) == len(op_ids):
            assert after == before, "an operation was decided twice"
        if op_ids and found.status == 200 and len(known) < len(op_ids):
            assert after.seq >= before.seq + len(op_ids) - len(known), "a decision took no number"
        assert after.seq >= before.seq, "a number fell"
        self.highest = max(self.highest, after.seq)
        return found

    def _operations(self, request: Request) -> list[str]:
        if not request.path.endswith("/push"):
            return []
        told = bodies.read(request.body, request.lowered().get("content-encoding", ""), 10**7)
        found = [one["op_id"] for one in told["ops"]]
        self.sent |= dict.fromkeys(found)
        groups: dict[str, list[str]] = {}
        for one in told["ops"]:
            groups.setdefault(one.get("g", one["op_id"]), []).append(one["op_id"])
        self._groups |= groups
        return found

    def see_groups(self, sizes: Mapping[str, int]) -> None:
        """Every form came whole (I8), the last time at least; `sizes`: operations of each.

        Two PCs that registered one order of the hotline have one name for two forms, which follows from its number.
        """
        for group, op_ids in self._groups.items():
            if group[_VERSION] == _FOLLOWS:
                continue
            assert len(op_ids) == sizes.get(group, len(op_ids)), ("a form came in parts", group)

    # -- what an operator does

    def forget(self) -> None:
        """What is old is forgotten: rows of removed records, and decisions."""
        before = instant(self.means.now_ms() - int(self._keeps.total_seconds() * 1000))
        with self.store.look(self.cid) as look:
            known = look.decisions(list(self.sent))
        self.forgotten |= {op_id for op_id, one in known.items() if one.at < before}
        retention.forget(self.means, self.cid, self._keeps)

    def copy_or_restore(self, epoch: str) -> None:
        """A copy is made; the next time the cloud is what it was then, with a new history."""
        if self._copy is None:
            self._copy = self._copied()
            return
        self._put_back(self._copy)
        self._copy = None
        self.epochs += 1
        with self.store.turn(self.cid) as turn:
            head = turn.head
            lineage = (*head.lineage, (epoch, head.seq))
            turn.put_head(Head(epoch, self.highest + _JUMP, head.floor, lineage))

    def _copied(self) -> Any:
        return copy.deepcopy(self.store.kept()) if isinstance(self.store, MemoryStore) else self._place.copied()

    def _put_back(self, kept: Any) -> None:
        if isinstance(self.store, MemoryStore):
            self.store.put_back(kept)
        else:
            self._place.put_back(kept)
