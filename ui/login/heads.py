"""Small things that every step before the window is made of: its head, and a coloured box that says something."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.picture import Picture

_ICONS = {"info": "info", "good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}


def step_layout(parent: QWidget, title: str, text: str = "") -> QVBoxLayout:
    """The layout of a step: a title, a sentence beneath it, then whatever is added."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(L)
    column.addWidget(label(title, "title", wraps=True))
    if text:
        column.addWidget(label(text, "muted", wraps=True))
    return column


class Notice(QWidget):
    """A box with an icon and a sentence; it is not there while it has nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = Picture("info", "info")
        self._text = label("", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, M, S)
        row.setSpacing(S)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        self.hide()

    def tell(self, text: str, tone: str = "bad") -> None:
        """Say something; an empty text takes the box away."""
        self._text.setText(text)
        self._picture.show_icon(_ICONS[tone], tone)
        set_role(self, "hint", tone)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says."""
        return self._text.text()
