"""The first start: from a greeting to a store with its first account and a recovery key on paper, one question a time.

Nothing is made before the password is set; from there the store stands, and only the proof of the key is left.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import Job
from app.messages import window_message_for
from app.stores import opening, passwords
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.login.arrival import Arrival
from ui.login.heads import step_layout
from ui.login.key_paper import KeyPaper
from ui.login.key_step import KeyStep
from ui.login.password_rules import Whose
from ui.login.steps import AccountStep, CommitteeStep, PasswordStep, PlaceStep, Step
from ui.login.yielding import Yielding
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button, primary_button
from ui.workers import JobRunner

T = TypeVar("T")
_STEPS = 5
_GREETING = (
    "把居委会手里的各种表格理成一本人房台账：找人、查房、改动留痕、导出报表。不联网也能用，内容加密存在这台电脑上。"
)


class FirstStart(QWidget):
    """Asks everything that a new store needs; `made` hands on its open session."""

    made = Signal(object)  # Session
    other_asked = Signal()
    demo_asked = Signal()
    left = Signal()

    def __init__(self, runner: JobRunner, proposed: Path) -> None:
        super().__init__()
        self._runner = runner
        self._session: Session | None = None
        self._arrival = Arrival()
        self._real = proposed
        self.welcome = Welcome()
        self.place, self.committee, self.account = PlaceStep(proposed), CommitteeStep(), AccountStep()
        self.password = PasswordStep()
        self.steps: list[Step] = [self.place, self.committee, self.account, self.password]
        self.stack = OneOf()
        self.caption = label("", "caption")
        self.back, self.next = plain_button("上一步"), primary_button("下一步")
        self._lay_out()
        self.stack.add(self.welcome)
        for step in self.steps:
            self._take_in(step)
        self.welcome.new_asked.connect(lambda: self.show_step(self.place))
        self.welcome.other_asked.connect(self.other_asked)
        self.welcome.demo_asked.connect(self.demo_asked)
        self.place.picked.connect(self._on_picked)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        self.show_step(self.welcome)
        self._ask(_warm_up)

    def drop(self) -> None:
        """Close a store that was made and not handed on; its recovery key can be renewed later."""
        self._arrival.drop()

    def begin_new(self) -> None:
        """Skip the greeting: the person asked for a new store."""
        self.show_step(self.place)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.caption)
        column.addWidget(Yielding(self.stack), 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, L, 0, 0)
        row.setSpacing(S)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.next)
        column.addLayout(row)

    def add_step(self, step: Step) -> None:
        """Ask one more question after the others."""
        self.steps.append(step)
        self._take_in(step)

    def show_step(self, widget: QWidget) -> None:
        """Show the greeting or a question."""
        self.stack.show_one(widget)
        is_step = isinstance(widget, Step)
        for one in (self.caption, self.back, self.next):
            one.setVisible(is_step)
        if isinstance(widget, Step):
            number = self.steps.index(widget) + 1
            self.caption.setText(f"第 {number} 步，共 {_STEPS} 步")
            self.back.setVisible(not isinstance(widget, KeyStep))
            self.next.setText("开始使用" if isinstance(widget, KeyStep) else "下一步")
            self._show_readiness()
        widget.setFocus()

    def _take_in(self, step: Step) -> None:
        self.stack.add(step)
        step.ready_changed.connect(self._show_readiness)
        step.submitted.connect(self._on_next)

    def _present(self) -> Step | None:
        widget = self.stack.shown
        return widget if isinstance(widget, Step) else None

    @Slot()
    def _show_readiness(self) -> None:
        present = self._present()
        self.next.setEnabled(present is not None and present.is_ready())

    @Slot()
    def _on_back(self) -> None:
        present = self._present()
        at = self.steps.index(present) if present else 0
        if at:
            self.show_step(self.steps[at - 1])
        else:
            self.show_step(self.welcome)
            self.left.emit()

    @Slot()
    def _on_next(self) -> None:
        present = self._present()
        if present is None or not present.is_ready() or not self.isEnabled():
            return
        if present is self.place:
            folder = self.place.folder()
            self._ask(lambda _: opening.require_place(folder), self._on_place)
        elif present is self.account:
            self.password.password.belong_to(*self.account.account(), Whose(committee=self.committee.committee()))
            self.show_step(self.password)
        elif present is self.password:
            self._make()
        elif isinstance(present, KeyStep):
            self._finish()
        else:
            self.show_step(self.steps[self.steps.index(present) + 1])

    def _on_place(self, real: Path) -> None:
        self._real = real
        self.show_step(self.committee)

    @Slot(object)
    def _on_picked(self, picked: Path) -> None:
        self._ask(lambda _: opening.own_folder_in(picked), self.place.show_folder)

    def _make(self) -> None:
        folder, committee, account = self._real, self.committee.committee(), self.account.account()
        password = self.password.password.take()
        self.next.setText("正在建立…")

        def job(_: object) -> tuple[Session, str]:
            session, key = opening.create(folder, committee, account, password)
            return self._arrival.bring(session), key

        self._ask(job, self._on_made)

    def _on_made(self, made: tuple[Session, str]) -> None:
        self._session, key = made
        step = KeyStep(KeyPaper(key, self._session.store.committee_name, self._session.login))
        self.add_step(step)
        self.show_step(step)

    def _finish(self) -> None:
        session = self._session
        if session is not None:
            self._ask(lambda _: session.note_recovery_key_kept(), lambda _: self._hand_on(session))

    def _hand_on(self, session: Session) -> None:
        self._session = None
        if self._arrival.take(session):
            self.made.emit(session)

    def _ask(self, job: Job[T], then: Callable[[T], Any] | None = None) -> None:
        """Run a job while nothing can be typed; its trouble is shown on the present step."""
        handle = self._runner.writing(job)
        if then is not None:
            self.setEnabled(False)
            handle.done.connect(lambda result: self._answered(then, result))
            handle.failed.connect(self._on_failed)
            handle.crashed.connect(lambda _: self.setEnabled(True))
        self._runner.start(handle)

    def _answered(self, then: Callable[[T], Any], result: T) -> None:
        self.setEnabled(True)
        then(result)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.setEnabled(True)
        present = self._present()
        if present is not None:
            self.show_step(present)
            present.show_error(window_message_for(error))


class OneOf(QWidget):
    """Shows one of its widgets, and is as high as that one needs (a stacked layout is as high as the highest)."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget) -> None:
        """Take in a widget, hidden for now."""
        widget.hide()
        self._column.addWidget(widget, 1)

    def show_one(self, widget: QWidget) -> None:
        """Show this one instead."""
        if self.shown is not None:
            self.shown.hide()
        self.shown = widget
        widget.show()


class Welcome(QWidget):
    """The greeting, and the three ways from here."""

    new_asked = Signal()
    other_asked = Signal()
    demo_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = step_layout(self, "欢迎使用里弄", _GREETING)
        self.new, self.other = primary_button("新建本居委会的台账"), plain_button("打开已有的台账…", "folder-open")
        self.demo = plain_button("先看看演示数据", "eye")
        column.addSpacing(S)
        for button in (self.new, self.other, self.demo):
            column.addWidget(button)
        column.addWidget(label("演示数据里的人和房都是虚构的，一键可以删除。", "caption", wraps=True))
        self.setFocusProxy(self.new)
        self.new.clicked.connect(self.new_asked)
        self.other.clicked.connect(self.other_asked)
        self.demo.clicked.connect(self.demo_asked)


def _warm_up(_: object) -> None:
    """Read what judging a password needs, so that no letter waits for it."""
    passwords.broken_rules("", login="", name="里弄")
