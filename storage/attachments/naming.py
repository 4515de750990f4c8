"""Which blobs the store's records name: whatever field of the catalog holds a content address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from ledger import catalog
from storage.database import Connection
from storage.schema import ALIVE


@dataclass(frozen=True, slots=True)
class Named:
    """`every`: named by any record, removed ones too, which can come back. Of live ones: small pictures, originals.

    An original's size is what its record says; they stand in the order in which their records came.
    """

    every: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    originals: Mapping[str, int] = field(default_factory=dict)


def read(connection: Connection) -> Named:
    """What the records name; the connection sees all of them."""
    if not connection.number("SELECT EXISTS (SELECT 1 FROM attachment)"):
        return Named(_photos(connection))
    rows = connection.rows(
        f"SELECT sha, thumb, size_bytes, {ALIVE} FROM attachment NOT INDEXED WHERE sha IS NOT NULL ORDER BY nr"  # noqa: S608 - fixed
    )
    every = set(_photos(connection))
    small, originals = set[str](), dict[str, int]()
    for sha, thumb, size, is_alive in cast("list[tuple[str, str | None, int | None, int]]", rows):
        every |= {sha, thumb} if thumb else {sha}
        if is_alive and size:
            originals[sha] = size
            small |= {thumb} if thumb else set()
    return Named(frozenset(every), frozenset(small), originals)


def _photos(connection: Connection) -> frozenset[str]:
    """Blobs that other ledgers name by a field of their own."""
    found = set[str]()
    for ledger in (one for one in catalog.EVERY if one.name != "attachment"):
        for item in (one for one in ledger.stored if one.kind == "attachment"):
            rows = connection.rows(f"SELECT {item.name} FROM {ledger.name} WHERE {item.name} IS NOT NULL")  # noqa: S608 - catalog
            found |= {cast("str", row[0]) for row in rows}
    return frozenset(found)
