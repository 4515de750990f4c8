"""按地点: open orders by compound and building and how pressing they are, beside them the cards of the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHeaderView, QSplitter, QTreeView, QVBoxLayout, QWidget

from app.orders.cards import Card
from app.orders.places import Place
from ui.look import icons
from ui.look.roles import set_role
from ui.look.theme import theme
from ui.look.tokens import L, M, S
from ui.orders.card_list import CardList
from ui.parts.elided import ElidedLabel
from ui.workers import JobRunner

HEADINGS = ("地点", "未结", "超时", "快到期")
_LETTERS = 24
_KEY, _COUNT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Reader = Callable[[str, int, int], Sequence[Card]]
"""Reads the cards of a place by its key: from which on, how many."""


class PlaceView(QSplitter):
    """`opened(order)` when a card is."""

    opened = Signal(str)

    def __init__(self, runner: JobRunner, read: Reader) -> None:
        super().__init__()
        self._read = read
        self.model = QStandardItemModel(self)
        self.tree = QTreeView()
        self.tree.setModel(self.model)
        self.tree.setAccessibleName("小区和楼栋的工单")
        self.tree.setUniformRowHeights(True)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.title = ElidedLabel("")
        set_role(self.title, "section")
        self.title.setContentsMargins(L, 0, L, 0)
        self.list = CardList(runner, "这个地点的工单")
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, S, 0, M)
        column.setSpacing(S)
        column.addWidget(self.title)
        column.addWidget(self.list, 1)
        places = QWidget()
        within = QVBoxLayout(places)
        within.setContentsMargins(L, 0, 0, M)
        within.addWidget(self.tree)
        for at, widget in enumerate((places, side)):
            self.addWidget(widget)
            self.setStretchFactor(at, at)
            self.setCollapsible(at, False)  # noqa: FBT003 - Qt's own
        self.tree.selectionModel().currentChanged.connect(self._on_place)
        self.tree.activated.connect(lambda _: self.list.setFocus())
        self.list.opened.connect(self.opened)
        self.list.stepped.connect(lambda way: self.tree.setFocus() if way < 0 else None)
        theme().changed.connect(self._fit)
        self._fit()

    def show_places(self, places: Sequence[Place]) -> None:
        """Show these places; the one that was stood at is stood at again."""
        before = self.key
        self.model.clear()
        self.model.setHorizontalHeaderLabels(list(HEADINGS))
        for place in places:
            row = _row(place)
            for building in place.buildings:
                row[0].appendRow(_row(building))
            self.model.appendRow(row)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        if len(places) == 1:
            self.tree.expandAll()
        self.stand(before)

    @property
    def key(self) -> str:
        """The place that is stood at."""
        return str(self.tree.currentIndex().siblingAtColumn(0).data(_KEY) or "")

    def stand(self, key: str) -> None:
        """Stand at a place, else at the first."""
        found = self.model.match(
            self.model.index(0, 0), _KEY, key, 1, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        )
        index = found[0] if key and found else self.model.index(0, 0)
        self.tree.setCurrentIndex(index)

    @Slot(QModelIndex)
    def _on_place(self, current: QModelIndex) -> None:
        first = current.siblingAtColumn(0)
        key, count = str(first.data(_KEY) or ""), first.data(_COUNT) or 0
        self.title.setText(f"{first.data(_NAME) or ''}　{count:,} 件未结" if key else "")
        self.list.cards.show(count, (), lambda at, many: self._read(key, at, many))
        self.list.stand_at(0)

    @Slot()
    def _fit(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("字")
        self.tree.setMinimumWidth(letter * _LETTERS)
        self.setSizes([letter * _LETTERS, letter * _LETTERS * 2])


_NAME = Qt.ItemDataRole.DisplayRole


def _row(place: Place) -> list[QStandardItem]:
    name = QStandardItem(icons.icon("building-2" if place.is_building else "house", "muted"), place.name)
    name.setData(place.key, _KEY)
    name.setData(place.count, _COUNT)
    told = f"{place.name}，{place.count:,} 件未结，{place.overdue:,} 件超时，{place.soon:,} 件一天内到期"
    name.setData(told, Qt.ItemDataRole.AccessibleTextRole)
    name.setToolTip(told)
    return [name, *(_number(count) for count in (place.count, place.overdue, place.soon))]


def _number(count: int) -> QStandardItem:
    item = QStandardItem(f"{count:,}" if count else "–")
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
