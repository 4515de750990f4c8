"""Dates as they are typed, to the precision that is known."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ledger.broken import Broken
from ui.parts.dates import DateEdit


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2020", "2020"),
        ("2020-5", "2020-05"),
        ("2020.5.1", "2020-05-01"),
        ("20200501", "2020-05-01"),
        ("2020年5月1日", "2020-05-01"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_dates_are_understood_and_left_in_one_form(qtbot: QtBot, typed: str, value: str) -> None:
    edit = DateEdit()
    qtbot.addWidget(edit)
    edit.setText(typed)
    assert edit.value() == value
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text().strip() == value


@pytest.mark.parametrize(("typed", "rule"), [("85.3.1", "two_digit_year"), ("昨天", "not_a_date"), ("2099", "future")])
def test_what_is_no_date_stays_as_written_with_its_reason(qtbot: QtBot, typed: str, rule: str) -> None:
    edit = DateEdit()
    qtbot.addWidget(edit)
    edit.setText(typed)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == edit.value() == typed
    read = edit.read()
    assert isinstance(read, Broken)
    assert read.rule == rule


def test_stored_date_is_shown_as_it_is(qtbot: QtBot) -> None:
    edit = DateEdit()
    qtbot.addWidget(edit)
    edit.set_value("1950-03")
    assert edit.value() == "1950-03"
