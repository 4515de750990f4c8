"""The audit: one entry per user action, what is read of it, and how it is appended.

An entry is chained to the one before and sealed (`storage.trail.chain`); whether all of it is as it was written is
`storage.trail.verifying`'s, what is archived `storage.trail.archive`'s. The numbers that sync may renew (generation,
n, state) are left out of the hash over an action's operations.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from storage.database import Connection
from storage.trail import chain
from storage.trail.log_key import LogKey

CHANGES = "class IN ('', 'data', 'import')"
"""SQL: entries that may have changed the ledgers. Written the same everywhere, so that the partial index is found."""
READ = "id, at, user, kind, source, reason, detail, rows, class, device, ledger, record, chain"

EntryClass = Literal[
    "login", "view", "reveal", "data", "import", "export", "print", "account", "sync", "backup", "security", "ops"
]
"""Classes of the audit (R104); an entry of schema version 1 counts as `data`, an import or export by its kind."""

_CLASS_OF: dict[str, EntryClass] = {"import": "import", "import-undo": "import", "export": "export"}


@dataclass(frozen=True, slots=True)
class Action:
    """One audit entry; `detail` holds counts, choices and names of fields, never personal values."""

    id: int
    at: str
    user: str
    kind: str
    source: str
    reason: str
    detail: dict[str, object]
    rows: int
    class_: EntryClass
    device: str
    ledger: str = ""
    record: bytes | None = None
    chain: bytes = b""


def class_of(kind: str) -> EntryClass:
    """The class of a kind of action that changes the ledgers."""
    return _CLASS_OF.get(kind, "data")


def write_entry(connection: Connection, entry: Sequence[object], key: LogKey) -> bytes:
    """Append an entry (`chain.COLUMNS` in order), chained to the one before and sealed; answers its link."""
    said = [chain.plain(item) if isinstance(item, str) else item for item in entry]
    link = chain.link(chain.last(connection), said)
    connection.run(
        f"INSERT INTO action ({chain.COLUMNS}, chain, seal) VALUES ({'?,' * chain.COUNT}?,?)",  # noqa: S608 - fixed columns
        (*said, link, chain.seal(key, cast("int", said[0]), link)),
    )
    return link


def read_actions(
    connection: Connection,
    *,
    kind: str | None = None,
    action: int | None = None,
    classes: Sequence[EntryClass] = (),
    limit: int = 200,
) -> list[Action]:
    """Entries, newest first; of some classes alone where they are named."""
    tests, values = ["TRUE"], cast("list[object]", [])
    if kind is not None:
        tests.append("kind = ?")
        values.append(kind)
    if action is not None:
        tests.append("id = ?")
        values.append(action)
    if classes:
        marks = ",".join("?" * len(classes))
        tests.append(f"(class IN ({marks}) OR (class = '' AND kind IN ({marks})))")
        values += [*classes, *classes]
    sql = f"SELECT {READ} FROM action WHERE {' AND '.join(tests)} ORDER BY id DESC LIMIT ?"  # noqa: S608 - fixed parts
    return [as_action(row) for row in connection.rows(sql, (*values, limit))]


def read_changes(connection: Connection, since: int) -> list[Action]:
    """Entries from a number on that may have changed the ledgers, newest first; looks and log-ins cost nothing."""
    sql = f"SELECT {READ} FROM action INDEXED BY action_changes WHERE {CHANGES} AND id >= ? ORDER BY id DESC"  # noqa: S608 - fixed parts
    return [as_action(row) for row in connection.rows(sql, (since,))]


def last_making(connection: Connection, ledger: str, record_ids: Sequence[bytes], kind: str) -> int:
    """Number of the newest entry of a kind that made one of these records; 0 for none."""
    marks = ",".join("?" * len(record_ids))
    made = f"o.id IN ({marks}) AND o.type = ? AND o.kind = 'create'"
    sql = f"SELECT max(a.id) FROM operation o JOIN action a ON a.id = o.action WHERE {made} AND a.kind = ?"  # noqa: S608 - marks
    return connection.number(sql, (*record_ids, ledger, kind))


def as_action(row: Sequence[object]) -> Action:
    """An entry from the columns that are read of it."""
    id_, at, user, kind, source, reason, detail, rows, class_, device, ledger, record, link = cast(
        "tuple[int, str, str, str, str, str, str, int, str, str, str, bytes | None, bytes]", row
    )
    named = cast("EntryClass", class_) if class_ else class_of(kind)
    told = json.loads(detail)
    return Action(id_, at, user, kind, source, reason, told, rows, named, device, ledger, record, link)
