"""The panel at the right of a list that tells of the chosen row in short."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import L, M, S
from ui.parts.buttons import quiet_button

_LETTERS = 22
"""Width of the panel, in letters."""


class Drawer(QFrame):
    """A title with a close button, `body` below it, which scrolls, and `foot` for actions. Esc closes it."""

    closed = Signal()

    def __init__(self, title: str = "") -> None:
        super().__init__()
        set_role(self, "drawer")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(L, M, S, S)
        self._title = label(title, "section", wraps=True)
        self.close_button = quiet_button("x", "关闭 (Esc)")
        self.close_button.clicked.connect(self.close_drawer)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignTop)
        outer.addLayout(head)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(L, 0, L, L)
        self.body.setSpacing(M)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(content)
        outer.addWidget(self.scroller, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(L, S, L, L)
        self.foot.setSpacing(S)
        outer.addLayout(self.foot)
        theme().changed.connect(self._fit)
        self._fit()

    def set_title(self, text: str) -> None:
        """Whom or what it tells of."""
        self._title.setText(text)
        self.setAccessibleName(text)

    def close_drawer(self) -> None:
        """Put it away."""
        self.hide()
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)
