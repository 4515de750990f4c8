"""The life of the running program: the way in, the window of the open store, and out again.

A window is shown before the one before it goes, so that the application never takes itself for finished. It ends with
its last window: new jobs are refused, running ones cancelled and waited for, then the store is closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app import instance, logs
from app.crash_report import Vigil
from app.instance import Listening
from app.session import Session
from ui.desk import Desk, Leaving
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

    def __init__(self, app: QApplication, folder: Path | None) -> None:
        super().__init__()
        self._folder = folder
        self.shown: QWidget | None = None
        self.session: Session | None = None
        self._runner: JobRunner | None = None
        self._listening: Listening | None = None
        self._vigil: Vigil | None = None
        self._window: MainWindow | None = None
        self._called.connect(self._come_forward, Qt.ConnectionType.QueuedConnection)
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
        runner = self._runner = JobRunner()
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
        window.showMaximized()
        self._replace(window)

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
        session, window = self.session, self._window
        if session is None or (window is not None and not window.may_leave()):
            return
        source, login = session.store.folder, session.login
        self._close_store()
        doorway = self._show_doorway()
        if leaving.what == "move" and leaving.folder is not None:
            doorway.move_store(source, leaving.folder, login, leaving.password)

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

    @Slot()
    def _come_forward(self) -> None:
        """Another start asked for this store: show its window."""
        if self.shown is not None:
            self.shown.setWindowState(self.shown.windowState() & ~Qt.WindowState.WindowMinimized)
            self.shown.raise_()
            self.shown.activateWindow()

    @Slot(object)
    def _listen(self, folder: Path) -> None:
        """Be found by other starts on this store, and no longer by those on another one."""
        self._deafen()
        self._listening = instance.listen(folder, self._called.emit)

    def _deafen(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None

    def _close_store(self) -> None:
        self._deafen()
        if self._runner is not None:
            self._runner.close()
        if self._vigil is not None:
            self._vigil.end()
        if self.session is not None:
            self.session.close()
        self._runner = self.session = self._vigil = self._window = None

    @Slot()
    def close(self) -> None:
        """Close what is open; the application is about to end."""
        self._close_store()
        logs.close_log()
