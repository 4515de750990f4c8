"""Rows as callers see them: stored fields and common columns by name."""

from __future__ import annotations

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
