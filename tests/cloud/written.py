"""Records as the cloud keeps them, and short ways to write some: for tests of what is asked of a database."""

from __future__ import annotations

from cloud.records import (
    Record,
    Stamp,
    Written,
)
from cloud.store import CloudStore
from ledger import ids

AT = "2026-11-21T01:30:00.120Z"


def new_id() -> str:
    return ids.to_text(ids.new_id())


def a_record(rv: int, *, type_: str = "person", id_: str = "", life: int = 1, **f: object) -> Record:
    record_id = id_ or new_id()
    stamp = Stamp(rv, new_id(), "d-1", "wang", AT, "committee")
    f = f or {"name": "张三", "phones": "13800000000", "address": {"road": "长安路", "no": None}}
    gone = ("wang", AT, "重复") if life % 2 == 0 else ("", "", "")
    return Record(type_, record_id, rv, life, f, dict.fromkeys(f, stamp), ("wang", AT), gone)


def write(store: CloudStore, cid: str, written: Written) -> None:
    with store.turn(cid) as turn:
        turn.write(written)


def write_records(store: CloudStore, cid: str, *several: Record) -> None:
    write(store, cid, Written(records={one.key: one for one in several}, seq=max(one.rv for one in several)))
