"""The head of a dossier: who or what it is, what sets it apart, tags, and when it was last looked at."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.bands import TitleBand
from ui.parts.chips import Badge, TagChip, Tone
from ui.parts.flow import FlowLayout


class Header(QWidget):
    """The band with title and actions, and below it a line of marks."""

    def __init__(self, title: str) -> None:
        super().__init__()
        set_role(self, "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.band = TitleBand(title)
        column.addWidget(self.band)
        holder = QWidget()
        self._flow = FlowLayout(holder)
        self._flow.setContentsMargins(L, 0, L, M)
        column.addWidget(holder)
        self._marks: list[QWidget] = []
        self._flow.setSpacing(S)

    def show_what(self, title: str, about: str) -> None:
        """Name and a few words."""
        self.band.title.setText(title)
        self.band.set_count(about)

    def show_marks(self, states: Iterable[tuple[str, Tone]], tags: Iterable[str], words: str) -> None:
        """States as badges, tags as chips, then a muted sentence."""
        for mark in self._marks:
            self._flow.removeWidget(mark)
            mark.hide()
            mark.deleteLater()
        self._marks = [Badge(text, tone) for text, tone in states]
        self._marks += [TagChip(text) for text in tags]
        if words:
            self._marks.append(label(words, "muted"))
        for mark in self._marks:
            self._flow.addWidget(mark)
            mark.show()
