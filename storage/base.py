"""`sync_base`: the last server copy of a record that has operations of this PC upon it.

A record the cloud has never seen (rv 0) has none: its operations begin with its creation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from ledger.definition import Ledger
from storage.database import Connection, SqlRow
from storage.values import codec, dump

STAMPS: Final = ("created_at", "created_by", "updated_at", "updated_by")
Stamps = tuple[str, str, str | None, str | None]
_COLUMNS: Final = "b.id, b.rv, b.life, b.f, b.gone, b.ext, b.stamps"
_NEVER: Stamps = ("", "", None, None)


@dataclass(frozen=True, slots=True)
class Base:
    """A server copy: `f` holds JSON values by merge group, `ext` what this version does not know of, as its row does.

    `gone`: the cloud has the record no more. `stamps`: when and by whom it was created and last changed.
    """

    id: bytes
    rv: int
    life: int
    f: Mapping[str, object]
    gone: bool = False
    ext: str | None = None
    stamps: Stamps = _NEVER


def of_row(ledger: Ledger, row: Mapping[str, object]) -> Base:
    """The copy that a row without operations is."""
    f = json.loads(codec(ledger).chosen(ledger.groups, row))
    stamps = cast("Stamps", tuple(row[name] for name in STAMPS))
    id_, rv, life = cast("tuple[bytes, int, int]", (row["id"], row["rv"], row["life"]))
    return Base(id_, rv, life, f, ext=cast("str | None", row["ext"]), stamps=stamps)


def keep_copies(connection: Connection, ledger: Ledger, rows: Iterable[Mapping[str, object]]) -> None:
    """Keep the server copy of rows that are about to be changed; the first copy of a record stands."""
    _put(connection, ledger.name, (of_row(ledger, row) for row in rows if row["rv"]), "ON CONFLICT DO NOTHING")


def put_copies(connection: Connection, ledger: str, kept: Iterable[Base]) -> None:
    """Keep these copies instead of those that were kept."""
    renew = ", ".join(f"{name} = excluded.{name}" for name in ("rv", "life", "f", "gone", "ext", "stamps"))
    _put(connection, ledger, kept, f"ON CONFLICT DO UPDATE SET {renew}")


def _put(connection: Connection, ledger: str, kept: Iterable[Base], on_conflict: str) -> None:
    rows = [
        (ledger, one.id, one.rv, one.life, dump(dict(one.f)), int(one.gone), one.ext, dump(one.stamps)) for one in kept
    ]
    put = "INSERT INTO sync_base (type, id, rv, life, f, gone, ext, stamps) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    connection.run_many(f"{put} {on_conflict}", rows)


def drop_copies(connection: Connection, ledger: str, record_ids: Iterable[bytes]) -> None:
    """These records have no operations upon them any more: their rows are the copies."""
    connection.run_many("DELETE FROM sync_base WHERE type = ? AND id = ?", [(ledger, one) for one in record_ids])


def rename_copy(connection: Connection, ledger: str, record_id: bytes, new_id: bytes) -> None:
    """A record became another's, of which there is no copy."""
    renamed = "UPDATE OR REPLACE sync_base SET id = ? WHERE type = ? AND id = ?"
    connection.run(renamed, (new_id, ledger, record_id))


def copies(connection: Connection, ledger: str) -> Iterator[Base]:
    """The kept copies of a ledger by id."""
    sql = f"SELECT {_COLUMNS} FROM sync_base b WHERE b.type = ? ORDER BY b.id"  # noqa: S608 - own words
    return map(_base, connection.stream(sql, (ledger,)))


def copies_of(connection: Connection, ledger: str, record_ids: Iterable[bytes]) -> dict[bytes, Base]:
    """The kept copies of these records."""
    sql = (
        f"SELECT {_COLUMNS} FROM json_each(?) asked CROSS JOIN sync_base b"  # noqa: S608 - own words
        " ON b.type = ? AND b.id = unhex(asked.value)"
    )
    rows = connection.rows(sql, (dump([one.hex() for one in record_ids]), ledger))
    return {one.id: one for one in map(_base, rows)}


def _base(row: SqlRow) -> Base:
    id_, rv, life, text, gone, ext, stamps = cast("tuple[bytes, int, int, str, int, str | None, str]", row)
    told = tuple(json.loads(stamps)) or _NEVER
    return Base(id_, rv, life, json.loads(text), bool(gone), ext, cast("Stamps", told))
