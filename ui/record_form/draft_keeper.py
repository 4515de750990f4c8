"""Keeps the draft of a form every few seconds while somebody types, and offers the one that an earlier time left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.dossiers import drafts
from app.dossiers.drafts import Draft, Filled
from ledger import clock
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.buttons import link_button, plain_button
from ui.parts.picture import Picture
from ui.workers import Latest

KEEP_AFTER_MS = 2000  # after a change: a crash costs at most what was typed in this time


class DraftKeeper(QObject):
    """For one form: tell it of changes; it asks what stands there itself. `kept()` after each time it kept that."""

    kept = Signal()

    def __init__(self, desk: Desk, ledger: str, record: str, filled: Callable[[], Filled], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._ledger, self._record, self._filled = desk, ledger, record, filled
        self._latest = Latest(desk.runner, self)
        self._is_over = False
        self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)

    def note_change(self) -> None:
        """Something was typed."""
        if not self._is_over and not self._timer.isActive():
            self._timer.start()

    def keep_now(self) -> None:
        """Keep what stands in the form at this moment."""
        self._timer.stop()
        filled = self._filled()
        if self._is_over:
            return
        session, ledger, record = self._desk.session, self._ledger, self._record
        if filled.values:
            self._write(lambda: drafts.keep(session, ledger, record, filled))
        else:
            self._write(lambda: drafts.drop(session, ledger, record))

    def drop(self) -> None:
        """The form was saved, or its draft is not wanted."""
        self._timer.stop()
        self._is_over = True
        session, ledger, record = self._desk.session, self._ledger, self._record
        self._write(lambda: drafts.drop(session, ledger, record))

    def begin_again(self) -> None:
        """The form is open again after it was saved."""
        self._is_over = False

    def find(self, then: Callable[[Draft | None], None]) -> None:
        """Look for a draft that was left."""
        session, ledger, record = self._desk.session, self._ledger, self._record
        self._latest.ask(lambda _: drafts.find(session, ledger, record), then)

    def _write(self, work: Callable[[], None]) -> None:
        handle = self._desk.runner.writing(lambda _: work())
        handle.done.connect(self._on_kept)
        self._desk.runner.start(handle)

    def _on_kept(self, _nothing: object) -> None:
        self.kept.emit()


class DraftBand(QWidget):
    """Offers a draft: go on with it, or throw it away."""

    taken = Signal()
    thrown_away = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "hint", "info")
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, M, S)
        row.setSpacing(S)
        row.addWidget(Picture("history", "info"))
        self._text = label("", wraps=True)
        row.addWidget(self._text, 1)
        self.take_button = plain_button("继续填写")
        self.take_button.clicked.connect(self.taken)
        row.addWidget(self.take_button)
        self.throw_button = link_button("放弃")
        self.throw_button.setAccessibleName("放弃没有保存的内容")
        self.throw_button.clicked.connect(self.thrown_away)
        row.addWidget(self.throw_button)
        self.hide()

    def offer(self, draft: Draft) -> None:
        """Tell of a draft."""
        about = f"（{'、'.join(draft.titles.values())}）" if draft.titles else ""
        self._text.setText(f"{clock.local_text(draft.at)} 填了 {len(draft.values)} 项{about}，没有保存。")
        self.show()
