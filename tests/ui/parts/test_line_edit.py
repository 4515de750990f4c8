"""An input method's Enter is the input method's, any other Enter submits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.input_method import commit, compose
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import Dialog
from ui.parts.fields import Labelled, PasswordEdit
from ui.parts.line_edit import LineEdit


@pytest.fixture
def edit(qtbot: QtBot) -> LineEdit:
    made = LineEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def test_enter_that_ends_a_composition_submits_nothing(edit: LineEdit, qtbot: QtBot) -> None:
    compose(edit, "zhang")
    assert edit.is_composing
    with qtbot.assertNotEmitted(edit.submitted), qtbot.assertNotEmitted(edit.returnPressed):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    commit(edit, "张")
    assert edit.text() == "张"
    assert not edit.is_composing


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_after_the_composition_submits(edit: LineEdit, qtbot: QtBot, key: Qt.Key) -> None:
    compose(edit, "zhang")
    commit(edit, "张")
    with qtbot.waitSignal(edit.submitted):
        qtbot.keyClick(edit, key)


def test_composition_given_up_leaves_enter_to_submit(edit: LineEdit, qtbot: QtBot) -> None:
    compose(edit, "zhang")
    compose(edit, "")
    with qtbot.waitSignal(edit.submitted):
        qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_enter_of_a_composition_does_not_press_the_dialogs_button(qtbot: QtBot) -> None:
    dialog = Dialog("新增居民")
    inside = LineEdit()
    dialog.body.addWidget(Labelled("姓名", inside))
    dialog.add_button("保存", "primary")
    qtbot.addWidget(dialog)
    dialog.show()
    compose(inside, "zhang")
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.keyClick(inside, Qt.Key.Key_Return)
    commit(inside, "张")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(inside, Qt.Key.Key_Return)


def test_enter_of_a_composition_chooses_nothing_in_a_list(qtbot: QtBot) -> None:
    box = ChoiceBox([("01", "汉族"), ("02", "蒙古族")])
    qtbot.addWidget(box)
    box.show()
    inside = box.lineEdit()
    assert inside is not None
    compose(inside, "meng")
    with qtbot.assertNotEmitted(box.submitted):
        qtbot.keyClick(inside, Qt.Key.Key_Return)
    commit(inside, "蒙古族")
    with qtbot.waitSignal(box.submitted):
        qtbot.keyClick(inside, Qt.Key.Key_Return)
    assert box.value() == "02"


def test_letters_typed_without_an_input_method_go_in(edit: LineEdit, qtbot: QtBot) -> None:
    qtbot.keyClicks(edit, "zhangsan")
    assert edit.text() == "zhangsan"


def test_password_shows_itself_only_when_asked(qtbot: QtBot) -> None:
    password = PasswordEdit()
    qtbot.addWidget(password)
    qtbot.keyClicks(password, "Yinxing-2026")
    assert password.displayText() != "Yinxing-2026"
    (eye,) = password.actions()
    eye.trigger()
    assert password.displayText() == "Yinxing-2026"
    eye.trigger()
    assert password.displayText() != "Yinxing-2026"
