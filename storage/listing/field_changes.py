"""When fields of records were last changed here, of a whole ledger: read from the operations once, then followed.

The history of one record is found by its id, that of everybody only by walking over all operations. So the answer is
kept in memory: for each record the operation that changed a field last, and after a write the new operations alone are
read. Only patches count, and only values that became others; what the cloud refused does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.operations import State

_At = dict[str, tuple[int, str]]
"""Field -> the operation that changed it last, and its instant."""
_NOTHING: Final[Mapping[str, str]] = {}
_CHANGED: Final = """SELECT o.id, j.key, o.lid, a.at
 FROM {operations} o CROSS JOIN json_each(nullif(o.body, ''), '$.f') j CROSS JOIN action a ON a.id = o.action
 WHERE {where} AND o.type = ?1 AND o.kind = 'patch' AND o.state <> {dead}
 AND j.key IN ({marks}) AND j.value IS NOT o.body ->> ('$.was.' || j.key)"""
_OF_ONE: Final = "o.id IN (SELECT ?2 UNION ALL SELECT loser FROM sync_alias WHERE survivor = ?2 AND life & 1)"
_BECAME: Final = "SELECT survivor, loser FROM sync_alias WHERE type = ? AND life & 1"


def of_record(connection: Connection, ledger: Ledger, record_id: bytes, fields: Sequence[str]) -> dict[str, str]:
    """The instant of the last change of each of these fields; also what was done to records that became this one."""
    found: _At = {}
    for _, field, last in _changed(connection, ledger, fields, (_OF_ONE, record_id)):
        found[field] = max(found.get(field, last), last)
    return _instants(found)


class FieldChanges:
    """The last changes of some fields of one ledger. Not for several threads at once."""

    def __init__(self, ledger: Ledger, fields: Sequence[str]) -> None:
        self._ledger, self._fields = ledger, tuple(fields)
        self._lid = self.refused = 0
        self._known: dict[bytes, _At] = {}
        self.became: dict[bytes, list[bytes]] = {}
        """Record -> those that became it."""

    def follow(self, connection: Connection) -> bool:
        """Read what was written since, as of the connection's snapshot; False when this is ahead of it."""
        lid = connection.number(f"SELECT max(lid) FROM {connection.operations}")  # noqa: S608 - own words
        if lid < self._lid:
            return False
        refused = connection.number("SELECT count(*) FROM sync_dead")
        if refused != self.refused:
            self._known, self._lid = {}, 0
        if lid > self._lid:
            for one, field, last in _changed(connection, self._ledger, self._fields, ("o.lid > ?2", self._lid)):
                fields = self._known.setdefault(one, {})
                fields[field] = max(fields.get(field, last), last)
        self._lid, self.refused, self.became = lid, refused, {}
        for survivor, loser in cast("list[tuple[bytes, bytes]]", connection.rows(_BECAME, (self._ledger.name,))):
            self.became.setdefault(survivor, []).append(loser)
        return True

    def of(self, record_id: bytes) -> Mapping[str, str]:
        """Field -> the instant of its last change."""
        if record_id not in self.became:
            own = self._known.get(record_id)
            return _instants(own) if own else _NOTHING
        found: _At = {}
        for one in (record_id, *self.became[record_id]):
            for field, last in self._known.get(one, {}).items():
                found[field] = max(found.get(field, last), last)
        return _instants(found)


def _instants(last: _At) -> dict[str, str]:
    return {field: at for field, (_, at) in last.items()}


def _changed(
    connection: Connection, ledger: Ledger, fields: Sequence[str], asked: tuple[str, object]
) -> Iterator[tuple[bytes, str, tuple[int, str]]]:
    """(record, field, (operation, instant)) of every change that meets a condition with one value."""
    where, value = asked
    marks = ", ".join(f"'{name}'" for name in fields)
    sql = _CHANGED.format(operations=connection.operations, where=where, dead=int(State.DEAD), marks=marks)
    rows = connection.stream(sql, (ledger.name, value))
    for one, field, lid, at in cast("Iterator[tuple[bytes, str, int, str]]", rows):
        yield one, field, (lid, at)
