"""Somebody who is to be forgotten, and the steps that the tests of erasure orders share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from cloud.erasure import order
from cloud.erasure.order import Done, Order
from cloud.memory_store import MemoryStore
from cloud.postgres.migrating import TABLES
from cloud.store import CloudStore
from sync.protocol import dump
from tests.cloud.callers import Pc, new_id

NAME, NUMBER, PHONE = "植入欧阳", "310115194912310013", "13912345678"
OF_HIM: dict[str, Any] = {"name": NAME, "id_document": {"id_type": "111", "id_no": NUMBER}, "phone": PHONE}
LAW = Order("shi", "consent", "浦民发〔2026〕12号")


def op(pc: Pc, k: str, t: str, record: str = "", **said: Any) -> dict[str, Any]:
    """An operation of any kind; a creation's id is its record's."""
    record = record or new_id()
    op_id = record if k == "create" else new_id()
    told = pc.person() | {"k": k, "t": t, "id": record, "op_id": op_id, "g": op_id, "base": 10_000, "f": {}}
    return told | said


def made(pc: Pc, t: str = "person", **f: Any) -> str:
    """A new record that the cloud took; its id."""
    one = op(pc, "create", t, f=f)
    assert pc.push(one)["results"][0]["outcome"] in ("applied", "merged", "conflict")
    return str(one["id"])


def edited(pc: Pc, t: str, record: str, was: dict[str, Any], f: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = pc.push(op(pc, "patch", t, record, was=was, f=f))["results"][0]
    return result


def removed(pc: Pc, t: str, record: str) -> None:
    assert pc.push(op(pc, "delete", t, record, reason="误录"))["results"][0]["outcome"] == "applied"


def erase(pc: Pc, *roots: str, given: Order = LAW) -> Done:
    return order.erase(pc.house.means, pc.cid, [("person", one) for one in roots], given)


def record(pc: Pc, t: str, record_id: str) -> Any:
    with pc.house.store.look(pc.cid) as look:
        return look.records([(t, record_id)]).get((t, record_id))


def everything(store: CloudStore) -> str:
    """All rows of all tables, as text; whatever the database has left behind of old ones is cleared away first."""
    if isinstance(store, MemoryStore):
        return dump(json.loads(json.dumps(store.kept(), default=_told, ensure_ascii=False)))
    with store._pool.connection() as connection:  # type: ignore[attr-defined]
        connection.execute("vacuum")
        return "\n".join(_rows(connection))


def _told(kept: object) -> Any:
    return {name: repr(getattr(kept, name)) for name in kept.__slots__}  # type: ignore[attr-defined]


def _rows(connection: psycopg.Connection) -> Iterator[str]:
    for table in TABLES:
        yield from (str(row) for row in connection.execute(SQL("select * from {}").format(Identifier(table))))
