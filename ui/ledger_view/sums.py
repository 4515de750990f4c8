"""What the line at a table's foot says of the selection: how many, and of numbers their sum and average."""

from __future__ import annotations

from app.jobs import JobContext
from app.tables.row_source import RowSource
from ui.ledger_view.blocks import Chosen

MOST_ROWS = 20_000
"""Rows that are added up; of more only their number is told."""


def told(source: RowSource, chosen: Chosen, ctx: JobContext) -> str:
    """The line's text; reads the rows, so ask for it on a reading thread."""
    numbers = _numbers(source, chosen, ctx) if chosen.row_count <= MOST_ROWS else []
    if not numbers:
        return counted(chosen)
    total = sum(numbers)
    return f"{counted(chosen)}　合计 {_shown(total)}　平均 {_shown(total / len(numbers))}　计数 {len(numbers):,}"


def counted(chosen: Chosen) -> str:
    """How much is selected."""
    rows, columns = chosen.row_count, len(chosen.columns)
    return f"选中 {rows:,} 行" if columns == 0 else f"选中 {rows:,} 行 × {columns} 列"


def _numbers(source: RowSource, chosen: Chosen, ctx: JobContext) -> list[float]:
    added = [name for name in chosen.columns if _adds_up(source, name)]
    if not added:
        return []
    places = [source.columns.index(name) for name in added]
    found: list[float] = []
    for first, last in chosen.rows:
        for row in source.rows(first, last, ctx):
            found.extend(number for place in places if (number := _number(row.texts[place])) is not None)
    return found


def _adds_up(source: RowSource, name: str) -> bool:
    item = source.ledger.field(name)
    return item.kind in ("integer", "decimal") and not item.mask_rule


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")
