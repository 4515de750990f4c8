"""Rows as callers see them: stored fields and common columns by name."""

from __future__ import annotations

from ledger.definition import Ledger
from storage import schema
from storage.database import SqlRow

Row = dict[str, object]
"""field name -> value, and `id`, `rv`, `life` (odd = alive), `created_at`, `created_by`, `updated_at`, `updated_by`."""


def record(ledger: Ledger, row: SqlRow) -> Row:
    """A table row as callers see it: without row number and sort keys, the author of the last change filled in."""
    shape = schema.table(ledger)
    values: Row = dict(zip(shape.columns, row, strict=True))
    for name in ("nr", "ext", *shape.sort_columns):
        del values[name]
    values["updated_at"] = values["updated_at"] or values["created_at"]
    values["updated_by"] = values["updated_by"] or values["created_by"]
    return values


def listing(ledger: Ledger) -> str:
    """All columns of a ledger's table, in the order that `record` takes."""
    return ", ".join(schema.table(ledger).columns)
