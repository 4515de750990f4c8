"""Changing one's password: the present one, the new one twice, and the rule ticked off."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.messages import window_message_for
from app.opening import trouble_of
from app.session import Session
from ledger.errors import LedgerError
from ui.login.caps_lock import HINT, CapsLockHint
from ui.login.new_password import NewPassword
from ui.look.roles import label
from ui.parts.dialog import Dialog
from ui.parts.fields import Labelled, PasswordEdit
from ui.workers import JobRunner


class ChangePassword(Dialog):
    """Accepted when the password is changed."""

    def __init__(self, session: Session, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__("修改密码", parent)
        self._session, self._runner = session, runner
        self.old = PasswordEdit()
        self.old_line = Labelled("现在的密码", self.old)
        self.new = NewPassword()
        caps = label(HINT, "warn")
        CapsLockHint(self.old, caps)
        for widget in (self.old_line, caps, self.new):
            self.body.addWidget(widget)
        self.add_button("取消", "cancel")
        self.button = self.add_button("修改密码", "primary", closes=False)
        self.old.textChanged.connect(self._show_readiness)
        self.old.textEdited.connect(self.old_line.clear_error)
        self.old.submitted.connect(self.new.setFocus)
        self.new.changed.connect(self._show_readiness)
        self.button.clicked.connect(self._on_change)
        self._show_readiness()
        self.old.setFocus()
        handle = runner.reading(lambda _: session.user_name())
        handle.done.connect(self._on_name)
        runner.start(handle)

    @Slot(object)
    def _on_name(self, name: str) -> None:
        self.new.belong_to(self._session.login, name)

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(bool(self.old.text()) and self.new.is_good)

    @Slot()
    def _on_change(self) -> None:
        session, old, new = self._session, self.old.text(), self.new.take()
        self.old.clear()
        self.setEnabled(False)
        handle = self._runner.writing(lambda _: session.change_password(old, new))
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.crashed.connect(self._on_crashed)
        self._runner.start(handle)

    @Slot(object)
    def _on_done(self, _: object) -> None:
        self.accept()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.setEnabled(True)
        if trouble_of(error) == "password":
            self.old_line.set_error("现在的密码不对，密码没有改。请核对大小写和输入法。")
            self.old.setFocus()
        else:
            self.new.show_error(window_message_for(error))
            self.new.setFocus()

    @Slot(object)
    def _on_crashed(self, _: object) -> None:
        self.setEnabled(True)
