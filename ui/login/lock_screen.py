"""The lock: what covers the window until the person at work types the password again. Nothing is closed or reopened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.messages import window_message_for
from app.session import Session
from ledger.errors import LedgerError
from ui.login.caps_lock import HINT, CapsLockHint
from ui.login.heads import Notice, step_layout
from ui.login.stage import Stage
from ui.look.roles import label
from ui.parts.buttons import link_button, primary_button
from ui.parts.fields import Labelled, PasswordEdit
from ui.workers import JobRunner


class LockScreen(QWidget):
    """Show it in place of the window's content; `unlocked` when the password was right, `left` to log out instead."""

    unlocked = Signal()
    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._runner = JobRunner(self)
        self.setObjectName("lock-screen")
        self.setAccessibleName("已锁定")
        self.password = PasswordEdit()
        self.error = Notice()
        self.button, self.leave = primary_button("解锁"), link_button("退出登录")
        form = QWidget()
        column = step_layout(
            form, "已锁定", f"{session.store.committee_name}，账号 {session.login}。没有保存的内容还在。"
        )
        caps = label(HINT, "warn")
        CapsLockHint(self.password, caps)
        for widget in (self.error, Labelled("密码", self.password), caps, self.button):
            column.addWidget(widget)
        column.addWidget(self.leave, alignment=Qt.AlignmentFlag.AlignHCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Stage(form))
        self.setFocusProxy(self.password)
        self.password.submitted.connect(self._on_submit)
        self.button.clicked.connect(self._on_submit)
        self.leave.clicked.connect(self.left)

    def lock(self) -> None:
        """Begin: empty, with the cursor in the password; the log hears of it."""
        self.password.clear()
        self.error.tell("")
        self.password.setFocus()
        session = self._session
        self._runner.start(self._runner.reading(lambda _: session.note_lock()))

    @Slot()
    def _on_submit(self) -> None:
        password, session = self.password.text(), self._session
        if not password or not self.button.isEnabled():
            return
        self.password.clear()
        self._show_busy(busy=True)
        handle = self._runner.reading(lambda _: session.unlock(password))
        handle.done.connect(lambda _: self.unlocked.emit())
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self._runner.start(handle)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        wrong = type(error).__name__ == "WrongPassword"
        self.error.tell("密码不对，请核对大小写和输入法后重试。" if wrong else window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self._show_busy(busy=False)
        if self.isVisible():
            self.password.setFocus()

    def _show_busy(self, *, busy: bool) -> None:
        self.password.setDisabled(busy)
        self.button.setDisabled(busy)
        self.button.setText("正在核对…" if busy else "解锁")
