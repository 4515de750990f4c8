"""Dialogs are answered by mouse and by keys, and the safe answer is the one at hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.input_method import commit
from ui.parts.dialog import Dialog, ReasonDialog, ask, ask_reason, question


def button(dialog: QDialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def answer_with(text: str) -> None:
    """Press a button of the dialog that is about to open."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        button(dialog, text).click()

    QTimer.singleShot(0, press)


def test_yes_and_no_of_a_question(qtbot: QtBot) -> None:
    answer_with("移入回收站")
    assert ask(None, "移入回收站？", "可以放回。", "移入回收站") is True
    answer_with("取消")
    assert ask(None, "移入回收站？", "可以放回。", "移入回收站") is False


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


def test_reason_thought_better_of(qtbot: QtBot) -> None:
    answer_with("取消")
    assert ask_reason(None, "查看", "为什么") is None


def test_button_may_leave_closing_to_the_dialog(qtbot: QtBot) -> None:
    dialog = Dialog("改密码")
    qtbot.addWidget(dialog)
    save = dialog.add_button("保存", "primary", closes=False)
    dialog.show()
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
