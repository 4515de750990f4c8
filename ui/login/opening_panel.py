"""Long work before the window stands: an opening after an update, the demo committee, a store that moves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import words
from app.jobs import Progress
from ui.look.roles import label
from ui.look.tokens import L
from ui.parts.progress import ProgressLine


class OpeningPanel(QWidget):
    """Says what goes on, how far it is, and that it may be stopped."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(L)
        self._title, self._text = label("", "title", wraps=True), label("", "muted", wraps=True)
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        self.line = ProgressLine()
        self._column.addWidget(self.line)

    def begin(self, title: str, text: str, *, can_cancel: bool) -> None:
        """Begin anew."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._column.removeWidget(self.line)
        self.line.hide()
        self.line.deleteLater()
        self.line = ProgressLine(can_cancel=can_cancel)
        self.line.cancelled.connect(self.cancelled)
        self._column.addWidget(self.line)

    def show_progress(self, progress: Progress) -> None:
        """How far it is now."""
        self.line.show_progress(progress, words.phase(progress.phase))
