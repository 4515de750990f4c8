"""The operations of every action against the hash that its audit entry holds, in one walk along both.

An operation that nobody entered is found too. Of actions that an erasure order struck something out of only the
operations are counted: an entry of its own names them. How the hash is made up is `storage.row_hash`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple, cast

from ledger import catalog
from storage import creations
from storage.database import Connection
from storage.row_hash import RowHash
from storage.values import Column

_AT_ONCE = 2000  # operations whose rows are read together
_LEDGERS = frozenset(ledger.name for ledger in catalog.EVERY)
_OPERATIONS = "SELECT lid, kind, type, op_id, id, body, action FROM operation ORDER BY lid"
_STRUCK = "SELECT j.value FROM action a, json_each(a.detail, '$.actions') j WHERE a.kind = 'erasure'"
_ENTRIES = "SELECT id, first_lid, rows, hash FROM action WHERE rows > 0 ORDER BY id"


def first_unlike(connection: Connection, before: int | None = None) -> int | None:
    """Number of the first action whose operations are not those it entered; None when all are.

    With `before` the walk ends there: what comes after is not looked at.
    """
    groups = _groups(connection)
    next_lid, last = 1, connection.number("SELECT max(id) FROM action")
    struck = {cast("int", row[0]) for row in connection.rows(_STRUCK)}
    entries = cast("Iterator[tuple[int, int, int, bytes]]", connection.stream(_ENTRIES))
    for number, first_lid, count, hash_ in entries:
        if before is not None and number >= before:
            return None
        if first_lid != next_lid:
            return _named(connection, next_lid, number)
        made = _hash_of(groups, number, next_lid, count)
        if made != hash_ and not (made and number in struck):
            return number
        next_lid += count
    return _left(groups, last)


def _named(connection: Connection, lid: int, number: int) -> int:
    """The action that an operation says it belongs to, when no entry covers it."""
    said = connection.number("SELECT action FROM operation WHERE lid = ?", (lid,))
    return min(said, number) if said > 0 else number


def _left(groups: Iterator[_Group], last: int) -> int | None:
    """The action of operations that stand behind the last entry's, or before the first."""
    group = next(groups, None)
    if group is None:
        return None
    return group.action if 0 < group.action <= last else last + 1


def _hash_of(groups: Iterator[_Group], number: int, first_lid: int, count: int) -> bytes:
    """The hash over the next operations; b"" when they are not this action's."""
    rows, seen = RowHash(), 0
    while seen < count:
        group = next(groups, None)
        if group is None or group.action != number or not _follows(group.entries, first_lid + seen):
            return b""
        seen += len(group.entries)
        _take(rows, group)
    return rows.digest() if seen == count else b""


def _follows(entries: Sequence[_Entry], lid: int) -> bool:
    return entries[0].lid == lid and entries[-1].lid == lid + len(entries) - 1


class _Entry(NamedTuple):
    """One operation as the hash takes it."""

    lid: int
    kind: str
    type: str
    op_id: bytes | None
    id: bytes
    body: str
    action: int


class _Group(NamedTuple):
    """Operations that follow one another, of one action, kind and ledger; `columns`: what creations among them said."""

    action: int
    kind: str
    type: str
    entries: Sequence[_Entry]
    columns: Mapping[str, Column] | None


def _groups(connection: Connection) -> Iterator[_Group]:
    stream = map(_Entry._make, connection.stream(_OPERATIONS))
    while chunk := list(islice(stream, _AT_ONCE)):
        said, places = _said(connection, chunk)
        for (action, kind, type_), members in groupby(chunk, attrgetter("action", "kind", "type")):
            entries = list(members)
            columns: Mapping[str, Column] | None = None
            if all(_is_whole_row(entry) for entry in entries):
                first = places[entries[0].lid]
                columns = {name: column[first : first + len(entries)] for name, column in said[type_].items()}
            yield _Group(action, kind, type_, entries, columns)


def _said(connection: Connection, chunk: Sequence[_Entry]) -> tuple[dict[str, dict[str, Column]], dict[int, int]]:
    """What the creations of a chunk said, by ledger, and at which place of its columns each stands."""
    lids: dict[str, list[int]] = {}
    places: dict[int, int] = {}
    for entry in chunk:
        if _is_whole_row(entry):
            mine = lids.setdefault(entry.type, [])
            places[entry.lid] = len(mine)
            mine.append(entry.lid)
    return {name: creations.read(connection, catalog.named(name), mine) for name, mine in lids.items()}, places


def _is_whole_row(entry: _Entry) -> bool:
    return entry.kind == "create" and entry.op_id is None and entry.type in _LEDGERS


def _take(rows: RowHash, group: _Group) -> None:
    if group.columns is not None:
        rows.take_creations(catalog.named(group.type), [entry.id for entry in group.entries], group.columns)
    else:
        told = [(entry.op_id or b"", entry.id, entry.body) for entry in group.entries]
        rows.take(f"{group.kind} {group.type}".encode(), told)
