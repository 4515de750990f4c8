"""Forgotten password: the printed recovery key opens the store, and a new password is set at once."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.stores.opening import is_whole_key
from ui.login.heads import step_layout
from ui.login.new_password import NewPassword
from ui.login.yielding import Yielding
from ui.look.fonts import tabular
from ui.look.tokens import L, S
from ui.parts.buttons import plain_button, primary_button
from ui.parts.fields import Labelled, LineEdit
from ui.parts.notice import Notice

_KEY_SIGNS = 40
_KEY_HINT = "建台账时打印的那一张，共 8 组，每组 5 个；大小写和横线都不要紧。"


class RecoveryPanel(QWidget):
    """Asks for login, recovery key and the new password; what is secret leaves the fields when it is handed on."""

    submitted = Signal(str, str, str)  # login, key, new password
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.login, self.key = LineEdit(), LineEdit()
        self.key.setFont(tabular(self.key.font()))
        self.login_line, self.key_line = Labelled("账号", self.login), Labelled("恢复密钥", self.key, _KEY_HINT)
        self.password = NewPassword()
        self.error = Notice()
        self.button, self.back = primary_button("重设密码并打开"), plain_button("返回登录")
        self._lay_out()
        self._connect()
        self._on_changed()

    def _lay_out(self) -> None:
        questions = QWidget()
        asked = step_layout(questions, "忘记密码", "用打印的恢复密钥打开台账，同时设一个新密码。台账里的内容不变。")
        for widget in (self.login_line, self.key_line, self.password):
            asked.addWidget(widget)
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

    def begin(self, login: str) -> None:
        """Start anew for an account."""
        self.login.setText(login)
        self.key.clear()
        self.key_line.clear_error()
        self.password.clear()
        self.error.tell("")
        self.setFocusProxy(self.key if login else self.login)

    def show_error(self, text: str) -> None:
        """Say what was wrong; the password is typed anew."""
        self.error.tell(text)
        self.key.setFocus()

    def _connect(self) -> None:
        self.login.textChanged.connect(self._on_changed)
        self.key.textChanged.connect(self._on_changed)
        self.key.editingFinished.connect(self._look_at_key)
        self.login.submitted.connect(self.key.setFocus)
        self.key.submitted.connect(self.password.setFocus)
        self.password.changed.connect(self._show_readiness)
        self.password.submitted.connect(self._on_submit)
        self.button.clicked.connect(self._on_submit)
        self.back.clicked.connect(self.left)

    @Slot()
    def _on_changed(self) -> None:
        self.password.belong_to(self.login.text().strip())
        typed = self.key.text()
        if not typed or is_whole_key(typed):
            self.key_line.clear_error()
        elif sum(map(str.isalnum, typed)) >= _KEY_SIGNS:
            self._look_at_key()
        self._show_readiness()

    @Slot()
    def _look_at_key(self) -> None:
        typed = self.key.text().strip()
        if typed and not is_whole_key(typed):
            signs = sum(map(str.isalnum, typed))
            missing = f"还差 {_KEY_SIGNS - signs} 个字符。" if signs < _KEY_SIGNS else "有字符打错了。"
            self.key_line.set_error(f"{missing}请对着打印件逐组核对。")

    @Slot()
    def _show_readiness(self) -> None:
        ready = bool(self.login.text().strip()) and is_whole_key(self.key.text()) and self.password.is_good
        self.button.setEnabled(ready)
        if self.password.is_good:
            self._look_at_key()

    @Slot()
    def _on_submit(self) -> None:
        if not self.button.isEnabled():
            return
        login, key, password = self.login.text().strip(), self.key.text(), self.password.take()
        self.error.tell("")
        self.submitted.emit(login, key, password)
