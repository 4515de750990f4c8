"""Tables of the page 专题台账: the ledgers at the left, the rows of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from app.topics.device_orders import MANY
from app.topics.rows import Due, Listing, TopicRow
from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

_CHECKED, _ORDER, _MISSING = "上次核对", "工单", "还没有填"
_TALLY = ("未结", "已结", "误报")


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
    """The rows of one ledger: its listed fields, when each was checked, and its open order.

    Of a series the month that is missing stands in place of the check, of devices how many orders each has in place of
    the one that is open.
    """

    HEADINGS = (_CHECKED, _ORDER)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._labels: tuple[str, ...] = ()
        self._is_series = self._has_devices = False

    def show_listing(self, found: Listing) -> None:
        """Show these rows under the headings of their ledger."""
        listed = [one for one in found.kept.topic.live if one.listed]
        self._names = tuple(one.name for one in listed)
        self._labels = tuple(one.label for one in listed)
        self._is_series = found.kept.topic.month_field is not None
        self._has_devices = found.kept.topic.device_field is not None
        self.show(found.rows)

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the columns."""
        own = _TALLY if self._has_devices else (_ORDER,)
        return (*self._labels, _MISSING if self._is_series else _CHECKED, *own)

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
        checked = line.missing if self._is_series else line.confirmed_on or "没有核对过"
        told = line.orders
        counts = (told.open, told.past, told.false_alarms) if told is not None else None
        own = (line.order.number,) if counts is None else tuple(map(str, counts))
        return (*(line.texts[name] for name in self._names), checked, *own)

    @override
    def aside(self, line: TopicRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == len(self._names) and line.is_due:
            return icon("clock-alert", "warn")
        if role == Qt.ItemDataRole.ToolTipRole and column == len(self._names) and line.is_due:
            return f"{line.missing} 还没有填" if line.missing else "到期没有核对"
        is_often = line.orders is not None and line.orders.false_alarms >= MANY
        if is_often and column == len(self.headings) - 1:
            if role == Qt.ItemDataRole.DecorationRole:
                return icon("triangle-alert", "warn")
            if role == Qt.ItemDataRole.ToolTipRole:
                return "误报多，请维护单位看一看"
        return None
