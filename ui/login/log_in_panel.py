"""The log-in form: which store, whose account, the password; says what was wrong where it was typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.login.caps_lock import HINT, CapsLockHint
from ui.login.heads import Notice
from ui.login.store_menu import StoreMenu
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import link_button, primary_button
from ui.parts.fields import Labelled, LineEdit, PasswordEdit


class LogInPanel(QWidget):
    """Asks for login and password. The password leaves the field when it is handed on."""

    submitted = Signal(str, str)  # login, password
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.stores = StoreMenu()
        self.login, self.password = LineEdit(), PasswordEdit()
        self.login_line = Labelled("账号", self.login)
        self.password_line = Labelled("密码", self.password)
        self.caps = label(HINT, "warn")
        CapsLockHint(self.password, self.caps)
        self.error = Notice()
        self.button = primary_button("登录")
        self.forgotten_link = link_button("忘记密码…")
        self._lay_out()
        self.login.submitted.connect(self.password.setFocus)
        self.password.submitted.connect(self._on_submit)
        self.button.clicked.connect(self._on_submit)
        self.forgotten_link.clicked.connect(self.forgotten)
        for field, line in ((self.login, self.login_line), (self.password, self.password_line)):
            field.textEdited.connect(line.clear_error)

    def offer(self, login: str) -> None:
        """Begin with this login; the password comes next."""
        self.login.setText(login)
        self.error.tell("")
        self.focus()

    def focus(self) -> None:
        """Put the cursor where something is to be typed first."""
        first = self.password if self.login.text() else self.login
        self.setFocusProxy(first)
        first.setFocus()

    def show_error(self, text: str) -> None:
        """Say what was wrong; the password is asked for again."""
        self.error.tell(text)
        self.password.setFocus()

    def show_busy(self, *, busy: bool) -> None:
        """Nothing can be typed while a password is tried."""
        self.button.setText("正在打开…" if busy else "登录")
        self.setDisabled(busy)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S * 2)
        column.addWidget(label("登录", "title"))
        column.addWidget(self.error)
        store_line = Labelled("台账", self.stores)
        column.addWidget(store_line)
        column.addWidget(self.login_line)
        column.addWidget(self.password_line)
        column.addWidget(self.caps)
        column.addSpacing(S)
        column.addWidget(self.button)
        column.addWidget(self.forgotten_link, alignment=Qt.AlignmentFlag.AlignHCenter)

    @Slot()
    def _on_submit(self) -> None:
        login, password = self.login.text().strip(), self.password.text()
        if not login:
            self.login_line.set_error("请写上账号。")
            self.login.setFocus()
        elif not password:
            self.password_line.set_error("请输入密码。")
            self.password.setFocus()
        else:
            self.password.clear()
            self.error.tell("")
            self.submitted.emit(login, password)
