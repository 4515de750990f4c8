"""Notes at cells: why a text was not taken, or who changed the row meanwhile. Gone with the next key or scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import XS, S
from ui.parts.picture import Picture

if TYPE_CHECKING:
    from ui.ledger_view.panes import Panes

_LETTERS = 30


class CellNote(QFrame):
    """One line or two under a cell, above everything else of the table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._within = parent
        set_role(self, "hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(S, XS, S, XS)
        row.setSpacing(XS)
        row.addWidget(Picture("circle-alert", "bad", 14))
        self._label: QLabel = label("", "error", wraps=True)
        row.addWidget(self._label, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; "" while it is hidden."""
        return self._label.text() if self.isVisible() else ""

    def tell(self, text: str, cell: QRect) -> None:
        """Say why, below a cell that is given in the parent's coordinates; above it where there is no room."""
        self._label.setText(text)
        self.setAccessibleName(text)
        widest = self.fontMetrics().horizontalAdvance("字") * _LETTERS
        self._label.setFixedWidth(min(self.fontMetrics().horizontalAdvance(text) + S, widest))
        self.adjustSize()
        parent = self._within
        left = max(min(cell.left(), parent.width() - self.width() - S), 0)
        below = cell.bottom() + XS
        top = below if below + self.height() <= parent.height() else max(cell.top() - self.height() - XS, 0)
        self.move(QPoint(left, top))
        self.show()
        self.raise_()


class CellNotes(QObject):
    """Puts the one note of a table where it belongs; `told` for the line at its foot too."""

    told = Signal(str)

    def __init__(self, panes: Panes) -> None:
        super().__init__(panes)
        self._panes = panes
        self.note = CellNote(panes)
        panes.sight_changed.connect(self.hide)
        panes.current_changed.connect(self.hide)

    @Slot()
    def hide(self) -> None:
        """Nothing is to be said any more."""
        self.note.hide()

    @Slot(str)
    def tell_at_current(self, text: str) -> None:
        """Say something at the current cell."""
        self.tell_at(*self._panes.current, text)

    @Slot(int, int, str)
    def tell_at(self, row: int, column: int, text: str) -> None:
        """Say something below a cell."""
        pane = self._panes.pane_of(column)
        cell = pane.visualRect(self._panes.model.index(row, column)) if row >= 0 else QRect()
        self._tell(text, QRect(pane.viewport().mapTo(self._panes, cell.topLeft()), cell.size()))

    def tell_at_heading(self, column: int, text: str) -> None:
        """Say something below a heading."""
        headings = self._panes.pane_of(column).headings
        rect = headings.section_rect(column)
        self._tell(text, QRect(headings.viewport().mapTo(self._panes, rect.topLeft()), rect.size()))

    def _tell(self, text: str, cell: QRect) -> None:
        self.note.tell(text, cell)
        self.told.emit(text)
