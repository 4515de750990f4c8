"""A masked value on a page, and the eye beside it: shows the value to whoever may see it, and hides it again by itself.

Whether it may be seen, for what reason, and that it was, is `app.rights.revealing`'s. What was shown is kept nowhere
but in the label, and goes with the time, with the page, and with the lock.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.access import Forbidden
from app.dossiers.sections import Cell
from app.messages import window_message_for
from app.rights import revealing
from app.rights.revealing import Revealed
from ledger.definition import Ledger
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.icons import icon
from ui.look.roles import label, set_role
from ui.look.tokens import XS
from ui.parts.buttons import quiet_button
from ui.parts.dialog import ask_reason

_SECOND_MS = 1000


class Unmasking:
    """What the values of one record need to be shown: the record, and how far this account may see."""

    def __init__(self, desk: Desk, ledger: Ledger, record: str) -> None:
        self.desk, self.ledger, self.record = desk, ledger, record

    def is_offered(self) -> bool:
        """False for accounts that never see behind a mask: they get no eye at all."""
        return self.desk.session.rights.may("reveal", self.ledger.name)

    def refusal(self, level: str) -> str:
        """Why a value of this level stays masked, in words; "" when it may be seen."""
        try:
            self.desk.session.rights.require_level("reveal", self.ledger.name, level)
        except Forbidden as refused:
            return window_message_for(refused)
        return ""


class MaskedValue(QWidget):
    """One value behind its mask."""

    def __init__(self, cell: Cell, unmasking: Unmasking) -> None:
        super().__init__()
        self._cell, self._unmasking = cell, unmasking
        self.value = label(cell.text, wraps=True)
        self.eye = quiet_button("eye", self._name())
        refusal = unmasking.refusal(cell.level)
        set_role(self.eye, "inline")
        self.eye.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)  # no taller than the text
        self.eye.setEnabled(not refusal)
        if refusal:
            self.eye.setToolTip(refusal)
        self.eye.clicked.connect(self._turn)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(self.value)
        row.addWidget(self.eye)
        row.addStretch(1)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.hide_value)
        self.is_shown = self._is_asked = False
        self._say(cell.text)

    def _name(self) -> str:
        return f"显示{self._cell.item.label}"

    def _turn(self) -> None:
        if self.is_shown:
            self.hide_value()
        elif self._cell.level >= revealing.REASON_FROM:
            text = f"{self._cell.item.label}是高度敏感的内容。请写明为什么要看，原因会记入日志。"
            ask_reason(self.window(), self._name(), text, self.show_value)
        else:
            self.show_value()

    def show_value(self, reason: str = "") -> None:
        """Ask for the value; the look is entered before it shows.

        The eye stays as it is meanwhile: greyed, it would hand the focus to the eye of the next field.
        """
        if self._is_asked:
            return
        self._is_asked = True
        asked, name = self._unmasking, self._cell.item.name
        session, ledger, record = asked.desk.session, asked.ledger, asked.record
        work = asked.desk.runner.writing(lambda _ctx: revealing.reveal(session, ledger, record, name, reason))
        work.done.connect(self._on_revealed)
        work.failed.connect(self._on_refused)
        asked.desk.runner.start(work)

    def _on_revealed(self, revealed: Revealed) -> None:
        self._is_asked = False
        if not self.isVisible():
            return
        self.is_shown = True
        self._say(revealed.text)
        self._dress("eye-off", f"重新遮盖{self._cell.item.label}")
        self.timer.start(revealed.seconds * _SECOND_MS)

    def _on_refused(self, error: LedgerError) -> None:
        self._is_asked = False
        self.eye.setToolTip(window_message_for(error))
        self._unmasking.desk.say(window_message_for(error))

    def hide_value(self) -> None:
        """Put the mask back."""
        self.timer.stop()
        if self.is_shown:
            self.is_shown = False
            self._say(self._cell.text)
            self._dress("eye", self._name())

    def _say(self, text: str) -> None:
        self.value.setText(text)
        self.value.setAccessibleName(f"{self._cell.item.label} {text}")

    def _dress(self, picture: str, name: str) -> None:
        self.eye.setIcon(icon(picture, "muted"))
        self.eye.setToolTip(name)
        self.eye.setAccessibleName(name)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.hide_value()
        super().hideEvent(event)
