"""Records of a span of time: those whose date or instant lies between two, as rows of a few fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ledger.definition import Ledger
from storage.database import Connection
from storage.schema import ALIVE

_FEW: Final = 5
"""By an index a row costs five times as much as in a walk over all: 20 microseconds of 60,000 work orders, and 4."""


def rows(
    connection: Connection, ledger: Ledger, fields: Sequence[str], by: str, span: tuple[str, str]
) -> Iterator[tuple[Any, ...]]:
    """Live records whose `by`, which has an index, lies in the span with both its ends: tuples of the fields."""
    within = f"{by} BETWEEN ? AND ?"
    several = connection.number(f"SELECT count(*) FROM {ledger.name} WHERE {within}", span)  # noqa: S608 - catalog
    every = connection.number(f"SELECT max(nr) FROM {ledger.name}")  # noqa: S608 - catalog
    walked = " NOT INDEXED" if several * _FEW > every else ""
    sql = f"SELECT {', '.join(fields)} FROM {ledger.name}{walked} WHERE {ALIVE} AND {within}"  # noqa: S608 - catalog
    return connection.stream(sql, span)
