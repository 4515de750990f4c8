"""A fault in a slot or a thread is told in words; no name or number in its text reaches the report or the log."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import logs
from app.stores.session import Session
from ui.trouble import restart
from ui.trouble.crash_window import CrashWindow
from ui.trouble.handler import CrashHandler

SECRET = "张伟 310115198001011234 13812345678"


class Page(QObject):
    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.clicked.connect(self.on_clicked)

    def on_clicked(self) -> None:
        name = SECRET
        raise ValueError(f"cannot show {name}")


@pytest.fixture
def handler(qapp: QApplication, session: Session) -> Iterator[CrashHandler]:
    made = CrashHandler(qapp)
    made.install()
    yield made
    made.release()
    if made.window is not None:
        made.window.reject()
    qapp.processEvents()


def shown(qtbot: QtBot, handler: CrashHandler) -> CrashWindow:
    qtbot.waitUntil(lambda: handler.window is not None and handler.window.isVisible())
    assert handler.window is not None
    return handler.window


def logged(session: Session) -> str:
    return (session.store.folder / logs.FOLDER / logs.FILE_NAME).read_text(encoding="utf-8")


def test_a_fault_in_a_slot_is_told_without_what_it_was_about(
    qtbot: QtBot, handler: CrashHandler, session: Session, tmp_path: Path
) -> None:
    page = Page()
    page.clicked.emit()
    window = shown(qtbot, handler)
    assert window.text.isHidden()
    assert window.save_button.isHidden()
    QTest.mouseClick(window.link, Qt.MouseButton.LeftButton)
    report = window.text.toPlainText()
    assert "ValueError" in report
    assert "on_clicked" in report
    assert "Qt 6" in report
    window.save_to(tmp_path / "报告.txt")
    qtbot.waitUntil(lambda: window.note.text() == "报告已保存。")
    told = report + logged(session) + (tmp_path / "报告.txt").read_text(encoding="utf-8")
    assert '"crash"' in told
    for part in (*SECRET.split(), "cannot show"):
        assert part not in told
    QTest.mouseClick(window.go_on_button, Qt.MouseButton.LeftButton)
    assert handler.window is None


def test_a_fault_in_a_thread_is_told_too(qtbot: QtBot, handler: CrashHandler, session: Session) -> None:
    thread = threading.Thread(target=lambda: int(SECRET))
    thread.start()
    thread.join()
    assert "ValueError" in shown(qtbot, handler).text.toPlainText()
    assert "张伟" not in logged(session)


def test_faults_while_one_is_shown_are_only_logged(qtbot: QtBot, handler: CrashHandler, session: Session) -> None:
    page = Page()
    page.clicked.emit()
    window = shown(qtbot, handler)
    page.clicked.emit()
    page.clicked.emit()
    QApplication.processEvents()
    assert handler.window is window
    assert logged(session).count('"crash"') == 3


def test_a_restart_is_asked_for(qtbot: QtBot, handler: CrashHandler) -> None:
    page = Page()
    page.clicked.emit()
    window = shown(qtbot, handler)
    with qtbot.waitSignal(handler.restart_asked):
        QTest.mouseClick(window.restart_button, Qt.MouseButton.LeftButton)
    assert restart.command()[1:3] == ["-m", "ui.main"]


def test_a_report_that_cannot_be_saved_says_why(qtbot: QtBot, handler: CrashHandler, tmp_path: Path) -> None:
    page = Page()
    page.clicked.emit()
    window = shown(qtbot, handler)
    window.save_to(tmp_path / "nowhere" / "报告.txt")
    qtbot.waitUntil(lambda: "没有" in window.note.text() and "报告里" not in window.note.text())


def test_fatal_words_of_qt_are_logged_without_their_text(handler: CrashHandler, session: Session) -> None:
    handler._on_message(QtMsgType.QtFatalMsg, QMessageLogContext(), SECRET)
    assert '"died"' in logged(session)
    assert "张伟" not in logged(session)
