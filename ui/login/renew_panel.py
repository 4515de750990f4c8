"""A password that must be changed before anything opens: set by somebody else, or older than the rule allows."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.login.heads import step_layout
from ui.login.new_password import NewPassword
from ui.login.yielding import Yielding
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.buttons import plain_button, primary_button
from ui.parts.notice import Notice

_SAME_DATA = "台账里的内容不变。以后到期还要再换，最近用过的不能再用。"


class RenewPanel(QWidget):
    """Asks for a new password alone: the present one was just typed, and was right."""

    submitted = Signal(str)  # the new password
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.why = label("", wraps=True)
        self.password = NewPassword()
        self.error = Notice()
        self.button, self.back = primary_button("改好并打开"), plain_button("返回登录")
        questions = QWidget()
        asked = step_layout(questions, "请先修改密码")
        asked.addWidget(self.why)
        asked.addWidget(label(_SAME_DATA, "muted", wraps=True))
        asked.addWidget(self.password)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(L)
        column.addWidget(Yielding(questions), 1)
        column.addWidget(self.error)
        column.addLayout(row)
        self.setFocusProxy(self.password)
        self.password.changed.connect(self._show_readiness)
        self.password.submitted.connect(self._on_submit)
        self.button.clicked.connect(self._on_submit)
        self.back.clicked.connect(self.left)
        self._show_readiness()

    def begin(self, login: str, why: str) -> None:
        """Start anew for an account; `why` says why nothing else opens."""
        self.why.setText(why)
        self.password.clear()
        self.password.belong_to(login)
        self.error.tell("")

    def show_error(self, text: str) -> None:
        """Say why the new password was not taken."""
        self.error.tell(text)
        self.password.setFocus()

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(self.password.is_good)

    @Slot()
    def _on_submit(self) -> None:
        if self.button.isEnabled():
            password = self.password.take()
            self.error.tell("")
            self.submitted.emit(password)
