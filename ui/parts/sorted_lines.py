"""Small tables that are sorted by their headings: by a click, or by Alt+Down and the menu of the headings.

Nothing is read anew. Lists of a ledger are sorted in `ui.ledger_view`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from ui.parts.lines_model import LinesModel
from ui.parts.shortcuts import action
from ui.parts.table import PlainTable

Line = TypeVar("Line")
_UP, _DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
_AS_GIVEN = -1


class SortedLines(LinesModel[Line]):
    """Lines in the order in which they were given, until a heading sorts them; those alike keep that order."""

    def __init__(self) -> None:
        super().__init__()
        self._given: list[Line] = []
        self.column, self.order = _AS_GIVEN, _UP

    def key(self, line: Line, column: int) -> Any:
        """What a column sorts a line by; None puts it last, whichever way."""
        raise NotImplementedError

    def is_above(self, line: Line) -> bool:  # noqa: ARG002 - for those who have a whole
        """Whether a line stands above the others however they are sorted, as their whole does."""
        return False

    @override
    def show(self, lines: Iterable[Line]) -> None:
        self._given = list(lines)
        super().show(self._arranged())

    @override
    def sort(self, column: int, order: Qt.SortOrder = _UP) -> None:
        """Sort by a column; what is chosen stays chosen."""
        self.column, self.order = column, order
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        lines = [self._lines[index.row()] for index in before]
        self._lines = list(self._arranged())
        rows = {id(line): row for row, line in enumerate(self._lines)}
        after = [self.index(rows[id(line)], index.column()) for line, index in zip(lines, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arranged(self) -> Iterator[Line]:
        yield from filter(self.is_above, self._given)
        rest = [line for line in self._given if not self.is_above(line)]
        if self.column == _AS_GIVEN:
            yield from rest
            return
        keyed = [(self.key(line, self.column), line) for line in rest]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=self.order == _DOWN)
        yield from (line for _, line in known)
        yield from (line for key, line in keyed if key is None)


def sort_by_headings(table: PlainTable, model: SortedLines[Any]) -> None:
    """Let the headings of a table sort its lines: the first time upwards, then the other way."""
    header = table.horizontalHeader()
    header.setSortIndicator(_AS_GIVEN, _UP)  # before Qt sorts by the column that it believes to be sorted
    table.setSortingEnabled(True)
    action(table, "按列排序", "Alt+Down", partial(_offer_headings, table, model))


def _offer_headings(table: PlainTable, model: SortedLines[Any]) -> None:
    """The menu of the headings; the one that sorts is ticked and says which way."""
    menu = QMenu(table)
    menu.setAccessibleName("按列排序")
    menu.aboutToHide.connect(menu.deleteLater)
    for column in range(model.columnCount()):
        is_sorted = column == model.column
        way = "" if not is_sorted else "（现在从小到大）" if model.order == _UP else "（现在从大到小）"
        text = f"按{model.headerData(column, Qt.Orientation.Horizontal)}排序{way}"
        made = menu.addAction(text)
        made.setCheckable(True)
        made.setChecked(is_sorted)
        turned = _DOWN if is_sorted and model.order == _UP else _UP
        made.triggered.connect(partial(_sort, table, column, turned))
        if is_sorted or column == 0:
            menu.setActiveAction(made)
    header = table.horizontalHeader()
    menu.popup(header.mapToGlobal(QPoint(0, header.height())))


def _sort(table: PlainTable, column: int, order: Qt.SortOrder, _is_checked: object = None) -> None:
    table.sortByColumn(column, order)
