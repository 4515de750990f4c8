"""A note at a cell: why a text was not taken, or who changed the row meanwhile. Gone with the next key or scroll."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import XS, S
from ui.parts.picture import Picture

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
