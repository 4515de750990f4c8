"""Backups of a server with an embedded database, and the way back: a copy, the highest numbers, a new history.

A copy holds no keys: `keys.json` of the data folder is kept apart from it, once and for all. A database of its own has
backup tools of its own (docs/cloud_operation.md); the highest numbers and the new history are the same there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cloud import operating
from cloud.data_folder import DataFolder
from cloud.means import Means
from cloud.operating import Restored
from cloud.postgres import dumping, migrating
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.store import PostgresStore
from ledger.errors import LedgerError

COPY: Final = "database.dump"
HIGHEST: Final = "highest.json"


class NotEmpty(LedgerError):
    """There are committees in this folder's database; a copy would take their place."""


class ServerRunning(LedgerError):
    """Somebody uses the database that shall be replaced."""


class TargetTaken(LedgerError):
    """There is something already where the copy should be; `folder` names it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"not empty: {folder}")
        self.folder = folder


def back_up(folder: DataFolder, target: Path) -> None:
    """Write a copy and the highest numbers into a new folder."""
    if target.exists() and any(target.iterdir()):
        raise TargetTaken(target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _open(folder) as (database, store):
        dumping.dump(database, target / COPY)
        text = json.dumps(operating.highest_numbers(store)) + "\n"
    (target / HIGHEST).write_text(text, encoding="utf-8")


def restore(
    folder: DataFolder, source: Path, records: Iterable[Path], *, over: bool, means_of: Callable[[PostgresStore], Means]
) -> list[Restored]:
    """Put a copy back and begin new histories; `records`: the highest numbers, the newer the better.

    Raises:
        ServerRunning: the server has to be stopped first.
        NotEmpty: without `over` nothing that is there is replaced.
        CopyFailed, HighestUnreadable: nothing was changed.
    """
    told = [operating.read_highest(file) for file in (source / HIGHEST, *records)]
    with _open(folder, alone=True) as (database, store):
        before = operating.highest_numbers(store)
        if before and not over:
            raise NotEmpty
        dumping.load(database, source / COPY)
        migrating.migrate(database.dsn)
    with _open(folder, alone=True) as (_, store):
        return operating.begin_histories(means_of(store), _highest([*told, before]))


def _highest(records: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for record in records:
        for cid, seq in record.items():
            found[cid] = max(seq, found.get(cid, 0))
    return found


@contextmanager
def _open(folder: DataFolder, *, alone: bool = False) -> Iterator[tuple[EmbeddedDatabase, PostgresStore]]:
    database = EmbeddedDatabase(folder)
    try:
        if alone and not database.is_alone():
            raise ServerRunning
        migrating.migrate(database.dsn)
        store = PostgresStore(database.dsn, connections=2)
        try:
            yield database, store
        finally:
            store.close()
    finally:
        database.close()
