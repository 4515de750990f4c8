"""The bar at the top: back and forward, undo and redo, search in the middle, the exchange, the person at work."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui.look.roles import set_role
from ui.look.tokens import XS, L, S

_SEARCH_LETTERS = 24


class TopBar(QWidget):
    """Lays out what the window gives it."""

    def __init__(self, actions: Mapping[str, QAction], search: QWidget, exchange: QWidget, user: QWidget) -> None:
        super().__init__()
        set_role(self, "band")
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(XS)
        for name in ("back", "forward", "undo", "redo"):
            row.addWidget(_button(actions[name]))
        row.addStretch(1)
        search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _SEARCH_LETTERS)
        row.addWidget(search, 3)
        row.addStretch(1)
        row.addWidget(exchange)
        row.addWidget(user)


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    action.changed.connect(lambda: button.setAccessibleName(action.text()))
    return button
