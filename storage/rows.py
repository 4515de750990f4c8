"""Rows as callers see them: stored fields and common columns by name."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.definition import Ledger
from storage import schema
from storage.database import SqlRow

Row = dict[str, object]
"""field name -> value, and `id`, `rv`, `life` (odd = alive), `created_at`, `created_by`, `updated_at`, `updated_by`."""


def record(ledger: Ledger, row: SqlRow) -> Row:
    """A row of `listing` as callers see it: without its number, the author of the last change filled in."""
    return dict(zip(schema.table(ledger).shown, row[1:], strict=True))


def listing(ledger: Ledger) -> str:
    """The row's number and every column that callers see, in the order that `record` takes."""
    return ", ".join(("nr", *map(schema.expression, schema.table(ledger).shown)))


def id_in(row: Mapping[str, object], name: str = "id") -> bytes:
    """A row's id, or a reference that it holds; empty where there is none."""
    return id_or_none(row.get(name)) or b""


def id_or_none(value: object) -> bytes | None:
    """A value where it is an id."""
    return value if isinstance(value, bytes) else None


def text_in(row: Mapping[str, object], name: str) -> str | None:
    """A field of a row where it is text."""
    return text_or_none(row.get(name))


def text_or_none(value: object) -> str | None:
    """A value where it is text."""
    return value if isinstance(value, str) else None
