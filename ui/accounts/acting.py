"""Dialogs that change an account: they ask for a reason, and for what the act needs besides."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.jobs import Job
from app.stores import passwords
from ledger.policy import Policy
from ui.look.fonts import tabular
from ui.look.roles import label
from ui.parts.fields import Labelled, LineEdit
from ui.parts.writing_dialog import WritingDialog
from ui.workers import JobRunner

FIRST_HINT = "已自动生成，也可以改。请当面或打电话告诉本人；第一次登录时要先换成自己的。"


class ActingDialog(WritingDialog):
    """Asks for a reason besides."""

    def __init__(
        self, title: str, yes: str, runner: JobRunner, parent: QWidget | None = None, *, is_danger: bool = False
    ) -> None:
        super().__init__(title, yes, runner, parent, is_danger=is_danger)
        self.reason = LineEdit()
        self.reason_line = Labelled("原因（会记入日志）", self.reason)

    def finish_layout(self) -> None:
        """Put the reason below what was added."""
        self.body.addWidget(self.reason_line)
        self.reason.textChanged.connect(self.show_readiness)
        self.show_readiness()

    def is_ready(self) -> bool:
        """True when everything that is needed is there; the reason is asked for anyway."""
        return True

    @Slot()
    def show_readiness(self) -> None:
        """The button works once everything is there."""
        self.button.setEnabled(bool(self.reason.text().strip()) and self.is_ready())


class ReasonOnly(ActingDialog):
    """A sentence, a reason, and the act: stopping an account."""

    def __init__(
        self, title: str, text: str, act: Callable[[str], Job[object]], runner: JobRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, title, runner, parent, is_danger=True)
        self._act = act
        self.body.addWidget(label(text, wraps=True))
        self.finish_layout()
        self.reason.setFocus()

    @override
    def job(self) -> Job[object]:
        """Stop it for the reason that is written."""
        return self._act(self.reason.text().strip())


class FirstPassword(ActingDialog):
    """A first password for somebody else, made up beforehand, and a reason."""

    def __init__(
        self, title: str, text: str, password: LineEdit, act: Callable[[str, str], Job[object]], runner: JobRunner
    ) -> None:
        super().__init__(title, title, runner)
        self._act = act
        self.body.addWidget(label(text, wraps=True))
        self.password = password
        self.body.addWidget(Labelled("初始密码", self.password, FIRST_HINT))
        self.finish_layout()
        self.reason.setFocus()

    @override
    def job(self) -> Job[object]:
        """Set the password that is written, for the reason that is written."""
        return self._act(self.password.text(), self.reason.text().strip())


def first_password_edit(login: str, policy: Policy) -> LineEdit:
    """A line with a first password in it, to be read out."""
    edit = LineEdit(passwords.generated(login=login or "-", policy=policy))
    edit.setFont(tabular(edit.font()))
    return edit
