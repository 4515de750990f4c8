"""Tables of the page 专题台账: the ledgers at the left, the rows of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from app.topics.rows import Due, Listing, TopicRow
from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

_CHECKED, _ORDER = "上次核对", "工单"


class TopicsModel(LinesModel[Due]):
    """The ledgers, with how many rows wait for their check."""

    HEADINGS = ("台账", "条数", "待核对")
    NUMBERS = (1, 2)

    @override
    def cells(self, line: Due) -> tuple[str, ...]:
        return (line.kept.topic.name, f"{line.total:,}", f"{line.count:,}" if line.count else "·")

    @override
    def aside(self, line: Due, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole and line.kept.topic.purpose:
            return line.kept.topic.purpose
        return None


class RowsModel(LinesModel[TopicRow]):
    """The rows of one ledger: its listed fields, when each was checked, and its open order."""

    HEADINGS = (_CHECKED, _ORDER)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._labels: tuple[str, ...] = ()

    def show_listing(self, found: Listing) -> None:
        """Show these rows under the headings of their ledger."""
        listed = [one for one in found.kept.topic.live if one.listed]
        self._names = tuple(one.name for one in listed)
        self._labels = tuple(one.label for one in listed)
        self.show(found.rows)

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the columns."""
        return (*self._labels, *self.HEADINGS)

    @override
    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.headings)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return None

    @override
    def cells(self, line: TopicRow) -> tuple[str, ...]:
        checked = line.confirmed_on or "没有核对过"
        return (*(line.texts[name] for name in self._names), checked, line.order.number)

    @override
    def aside(self, line: TopicRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == len(self._names) and line.is_due:
            return icon("clock-alert", "warn")
        if role == Qt.ItemDataRole.ToolTipRole and column == len(self._names) and line.is_due:
            return "到期没有核对"
        return None
