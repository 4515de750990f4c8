"""The way into a store: everything between the start of the program and the open session.

It shows one of its panels and runs one job at a time, on threads of its own. What stands in the way of a store becomes
a state with its next steps; only a wrong password stays on the form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from app.backups import restoring
from app.backups.restoring import Proof
from app.demo import opening as demo
from app.jobs import Job
from app.messages import window_message_for
from app.stores import instance, known_stores, opening, paths
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.login.arrival import Arrival
from ui.login.first_start import FirstStart
from ui.login.log_in_panel import LogInPanel
from ui.login.opening_panel import OpeningPanel
from ui.login.recovery_panel import RecoveryPanel
from ui.login.renew_panel import RenewPanel
from ui.login.stage import Stage
from ui.login.trouble_panel import TroublePanel
from ui.parts.file_choice import choose_folder
from ui.workers import JobHandle, JobRunner

T = TypeVar("T")
_WIDTH, _HEIGHT = 64, 48
"""Size of the window in letters, where the screen has the room."""
_AFTER_UPDATE = "程序更新后第一次打开要整理一次，可能需要几分钟。停下也没关系，下次会重新开始。"
_NO_WAIT = "稍等片刻。"


class Doorway(QWidget):
    """Asks who is there and opens the store; `opened` hands on the session."""

    opened = Signal(object)  # Session
    chosen = Signal(object)  # Path of the store that is offered now
    closed = Signal()

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.setObjectName("doorway")
        self.setWindowTitle("里弄")
        self.setAccessibleName("登录")
        self._runner = JobRunner(self)
        self._running: JobHandle | None = None
        self._tried = ("", "")  # login and password, kept while they are tried or a new one is asked for
        self._arrival = Arrival()
        self._home: QWidget | None = None
        first = folder or known_stores.first_choice()
        self.folder = first or paths.default_store()
        self._stages: dict[QWidget, Stage] = {}
        self._stack = QStackedLayout(self)
        self._fit()
        self.log_in_panel = LogInPanel()
        self._connect_log_in()
        if first is None:
            self.show_panel(self.first_start)
        else:
            self.choose(first)

    # -- panels: each made when it is first needed, for the log-in is to stand at once

    @cached_property
    def first_start(self) -> FirstStart:
        """The questions of a first start."""
        made = FirstStart(self._runner, paths.default_store())
        made.made.connect(self.opened)
        made.left.connect(self._on_first_start_left)
        made.other_asked.connect(self._on_other)
        made.demo_asked.connect(self.open_demo)
        return made

    @cached_property
    def recovery_panel(self) -> RecoveryPanel:
        """The way back for who forgot the password."""
        made = RecoveryPanel()
        made.submitted.connect(self._on_recover)
        made.left.connect(self._on_back)
        return made

    @cached_property
    def renew_panel(self) -> RenewPanel:
        """The only way in with a password that must be changed."""
        made = RenewPanel()
        made.submitted.connect(self._on_renew)
        made.left.connect(self._on_back)
        return made

    @cached_property
    def trouble_panel(self) -> TroublePanel:
        """Why a store stayed shut."""
        made = TroublePanel()
        made.asked.connect(self._on_offer)
        return made

    @cached_property
    def opening_panel(self) -> OpeningPanel:
        """How far long work is."""
        made = OpeningPanel()
        made.cancelled.connect(self._on_cancel)
        return made

    @property
    def present(self) -> QWidget:
        """The panel that is shown."""
        return next(panel for panel, stage in self._stages.items() if stage is self._stack.currentWidget())

    @property
    def is_busy(self) -> bool:
        """True while a job of the doorway runs."""
        return self._running is not None

    def choose(self, folder: Path) -> None:
        """Offer to log in to the store in `folder`."""
        if folder != self.folder:
            self.folder = folder
            self.chosen.emit(folder)
        self.log_in_panel.login.clear()
        self.log_in_panel.password.clear()
        self._show_stores()
        self.show_panel(self.log_in_panel)
        handle = self._runner.reading(lambda _: known_stores.glimpse(folder))
        handle.done.connect(self._on_glimpse)
        self._runner.start(handle)

    def open_demo(self, folder: Path | None = None) -> None:
        """Open the demo committee, which is made first if there is none."""
        self._begin("正在准备演示数据", _NO_WAIT)
        self._open(lambda ctx: demo.open_demo(ctx, folder))

    def remove_demo(self, folder: Path) -> None:
        """Remove the closed demo committee in `folder`, then begin again; who asks has asked the person."""
        self._begin("正在删除演示数据", _NO_WAIT, can_cancel=False)
        self._run(lambda _: demo.remove(folder), lambda _: self._begin_again())

    def move_store(self, source: Path, target: Path, login: str, password: str) -> None:
        """Move the closed store in `source` to `target` and open it there."""
        self._begin("正在把台账搬到新的文件夹", "停下也没关系，台账会留在原处。")
        self._open(lambda ctx: opening.move_and_open(source, target, login, password, ctx))

    def restore_store(self, backup: Path, folder: Path, proof: Proof) -> None:
        """Restore a backup in the place of the closed store in `folder`, and open it."""
        self._begin("正在恢复备份", "停下也没关系，现在的台账还在。")
        job = partial(restoring.restore_and_open, backup, folder, proof)
        self._run(lambda ctx: self._brought(job(ctx)), lambda session: self._on_restored(folder, session))

    def _brought(self, session: Session | None) -> Session | None:
        return self._arrival.bring(session) if session is not None else None

    def _on_restored(self, folder: Path, session: Session | None) -> None:
        if session is not None:
            self._hand_on(session)
        else:
            self.choose(folder)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._runner.close()
        self._arrival.drop()
        if isinstance(self._home, FirstStart):
            self._home.drop()
        super().closeEvent(event)
        self.closed.emit()

    def _connect_log_in(self) -> None:
        panel = self.log_in_panel
        panel.submitted.connect(self._on_log_in)
        panel.forgotten.connect(self._on_forgotten)
        panel.stores.chosen.connect(self.choose)
        panel.stores.new_asked.connect(self._on_new)
        panel.stores.other_asked.connect(self._on_other)
        panel.stores.demo_asked.connect(self.open_demo)

    def _fit(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("字")
        room = self.screen().availableGeometry().size()
        self.resize(min(_WIDTH * letter, room.width()), min(_HEIGHT * letter, room.height()))

    def show_panel(self, panel: QWidget) -> None:
        """Show one of the panels, ready to type in."""
        if isinstance(panel, LogInPanel | FirstStart):
            self._home = panel
        if panel not in self._stages:
            self._stages[panel] = Stage(panel, wide=panel is not self.log_in_panel)
            self._stack.addWidget(self._stages[panel])
        self._stack.setCurrentWidget(self._stages[panel])
        panel.setFocus()

    def _show_stores(self) -> None:
        self.log_in_panel.stores.show_store(self.folder, known_stores.known())

    def _begin(self, title: str, text: str, *, can_cancel: bool = True) -> None:
        self.opening_panel.begin(title, text, can_cancel=can_cancel)
        self.show_panel(self.opening_panel)

    def _begin_again(self) -> None:
        first = known_stores.first_choice()
        if first is None:
            self.show_panel(self.first_start)
        else:
            self.choose(first)

    # -- jobs

    def _open(self, job: Job[Session]) -> None:
        """Run a job that opens a store; its session is handed on, or closed with the doorway."""
        self._run(lambda ctx: self._arrival.bring(job(ctx)), self._hand_on)

    def _hand_on(self, session: Session) -> None:
        self._tried = ("", "")
        if self._arrival.take(session):
            self.opened.emit(session)

    def _run(self, job: Job[T], then: Callable[[T], Any]) -> None:
        if self._running is not None:
            return
        handle = self._running = self._runner.writing(job)
        handle.done.connect(then)
        handle.failed.connect(self._on_failed)
        handle.progressed.connect(self._on_progressed)
        handle.stopped.connect(self._on_back)
        handle.crashed.connect(self._on_back)
        handle.ended.connect(self._on_ended)
        self._runner.start(handle)

    @Slot(str, str)
    def _on_log_in(self, login: str, password: str) -> None:
        folder, self._tried = self.folder, (login, password)
        self.log_in_panel.show_busy(busy=True)
        self._open(lambda ctx: opening.log_in(folder, login, password, ctx))

    @Slot(str)
    def _on_renew(self, new: str) -> None:
        folder, (login, old) = self.folder, self._tried
        self.renew_panel.setEnabled(False)
        self._open(lambda ctx: opening.log_in_renewing(folder, login, old, new, ctx))

    @Slot(str, str, str)
    def _on_recover(self, login: str, key: str, password: str) -> None:
        folder = self.folder
        self.recovery_panel.setEnabled(False)
        self._open(lambda ctx: opening.recover(folder, login, key, password, ctx))

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._set_free()
        trouble, text = opening.trouble_of(error), window_message_for(error)
        present = self.present
        if isinstance(present, RecoveryPanel | RenewPanel) and trouble in ("password", "account", "other"):
            present.show_error(text)
        elif trouble == "locked_out":
            self.show_panel(self.log_in_panel)
            self.log_in_panel.show_locked(self._tried[0], opening.seconds_to_wait(error))
        elif trouble == "must_change" and self._tried[1]:
            self.renew_panel.begin(self._tried[0], text)
            self.show_panel(self.renew_panel)
        elif trouble in ("password", "must_change", "account"):
            self.show_panel(self.log_in_panel)
            self.log_in_panel.show_error(text)
        else:
            self.trouble_panel.tell(error, self.folder)
            self.show_panel(self.trouble_panel)

    @Slot(object)
    def _on_progressed(self, progress: Any) -> None:
        if not isinstance(self.present, OpeningPanel):
            self._begin("正在打开台账", _AFTER_UPDATE)
        self.opening_panel.show_progress(progress)

    @Slot()
    def _on_ended(self) -> None:
        self._running = None
        self._set_free()

    @Slot()
    def _on_cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _set_free(self) -> None:
        self.log_in_panel.show_busy(busy=False)
        for panel in self._stages:
            if isinstance(panel, RecoveryPanel | RenewPanel):
                panel.setEnabled(True)

    # -- what the panels ask for

    @Slot(object)
    def _on_glimpse(self, seen: known_stores.Glimpse) -> None:
        if not self.log_in_panel.login.text():
            self.log_in_panel.offer(seen.last_user)
        if self.present is self.log_in_panel:
            self.log_in_panel.focus()

    @Slot()
    def _on_forgotten(self) -> None:
        self.recovery_panel.begin(self.log_in_panel.login.text().strip())
        self.show_panel(self.recovery_panel)

    @Slot()
    def _on_back(self) -> None:
        self._set_free()
        self._tried = ("", "")
        if isinstance(self._home, FirstStart):
            self.show_panel(self._home)
            return
        self._show_stores()
        self.show_panel(self.log_in_panel)
        self.log_in_panel.focus()

    @Slot()
    def _on_new(self) -> None:
        self.show_panel(self.first_start)
        self.first_start.begin_new()

    @Slot()
    def _on_first_start_left(self) -> None:
        if known_stores.first_choice() is not None:
            self.choose(self.folder)

    @Slot()
    def _on_other(self) -> None:
        choose_folder(self, "打开哪个文件夹里的台账", self.folder.parent, self.choose)

    @Slot(str)
    def _on_offer(self, offer: str) -> None:
        if offer == "raise":
            folder = self.folder
            handle = self._runner.reading(lambda _: instance.call(folder))
            handle.done.connect(self._on_called)
            self._runner.start(handle)
        elif offer == "other":
            self._on_other()
        elif offer == "new":
            self._on_new()
        else:
            self._on_back()

    @Slot(object)
    def _on_called(self, answered: bool) -> None:  # noqa: FBT001 - a slot
        if answered:
            self.window().close()
        else:
            self._on_back()
            self.log_in_panel.show_error(
                "另一个里弄程序还开着这份台账，但没有回应。请在任务栏里找到它，或关闭它后再登录。"
            )
