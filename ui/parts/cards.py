"""A card: a group of things that belong together, with a border and, if it has one, a title."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S


class Card(QFrame):
    """Put widgets into `body`; what belongs to the title's right goes through `add_beside_title`.

    It takes more height than it needs only for content that wants it; end `body` with a stretch where cards of a row
    are of one height.
    """

    def __init__(self, title: str = "") -> None:
        super().__init__()
        set_role(self, "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, M, L, L)
        outer.setSpacing(M)
        self.title = label(title, "section")
        self._head = QHBoxLayout()
        self._head.setSpacing(S)
        self._head.addWidget(self.title)
        self._head.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(S)
        if title:
            outer.addLayout(self._head)
            self.setAccessibleName(title)
        else:
            outer.setContentsMargins(L, L, L, L)
        outer.addLayout(self.body)

    def add_beside_title(self, widget: QWidget) -> None:
        """Put a widget at the right end of the title's line; only for cards with a title."""
        self._head.addWidget(widget)
