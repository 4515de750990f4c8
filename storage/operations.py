"""Operations: one change of one record, written once, read as outbox, as history and for undo.

What a body holds follows docs/sync_protocol.md, operations. Writing them is `journal.py`'s; deciding what a conflict
is, the cloud's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, Literal, cast

from ledger import catalog
from ledger.definition import Ledger
from storage import creations
from storage.database import Connection, SqlRow
from storage.values import codec

OpKind = Literal["create", "patch", "delete", "restore", "resolve", "merge", "unmerge"]


VALUED: Final = frozenset(("create", "patch"))
"""Kinds whose `f` are groups of a ledger."""


STRUCK: Final = '{"struck":true}'
"""Body of an operation after an erasure order."""


class State(IntEnum):
    """Where an operation is on its way to the cloud; settled and refused ones left the overlay."""

    PENDING = 0
    SENT = 1
    ACKED = 2
    SETTLED = 3
    DEAD = 4


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `was` and `f` hold JSON values by merge group; `old` and `new` the stored values by field."""

    lid: int
    op_id: bytes
    g: bytes
    gen: int
    n: int
    kind: OpKind
    ledger: str
    id: bytes
    base: int
    was: Mapping[str, object]
    f: Mapping[str, object]
    reason: str
    life: int
    state: State
    action: int
    ack_rv: int | None = None

    @property
    def old(self) -> dict[str, object]:
        """Stored values of the touched groups as the author saw them; none of an answer to a conflict."""
        return codec(catalog.named(self.ledger)).read(self.was) if self.kind in VALUED else {}

    @property
    def new(self) -> dict[str, object]:
        """Stored values of the touched groups as the author wrote them; none of an answer to a conflict."""
        return codec(catalog.named(self.ledger)).read(self.f) if self.kind in VALUED else {}


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change in a record's history; `field` is empty where the whole record was removed or brought back."""

    at: str
    user: str
    kind: OpKind
    field: str
    old: object
    new: object
    source: str
    reason: str
    action: int


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_AT_ONCE = 1000  # operations whose rows are read together
_COLUMNS = "o.lid, coalesce(o.op_id, o.id), o.g, o.gen, o.n, o.kind, o.type, o.id, o.body, o.state, o.action, o.ack_rv"
_SAYS_NOTHING = "{}"
_BODY_OF_OLD = f"CASE o.kind WHEN 'create' THEN '{_SAYS_NOTHING}' ELSE o.body END"


def patch_body(base: int, was: str, new: str) -> str:
    """Body of a patch from spelled groups."""
    return f'{{"base":{base},"was":{was},"f":{new}}}'


def read_operations(
    connection: Connection,
    *,
    action: int | None = None,
    ledger: str | None = None,
    record_id: bytes | None = None,
    values_of_new: bool = True,
) -> Iterator[Operation]:
    """Operations in the order they were written, of an action, a ledger or a record.

    Without `values_of_new` those that made a record have an empty `f`: of an import that is a fifth of the work.
    """
    tests, values = ["TRUE"], cast("list[object]", [])
    if action is not None:
        span = connection.row("SELECT first_lid, first_lid + rows - 1 FROM action WHERE id = ?", (action,))
        tests.append("o.lid BETWEEN ? AND ?")
        values += span or (1, 0)
    if record_id is not None:
        tests.append("o.id = ?")
        values.append(record_id)
    if ledger is not None:
        tests.append("o.type = ?")
        values.append(ledger)
    asked = _COLUMNS if values_of_new else _COLUMNS.replace("o.body", _BODY_OF_OLD)
    sql = f"SELECT {asked} FROM operation o WHERE {' AND '.join(tests)} ORDER BY o.lid"  # noqa: S608 - fixed parts
    return _operations(connection, connection.stream(sql, values))


def counted(connection: Connection, action: int) -> list[tuple[OpKind, str, int]]:
    """How many operations of each kind an action wrote on each ledger, in the order it began them."""
    rows = connection.rows(
        "SELECT o.kind, o.type, count(*) FROM action a JOIN operation o"
        " ON o.lid BETWEEN a.first_lid AND a.first_lid + a.rows - 1 WHERE a.id = ? GROUP BY 1, 2 ORDER BY min(o.lid)",
        (action,),
    )
    return cast("list[tuple[OpKind, str, int]]", rows)


def operations_where(connection: Connection, where: str, values: Sequence[object]) -> Iterator[Operation]:
    """Operations `o` that meet a condition (SQL of this room), with its order."""
    return _operations(connection, connection.stream(f"SELECT {_COLUMNS} FROM operation o WHERE {where}", values))  # noqa: S608 - own words


_Read = tuple[int, bytes, bytes | None, int, int, OpKind, str, bytes, str, int, int, int | None]
_LID: Final = 0
_TYPE: Final = 6
_BODY: Final = 8


def _operations(connection: Connection, rows: Iterator[SqlRow]) -> Iterator[Operation]:
    while chunk := cast("list[_Read]", list(islice(rows, _AT_ONCE))):
        unwritten: dict[str, list[int]] = {}
        for row in chunk:
            if row[_BODY] == creations.AS_ITS_ROW:
                unwritten.setdefault(row[_TYPE], []).append(row[_LID])
        said: dict[int, str] = {}
        for name, lids in unwritten.items():
            ledger = catalog.named(name)
            columns = creations.read(connection, ledger, lids)
            said |= zip(lids, creations.bodies(ledger, columns, len(lids)), strict=True)
        for row in chunk:
            yield _operation(row, row[_BODY] or said[row[_LID]])


def _operation(row: _Read, text: str) -> Operation:
    lid, op_id, g, gen, n, kind, type_, id_, _, state, action, ack_rv = row
    body = _NOTHING if text == _SAYS_NOTHING else json.loads(text)
    return Operation(
        lid=lid,
        op_id=op_id,
        g=g or op_id,
        gen=gen,
        n=n,
        kind=kind,
        ledger=type_,
        id=id_,
        base=body.get("base", 0),
        was=body.get("was", _NOTHING),
        f=body.get("f", _NOTHING),
        reason=body.get("reason", ""),
        life=body.get("life", 0),
        state=State(state),
        action=action,
        ack_rv=ack_rv,
    )


def history(connection: Connection, ledger: Ledger, record_id: bytes) -> list[Change]:
    """Everything that was done to a record here, oldest first, one entry per field.

    Also what was done to records that became this one.
    """
    same = "SELECT ?1 UNION ALL SELECT loser FROM sync_alias WHERE survivor = ?1 AND life & 1"
    where = f"o.id IN ({same}) AND o.type = ?2 ORDER BY o.lid"
    operations = list(operations_where(connection, where, (record_id, ledger.name)))
    authors = _authors(connection, {operation.action for operation in operations})
    return [change for operation in operations for change in _changes(operation, authors[operation.action])]


_Author = tuple[str, str, str]  # at, user, source


def _authors(connection: Connection, actions: Iterable[int]) -> dict[int, _Author]:
    marks = sorted(actions)
    if not marks:
        return {}
    sql = f"SELECT id, at, user, source FROM action WHERE id IN ({','.join('?' * len(marks))})"  # noqa: S608 - marks
    return {cast("int", row[0]): cast("_Author", row[1:]) for row in connection.rows(sql, marks)}


def _changes(operation: Operation, author: _Author) -> Iterator[Change]:
    at, user, source = author

    def change(field: str, old: object, new: object) -> Change:
        return Change(at, user, operation.kind, field, old, new, source, operation.reason, operation.action)

    if operation.kind not in VALUED:
        yield change("", None, None)
        return
    old, new = operation.old, operation.new
    for field, value in new.items():
        if old.get(field) != value:
            yield change(field, old.get(field), value)
