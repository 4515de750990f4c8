"""A committee's rows into a file and out of one: how it goes to another server.

The file holds everything of the committee as it is, unencrypted: it travels an encrypted way and is deleted afterwards.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier, Literal

from cloud.postgres import whole
from cloud.postgres.migrating import TABLES, version
from cloud.store import CommitteeUnknown, Unreachable
from ledger.errors import LedgerError

MANIFEST: Final = "manifest.json"
CHUNK: Final = 1 << 20


class CommitteePresent(LedgerError):
    """The committee is kept here already."""


class MoveFileUnusable(LedgerError):
    """The file cannot be written or read, or comes from another version's database; `file` names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"not usable: {file}")
        self.file = file


def move_out(dsn: str, cid: str, file: Path) -> None:
    """Write the committee into a new file; once that is on the disk, its rows go. Its PCs are refused from then on.

    Raises:
        CommitteeUnknown, MoveFileUnusable, Unreachable: nothing was changed.
    """
    try:
        with psycopg.connect(dsn) as connection:
            if connection.execute(whole.HOLD, (cid,)).fetchone() is None:
                raise CommitteeUnknown
            _write(connection, cid, file)
            for table in reversed(TABLES):
                connection.execute(_named(whole.DROP_COMMITTEE, table, cid=cid))
    except psycopg.OperationalError as error:
        raise Unreachable from error


def _write(connection: Connection, cid: str, file: Path) -> None:
    columns = {table: _columns(connection, table) for table in TABLES}
    try:
        handle = os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        with handle, zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
            told = {"committee": cid, "version": version(connection), "columns": columns}
            packed.writestr(MANIFEST, json.dumps(told))
            for table in TABLES:
                statement = _named(whole.COPY_OUT, table, columns=columns[table], cid=cid)
                with packed.open(table, "w", force_zip64=True) as entry, connection.cursor().copy(statement) as rows:
                    for part in rows:
                        entry.write(part)
            packed.close()
            handle.flush()
            os.fsync(handle.fileno())
    except OSError as error:
        raise MoveFileUnusable(file) from error


def move_in(dsn: str, file: Path) -> str:
    """Take the committee of a file in, all of it or nothing; its code. Numbers and history go on where they were.

    Raises:
        CommitteePresent, MoveFileUnusable, Unreachable: nothing was changed.
    """
    try:
        with psycopg.connect(dsn) as connection, zipfile.ZipFile(file) as packed:
            told = json.loads(packed.read(MANIFEST))
            cid, columns = str(told["committee"]), dict(told["columns"])
            if told["version"] != version(connection) or set(columns) != set(TABLES):
                raise MoveFileUnusable(file)
            row = connection.execute(whole.IS_KEPT, (cid,)).fetchone()
            if row and row[0]:
                raise CommitteePresent
            for table in TABLES:
                statement = _named(whole.COPY_IN, table, columns=columns[table])
                with packed.open(table) as entry, connection.cursor().copy(statement) as rows:
                    while part := entry.read(CHUNK):
                        rows.write(part)
            return cid
    except psycopg.OperationalError as error:
        raise Unreachable from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, psycopg.DataError, psycopg.IntegrityError) as error:
        raise MoveFileUnusable(file) from error


def _columns(connection: Connection, table: str) -> list[str]:
    return [name for (name,) in connection.execute(whole.COLUMNS, (table,)).fetchall()]


def _named(text: str, table: str, *, columns: Sequence[str] = (), cid: str = "") -> Composed:
    listed = SQL(", ").join(map(Identifier, columns))
    return SQL(text).format(table=Identifier(table), columns=listed, cid=Literal(cid))
