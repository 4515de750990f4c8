"""A coloured box that says something: what was refused, what is done, what to mind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.picture import Picture

_ICONS = {"info": "info", "good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}


class Notice(QWidget):
    """A box with an icon and a sentence; it is not there while it has nothing to say.

    `across`: it lies across a whole page, and its sentence begins where the page's own contents do.
    """

    def __init__(self, *, across: bool = False) -> None:
        super().__init__()
        self._then: Callable[[], object] = lambda: None
        self.button = plain_button("")
        self.button.hide()
        self.button.clicked.connect(self._on_button)
        self._picture = Picture("info", "info")
        self._text = label("", wraps=True)
        row = QHBoxLayout(self)
        side = L if across else M
        row.setContentsMargins(side, S, side, S)
        row.setSpacing(S)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.hide()

    def tell(self, text: str, tone: str = "bad") -> None:
        """Say something; an empty text takes the box away."""
        self._text.setText(text)
        self._picture.show_icon(_ICONS[tone], tone)
        set_role(self, "hint", tone)
        self.setAccessibleName(text)
        self.button.hide()
        self.setVisible(bool(text))

    def offer(self, text: str, button: str, then: Callable[[], object], tone: str = "good") -> None:
        """Say what went well, or not so well, and offer what comes next."""
        self.tell(text, tone)
        self._then = then
        self.button.setText(button)
        self.button.show()

    @Slot()
    def _on_button(self) -> None:
        self._then()

    def text(self) -> str:
        """What it says."""
        return self._text.text()
