"""The head that every step before the window begins with."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look.roles import label
from ui.look.tokens import L


def step_layout(parent: QWidget, title: str, text: str = "") -> QVBoxLayout:
    """The layout of a step: a title, a sentence beneath it, then whatever is added."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(L)
    column.addWidget(label(title, "title", wraps=True))
    if text:
        column.addWidget(label(text, "muted", wraps=True))
    return column
