"""The window that closes keeps what changed: waited for, left without waiting, or stayed for."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.backups import making, shelf
from app.jobs import JobContext
from app.stores.session import Session
from storage.errors import DiskFull
from ui.frame.farewell import Farewell, FarewellDialog
from ui.frame.window import MainWindow


@pytest.fixture
def closing(window: MainWindow) -> MainWindow:
    window.keep_at_the_end()
    return window


def _farewell(window: MainWindow) -> Farewell:
    assert window.farewell is not None
    return window.farewell


def _dialog(qtbot: QtBot, window: MainWindow) -> FarewellDialog:
    farewell = _farewell(window)
    qtbot.waitUntil(lambda: farewell.dialog is not None and farewell.dialog.isVisible())
    assert farewell.dialog is not None
    return farewell.dialog


def _kept(session: Session) -> list[str]:
    return [one.manifest.why for one in shelf.everything(session) if one.manifest]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Backups take as long as the test wants, and hear a cancel."""
    let_go = threading.Event()
    done = making.make_last

    def waits(session: Session, ctx: JobContext) -> object:
        while not let_go.wait(0.01):
            ctx.checkpoint()
        return done(session, ctx)

    monkeypatch.setattr(making, "make_last", waits)
    yield let_go
    let_go.set()


def test_what_changed_is_backed_up_before_the_window_closes(
    closing: MainWindow, session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(closing.closing, timeout=20_000):
        assert not closing.close()
    assert _kept(session) == ["daily"]
    assert closing.isHidden()


def test_where_nothing_changed_no_backup_is_made(closing: MainWindow, session: Session, qtbot: QtBot) -> None:
    making.make(session)
    with qtbot.waitSignal(closing.closing):
        closing.close()
    assert _kept(session) == ["manual"]


def test_somebody_leaves_without_waiting(
    closing: MainWindow, session: Session, qtbot: QtBot, slow: threading.Event
) -> None:
    closing.close()
    dialog = _dialog(qtbot, closing)
    assert "正在备份" in dialog.text.text()
    with qtbot.waitSignal(closing.closing):
        QTest.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not closing.desk.runner.is_busy)
    assert _kept(session) == []


def test_somebody_stays_and_closes_later(
    closing: MainWindow, session: Session, qtbot: QtBot, slow: threading.Event
) -> None:
    closing.close()
    closing.close()  # asked twice, done once
    QTest.keyClick(_dialog(qtbot, closing), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not closing.desk.runner.is_busy)
    assert closing.isVisible()
    assert _kept(session) == []
    slow.set()
    with qtbot.waitSignal(closing.closing, timeout=20_000):
        closing.close()
    assert _kept(session) == ["daily"]


def test_a_backup_that_cannot_be_made_is_told_and_keeps_nobody_in(
    closing: MainWindow, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_session: Session, _ctx: JobContext) -> object:
        raise DiskFull(session.store.folder)

    monkeypatch.setattr(making, "make_last", fails)
    closing.close()
    dialog = _dialog(qtbot, closing)
    assert dialog.text.text().startswith("备份没有做成：")
    assert dialog.leave.text() == "不备份，直接退出"
    with qtbot.waitSignal(closing.closing):
        QTest.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)


def test_a_locked_window_closes_at_once(closing: MainWindow, session: Session, qtbot: QtBot) -> None:
    closing.lock()
    with qtbot.waitSignal(closing.closing):
        assert closing.close()
    assert _kept(session) == []
