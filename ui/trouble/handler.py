"""Catches what nobody caught: exceptions of slots and threads, and Qt's fatal messages.

Each is logged without its text and shown once, in words; the program goes on. Faults that come while one is shown are
logged only, so that a fault in a painting routine cannot bury the screen.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler, qVersion
from PySide6.QtWidgets import QApplication

from app import crash_report, logs
from app.crash_report import CrashReport
from ui.trouble.crash_window import CrashWindow

ENDED_BADLY = "上次程序没有正常关闭，已保存的内容都在。"


class CrashHandler(QObject):
    """Stands in for the interpreter's and Qt's last words between `install` and `release`."""

    restart_asked = Signal()
    _met = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self.window: CrashWindow | None = None
        self._hooks: tuple[Callable[..., Any], Callable[..., Any]] | None = None
        self._messages: Any = None
        self._met.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Begin to catch."""
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._on_exception, self._on_thread
        self._messages = qInstallMessageHandler(self._on_message)

    def release(self) -> None:
        """Give back what was there before."""
        if self._hooks is not None:
            sys.excepthook, threading.excepthook = self._hooks
            self._hooks = None
            qInstallMessageHandler(self._messages)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._app.quit()
            return
        logs.bug("crash", error.with_traceback(trace))
        self._met.emit(crash_report.report_of(error, {"Qt": qVersion()}))

    def _on_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            self._on_exception(told.exc_type, told.exc_value, told.exc_traceback)

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """A fatal message ends the program when this returns; its text may quote a value and is not kept."""
        if kind == QtMsgType.QtFatalMsg:
            logs.died([f"Qt {getattr(context, 'file', '')}:{getattr(context, 'line', 0)}"])  # not in Qt's stubs
        elif self._messages is not None:
            self._messages(kind, context, text)

    @Slot(object)
    def _show(self, report: CrashReport) -> None:
        if self.window is not None:
            return
        self.window = CrashWindow(report, self._app.activeWindow())
        self.window.restart_asked.connect(self.restart_asked)
        self.window.finished.connect(self._on_finished)
        self.window.open()

    @Slot()
    def _on_finished(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
