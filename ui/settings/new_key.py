"""A new recovery key in place of the old one: the password first, then the key until it is on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.messages import window_message_for
from app.opening import trouble_of
from app.session import Session
from ledger.errors import LedgerError
from ui.login.key_paper import KeyPaper
from ui.login.key_step import KeyStep
from ui.look.roles import label
from ui.parts.dialog import Dialog
from ui.parts.fields import Labelled, PasswordEdit
from ui.workers import JobHandle, JobRunner

_TEXT = "做好以后，以前打印的恢复密钥就不能用了。先输入您的密码。"


class NewKey(Dialog):
    """Accepted when the new key was proved to be on paper."""

    def __init__(self, session: Session, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__("重新做一张恢复密钥", parent)
        self._session, self._runner = session, runner
        self.password = PasswordEdit()
        self.line = Labelled("密码", self.password)
        self._text = label(_TEXT, wraps=True)
        self.body.addWidget(self._text)
        self.body.addWidget(self.line)
        self.cancel = self.add_button("取消", "cancel")
        self.button = self.add_button("做新的恢复密钥", "primary", closes=False)
        self.step: KeyStep | None = None
        self.button.clicked.connect(self._on_button)
        self.password.textChanged.connect(self._show_readiness)
        self._show_readiness()
        self.password.setFocus()

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(self.step.is_ready() if self.step else bool(self.password.text()))

    @Slot()
    def _on_button(self) -> None:
        session = self._session
        if self.step is not None:
            if self.step.is_ready():
                self._ask(self._runner.writing(lambda _: session.note_recovery_key_kept()), self._on_proved)
            return
        password = self.password.text()
        self.password.clear()
        self._ask(self._runner.writing(lambda _: session.renew_recovery_key(password)), self._on_made)

    def _ask(self, handle: JobHandle, then: Callable[[Any], None]) -> None:
        self.setEnabled(False)
        handle.done.connect(then)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self._runner.start(handle)

    def _on_made(self, key: str) -> None:
        self._text.hide()
        self.line.hide()
        self.cancel.setText("以后再确认")
        self.button.setText("已保管好")
        paper = KeyPaper(key, self._session.store.committee_name, self._session.login)
        self.step = KeyStep(paper)
        self.step.ready_changed.connect(self._show_readiness)
        self.step.submitted.connect(self._on_button)
        self.body.addWidget(self.step)
        self._show_readiness()
        self.adjustSize()

    def _on_proved(self, _: object) -> None:
        self.accept()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        wrong = trouble_of(error) == "password"
        self.line.set_error("密码不对，没有做新的恢复密钥。" if wrong else window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self.setEnabled(True)
        (self.step or self.password).setFocus()
