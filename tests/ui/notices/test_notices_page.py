"""任务和通知: choosing one reads it, a key signs for it, a task is answered after a look at the list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QSplitter
from pytestqt.qtbot import QtBot

from app.demo import instructions
from app.notices import asking, inbox
from app.notices.inbox import Line
from app.release import register
from tests.input_method import commit
from tests.ui.dialogs import in_front
from ui.desk import Desk
from ui.frame.following import Following
from ui.frame.navigation import Navigation
from ui.notices.page import NoticesPage
from ui.notices.questions_panel import AskDialog, MoreDialog
from ui.notices.reply_dialog import ReplyDialog

_PATIENCE_MS = 20_000


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> NoticesPage:
    instructions.send(desk.session)
    made = NoticesPage(desk)
    qtbot.addWidget(made)
    made.enter("", {})
    made.show()
    qtbot.waitUntil(lambda: bool(made.inbox.model.lines), timeout=_PATIENCE_MS)
    return made


def line(page: NoticesPage, words: str) -> Line:
    return next(one for one in inbox.listing(page.desk.session) if words in one.title)


def choose(page: NoticesPage, qtbot: QtBot, words: str) -> None:
    """Choose a line as a click does, and wait for it to be shown."""
    row = next(at for at, one in enumerate(page.inbox.model.lines) if words in one.title)
    page.inbox.table.selectRow(row)
    qtbot.waitUntil(lambda: words in page.inbox.view.title.text(), timeout=_PATIENCE_MS)


def test_titles_keep_room_beside_a_wide_reading_pane(page: NoticesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "高龄")
    panes = page.inbox.findChild(QSplitter)
    assert panes is not None
    panes.setSizes([0, 5_000])
    letter = page.inbox.fontMetrics().horizontalAdvance("字")
    qtbot.waitUntil(lambda: page.inbox.table.columnWidth(0) >= letter * 5, timeout=_PATIENCE_MS)


def test_choosing_one_reads_it_and_nothing_is_read_before(page: NoticesPage, qtbot: QtBot) -> None:
    model = page.inbox.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    unread = [one for one in model.lines if not one.is_read]
    assert len(unread) == 3
    first = model.index(list(model.lines).index(unread[0]), 0)
    font = model.data(first, Qt.ItemDataRole.FontRole)
    assert isinstance(font, QFont)
    assert font.bold()
    assert model.data(first.siblingAtColumn(2)) == "未读"
    assert page.band.count() == "3 件没看过或没办完"
    choose(page, qtbot, "寒潮")
    qtbot.waitUntil(lambda: line(page, "寒潮").is_read, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: sum(not one.is_read for one in model.lines) == 2, timeout=_PATIENCE_MS)


def test_a_key_signs_for_it(page: NoticesPage, desk: Desk, qtbot: QtBot) -> None:
    choose(page, qtbot, "寒潮")
    view = page.inbox.view
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(view.receive_button, Qt.MouseButton.LeftButton)
    assert said.args == ["已签收“关于做好寒潮防范的通知”", 0]
    qtbot.waitUntil(lambda: not view.receive_button.isVisible(), timeout=_PATIENCE_MS)
    assert line(page, "寒潮").is_done
    assert not view.reply_button.isVisible()


def test_a_task_is_answered_with_the_list_that_was_shown(page: NoticesPage, desk: Desk, qtbot: QtBot) -> None:
    choose(page, qtbot, "高龄")
    qtbot.mouseClick(page.inbox.view.again_button, Qt.MouseButton.LeftButton)
    dialog = in_front()
    assert isinstance(dialog, ReplyDialog)
    qtbot.waitUntil(dialog.button.isEnabled, timeout=_PATIENCE_MS)
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog.model)
    rows = dialog.model.rowCount()
    assert rows
    assert dialog.button.text() == f"交出 {rows} 行并回复"
    commit(dialog.text, "已核对")
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    (left,) = register.departed(desk.session)
    assert said.args[0] == f"已回复，交出 {rows} 行，登记号 {left.number}"
    (given,) = inbox.show(desk.session, line(page, "高龄").id).answers
    assert (given.rows, given.text) == (rows, "已核对")
    qtbot.waitUntil(lambda: page.inbox.view.again_button.text() == "再回复一次…", timeout=_PATIENCE_MS)


def test_what_is_sensitive_asks_what_for_where_the_task_does_not_say(page: NoticesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "出租")
    qtbot.mouseClick(page.inbox.view.again_button, Qt.MouseButton.LeftButton)
    dialog = in_front()
    assert isinstance(dialog, ReplyDialog)
    qtbot.waitUntil(dialog.button.isEnabled, timeout=_PATIENCE_MS)
    assert dialog.purpose.isVisible()
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert line(page, "出租").answers == 0
    dialog.purpose.purpose.set_value("04")
    dialog.purpose.basis.set_value("01")
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: line(page, "出租").answers == 1, timeout=_PATIENCE_MS)
    (left,) = register.departed(page.desk.session)
    assert (left.is_unmasked, left.form) == (True, "交给上级的清单")


def test_words_are_asked_for_where_no_list_is_wanted(page: NoticesPage, qtbot: QtBot) -> None:
    choose(page, qtbot, "困难")
    qtbot.mouseClick(page.inbox.view.again_button, Qt.MouseButton.LeftButton)
    dialog = in_front()
    assert isinstance(dialog, ReplyDialog)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    commit(dialog.text, "又走访 2 户")
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: line(page, "困难").answers == 2, timeout=_PATIENCE_MS)


def test_a_question_is_asked_without_a_name(page: NoticesPage, desk: Desk, qtbot: QtBot) -> None:
    page.enter("", {"leaf": 1})
    qtbot.mouseClick(page.questions.ask_button, Qt.MouseButton.LeftButton)
    dialog = in_front()
    assert isinstance(dialog, AskDialog)
    commit(dialog.text, "能不能晚一天报？")
    dialog.signed.setChecked(False)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.tabs.tabText(1) == "问题建议（3）", timeout=_PATIENCE_MS)
    assert [one.asker for one in asking.listing(desk.session) if one.text == "能不能晚一天报？"] == [""]


def test_an_answer_is_new_until_it_is_on_the_screen_and_more_can_be_said(
    page: NoticesPage, desk: Desk, qtbot: QtBot
) -> None:
    page.enter("", {"leaf": 0})
    qtbot.waitUntil(lambda: page.tabs.tabText(1) == "问题建议（1 件有新答复）", timeout=_PATIENCE_MS)
    (new,) = asking.unread(desk.session)
    other = next(one for one in asking.listing(desk.session) if one.id != new.id)
    page.enter("", {"leaf": 1, "question": other.id})
    qtbot.waitUntil(lambda: page.questions.view.told[-1:] == ("等街道答复。",), timeout=_PATIENCE_MS)
    assert asking.unread(desk.session), "another one was on the screen"
    page.enter("", {"leaf": 1, "question": new.id})
    qtbot.waitUntil(lambda: page.tabs.tabText(1) == "问题建议（2）", timeout=_PATIENCE_MS)
    assert asking.unread(desk.session) == ()
    said = page.questions.view.told
    assert "看过" in said[0]
    assert ["答复" in line for line in said[1:]] == [True, False, True]
    qtbot.mouseClick(page.questions.view.more_button, Qt.MouseButton.LeftButton)
    dialog = in_front()
    assert isinstance(dialog, MoreDialog)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible(), "nothing was said"
    commit(dialog.text, "好，谢谢。")
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.questions.view.told[-1].endswith("好，谢谢。"), timeout=_PATIENCE_MS)
    assert page.questions.current is not None
    assert page.questions.current.state == "等答复"


def test_the_navigation_tells_how_many_wait(page: NoticesPage, desk: Desk, qtbot: QtBot) -> None:
    navigation = Navigation("银杏居委会", desk.session.rights)
    qtbot.addWidget(navigation)
    Following(desk, navigation, navigation).begin()
    button = navigation._buttons["notices"]
    qtbot.waitUntil(lambda: button.text() == "任务和通知 4", timeout=_PATIENCE_MS)
    choose(page, qtbot, "寒潮")
    qtbot.mouseClick(page.inbox.view.receive_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button.text() == "任务和通知 3", timeout=_PATIENCE_MS)
