"""The lock: what covers the window until the person at work types the password again. Nothing is closed or reopened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.jobs import Job
from app.messages import window_message_for
from app.stores.opening import seconds_to_wait, trouble_of
from app.stores.session import Session
from app.words import waiting
from ledger.errors import LedgerError
from ui.login.caps_lock import HINT, CapsLockHint
from ui.login.change_password import whose_of
from ui.login.countdown import Countdown
from ui.login.heads import step_layout
from ui.login.new_password import NewPassword
from ui.login.stage import Stage
from ui.look.roles import label
from ui.parts.buttons import link_button, primary_button
from ui.parts.fields import Labelled, PasswordEdit
from ui.parts.notice import Notice
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
        self.password, self.new = PasswordEdit(), NewPassword()
        self._right = ""  # the password that is right but must be changed
        self._countdown = Countdown(self)
        self.error = Notice()
        self.button, self.leave = primary_button("解锁"), link_button("退出登录")
        form = QWidget()
        column = step_layout(
            form, "已锁定", f"{session.store.committee_name}，账号 {session.login}。没有保存的内容还在。"
        )
        caps = label(HINT, "warn")
        CapsLockHint(self.password, caps)
        self._line = Labelled("密码", self.password)
        for widget in (self.error, self._line, caps, self.new, self.button):
            column.addWidget(widget)
        column.addWidget(self.leave, alignment=Qt.AlignmentFlag.AlignHCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Stage(form))
        self.setFocusProxy(self.password)
        self.password.submitted.connect(self._on_submit)
        self.button.clicked.connect(self._on_submit)
        self.leave.clicked.connect(self.left)
        self.new.changed.connect(self._show_readiness)
        self.new.submitted.connect(self._on_submit)
        self._countdown.ticked.connect(self._on_tick)
        self._countdown.over.connect(self._on_over)
        self._ask_anew(right="")

    def lock(self) -> None:
        """Begin: empty, with the cursor in the password; the log hears of it."""
        self.password.clear()
        self.error.tell("")
        self._ask_anew(right="")
        self.password.setFocus()
        session = self._session
        self._runner.start(self._runner.reading(lambda _: session.note_lock()))

    @Slot()
    def _on_submit(self) -> None:
        if not self.button.isEnabled():
            return
        session, right = self._session, self._right
        if right:
            new = self.new.take()
            self._run(lambda _: _renew(session, right, new))
        elif self.password.text():
            password = self.password.text()
            self.password.clear()
            self._right = ""
            self._run(lambda _: session.unlock(password), tried=password)

    def _run(self, job: Job[None], tried: str = "") -> None:
        self._show_busy(busy=True)
        handle = self._runner.reading(job)
        handle.done.connect(lambda _: self._on_unlocked())
        handle.failed.connect(lambda error: self._on_failed(error, tried))
        handle.ended.connect(self._on_ended)
        self._runner.start(handle)

    def _on_unlocked(self) -> None:
        self._ask_anew(right="")
        self.unlocked.emit()

    def _on_failed(self, error: LedgerError, tried: str) -> None:
        trouble, text = trouble_of(error), window_message_for(error)
        if trouble == "locked_out":
            self._countdown.begin(seconds_to_wait(error))
        elif trouble == "must_change":
            self.ask_new(tried, text)
        elif trouble == "password":
            self._ask_anew(right="")
            self.error.tell("密码不对，请核对大小写和输入法后重试。")
        else:
            self.error.tell(text)

    def ask_new(self, right: str, why: str) -> None:
        """The password was right, and must be changed before anything opens: ask for a new one."""
        self._ask_anew(right=right)
        self.error.tell(why, "warn")

    def _ask_anew(self, *, right: str) -> None:
        """Ask for the password; for a new one in place of the right one where that must be changed."""
        self._right = right
        self.new.clear()
        self.new.setVisible(bool(right))
        self._line.setVisible(not right)
        if right:
            session = self._session
            self.new.belong_to(session.login)
            handle = self._runner.reading(lambda _: whose_of(session))
            handle.done.connect(lambda known: self.new.belong_to(session.login, *known))
            self._runner.start(handle)
        self.setFocusProxy(self.new if right else self.password)
        self._show_readiness()

    @Slot(int)
    def _on_tick(self, seconds: int) -> None:
        self.error.tell(f"密码输错次数太多，请 {waiting(seconds)}后再试。没有保存的内容还在。", "warn")
        self._show_readiness()

    @Slot()
    def _on_over(self) -> None:
        self.error.tell("可以再试了。请核对大小写和输入法。", "info")
        self._show_readiness()

    @Slot()
    def _on_ended(self) -> None:
        self._show_busy(busy=False)
        if self.isVisible():
            (self.new if self._right else self.password).setFocus()

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(not self._countdown.is_running and (not self._right or self.new.is_good))
        self.button.setText("改好并解锁" if self._right else "解锁")

    def _show_busy(self, *, busy: bool) -> None:
        self.password.setDisabled(busy)
        self.new.setDisabled(busy)
        self._show_readiness()
        if busy:
            self.button.setDisabled(True)
            self.button.setText("正在核对…")


def _renew(session: Session, old: str, new: str) -> None:
    """Change the password that must be changed, and unlock with the new one."""
    session.change_password(old, new)
    session.unlock(new)
