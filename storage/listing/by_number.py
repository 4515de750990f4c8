"""Rows by the numbers that lists in memory know them by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from ledger.definition import Ledger
from storage import schema
from storage.database import Connection
from storage.rows import Row, listing


def numbered(
    connection: Connection, ledger: Ledger, numbers: Iterable[int], fields: Sequence[str] | None = None
) -> list[Row]:
    """The rows that have these numbers, in the order in which they are named; with `fields` only the id and those."""
    wanted, names = list(numbers), None if fields is None else ("id", *fields)
    picked = listing(ledger) if names is None else ", ".join(("nr", *names))
    found: dict[int, Row] = {}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        sql = f"SELECT {picked} FROM {ledger.name} WHERE nr IN ({','.join('?' * len(chunk))})"  # noqa: S608 - catalog
        for nr, *values in cast("list[tuple[int, object]]", connection.rows(sql, chunk)):
            found[nr] = dict(zip(names or schema.table(ledger).shown, values, strict=True))
    return [found[nr] for nr in wanted if nr in found]
