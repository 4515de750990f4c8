"""Says where a store will be moved to and asks for the password that proves the copy opens there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.messages import window_message_for
from app.stores import moving_store
from app.stores.opening import trouble_of
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.look.roles import label
from ui.parts.dialog import Dialog
from ui.parts.fields import Labelled, PasswordEdit
from ui.workers import JobRunner

_TEXT = "先复制、核对，确认能打开，才删除原处的。中途停电也不要紧，台账总在其中一处。"


class MoveStore(Dialog):
    """Accepted when target and password are right; `target` then is the new folder."""

    def __init__(self, session: Session, runner: JobRunner, picked: Path, parent: QWidget | None = None) -> None:
        super().__init__("搬动台账", parent)
        self._session, self._runner = session, runner
        self._password = ""
        self.target = picked
        self.password = PasswordEdit()
        self.line = Labelled("密码", self.password)
        self.place = label(f"搬到：{picked}", "strong", wraps=True)
        for widget in (self.place, label(_TEXT, "muted", wraps=True), self.line):
            self.body.addWidget(widget)
        self.add_button("取消", "cancel")
        self.button = self.add_button("搬动", "primary", closes=False)
        self.button.clicked.connect(self._on_move)
        self.password.textChanged.connect(self._show_readiness)
        self._show_readiness()
        self.password.setFocus()
        handle = runner.reading(lambda _: moving_store.own_target(picked))
        handle.done.connect(self._on_target)
        runner.start(handle)

    def take_password(self) -> str:
        """The password that was right; it is handed on once."""
        password, self._password = self._password, ""
        return password

    @Slot()
    def _show_readiness(self) -> None:
        self.button.setEnabled(bool(self.password.text()))

    @Slot(object)
    def _on_target(self, target: Path) -> None:
        self.target = target
        self.place.setText(f"搬到：{target}")

    @Slot()
    def _on_move(self) -> None:
        session, target, password = self._session, self.target, self.password.text()
        self.password.clear()
        self.setEnabled(False)
        handle = self._runner.reading(lambda _: moving_store.require_movable(session.store.folder, target))
        handle.done.connect(lambda _: self._verify(password))
        handle.failed.connect(self._on_failed)
        handle.crashed.connect(self._on_crashed)
        self._runner.start(handle)

    def _verify(self, password: str) -> None:
        session = self._session
        handle = self._runner.reading(lambda _: session.verify_password(password))
        handle.done.connect(lambda _: self._go(password))
        handle.failed.connect(self._on_failed)
        handle.crashed.connect(self._on_crashed)
        self._runner.start(handle)

    def _go(self, password: str) -> None:
        self._password = password
        self.accept()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.setEnabled(True)
        wrong = trouble_of(error) == "password"
        self.line.set_error("密码不对，台账没有搬动。" if wrong else window_message_for(error))
        self.password.setFocus()

    @Slot(object)
    def _on_crashed(self, _: object) -> None:
        self.setEnabled(True)
