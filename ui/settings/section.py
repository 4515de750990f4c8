"""What every section of the settings page is: a column of cards that scrolls, read when it is first shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ui.look.roles import set_role
from ui.look.tokens import L, S

_LETTERS = 46
"""The most that a column is wide; where the window is narrower, so is the column."""
_MOST = 100  # of the width, before the blank at its right gets any


class Section(QScrollArea):
    """Put cards into `column`."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        set_role(ground, "sunken")
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(L, L, L, L)
        across = QHBoxLayout()
        whole.addLayout(across)
        whole.addStretch(1)
        self._inner = QWidget()
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(L)
        across.addWidget(self._inner, _MOST)
        across.addStretch(1)
        self.setWidget(ground)
        self._fit()

    def read(self) -> None:
        """Read anew what the section shows; called each time it is shown."""

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        if hasattr(self, "_inner"):
            self._inner.setMaximumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)


def row_of(*widgets: QWidget) -> QLayout:
    """Widgets side by side from the left."""
    row = QHBoxLayout()
    row.setSpacing(S)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
