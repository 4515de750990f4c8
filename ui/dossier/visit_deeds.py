"""What a visit asks for beside it, right after it was recorded: a button for each act, filled in with what is known.

Which acts these are is `app.visits.following_up`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.messages import window_message_for
from app.records.choosing import Choice
from app.visits import following_up
from app.visits.following_up import CHANGE, MOVE_OUT, VACANT, Deed
from ledger import catalog
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.dossier.move_out_dialog import MoveOutDialog
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.dialog import ask, open_dialog
from ui.parts.flow import FlowLayout
from ui.parts.notice import Notice
from ui.parts.small_write import SmallWrite
from ui.record_form.dialog import RecordDialog

_SAID = {
    VACANT: "走访已登记。无人居住：把这套房屋的使用状态改为空置？",
    MOVE_OUT: "走访已登记。已搬离：接着办理迁出？",
    CHANGE: "走访已登记。信息有变：接着把变了的内容改进台账？",
}


class VisitDeeds(QWidget):
    """Empty until `show_deeds`; `ended` once each of them was done."""

    ended = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._left = 0
        self.buttons: list[QPushButton] = []
        self.said = label("", "strong", wraps=True)
        self.trouble = Notice()
        self._flow = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.said)
        column.addLayout(self._flow)
        column.addWidget(self.trouble)
        self.hide()

    def show_deeds(self, deeds: Sequence[Deed]) -> None:
        """Offer these, at least one, with the keys at the first."""
        self.said.setText(_SAID[deeds[0].kind])
        self._left = len(deeds)
        for deed in deeds:
            button = plain_button(_title(deed))
            button.clicked.connect(lambda _checked, deed=deed, button=button: self._begin(deed, button))
            self.buttons.append(button)
            self._flow.addWidget(button)
        self.show()
        self.buttons[0].setFocus()

    def _begin(self, deed: Deed, button: QPushButton) -> None:
        self.trouble.tell("")
        if deed.kind == MOVE_OUT:
            place = Choice(deed.record, deed.called)
            moving = MoveOutDialog(self._desk, place, ticked=deed.people, parent=self.window())
            moving.date.setText(deed.day)
            moving.acted.connect(lambda _action: self._on_done(button))
            open_dialog(moving)
        elif deed.kind == VACANT:
            ask(self.window(), "改为空置", _asked(deed), "改为空置", lambda: self._empty(deed, button))
        else:
            form = RecordDialog(self._desk, catalog.named(deed.ledger), deed.record, parent=self.window())
            form.saved.connect(lambda _edited: self._on_done(button))
            open_dialog(form)

    def _empty(self, deed: Deed, button: QPushButton) -> None:
        session = self._desk.session
        write = SmallWrite(self._desk, lambda _: f"{deed.called} 的使用状态改为空置", self)
        write.refused.connect(self._on_refused)
        write.done.connect(lambda _edited: self._on_done(button))
        write.run(lambda _: following_up.empty(session, deed))

    def _on_done(self, button: QPushButton) -> None:
        """A form may be opened and saved again; the rest stays offered."""
        if button.isEnabled():
            button.setEnabled(False)
            self._left -= 1
        if not self._left:
            self.ended.emit()
        else:
            next(one for one in self.buttons if one.isEnabled()).setFocus()

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self.trouble.tell(window_message_for(error))


def _title(deed: Deed) -> str:
    if deed.kind == MOVE_OUT:
        return "办理迁出…"
    if deed.kind == VACANT:
        return "改为空置…"
    return f"修改居民 {deed.called}…" if deed.ledger == "person" else "修改这套房屋…"


def _asked(deed: Deed) -> str:
    still = f"台账里还有 {deed.still} 人住在这里，搬走的请另外办理迁出。" if deed.still else ""
    return f"{deed.called} 的使用状态改为空置。{still}"
