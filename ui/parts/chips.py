"""Small marks with a word: a filter that can be taken off, a state, a tag."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from ui.look.roles import label, set_role
from ui.look.tokens import XS, S
from ui.parts.buttons import quiet_button
from ui.parts.picture import Picture

Tone = Literal["good", "warn", "bad", "info", "plain"]
ICONS: dict[Tone, str] = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-x",
    "info": "info",
    "plain": "",
}


class FilterChip(QWidget):
    """A filter that is on; its cross, or Delete on it, takes it off."""

    removed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        set_role(self, "chip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"条件 {text}")
        self.text = text
        row = QHBoxLayout(self)
        row.setContentsMargins(S, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(label(text))
        self.cross: QToolButton = quiet_button("x", f"去掉条件 {text}")
        self.cross.clicked.connect(self.removed)
        row.addWidget(self.cross)
        self.setFocusProxy(self.cross)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)


class Badge(QWidget):
    """A state as an icon and a word, never by colour alone."""

    def __init__(self, text: str, tone: Tone = "plain") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(S, XS // 2, S, XS // 2)
        row.setSpacing(XS)
        self._picture = Picture(ICONS["info"], "text", 14)
        self._label = label("")
        row.addWidget(self._picture)
        row.addWidget(self._label)
        self.show_state(text, tone)

    @property
    def text(self) -> str:
        """The word."""
        return self._label.text()

    def show_state(self, text: str, tone: Tone) -> None:
        """Tell another state."""
        set_role(self, "badge", tone)
        if tone == "plain":
            set_role(self._label, "plain")
        else:
            set_role(self._label, tone)
            self._picture.show_icon(ICONS[tone], tone)
        self._picture.setVisible(tone != "plain")
        self._label.setText(text)
        self.setAccessibleName(text)


class TagChip(QLabel):
    """A tag of a person, a dwelling or a household."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(S, XS // 2, S, XS // 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(self, "chip")
