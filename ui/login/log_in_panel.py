"""The log-in form: which store, whose account, the password; says what was wrong where it was typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.words import waiting
from ui.login.caps_lock import HINT, CapsLockHint
from ui.login.countdown import Countdown
from ui.login.store_menu import StoreMenu
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import link_button, primary_button
from ui.parts.fields import Labelled, LineEdit, PasswordEdit
from ui.parts.notice import Notice


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
        self.countdown = Countdown(self)
        self._locked = ""  # the account that waits
        self.button = primary_button("登录")
        self.forgotten_link = link_button("忘记密码…")
        self._lay_out()
        self.login.submitted.connect(self.password.setFocus)
        self.password.submitted.connect(self._on_submit)
        self.button.clicked.connect(self._on_submit)
        self.forgotten_link.clicked.connect(self.forgotten)
        self.login.textChanged.connect(self._show_readiness)
        self.countdown.ticked.connect(self._on_tick)
        self.countdown.over.connect(self._on_over)
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

    def show_locked(self, login: str, seconds: int) -> None:
        """An account has to wait; another may log in meanwhile."""
        self._locked = login
        self.countdown.begin(seconds)
        self._show_readiness()

    @Slot(int)
    def _on_tick(self, seconds: int) -> None:
        if self.login.text().strip() == self._locked:
            self.error.tell(f"密码输错次数太多，请 {waiting(seconds)}后再试。内容不受影响。", "warn")

    @Slot()
    def _on_over(self) -> None:
        self._locked = ""
        self.error.tell("可以再试了。请核对账号、大小写和输入法。", "info")
        self._show_readiness()
        self.focus()

    @Slot()
    def _show_readiness(self) -> None:
        waits = bool(self._locked) and self.login.text().strip() == self._locked
        self.button.setDisabled(waits)
        if self._locked and not waits:
            self.error.tell("")

    def show_busy(self, *, busy: bool) -> None:
        """Nothing can be typed while a password is tried."""
        self.button.setText("正在打开…" if busy else "登录")
        self.setDisabled(busy)
        self._show_readiness()

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
        if not self.button.isEnabled():
            return
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
