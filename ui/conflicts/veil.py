"""The eye of a question: shows what the masks cover to whoever may see it, and covers it again by itself.

Whether it may be seen, for what reason, and that it was, is `app.rights.unveiling`'s. What was shown goes with the
time, with the page and with the lock.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.messages import window_message_for
from app.rights import unveiling
from app.rights.revealing import RevealReasonNeeded
from app.rights.unveiling import Unveiled
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.parts.buttons import link_button
from ui.parts.dialog import ask_reason

_SHOW, _COVER = "显示遮住的内容", "重新遮住"
_WHY = "这里有高度敏感的内容。请写明为什么要看，原因会记入日志。"
_SECOND_MS = 1000


class Veil(QWidget):
    """`unveiled(before, by_choice)` and `veiled()`, for whoever shows the values."""

    unveiled = Signal(object, object)
    veiled = Signal()

    def __init__(self, desk: Desk, ledger: str, question: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._question = desk, question
        self.is_offered = desk.session.rights.may("reveal", ledger)
        self.is_open = self._is_asked = False
        self.eye = link_button(_SHOW, "eye")
        self.eye.clicked.connect(self._turn)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.eye)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.cover)

    @Slot()
    def _turn(self) -> None:
        if self.is_open:
            self.cover()
        else:
            self.ask()

    def ask(self, reason: str = "") -> None:
        """Ask for the values; the look is entered before they show."""
        if self._is_asked:
            return
        self._is_asked = True
        session, question = self._desk.session, self._question
        work = self._desk.runner.writing(lambda _ctx: unveiling.unveil(session, question, reason))
        work.done.connect(self._on_unveiled)
        work.failed.connect(self._on_refused)
        self._desk.runner.start(work)

    @Slot(object)
    def _on_unveiled(self, told: Unveiled) -> None:
        self._is_asked = False
        if not self.isVisible():
            return
        self.is_open = True
        self.eye.setText(_COVER)
        self.unveiled.emit(told.before, told.by_choice)
        self._timer.start(told.seconds * _SECOND_MS)

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self._is_asked = False
        if isinstance(error, RevealReasonNeeded):
            ask_reason(self.window(), _SHOW, _WHY, self.ask)
        else:
            self.eye.setToolTip(window_message_for(error))
            self._desk.say(window_message_for(error))

    @Slot()
    def cover(self) -> None:
        """Put the masks back."""
        self._timer.stop()
        if self.is_open:
            self.is_open = False
            self.eye.setText(_SHOW)
            self.veiled.emit()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.cover()
        super().hideEvent(event)
