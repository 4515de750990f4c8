"""The exchange as the window runs it: what the top says, F9, rounds by themselves, the pause, the last round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.stores.session import Session
from app.syncing import pausing, rounds
from sync.transport import Reply
from sync.troubles import Unreachable
from tests.app.syncing.office import edit, pc, person, sync
from tests.cloud.callers import House
from tests.sync.exchange import Send, Wire
from tests.ui.desks import a_desk
from ui.desk import Desk
from ui.frame import exchange as exchange_module
from ui.frame.window import MainWindow

_PATIENCE_MS = 20_000


@pytest.fixture
def joined(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    with pc(house, tmp_path / "joined") as session:
        yield session


@pytest.fixture
def joined_desk(joined: Session, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    with a_desk(joined, qapp) as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, joined_desk: Desk) -> Iterator[MainWindow]:
    made = MainWindow(joined_desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.begin()
    qtbot.waitUntil(lambda: made.exchange.standing is not None, timeout=_PATIENCE_MS)
    yield made
    made.end_farewell()


def _tells(window: MainWindow) -> str:
    return window.exchange_button.text()


def _is_done(window: MainWindow) -> bool:
    return not window.exchange.is_running and not window.desk.runner.is_busy


def _unreachable(_: int, _send: Send) -> Reply:
    raise Unreachable("dns")


def test_a_pc_that_has_not_joined_shows_an_icon_alone_and_the_way_in(qtbot: QtBot, desk: Desk) -> None:
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.show()
    made.begin()
    made.exchange.count()
    qtbot.waitUntil(lambda: made.exchange.standing is not None, timeout=_PATIENCE_MS)
    assert made.exchange_button.text() == ""
    assert "没有接入" in made.exchange_button.accessibleName()
    qtbot.mouseClick(made.exchange_button, Qt.MouseButton.LeftButton)
    panel = made.exchange_button.panel
    assert panel is not None
    assert not panel.now.isVisible()
    with qtbot.waitSignal(desk.asked_for_place) as asked:
        qtbot.mouseClick(panel.settings, Qt.MouseButton.LeftButton)
    assert (asked.args[0].page, dict(asked.args[0].facts)) == ("settings", {"section": "exchange"})


def test_what_waits_is_counted_and_f9_sends_it(qtbot: QtBot, window: MainWindow, joined: Session) -> None:
    person(joined)
    qtbot.waitUntil(lambda: _tells(window) == "1 条待上报", timeout=_PATIENCE_MS)
    with qtbot.waitSignal(window.desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.keyClick(window, Qt.Key.Key_F9)
    assert said.args[0] == "已上报并更新"
    qtbot.waitUntil(lambda: _tells(window).startswith("全部已上报 "), timeout=_PATIENCE_MS)


def test_a_save_is_sent_by_itself_after_a_while(
    qtbot: QtBot, window: MainWindow, joined: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_module, "_AFTER_A_SAVE_MS", 100)
    person(joined)
    qtbot.waitUntil(lambda: _tells(window).startswith("全部已上报 "), timeout=_PATIENCE_MS)
    assert [one["asker"] for one in rounds.reports(joined)] == ["window"]


def test_a_round_that_failed_never_looks_like_one_and_says_when_it_is_tried_again(
    qtbot: QtBot, window: MainWindow, joined: Session, wire: Wire
) -> None:
    person(joined)
    wire.fault = _unreachable
    with qtbot.waitSignal(window.desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.keyClick(window, Qt.Key.Key_F9)
    assert "找不到上级平台的地址" in said.args[0]
    qtbot.waitUntil(lambda: "没有连上" in _tells(window) and _is_done(window), timeout=_PATIENCE_MS)
    assert "全部已上报" not in _tells(window)
    qtbot.mouseClick(window.exchange_button, Qt.MouseButton.LeftButton)
    panel = window.exchange_button.panel
    assert panel is not None
    assert "域名" in panel.note.text()
    assert "再试" in panel.next.text()


def test_the_panel_pauses_until_tomorrow_and_goes_on(qtbot: QtBot, window: MainWindow, joined: Session) -> None:
    qtbot.mouseClick(window.exchange_button, Qt.MouseButton.LeftButton)
    panel = window.exchange_button.panel
    assert panel is not None
    qtbot.mouseClick(panel.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已暂停到" in _tells(window), timeout=_PATIENCE_MS)
    assert panel.pause.text() == "恢复上报"
    with pytest.raises(pausing.SyncPaused):
        rounds.sync(joined, asker="window")
    qtbot.mouseClick(panel.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.pause.text() == "暂停到明天", timeout=_PATIENCE_MS)


def test_esc_and_a_click_elsewhere_put_the_panel_away(qtbot: QtBot, window: MainWindow) -> None:
    for by_key in (True, False):
        qtbot.mouseClick(window.exchange_button, Qt.MouseButton.LeftButton)
        panel = window.exchange_button.panel
        assert panel is not None
        assert panel.isVisible()
        if by_key:
            qtbot.keyClick(panel, Qt.Key.Key_Escape)
        else:
            window.search.setFocus()
        qtbot.waitUntil(lambda: not window.exchange_button.is_open, timeout=_PATIENCE_MS)


def test_the_night_run_that_called_is_done_by_the_window(qtbot: QtBot, window: MainWindow, joined: Session) -> None:
    person(joined)
    with qtbot.waitSignal(window.exchange.ended, timeout=_PATIENCE_MS):
        window.exchange.run("night")
    assert rounds.reports(joined)[0]["asker"] == "night"


def test_questions_are_counted_in_the_navigation_and_marked(
    qtbot: QtBot, window: MainWindow, house: House, joined: Session, tmp_path: Path
) -> None:
    with pc(house, tmp_path / "other", "li", "李红") as other:
        record = person(joined)
        sync(joined)
        sync(other)
        edit(joined, record, name="张山")
        edit(other, record, name="章三")
        sync(other)
        sync(joined)
    button = window.navigation._buttons["conflicts"]
    qtbot.waitUntil(lambda: button.text() == "两处都改了 1", timeout=_PATIENCE_MS)
    assert button.isVisible()
    assert button.accessibleName() == "两处都改了，1 处待处理"


def test_closing_with_something_unsent_offers_to_send_it(qtbot: QtBot, window: MainWindow, joined: Session) -> None:
    window.keep_at_the_end()
    person(joined)
    qtbot.waitUntil(lambda: _tells(window) == "1 条待上报", timeout=_PATIENCE_MS)
    window.close()
    last = window.last_round
    assert last is not None
    assert last.dialog is not None
    assert window.isVisible()
    qtbot.mouseClick(last.dialog.stay, Qt.MouseButton.LeftButton)
    assert window.isVisible()
    window.close()
    assert last.dialog is not None
    qtbot.mouseClick(last.dialog.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=_PATIENCE_MS)
    assert rounds.reports(joined)[0]["acked"] == 1


def test_closing_without_waiting_leaves_it_for_the_next_time(qtbot: QtBot, window: MainWindow, joined: Session) -> None:
    window.keep_at_the_end()
    person(joined)
    qtbot.waitUntil(lambda: _tells(window) == "1 条待上报", timeout=_PATIENCE_MS)
    window.close()
    last = window.last_round
    assert last is not None
    assert last.dialog is not None
    qtbot.mouseClick(last.dialog.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=_PATIENCE_MS)
    assert rounds.reports(joined) == []
