"""A new recovery key in place of the old one: the password first, then the key until it is on paper."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job
from app.messages import window_message_for
from app.stores.opening import trouble_of
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.login.key_paper import KeyPaper
from ui.login.key_step import KeyStep
from ui.look.roles import label
from ui.parts.fields import Labelled, PasswordEdit
from ui.parts.writing_dialog import WritingDialog
from ui.workers import JobRunner

_TEXT = "做好以后，以前打印的恢复密钥就不能用了。先输入您的密码。"


class NewKey(WritingDialog):
    """Accepted when the new key was proved to be on paper."""

    def __init__(self, session: Session, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__("重新做一张恢复密钥", "做新的恢复密钥", runner, parent)
        self._session = session
        self.password = PasswordEdit()
        self.line = Labelled("密码", self.password)
        self._text = label(_TEXT, wraps=True)
        self.body.addWidget(self._text)
        self.body.addWidget(self.line)
        self.step: KeyStep | None = None
        self.password.textChanged.connect(self._show_readiness)
        self._show_readiness()
        self.password.setFocus()

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(self.step.is_ready() if self.step else bool(self.password.text()))

    @override
    def job(self) -> Job[object]:
        """Make the key; once it is shown, note that it is on paper."""
        session = self._session
        if self.step is not None:
            return lambda _: session.note_recovery_key_kept()
        password = self.password.text()
        self.password.clear()
        return lambda _: session.renew_recovery_key(password)

    @override
    def finish(self, result: object) -> None:
        if self.step is not None:
            super().finish(result)
        else:
            self._show_key(str(result))

    def _show_key(self, key: str) -> None:
        self._text.hide()
        self.line.hide()
        self.cancel.setText("以后再确认")
        self.button.setText("已保管好")
        paper = KeyPaper(key, self._session.store.committee_name, self._session.login)
        self.step = KeyStep(paper)
        self.step.ready_changed.connect(self._show_readiness)
        self.step.submitted.connect(self.submit)
        self.body.addWidget(self.step)
        self._show_readiness()
        self.adjustSize()
        self.step.setFocus()

    @override
    def show_trouble(self, error: LedgerError) -> None:
        wrong = trouble_of(error) == "password"
        text = "密码不对，没有做新的恢复密钥。" if wrong else window_message_for(error)
        if self.step is not None:
            self.step.show_error(text)
        else:
            self.line.set_error(text)
            self.password.setFocus()
