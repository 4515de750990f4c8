"""Several codes in one field: found by typing, ticked by keys or the mouse, taken off again, pasted as words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.input_method import commit, compose
from ui.parts.codes_box import CodesBox
from ui.parts.fields import Labelled

_KEY = Qt.Key


@pytest.fixture
def form(qtbot: QtBot) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addWidget(Labelled("家庭标签", CodesBox("key_group_tag")))
    column.addWidget(QLineEdit())
    column.addStretch(1)
    qtbot.addWidget(made)
    made.resize(500, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def box(form: QWidget) -> CodesBox:
    found = form.findChild(CodesBox)
    assert isinstance(found, CodesBox)
    found.setFocus()
    return found


def press(box: CodesBox, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(box.line, key)


def shown(box: CodesBox) -> list[str]:
    items = [box.ticks.list.item(row) for row in range(box.ticks.list.count())]
    return [item.text() for item in items if not item.isHidden()]


def ticked(box: CodesBox) -> list[str]:
    items = [box.ticks.list.item(row) for row in range(box.ticks.list.count())]
    return [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]


def chips(box: CodesBox) -> list[str]:
    return [chip.text() for chip in box.chips]


def test_a_few_letters_and_enter_tick_one_after_the_other(box: CodesBox) -> None:
    changed = QSignalSpy(box.changed)
    commit(box.line, "独居")
    assert shown(box) == ["独居老人"]
    press(box, _KEY.Key_Return)
    assert chips(box) == ["独居老人"]
    assert box.line.text() == ""
    commit(box.line, "五保户")  # another word for 特困人员
    assert shown(box) == ["特困人员"]
    press(box, _KEY.Key_Return)
    assert box.value() == "独居老人、特困人员"
    assert ticked(box) == ["独居老人", "特困人员"]
    assert len(shown(box)) > 40
    assert changed.count() >= 4


def test_enter_after_a_tick_only_puts_the_list_away(box: CodesBox) -> None:
    submitted = QSignalSpy(box.submitted)
    commit(box.line, "低保边缘")
    press(box, _KEY.Key_Return, _KEY.Key_Return)
    assert box.value() == "低保边缘"
    assert not box.is_open
    assert submitted.count() == 0
    press(box, _KEY.Key_Return)
    assert submitted.count() == 1


def test_arrows_space_and_backspace(box: CodesBox) -> None:
    press(box, _KEY.Key_Down)
    assert box.is_open
    press(box, _KEY.Key_Down, _KEY.Key_Space, _KEY.Key_Down, _KEY.Key_Return)
    assert box.value() == "高龄老人、失能老人"
    press(box, _KEY.Key_Up, _KEY.Key_Up, _KEY.Key_Up, _KEY.Key_Space)
    assert chips(box) == ["独居老人", "高龄老人", "失能老人"]
    press(box, _KEY.Key_Space)
    assert chips(box) == ["高龄老人", "失能老人"]
    press(box, _KEY.Key_Backspace)
    assert chips(box) == ["高龄老人"]
    press(box, _KEY.Key_PageDown, _KEY.Key_PageDown, _KEY.Key_PageDown, _KEY.Key_PageDown, _KEY.Key_PageDown)
    assert box.ticks.list.currentRow() == box.ticks.list.count() - 1
    assert box.line.hasFocus()


def test_esc_puts_the_list_away_and_goes_no_further(box: CodesBox, form: QWidget) -> None:
    heard: list[int] = []
    form.keyPressEvent = lambda event: heard.append(event.key())  # type: ignore[method-assign]
    press(box, _KEY.Key_Down, _KEY.Key_Escape)
    assert not box.is_open
    assert not heard
    press(box, _KEY.Key_Escape)
    assert heard == [_KEY.Key_Escape]


def test_words_joined_as_a_sheet_has_them_are_pasted(box: CodesBox) -> None:
    QGuiApplication.clipboard().setText("独居、低保,没有的词；失独")
    QTest.keySequence(box.line, "Ctrl+V")
    assert chips(box) == ["独居老人", "失独家庭", "低保"]
    assert box.line.text() == "没有的词"
    assert box.value() == "独居老人、失独家庭、低保、没有的词"  # for the ledger to refuse, with its reason


def test_a_word_typed_whole_is_taken_when_one_goes_on(box: CodesBox, form: QWidget) -> None:
    commit(box.line, "低保")
    press(box, _KEY.Key_Tab)
    other = form.findChildren(QLineEdit)[-1]
    assert other.hasFocus()
    assert chips(box) == ["低保"]
    assert box.line.text() == ""
    assert not box.is_open
    QTest.keyClick(other, _KEY.Key_Backtab)
    assert box.line.hasFocus()


def test_a_composition_is_left_alone(box: CodesBox) -> None:
    box.set_value("低保")
    compose(box.line, "duju")
    press(box, _KEY.Key_Return, _KEY.Key_Backspace, _KEY.Key_Space, _KEY.Key_Down)
    assert box.value() == "低保"
    assert box.line.is_composing
    commit(box.line, "独居")
    assert box.is_open
    assert shown(box) == ["独居老人"]


def test_the_mouse_ticks_lines_and_takes_chips_off(box: CodesBox, form: QWidget, qtbot: QtBot) -> None:
    QTest.mouseClick(box.arrow, Qt.MouseButton.LeftButton)
    assert box.is_open
    view = box.ticks.list
    for row in (0, 2):
        at = view.visualItemRect(view.item(row)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert chips(box) == ["独居老人", "失能老人"]
    assert box.is_open
    QTest.mouseClick(box.chips[0], Qt.MouseButton.LeftButton)
    assert chips(box) == ["失能老人"]
    assert box.line.hasFocus()
    other = form.findChildren(QLineEdit)[-1]
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert not box.is_open


def test_a_wheel_beside_the_list_closes_it(box: CodesBox, form: QWidget) -> None:
    box.open_list()
    at, none = QPointF(5, 5), QPoint()
    wheel = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    event = QWheelEvent(at, form.mapToGlobal(at), none, QPoint(0, -120), *wheel)
    QApplication.sendEvent(form, event)
    assert not box.is_open


def test_what_is_chosen_is_told_to_those_who_listen(box: CodesBox) -> None:
    assert box.line.accessibleName() == "家庭标签"
    assert "没有选" in box.line.accessibleDescription()
    commit(box.line, "独居、低保、")
    assert box.line.accessibleDescription() == "已选 2 项：独居老人、低保"
    assert [chip.accessibleName() for chip in box.chips] == ["去掉独居老人", "去掉低保"]
    assert box.ticks.list.accessibleName() == "家庭标签可选的内容"


def test_a_value_of_a_newer_version_is_kept(box: CodesBox) -> None:
    box.set_value("独居老人、Z77")
    assert box.value() == "独居老人、Z77"
    press(box, _KEY.Key_Backspace)
    assert box.value() == "独居老人"


def test_the_field_grows_with_its_chips(box: CodesBox, qtbot: QtBot) -> None:
    low = box.height()
    commit(box.line, "独居、低保、失能、残疾、特困、失独、认知症、")
    qtbot.waitUntil(lambda: box.height() > 1.5 * low)
    for chip in box.chips:
        assert box.rect().contains(chip.geometry())
