"""The life of the running program: the way in, the window of the open store, and out again.

A window is shown before the one before it goes, so that the application never takes itself for finished. It ends with
its last window: new jobs are refused, running ones cancelled and waited for, then the store is closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app import logs
from app.crash_report import Vigil
from app.figures import warming
from app.stores import instance, log_ends
from app.stores.instance import Listening
from app.stores.session import Session
from app.watch.watching import Watching
from ui.desk import Desk, Leaving
from ui.garbage import hold
from ui.login.doorway import Doorway
from ui.look.theme import Kind, theme
from ui.trouble.handler import ENDED_BADLY
from ui.trouble.restart import start_again
from ui.workers import JobRunner

if TYPE_CHECKING:
    from ui.frame.window import MainWindow

_SIZE = (1280, 720)  # of the window when it is made smaller; it opens as large as the screen


class Program(QObject):
    """Shows one window at a time and owns what lies behind it."""

    _called = Signal()
    _asked_to_exchange = Signal()

    def __init__(self, app: QApplication, folder: Path | None) -> None:
        super().__init__()
        self._folder = folder
        self.shown: QWidget | None = None
        self.session: Session | None = None
        self._runner: JobRunner | None = None
        self._listening: Listening | None = None
        self._vigil: Vigil | None = None
        self._watching: Watching | None = None
        self._window: MainWindow | None = None
        self._called.connect(self._come_forward, Qt.ConnectionType.QueuedConnection)
        self._asked_to_exchange.connect(self._exchange, Qt.ConnectionType.QueuedConnection)
        app.aboutToQuit.connect(self.close)

    def begin(self, *, demo: bool = False) -> None:
        """Show the way in; with `demo` the demo committee is opened unasked."""
        doorway = self._show_doorway()
        if demo:
            doorway.open_demo()

    @Slot(object)
    def open_session(self, session: Session) -> None:
        """Build the window around an open store."""
        self.session, self._folder = session, session.store.folder
        theme().set(cast("Kind", session.settings.text("theme")), session.settings.number("text_percent"))
        self._listen(session.store.folder)
        self._watching = Watching(session)
        self._watching.follow()
        runner = self._runner = JobRunner()
        from ui.frame.warm_up import WarmUp
        from ui.frame.window import MainWindow  # here, for the log-in is to stand without waiting for it

        window = self._window = MainWindow(Desk(session, runner))
        window.desk.asked_to_leave.connect(self._leave)
        vigil = self._vigil = Vigil(session.store.folder)
        begins = runner.reading(lambda _: vigil.begin())
        begins.done.connect(self._on_vigil)
        runner.start(begins)
        window.log_out_asked.connect(self.log_out)
        window.demo_removal_asked.connect(self._remove_demo)
        window.resize(*_SIZE)
        window.begin()
        window.keep_at_the_end()
        window.showMaximized()
        self._replace(window)
        WarmUp(window.idle, runner, window).begin()

    @Slot()
    def log_out(self) -> None:
        """Close the store and ask again who is there."""
        self._close_store()
        self._show_doorway()

    @Slot()
    def start_again(self) -> None:
        """Close everything and start the program anew; without a window it ends by itself."""
        self._close_store()
        if start_again() and self.shown is not None:
            self.shown.hide()
            self.shown.deleteLater()
            QApplication.quit()

    @Slot(object)
    def _leave(self, leaving: Leaving) -> None:
        """Close the store to do what cannot be done while it is open."""
        if self._window is not None:
            self._window.when_left(lambda: self._leave_now(leaving))

    def _leave_now(self, leaving: Leaving) -> None:
        session = self.session
        if session is None:
            return
        source, login = session.store.folder, session.login
        self._close_store()
        doorway = self._show_doorway()
        if leaving.what == "move" and leaving.path is not None:
            doorway.move_store(source, leaving.path, login, leaving.password)
        elif leaving.what == "other" and leaving.path is not None:
            doorway.choose(leaving.path)
        elif leaving.path is not None and leaving.proof is not None:
            doorway.restore_store(leaving.path, source, leaving.proof)

    @Slot(object)
    def _on_vigil(self, ended_badly: bool) -> None:  # noqa: FBT001 - a slot
        if ended_badly and self._window is not None:
            self._window.desk.say(ENDED_BADLY)

    @Slot()
    def _remove_demo(self) -> None:
        folder, self._folder = self._folder, None
        self._close_store()
        doorway = self._show_doorway()
        if folder is not None:
            doorway.remove_demo(folder)

    def _show_doorway(self) -> Doorway:
        doorway = Doorway(self._folder)
        doorway.opened.connect(self.open_session)
        doorway.chosen.connect(self._listen)
        self._listen(doorway.folder)
        doorway.show()
        self._replace(doorway)
        return doorway

    def _replace(self, widget: QWidget) -> None:
        """Take `widget`, which is shown already, for the window of the program."""
        before, self.shown = self.shown, widget
        if before is not None:
            before.hide()
            before.deleteLater()
            hold(before)

    @Slot()
    def _come_forward(self) -> None:
        """Another start asked for this store: show its window."""
        if self.shown is not None:
            self.shown.setWindowState(self.shown.windowState() & ~Qt.WindowState.WindowMinimized)
            self.shown.raise_()
            self.shown.activateWindow()

    def _take_over(self) -> bool:
        """The night run came while the store is open here: do its work; called in a thread of its own."""
        session = self.session
        if session is None or session.store.is_sealed:
            return False
        self._asked_to_exchange.emit()
        return True

    @Slot()
    def _exchange(self) -> None:
        if self._window is not None:
            self._window.exchange.run("night")

    @Slot(object)
    def _listen(self, folder: Path) -> None:
        """Be found by other starts on this store, and no longer by those on another one."""
        self._deafen()
        self._listening = instance.listen(folder, self._called.emit, self._take_over)

    def _deafen(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None

    def _close_store(self) -> None:
        self._deafen()
        warming.hurry()
        if self._window is not None:
            self._window.end_farewell()
        if self._runner is not None:
            self._runner.close()
        if self._vigil is not None:
            self._vigil.end()
        if self._watching is not None:
            self._watching.close()
        if self.session is not None:
            log_ends.remember(self.session.store)
            self.session.close()
        self._runner = self.session = self._vigil = self._window = self._watching = None

    @Slot()
    def close(self) -> None:
        """Close what is open; the application is about to end."""
        self._close_store()
        warming.end()
        logs.close_log()
