"""The window: pages by click and key, journeys, unsaved input, undo, news, long work."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.jobs import JobContext
from app.records import editing
from app.stores.session import Session
from app.undo import undoing
from app.visits import recording
from ledger import catalog, ids
from storage.audit import Action
from storage.reading import Reader
from tests.ui.dialogs import in_front, press
from tests.ui.frame.conftest import SmallPage
from ui.desk import Desk
from ui.frame import pages
from ui.frame.window import MainWindow

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PageOf = Callable[[str], SmallPage]
PERSON = catalog.named("person")


def _button(window: MainWindow, name: str) -> QToolButton:
    return next(one for one in window.navigation.findChildren(QToolButton) if one.accessibleName() == name)


def test_the_window_opens_at_today_and_names_the_committee_alone(window: MainWindow) -> None:
    assert window.pages.present is window.pages.opened("today")
    assert window.windowTitle() == "银杏居委会 · 里弄"
    assert _button(window, "今日").isChecked()


def test_pages_are_made_when_they_are_first_opened(window: MainWindow, qtbot: QtBot) -> None:
    assert window.pages.opened("people") is None
    qtbot.mouseClick(_button(window, "人口"), Qt.MouseButton.LeftButton)
    people = window.pages.opened("people")
    assert window.pages.present is people
    qtbot.mouseClick(_button(window, "今日"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(_button(window, "人口"), Qt.MouseButton.LeftButton)
    assert window.pages.present is people


@pytest.mark.parametrize("at", range(1, 10))
def test_every_page_of_the_navigation_has_its_number(window: MainWindow, at: int) -> None:
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{at}"), CTRL)
    assert window.pages.present is window.pages.opened(pages.IN_NAVIGATION[at - 1].name)


def test_back_from_a_person_stands_at_the_row_that_was_left(
    window: MainWindow, desk: Desk, page_of: PageOf, qtbot: QtBot
) -> None:
    window.open_page("people")
    page_of("people").row = 37
    desk.go("person", "P1")
    assert page_of("person").entered == [("P1", {})]
    assert _button(window, "人口").isChecked()
    QTest.keyClick(page_of("person").field, Qt.Key.Key_Escape)
    assert window.pages.present is page_of("people")
    assert page_of("people").entered[-1] == ("", {"row": 37})
    QTest.keyClick(window, Qt.Key.Key_Right, ALT)
    assert page_of("person").entered[-1] == ("P1", {"row": 0})
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.pages.present is page_of("people")


def test_the_mouse_goes_back_and_forward_from_anywhere(window: MainWindow, page_of: PageOf) -> None:
    window.open_page("people")
    handle = window.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, Qt.MouseButton.BackButton, Qt.KeyboardModifier.NoModifier, QPoint(600, 400))
    assert window.pages.present is page_of("today")
    QTest.mouseClick(handle, Qt.MouseButton.ForwardButton, Qt.KeyboardModifier.NoModifier, QPoint(600, 400))
    assert window.pages.present is page_of("people")


def test_a_page_of_the_navigation_is_gone_to_as_it_was_left(window: MainWindow, page_of: PageOf) -> None:
    window.open_page("people")
    page_of("people").row = 5
    window.open_page("today")
    window.open_page("people")
    assert page_of("people").entered[-1] == ("", {"row": 5})


@pytest.mark.parametrize("leaves", [True, False])
def test_what_is_not_saved_is_asked_about(window: MainWindow, page_of: PageOf, leaves: bool) -> None:
    window.open_page("people")
    QTest.keyClicks(page_of("people").field, "abc")
    window.open_page("today")
    window.open_page("homes")  # asked for while the question stands: it is asked once
    press("不保存，离开" if leaves else "取消")
    assert in_front() is None
    assert (window.pages.present is page_of("today")) is leaves
    assert page_of("people").field.text() == ("" if leaves else "abc")


def test_a_window_with_unsaved_input_closes_only_when_told_twice(window: MainWindow, page_of: PageOf) -> None:
    QTest.keyClicks(page_of("today").field, "abc")
    assert not window.close()
    press("取消")
    assert window.isVisible()
    assert not window.close()
    press("不保存，离开")
    assert not window.isVisible()


def _change(session: Session, employer: str) -> str:
    with session.reader() as reader:
        one = next(iter(reader.scan(PERSON, ())))[0]
    editing.change(session, PERSON, ids.to_text(one), {"employer": employer})
    return employer


def _employers(session: Session) -> set[object]:
    with session.reader() as reader:
        return {row[1] for row in reader.scan(PERSON, ("employer",))}


def test_ctrl_z_takes_edits_back_one_by_one_and_ctrl_y_does_them_again(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    undo = window.actions_by_id["undo"]
    assert not undo.isEnabled()
    for employer in ("甲厂", "乙厂"):
        _change(session, employer)
    qtbot.waitUntil(undo.isEnabled)
    assert undo.text() == "撤销：修改 1 位居民"
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not _employers(session) & {"甲厂", "乙厂"})
    qtbot.waitUntil(lambda: window.news.text.text() == "已撤销：修改 1 位居民")
    qtbot.waitUntil(lambda: not undo.isEnabled() and window.actions_by_id["redo"].isEnabled())
    QTest.keyClick(window, Qt.Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: "甲厂" in _employers(session))


def test_ctrl_z_after_a_visit_with_an_order_says_that_the_order_stays(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    undo, redo = window.actions_by_id["undo"], window.actions_by_id["redo"]
    with session.reader() as reader:
        one = next(iter(reader.scan(PERSON, ())))[0]
    said = {"person": ids.to_text(one), "order": "楼道灯不亮", "order.category": "0102"}
    done = recording.record(session, said)
    stays = f"工单 {done.order_no} 留着，要结束请在工单里“申请作废”"
    qtbot.waitUntil(undo.isEnabled)
    assert undo.text() == f"撤销：走访：新增 1 次走访、新增 1 位走访对象；{stays}"
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: window.news.text.text().endswith(stays))
    qtbot.waitUntil(redo.isEnabled)
    assert redo.text() == "重做：走访：新增 1 次走访、新增 1 位走访对象"


def test_the_newest_step_is_offered_though_its_label_took_time(
    window: MainWindow, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = threading.Event()
    window.desk.events.changed.connect(lambda _committed: heard.set())
    undo, label = window.actions_by_id["undo"], undoing.label

    def after_the_window(reader: Reader, action: Action) -> str:
        assert heard.wait(20)
        return label(reader, action)

    monkeypatch.setattr(undoing, "label", after_the_window)
    window.desk.runner.start(window.desk.runner.writing(lambda _: _change(session, "甲厂")))
    qtbot.waitUntil(undo.isEnabled)
    assert undo.text() == "撤销：修改 1 位居民"
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: "甲厂" not in _employers(session))


def test_news_offer_to_take_back_what_they_tell(window: MainWindow, session: Session, desk: Desk, qtbot: QtBot) -> None:
    heard: list[int] = []
    desk.events.changed.connect(lambda committed: heard.append(committed.action))
    _change(session, "甲厂")
    qtbot.waitUntil(lambda: bool(heard))
    assert not window.news.undo_button.isVisible()
    desk.say("已修改 张*", action=heard[0])
    assert window.news.text.text() == "已修改 张*"
    qtbot.mouseClick(window.news.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "甲厂" not in _employers(session))
    qtbot.mouseClick(window.news.dismiss_button, Qt.MouseButton.LeftButton)
    assert window.news.text.text() == ""


def test_news_lie_over_the_foot_of_the_page_and_move_nothing(window: MainWindow, desk: Desk) -> None:
    before = window.pages.geometry()
    assert window.news.isHidden()
    desk.say("已修改 " + "很长的名字" * 60)
    assert window.news.isVisible()
    assert window.pages.geometry() == before
    assert before.contains(window.news.geometry())
    window.news.clear()
    assert window.news.isHidden()


def test_long_work_shows_how_far_it_is_and_can_be_cancelled(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    def count(ctx: JobContext) -> None:
        while True:
            ctx.report(3, 10, "reading")
            ctx.checkpoint()

    handle = desk.runner.reading(count, name="导入 名册.xlsx")
    desk.runner.start(handle)
    qtbot.waitUntil(window.long_work.isVisible)
    (line,) = window.long_work.lines()
    qtbot.waitUntil(lambda: "3 / 10" in line.text())
    assert line.text().startswith("导入 名册.xlsx 读取表格")
    with qtbot.waitSignal(handle.stopped):
        qtbot.mouseClick(line.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.long_work.isVisible())
    assert window.long_work.lines() == []


def test_the_navigation_collapses_and_stays_so(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    wide = window.navigation.width()
    QTest.keyClick(window, Qt.Key.Key_B, CTRL)
    assert window.navigation.is_collapsed
    qtbot.waitUntil(lambda: window.navigation.width() < wide / 2)
    assert session.settings["is_navigation_collapsed"] is True


def test_the_users_name_comes_from_the_store(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.user.text() == "王芳")


def test_log_out_is_asked_of_the_program(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.log_out_asked):
        window.actions_by_id["log_out"].trigger()
