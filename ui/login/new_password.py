"""A new password: typed twice, its rules ticked off beneath."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.login.password_rules import PasswordRules, Whose
from ui.look.tokens import M
from ui.parts.fields import Labelled, PasswordEdit


class NewPassword(QWidget):
    """`changed` when it became good or no longer is; `submitted` on Enter in a good one."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, title: str = "新密码") -> None:
        super().__init__()
        self._login = self._name = ""
        self._whose = Whose()
        self.edit, self.again, self.rules = PasswordEdit(), PasswordEdit(), PasswordRules()
        self._again_line = Labelled("再输一遍", self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        self._line = Labelled(title, self.edit)
        column.addWidget(self._line)
        column.addWidget(self.rules)
        column.addWidget(self._again_line)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_changed)
        self.again.textChanged.connect(self._on_changed)
        self.edit.submitted.connect(self.again.setFocus)
        self.again.submitted.connect(self._on_submitted)
        self.again.editingFinished.connect(self._compare)

    @property
    def is_good(self) -> bool:
        """True when it keeps the rules and was typed twice alike."""
        return self.rules.is_good and self.edit.text() == self.again.text()

    def belong_to(self, login: str, name: str = "", whose: Whose | None = None) -> None:
        """Say whose password it will be."""
        self._login, self._name, self._whose = login, name, whose or Whose()
        self._on_changed()

    def take(self) -> str:
        """The password; both fields are empty afterwards."""
        password = self.edit.text()
        self.clear()
        return password

    def clear(self) -> None:
        """Forget what was typed."""
        self.edit.clear()
        self.again.clear()
        self._again_line.clear_error()

    def show_error(self, text: str) -> None:
        """Say what is wrong with it."""
        self._line.set_error(text)

    @Slot()
    def _on_changed(self) -> None:
        self._line.clear_error()
        self.rules.judge(self.edit.text(), login=self._login, name=self._name, whose=self._whose)
        if self.edit.text() == self.again.text():
            self._again_line.clear_error()
        self.changed.emit()

    @Slot()
    def _compare(self) -> None:
        if self.again.text() and self.edit.text() != self.again.text():
            self._again_line.set_error("两遍输入的密码不一样。")

    @Slot()
    def _on_submitted(self) -> None:
        self._compare()
        if self.is_good:
            self.submitted.emit()
