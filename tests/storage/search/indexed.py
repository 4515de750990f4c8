"""Rows of a real encrypted file with their index, and what a search means said plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger import catalog
from ledger.definition import Ledger
from ledger.ids import new_id
from storage import database, schema
from storage.database import Connection
from storage.keys import DatabaseKey
from storage.search import search, search_rows, search_text
from storage.search.search_look import Searched
from storage.search.search_query import Word

PERSON, DWELLING = catalog.named("person"), catalog.named("dwelling")
RARE = "\U0002ceb0"  # beyond the BMP, with no known reading


def opened(path: Path) -> Iterator[Connection]:
    made = database.create(path, DatabaseKey.generate())
    for statement in schema.statements():
        made.run(statement)
    names = {name for (name,) in made.rows("SELECT name FROM sqlite_schema")}
    for ledger in catalog.ALL:
        if f"{ledger.name}_search" not in names:
            for statement in search.ddl(ledger):
                made.run(statement)
    yield made
    made.close()


@contextmanager
def rolled_back(connection: Connection) -> Iterator[None]:
    """A transaction that leaves nothing."""
    connection.run("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.run("ROLLBACK")


def put(connection: Connection, ledger: Ledger, **values: object) -> int:
    """A row, without its index entry."""
    row = {"id": new_id(), "life": 1, "rv": 0, "created_at": "2026-11-21T00:00:00.000Z", "created_by": "t", **values}
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {ledger.name} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - names of this test
    return connection.insert(sql, list(row.values()))


def enter(connection: Connection, ledger: Ledger, **values: object) -> int:
    """A row with its index entry."""
    nr = put(connection, ledger, **values)
    search.refresh(connection, ledger, [nr])
    return nr


def ask(connection: Connection, ledger: Ledger, text: str, listed: bytes | None = None) -> list[int]:
    return list(search.find(Searched(connection, ledger, listed), text, limit=50).nrs)


def matches(words: tuple[Word, ...], found_by: list[str]) -> bool:
    """What a search means: every word is a part of one of a record's strings."""
    return all(any(spelling in text for text in found_by for spelling in word.spellings) for word in words)


def strings_of(connection: Connection, nr: int, ledger: Ledger = PERSON) -> list[str]:
    return next(search_text.strings(ledger, values) for _, values in search_rows.read(connection, ledger, [nr]))


def parent(connection: Connection, ledger: str, **values: object) -> bytes:
    made = new_id()
    enter(connection, catalog.named(ledger), id=made, **values)
    return made
