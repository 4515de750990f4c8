"""Bringing an older database to this program's schema: a copy first, then the pending steps, one transaction each.

A kill at any moment leaves the database at the version before or after a step, and the copy beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from storage import backup, backup_file, database, files, schema
from storage.database import APPLICATION_ID, Connection, DriverError, name_of
from storage.errors import DatabaseTooNew, ForeignFile, MigrationFailed
from storage.keys import DatabaseKey
from storage.migrations import m0002_accounts, m0003_sync, m0004_day

STEPS: Mapping[int, Sequence[str]] = {
    2: m0002_accounts.STATEMENTS,
    3: m0003_sync.STATEMENTS,
    4: m0004_day.STATEMENTS,
}
"""version reached -> its statements; version 1 is where every database begins."""


def require_known(connection: Connection) -> int:
    """The database's version; raises DatabaseTooNew, or ForeignFile when it is not a ledger at all."""
    version = connection.number("PRAGMA user_version")
    if connection.number("PRAGMA application_id") != APPLICATION_ID or not version:
        raise ForeignFile(connection.path)
    if version > schema.VERSION:
        raise DatabaseTooNew(connection.path, found=version, known=schema.VERSION)
    return version


def upgrade(
    connection: Connection,
    key: DatabaseKey,
    backups: Path,
    *,
    steps: Mapping[int, Sequence[str]] | None = None,
) -> list[int]:
    """Run the pending steps in order; answers the versions that were reached.

    Raises:
        MigrationFailed: a step's statement was refused; the database is as it was before that step.
        DiskFull: no room for the copy or the step.
    """
    all_steps = STEPS if steps is None else steps
    version = connection.number("PRAGMA user_version")
    pending = sorted(step for step in all_steps if step > version)
    if pending:
        _copy_first(connection, key, backups, version)
    for step in pending:
        _run(connection, step, all_steps[step])
    return pending


def _copy_first(connection: Connection, key: DatabaseKey, backups: Path, version: int) -> None:
    """One copy per version left behind; one that was cut short is made anew."""
    with files.translated(backups):
        backups.mkdir(mode=files.PRIVATE_FOLDER, exist_ok=True)
    kept = backups / f"before-{version + 1:04}{backup_file.SUFFIX}"
    unfinished = kept.with_name(f"{kept.name}.new")
    copying = backup.Copying(database.open_reader(connection.path, key), key, backups.parent, "migration", "quick")
    try:
        with files.translated(backups), files.open_private(unfinished) as stream:
            copying.into(stream, unfinished, lambda *_: None)
    finally:
        copying.close()
        copying.clear()
    with files.translated(backups):
        unfinished.replace(kept)
        files.flush_folder(backups)


def _run(connection: Connection, step: int, statements: Sequence[str]) -> None:
    try:
        with connection.transaction():
            for statement in statements:
                connection.run(statement)
            connection.run(f"PRAGMA user_version = {step}")
    except DriverError as error:
        raise MigrationFailed(connection.path, step, name_of(error)) from error
