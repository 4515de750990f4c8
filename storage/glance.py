"""The glance: columns of live people that stand a second time in one index, close together and in the order of rows.

A row of a large table has to be decrypted with a page of ten others before any of it can be read. What search looks
at a second time and what lists filter by takes an eighth of that room: 1,400 candidates are looked at in 3
milliseconds instead of 17, a column of 100,000 people is read in 22 instead of 65. SQLite keeps the index in step.
"""

from __future__ import annotations

from ledger.definition import Ledger

ALIVE = "life & 1"
"""SQL: a record that is not removed. Written the same everywhere, so that partial indexes are found."""

_GLANCED = frozenset(("person",))
"""Ledgers that are large and wide; the others are small, or one page holds many of their rows."""


def columns(ledger: Ledger) -> tuple[str, ...]:
    """The columns that can be had at a glance; none of most ledgers."""
    if ledger.name not in _GLANCED:
        return ()
    return tuple(item.name for item in ledger.stored if item.search or item.indexed or item.kind in ("code", "bool"))


def ddl(ledger: Ledger) -> dict[str, str]:
    """The index, if the ledger has one: its name -> the statement that makes it."""
    name, held = f"{ledger.name}_glance", columns(ledger)
    return {name: f"CREATE INDEX {name} ON {ledger.name} (nr, life, {', '.join(held)}) WHERE {ALIVE}"} if held else {}


def hint(ledger: Ledger, asked: tuple[str, ...]) -> str:
    """What a query of live rows says after the table's name to read these columns and `nr` with the least effort."""
    return f" INDEXED BY {ledger.name}_glance" if set(asked) <= set(columns(ledger)) else " NOT INDEXED"
