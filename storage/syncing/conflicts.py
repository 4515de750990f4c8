"""Questions that the cloud asks people: kept as they came, with this PC's own answers upon them.

A conflict's body is the cloud's; an answer is an operation `resolve` of this PC, upon it until the cloud has decided.
What kinds there are and what they say follows sync/protocol.py and the cloud's; what people read is `app`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from ledger import ids
from storage.database import Connection, SqlRow
from storage.values import dump

TYPE: Final = "conflict"
OPEN: Final = "open"
RESOLVED: Final = "resolved"
_COLUMNS: Final = "id, rv, life, status, type, record, body"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One question: about which record, how it stands with this PC's answers, and all that the cloud says (`f`).

    `f` holds `kind`, `group`, `before`, `mine`, `theirs`, `stands`, `more`, and once it is answered `choice` and `by`.
    """

    id: bytes
    rv: int
    status: str
    type: str
    record: bytes
    f: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Which sort of question it is."""
        return str(self.f.get("kind", ""))

    @property
    def group(self) -> str:
        """The contested group; "" for a whole record."""
        return str(self.f.get("group", ""))


def one(connection: Connection, conflict_id: bytes) -> Conflict | None:
    """A conflict by its id."""
    row = connection.row(f"SELECT {_COLUMNS} FROM sync_conflict WHERE id = ? AND life & 1", (conflict_id,))  # noqa: S608 - own words
    return _conflict(row) if row else None


def open_ones(connection: Connection) -> list[Conflict]:
    """Those that wait for a person, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM sync_conflict WHERE status = 'open' AND life & 1 ORDER BY rv"  # noqa: S608 - own words
    return [_conflict(row) for row in connection.rows(sql)]


def every(connection: Connection) -> Iterator[Conflict]:
    """All of them, settled ones too, newest first."""
    sql = f"SELECT {_COLUMNS} FROM sync_conflict WHERE life & 1 ORDER BY rv DESC"  # noqa: S608 - own words
    return map(_conflict, connection.stream(sql))


def of_records(connection: Connection, record_ids: Iterable[bytes], *, only_open: bool = True) -> list[Conflict]:
    """Those about these records, oldest first."""
    sql = (
        f"SELECT {_COLUMNS} FROM sync_conflict WHERE record IN (SELECT unhex(value) FROM json_each(?)) AND life & 1"  # noqa: S608 - own words
        f"{' AND status = ?' if only_open else ''} ORDER BY rv"
    )
    values: list[object] = [dump([record.hex() for record in record_ids]), *([OPEN] if only_open else [])]
    return [_conflict(row) for row in connection.rows(sql, values)]


def count_open(connection: Connection) -> int:
    """How many wait for a person."""
    return connection.number("SELECT count(*) FROM sync_conflict WHERE status = 'open' AND life & 1")


def _conflict(row: SqlRow) -> Conflict:
    id_, rv, _, status, type_, record, body = cast("tuple[bytes, int, int, str, str, bytes, str]", row)
    return Conflict(id_, rv, status, type_, record, json.loads(body))


# -- what the exchange writes


def land(connection: Connection, changes: Sequence[Mapping[str, Any]]) -> int:
    """Take conflicts as the cloud sent them; answers how many are open that were not known or not open before."""
    came = {ids.from_text(one["id"]) or b"": one for one in changes}
    known = dict(_statuses(connection, list(came)))
    rows: list[tuple[bytes, int, int, str, str, bytes, str]] = []
    for record_id, change in came.items():
        f = change.get("f", {})
        record = ids.from_text(str(f.get("record", ""))) or b""
        rows.append((record_id, change["rv"], change["life"], _status(f), f.get("type", ""), record, dump(f)))
    connection.run_many("INSERT OR REPLACE INTO sync_conflict VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    reckon(connection, [row[0] for row in rows])
    now = dict(_statuses(connection, [row[0] for row in rows]))
    return sum(status == OPEN and known.get(record_id) != OPEN for record_id, status in now.items())


def _statuses(connection: Connection, conflict_ids: Sequence[bytes]) -> list[tuple[bytes, str]]:
    sql = "SELECT id, status FROM sync_conflict WHERE id IN (SELECT unhex(value) FROM json_each(?)) AND life & 1"
    rows = connection.rows(sql, (dump([one.hex() for one in conflict_ids]),))
    return cast("list[tuple[bytes, str]]", rows)


def _status(f: Mapping[str, Any]) -> str:
    return str(f.get("status", OPEN))


def reckon(connection: Connection, conflict_ids: Iterable[bytes]) -> None:
    """Let conflicts stand as the cloud says, with this PC's answers that it has not decided yet upon them."""
    for record_id in conflict_ids:
        status = effective_status(connection, record_id)
        if status is not None:
            connection.run("UPDATE sync_conflict SET status = ? WHERE id = ?", (status, record_id))


def effective_status(connection: Connection, conflict_id: bytes) -> str | None:
    """How a conflict should stand; None when there is none."""
    body = connection.value("SELECT body FROM sync_conflict WHERE id = ?", (conflict_id,))
    if body is None:
        return None
    choice = connection.value(
        "SELECT body -> '$.f' ->> 'choice' FROM operation WHERE id = ? AND type = 'conflict' AND state < 3"
        " ORDER BY lid DESC LIMIT 1",
        (conflict_id,),
    )
    if choice is not None:
        return OPEN if choice == OPEN else RESOLVED
    return _status(json.loads(cast("str", body)))


def drop(connection: Connection, conflict_ids: Iterable[bytes]) -> None:
    """The cloud has them no more."""
    connection.run_many("DELETE FROM sync_conflict WHERE id = ?", [(record_id,) for record_id in conflict_ids])
