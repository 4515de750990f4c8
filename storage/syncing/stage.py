"""The stage: pages that were pulled and lie in the ledgers not yet, in the order they came."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from storage.database import Connection
from storage.values import dump

Change = Mapping[str, Any]
"""A change of a pull answer, as it travels."""


@dataclass(frozen=True, slots=True)
class Page:
    """A staged page: what it leads to, and whether nothing was left behind it when it was pulled."""

    number: int
    count: int
    cursor: str
    seq: int
    is_last: bool


def put(connection: Connection, changes: Sequence[Change], cursor: str, seq: int, *, is_last: bool) -> None:
    """Keep one more page."""
    connection.run(
        "INSERT INTO sync_stage (page, count, cursor, seq, is_last, body)"
        " SELECT coalesce(max(page), 0) + 1, ?, ?, ?, ?, ? FROM sync_stage",
        (len(changes), cursor, seq, int(is_last), zlib.compress(dump(list(changes)).encode(), 1)),
    )


def pages(connection: Connection) -> list[Page]:
    """Everything that is staged, without the changes themselves."""
    rows = connection.rows("SELECT page, count, cursor, seq, is_last FROM sync_stage ORDER BY page")
    return [Page(*row[:4], is_last=bool(row[4])) for row in cast("list[tuple[int, int, str, int, int]]", rows)]


def changes(connection: Connection, page: Page) -> list[Change]:
    """The changes of a page, in the order of `rv`."""
    body = cast("bytes", connection.value("SELECT body FROM sync_stage WHERE page = ?", (page.number,)))
    return cast("list[Change]", json.loads(zlib.decompress(body)))


def drop(connection: Connection, taken: Sequence[Page]) -> None:
    """These lie in the ledgers."""
    connection.run_many("DELETE FROM sync_stage WHERE page = ?", [(page.number,) for page in taken])


def clear(connection: Connection) -> None:
    """Nothing is staged any more."""
    connection.run("DELETE FROM sync_stage")
