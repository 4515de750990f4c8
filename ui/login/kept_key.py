"""A recovery key that was made along with other work, shown once, until it was proved to be on paper."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job
from app.stores.session import Session
from ui.login.key_paper import KeyPaper
from ui.login.key_step import KeyStep
from ui.parts.writing_dialog import WritingDialog
from ui.workers import JobRunner


class KeptKey(WritingDialog):
    """Accepted when the key was proved to be on paper; put off it can be looked at again."""

    def __init__(self, session: Session, runner: JobRunner, key: str, parent: QWidget | None = None) -> None:
        super().__init__("新的恢复密钥", "已保管好", runner, parent)
        self._session = session
        self.step = KeyStep(KeyPaper(key, session.store.committee_name, session.login))
        self.body.addWidget(self.step)
        self.cancel.setText("以后再确认")
        self.step.submitted.connect(self.submit)
        self.step.ready_changed.connect(self._show_readiness)
        self._show_readiness()
        self.step.setFocus()

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(self.step.is_ready())

    @override
    def job(self) -> Job[object]:
        """Note that it is on paper."""
        session = self._session
        return lambda _: session.note_recovery_key_kept()
