"""Dialogs are answered by mouse and by keys, and the safe answer is the one at hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.input_method import commit
from tests.ui.dialogs import give_reason, press
from ui.parts.dialog import EVERYWHERE, Dialog, ReasonDialog, ask, ask_reason, question


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_yes_and_no_of_a_question(page: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    asked = [
        ask(page, "移入回收站？", "可以放回。", "移入回收站", lambda: done.append("yes")),
        ask(page, "移入回收站？", "可以放回。", "移入回收站", lambda: done.append("no")),
    ]
    assert {one.windowModality() for one in asked} == {Qt.WindowModality.WindowModal}
    press("取消")
    press("移入回收站")
    assert done == ["yes"]
    qtbot.waitUntil(lambda: not any(map(isValid, asked)))


def test_escape_is_no(qtbot: QtBot) -> None:
    dialog = question(None, "合并？", "两份合为一份。", "合并")
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_enter_is_the_primary_answer_but_never_a_dangerous_one(qtbot: QtBot) -> None:
    harmless = question(None, "合并？", "两份合为一份。", "合并")
    dangerous = question(None, "彻底删除？", "不能放回。", "彻底删除", is_danger=True)
    for dialog in (harmless, dangerous):
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
    with qtbot.waitSignal(harmless.accepted):
        qtbot.keyClick(harmless, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(dangerous.accepted), qtbot.waitSignal(dangerous.rejected):
        qtbot.keyClick(dangerous, Qt.Key.Key_Return)


def test_reason_must_be_given(qtbot: QtBot) -> None:
    dialog = ReasonDialog("查看完整证件号码", "为什么看会记下来。")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.yes.isEnabled()
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.edit, "  ")
    assert not dialog.yes.isEnabled()
    commit(dialog.edit, "核对")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert dialog.reason() == "核对"


def test_a_reason_is_asked_for_and_may_be_thought_better_of(page: QWidget) -> None:
    reasons: list[str] = []
    ask_reason(page, "查看", "为什么", reasons.append)
    press("取消")
    assert reasons == []
    ask_reason(page, "查看", "为什么", reasons.append)
    give_reason("核对")
    assert reasons == ["核对"]


def test_a_key_that_works_everywhere_works_in_a_dialog_too(page: QWidget, qtbot: QtBot) -> None:
    everywhere, here = QAction("锁定", page), QAction("后退", page)
    everywhere.setProperty(EVERYWHERE, True)
    everywhere.setShortcut("Ctrl+L")
    here.setShortcut("Ctrl+B")
    page.addActions([everywhere, here])
    dialog = question(page, "合并？", "两份合为一份。", "合并")
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(everywhere.triggered):
        qtbot.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    with qtbot.assertNotEmitted(here.triggered):
        qtbot.keyClick(dialog, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)


def test_button_may_leave_closing_to_the_dialog(qtbot: QtBot) -> None:
    dialog = Dialog("改密码")
    qtbot.addWidget(dialog)
    save = dialog.add_button("保存", "primary", closes=False)
    dialog.show()
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.mouseClick(save, Qt.MouseButton.LeftButton)


def test_a_button_put_before_the_primary_one_leaves_it_the_last(qtbot: QtBot) -> None:
    dialog = Dialog("设置")
    qtbot.addWidget(dialog)
    made = [dialog.add_button("取消", "cancel"), dialog.add_button("保存", "primary")]
    dialog.add_button("预览", closes=False, before=made[1])
    dialog.show()
    buttons = sorted(dialog.findChildren(QPushButton), key=lambda one: one.x())
    assert [one.text() for one in buttons] == ["取消", "预览", "保存"]
