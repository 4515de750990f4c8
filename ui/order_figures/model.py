"""The indicators of groups of orders as lines of a table, the whole above them, so that it is always in sight first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from app import order_figures
from app.orders.indicators import Figures, Line
from ledger.orders.indicators import ALL, WHO_COUNTS, Tally
from ui.look.tokens import STRONG
from ui.parts.lines_model import Index
from ui.parts.sorted_lines import SortedLines


@dataclass(frozen=True, slots=True)
class Shown:
    """A group, or the whole where `line` is None; `filters` give its orders as a list, None where nothing says it."""

    label: str
    tally: Tally
    filters: tuple[str, ...] | None
    line: Line | None = None


class FiguresModel(SortedLines[Shown]):
    """The whole stays above the groups, however they are sorted.

    Shares say in their tooltip of which numbers they are made, headings how they are reckoned.
    """

    HEADINGS = ("", order_figures.COUNT, *(one.label for one in ALL))
    NUMBERS = range(1, len(ALL) + 2)

    def __init__(self) -> None:
        super().__init__()
        self._first = ""

    def show_figures(self, found: Figures) -> None:
        """Show these."""
        self._first = order_figures.headings(found)[0]
        groups = [Shown(one.label, one.tally, found.list_of(one), one) for one in found.lines]
        self.show([Shown(order_figures.TOTAL, found.total, found.filters), *groups])

    def as_sorted(self, found: Figures) -> Figures:
        """The same with the groups in the order in which they stand, for paper and sheets."""
        return replace(found, lines=tuple(one.line for one in self.lines if one.line is not None))

    @override
    def key(self, line: Shown, column: int) -> str | float | None:
        return order_figures.sort_key(line.label, line.tally, column)

    @override
    def is_above(self, line: Shown) -> bool:
        return line.line is None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return ALL[section - 2].told if section > 1 else WHO_COUNTS
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and section == 0:
            return self._first
        return super().headerData(section, orientation, role)

    @override
    def cells(self, line: Shown) -> tuple[str, ...]:
        return (line.label, *order_figures.cells(line.tally))

    @override
    def aside(self, line: Shown, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.FontRole and self.is_above(line):
            font = QFont()
            font.setWeight(QFont.Weight(STRONG))
            return font
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and column > 1:
            one = ALL[column - 2]
            share, parts = (told(line.tally, one.name) for told in (order_figures.cell, order_figures.parts))
            return f"{line.label}，{one.label} {share}：{parts}"
        return None

    def opens(self, index: Index) -> tuple[str, ...] | None:
        """What gives the orders of a row as a list; None where there is no such list."""
        line = self.line_at(index.row()) if index.isValid() else None
        return line.filters if line is not None and line.tally.orders else None
