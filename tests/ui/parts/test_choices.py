"""Choosing a code by typing, by words that mean it, and by the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ledger import codes
from tests.input_method import commit
from ui.parts.choices import ChoiceBox, CodeBox, YesNoBox


@pytest.fixture
def box(qtbot: QtBot) -> CodeBox:
    made = CodeBox("ethnicity")
    qtbot.addWidget(made)
    made.show()
    return made


def test_typing_narrows_the_list_to_what_contains_it(box: CodeBox, qtbot: QtBot) -> None:
    inside = box.lineEdit()
    assert inside is not None
    commit(inside, "回")
    completer = box.completer()
    assert completer is not None
    model = completer.completionModel()
    shown = {model.index(row, 0).data() for row in range(model.rowCount())}
    assert "回族" in shown
    assert all("回" in label for label in shown)


def test_every_label_and_alias_means_its_code(box: CodeBox) -> None:
    for line in codes.table("ethnicity").lines:
        for word in (line.label, *line.aliases):
            box.setEditText(word)
            assert box.value() == codes.table("ethnicity").find(word)


def test_word_that_means_nothing_is_handed_on_as_written(box: CodeBox) -> None:
    box.setEditText("火星族")
    assert box.value() == "火星族"


def test_nothing_chosen_is_the_empty_value(box: CodeBox) -> None:
    assert box.value() == ""
    box.set_value("03")
    assert box.value() == "03"
    assert box.currentText() == "回族"
    box.set_value("")
    assert box.value() == ""


def test_value_of_a_newer_version_is_kept(box: CodeBox) -> None:
    box.set_value("9999")
    assert box.value() == "9999"


def test_leaving_the_field_settles_what_was_typed(box: CodeBox, qtbot: QtBot) -> None:
    inside = box.lineEdit()
    assert inside is not None
    commit(inside, "汉")
    with qtbot.waitSignal(box.chosen):
        qtbot.keyClick(inside, Qt.Key.Key_Return)
    assert (box.value(), box.currentText()) == ("01", "汉族")


def test_wheel_over_a_form_changes_nothing(box: CodeBox) -> None:
    box.set_value("01")
    middle = QPointF(box.rect().center())
    turn = QPoint(0, -120)
    none = Qt.MouseButton.NoButton
    plain = Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(middle, middle, turn, turn, none, plain, phase, False)
    QApplication.sendEvent(box, event)
    assert box.value() == "01"
    assert not event.isAccepted()


def test_yes_and_no(qtbot: QtBot) -> None:
    box = YesNoBox()
    qtbot.addWidget(box)
    assert box.value() == ""
    box.setEditText("是")
    assert box.value() == "1"
    box.setEditText("否")
    assert box.value() == "0"


def test_new_choices_keep_the_value_that_is_still_offered(qtbot: QtBot) -> None:
    box = ChoiceBox([("a", "甲"), ("b", "乙")])
    qtbot.addWidget(box)
    box.set_value("b")
    box.set_choices([("b", "乙"), ("c", "丙")])
    assert box.value() == "b"
