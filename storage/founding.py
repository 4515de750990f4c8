"""A new store's files: what must not lie in its folder yet, and a whole database under a passing name."""

from __future__ import annotations

from pathlib import Path

from storage import accounts, database, files, former_passwords, refreshing, schema, state, store_keys
from storage.backup_file import DATABASE, KEYS
from storage.errors import DatabaseMissing, StoreExists
from storage.former_passwords import NewPassword
from storage.keys import DatabaseKey, KeySlots
from storage.trail.log_key import LogKey

_UNFINISHED = f"{DATABASE}.new"


def require_no_store(folder: Path) -> None:
    """Raise StoreExists, or DatabaseMissing where there was one: its backups need the keys that are left."""
    if (folder / DATABASE).exists():
        raise StoreExists(folder)
    if lost_its_database(folder):
        raise DatabaseMissing(folder)


def lost_its_database(folder: Path) -> bool:
    """True for keys without a database, but for those of an unfinished `create`: it has one by its passing name."""
    return KeySlots.stand_at(folder / KEYS) and not (folder / _UNFINISHED).exists()


def make_database(folder: Path, key: DatabaseKey, committee: tuple[str, str], account: tuple[str, NewPassword]) -> Path:
    """A whole database, on the disk, under a passing name, which it answers. Nothing in it has a random id."""
    unfinished = folder / _UNFINISHED
    for leftover in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + leftover).unlink(missing_ok=True)
    connection = database.create(unfinished, key)
    try:
        with connection.transaction():
            for statement in schema.statements():
                connection.run(statement)
            connection.run(f"PRAGMA user_version = {schema.VERSION}")
            connection.run("INSERT INTO committee VALUES (?, ?)", committee)
            accounts.add_first(connection, account[1].login, account[0])
            former_passwords.add(connection, account[1].login, account[1].former)
            store_keys.put_public_half(connection, account[1].login, account[1].public)
            state.begin(connection)
            LogKey.generate().put(connection)
            refreshing.begin(connection)
    finally:
        connection.close()
    with files.translated(folder):
        files.flush_file(unfinished)
    return unfinished
