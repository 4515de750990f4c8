"""Each kind of fault is found when it is planted, and nothing is found where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QTabBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look.roles import label
from ui.parts.buttons import plain_button, quiet_button
from ui.parts.elided import ElidedLabel
from ui.parts.fields import Labelled, LineEdit
from ui.parts.sideways import go_across
from ui.parts.table import plain_table
from ui.screens.finding import focusable, problems

LONG = "银杏新村第一居民委员会办公室所在的那一幢楼的底层"


def narrow(widget: QWidget) -> QWidget:
    """The widget in less room than it needs."""
    whole = QWidget()
    widget.setParent(whole)
    widget.setGeometry(0, 0, 60, 30)
    whole.resize(300, 100)
    return whole


def in_column(widget: QWidget) -> QWidget:
    whole = QWidget()
    QVBoxLayout(whole).addWidget(widget)
    return whole


def nameless_icon() -> QWidget:
    button = quiet_button("x", "关闭")
    button.setAccessibleName("")
    button.setToolTip("")
    return in_column(button)


def cut_heading() -> QWidget:
    model = QStandardItemModel(1, 2)
    model.setHorizontalHeaderLabels([LONG, "乙"])
    table = plain_table(model, "表")
    model.setParent(table)
    table.setColumnWidth(0, 40)
    return in_column(table)


def cut_tab() -> QWidget:
    bar = QTabBar()
    bar.addTab(LONG)
    bar.addTab(LONG)
    bar.setExpanding(False)
    bar.setUsesScrollButtons(False)
    return narrow(bar)


def scrolled_tab() -> QWidget:
    """A bar that scrolls cuts its tabs as well, and says nothing of it."""
    bar = QTabBar()
    for text in ("看板", "列表", "按地点"):
        bar.addTab(text)
    bar.setExpanding(False)
    return narrow(bar)


def cut_choice() -> QWidget:
    box = QComboBox()
    box.setAccessibleName("小区")
    box.addItem(LONG)
    return narrow(box)


def cut_paragraph() -> QWidget:
    return narrow(label(LONG, wraps=True))


def cut_placeholder() -> QWidget:
    edit = LineEdit()
    edit.setAccessibleName("查找")
    edit.setPlaceholderText(LONG)
    return narrow(edit)


def out_of_reach() -> QWidget:
    area = QScrollArea()
    area.setHorizontalScrollBarPolicy(area.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
    area.setAccessibleName("内容")
    wide = QWidget()
    wide.setMinimumWidth(900)
    area.setWidget(wide)
    area.setWidgetResizable(True)
    return in_column(area)


def sideways() -> QWidget:
    area = QScrollArea()
    area.setAccessibleName("内容")
    wide = QWidget()
    wide.setMinimumWidth(900)
    area.setWidget(wide)
    area.setWidgetResizable(True)
    return in_column(area)


def beyond_its_parent() -> QWidget:
    whole = narrow(QLabel("短"))
    whole.findChildren(QLabel)[0].setGeometry(290, 0, 60, 30)
    return whole


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (lambda: narrow(QLabel(LONG)), "its text is cut"),
        (lambda: narrow(plain_button(LONG)), "its text is cut"),
        (lambda: in_column(LineEdit()), "has no accessible name"),
        (nameless_icon, "has no accessible name"),
        (cut_heading, "is cut"),
        (cut_tab, "is cut"),
        (scrolled_tab, "tab 「按地点」 is cut"),
        (cut_choice, "its choice is cut"),
        (cut_paragraph, "its text is cut"),
        (cut_placeholder, "its placeholder is cut"),
        (out_of_reach, "cannot be scrolled to"),
        (sideways, "it scrolls sideways"),
        (beyond_its_parent, "reaches beyond what holds it"),
    ],
)
def test_planted_fault_is_found(qtbot: QtBot, plant: Callable[[], QWidget], told: str) -> None:
    whole = plant()
    qtbot.addWidget(whole)
    whole.resize(300, 100)
    whole.show()
    assert any(told in line for line in problems(whole)), problems(whole)


def test_what_is_right_is_left_alone(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    column.addWidget(label(LONG, "muted", wraps=True))
    column.addWidget(ElidedLabel(LONG))
    column.addWidget(Labelled("姓名", LineEdit(LONG), "身份证上的"))
    column.addWidget(plain_button("导出"))
    row = QHBoxLayout()
    row.addWidget(quiet_button("x", "关闭"))
    column.addLayout(row)
    whole.resize(240, 400)
    whole.show()
    assert problems(whole) == []


def test_what_goes_across_on_purpose_is_left_alone(qtbot: QtBot) -> None:
    whole = sideways()
    go_across(whole.findChildren(QScrollArea)[0])
    qtbot.addWidget(whole)
    whole.resize(300, 100)
    whole.show()
    assert problems(whole) == []


def test_hidden_and_disabled_controls_are_not_asked_for(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    buttons = [QPushButton("甲"), QPushButton("乙"), QPushButton("丙")]
    for button in buttons:
        column.addWidget(button)
    buttons[1].setEnabled(False)
    buttons[2].hide()
    whole.show()
    assert focusable(whole) == buttons[:1]
