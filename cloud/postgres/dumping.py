"""Copies of the embedded database: one consistent moment in a file, and a database made from such a file again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cloud.postgres import whole
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.migrating import TABLES
from ledger.errors import LedgerError


class CopyFailed(LedgerError):
    """A copy was not made, or cannot be read; `file` names it, `said` is what PostgreSQL's program says."""

    def __init__(self, file: Path, said: str) -> None:
        super().__init__(f"copy failed: {file}")
        self.file, self.said = file, said


def dump(database: EmbeddedDatabase, file: Path) -> None:
    """Write the database as it is at one moment; requests go on meanwhile. The file stands when all of it is there."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        _run(database, part, "pg_dump", "--format=custom", "--no-owner", stdout=target.fileno())
        target.flush()
        os.fsync(target.fileno())
    part.replace(file)


def load(database: EmbeddedDatabase, file: Path) -> None:
    """Put the copy in the place of everything that the database holds, all or nothing."""
    if not file.is_file():
        raise CopyFailed(file, "")
    script = file.with_suffix(".sql.part")
    try:
        _run(database, file, "pg_restore", "--no-owner", "--file", str(script), str(file), connects=False)
        dropped = [part for table in (*TABLES, "migration") for part in ("--command", whole.DROP_TABLE.format(table))]
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1")
        _run(database, file, "psql", *options, *dropped, "--file", str(script))
    finally:
        script.unlink(missing_ok=True)


def _run(
    database: EmbeddedDatabase,
    file: Path,
    program: str,
    *options: str,
    stdout: int = subprocess.DEVNULL,
    connects: bool = True,
) -> None:
    """A program of PostgreSQL over the database; the password goes by the environment, which no process list shows."""
    told = conninfo_to_dict(database.dsn)
    password = str(told.pop("password"))
    where = ("--dbname", make_conninfo("", **told)) if connects else ()
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [str(database.programs / program), *options, *where],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "PGPASSWORD": password},
        check=False,
    )
    if done.returncode != 0:
        raise CopyFailed(file, done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
