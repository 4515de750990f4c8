"""Lines of one kind as a small table that is held whole. Pages of a ledger have `ui.ledger_view`'s model.

A subclass says what the cells of a line are, and what else a cell tells: a mark, a font, an id.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

Index = QModelIndex | QPersistentModelIndex
Line = TypeVar("Line")


class LinesModel(QAbstractTableModel, Generic[Line]):
    """One row for each line; a cell's tooltip is its text."""

    HEADINGS: ClassVar[tuple[str, ...]]
    NUMBERS: ClassVar[Container[int]] = ()
    """Columns of figures: they and their headings stand at the right."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown, from the top."""
        return self._lines

    def line_at(self, row: int) -> Line | None:
        """A line; None for no row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def show(self, lines: Iterable[Line]) -> None:
        """Show these from the top."""
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def add(self, lines: Sequence[Line]) -> None:
        """Add these beneath."""
        if lines:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines.extend(lines)
            self.endInsertRows()

    def cells(self, line: Line) -> Sequence[str]:
        """The texts of a line, one for each heading."""
        raise NotImplementedError

    def aside(self, line: Line, column: int, role: int) -> object:  # noqa: ARG002 - for those who have something to say
        """What a cell tells beside its text; None for nothing."""
        return None

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.HEADINGS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        return self.HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else self._side(section, role)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(line)[column]
        told = self.aside(line, column, role)
        if told is None and role == Qt.ItemDataRole.ToolTipRole:
            return self.cells(line)[column]
        return self._side(column, role) if told is None else told

    def _side(self, column: int, role: int) -> Qt.AlignmentFlag | None:
        is_number = role == Qt.ItemDataRole.TextAlignmentRole and column in self.NUMBERS
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if is_number else None
