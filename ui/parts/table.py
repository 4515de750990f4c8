"""Small tables that hold all their rows: a plain view in our look. Lists of a ledger are `ui.ledger_view`'s."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QAbstractItemModel, QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableView
from typing_extensions import override

from ui.look.fonts import tabular
from ui.look.icons import SIDE
from ui.look.roles import set_role
from ui.look.theme import theme
from ui.look.tokens import L, M, S


class PlainTable(QTableView):
    """Rows are chosen whole; their height follows the text."""

    def __init__(self) -> None:
        super().__init__()
        self._is_whole = False
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        set_role(self, "small")
        self.setFont(tabular(self.font()))
        self._fit_rows()

    @override
    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), self.sizeHint().height()) if self._is_whole else least

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_rows()

    def take_height_of_rows(self, *, whole: bool = False) -> None:
        """Be as tall as the rows, and less where there is no room; `whole` on a page that is scrolled itself."""
        self._is_whole = whole
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def fit_columns(self) -> None:
        """Give every column the width of its content, and its heading room for the mark of the order."""
        self.resizeColumnsToContents()
        for column in range(self.model().columnCount()):
            self.setColumnWidth(column, self.columnWidth(column) + theme().pixels(SIDE) + S)

    def fit_letters(self, letters: Iterable[int] | Mapping[int, int]) -> None:
        """Give the columns, all from the first or some by their place, the width of so many letters."""
        letter = self.fontMetrics().horizontalAdvance("字")
        for column, count in letters.items() if isinstance(letters, Mapping) else enumerate(letters):
            self.setColumnWidth(column, letter * count + L)

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height(self))


def row_height(view: QAbstractItemView) -> int:
    """The height of a row: a line of text and room around it."""
    return view.fontMetrics().height() + M


def plain_table(model: QAbstractItemModel, name: str = "") -> PlainTable:
    """A table of a model; `name` is read out to those who listen."""
    view = PlainTable()
    view.setModel(model)
    view.setAccessibleName(name)
    view.fit_columns()
    return view
