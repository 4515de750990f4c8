"""Changing one's password: the present one, the new one twice, and the rule ticked off."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job
from app.messages import window_message_for
from app.stores.opening import trouble_of
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.login.caps_lock import HINT, CapsLockHint
from ui.login.new_password import NewPassword
from ui.login.password_rules import Whose
from ui.look.roles import label
from ui.parts.fields import Labelled, PasswordEdit
from ui.parts.writing_dialog import WritingDialog
from ui.workers import JobRunner


def whose_of(session: Session) -> tuple[str, Whose]:
    """The name of the person at work, and what else no password of theirs may hold."""
    account, store = session.account, session.store
    return account.name, Whose(account.phone or "", (store.committee_code, store.committee_name), session.policy)


class ChangePassword(WritingDialog):
    """Accepted when the password is changed."""

    def __init__(self, session: Session, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__("修改密码", "修改密码", runner, parent)
        self._session = session
        self.old = PasswordEdit()
        self.old_line = Labelled("现在的密码", self.old)
        self.new = NewPassword()
        caps = label(HINT, "warn")
        CapsLockHint(self.old, caps)
        for widget in (self.old_line, caps, self.new):
            self.body.addWidget(widget)
        self.old.textChanged.connect(self._show_readiness)
        self.old.textEdited.connect(self.old_line.clear_error)
        self.old.submitted.connect(self.new.setFocus)
        self.new.changed.connect(self._show_readiness)
        self._show_readiness()
        self.old.setFocus()
        handle = runner.reading(lambda _: whose_of(session))
        handle.done.connect(self._on_name)
        runner.start(handle)

    @Slot(object)
    def _on_name(self, known: tuple[str, Whose]) -> None:
        name, whose = known
        self.new.belong_to(self._session.login, name, whose)

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(bool(self.old.text()) and self.new.is_good)

    @override
    def job(self) -> Job[object]:
        session, old, new = self._session, self.old.text(), self.new.take()
        self.old.clear()
        return lambda _: session.change_password(old, new)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        if trouble_of(error) == "locked_out":
            self.old_line.set_error(window_message_for(error))
            self.old.setFocus()
        elif trouble_of(error) == "password":
            self.old_line.set_error("现在的密码不对，密码没有改。请核对大小写和输入法。")
            self.old.setFocus()
        else:
            self.new.show_error(window_message_for(error))
            self.new.setFocus()
