"""Dialogs that grow with their form."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.record_form.scroller import GrowingDialog


def test_what_a_hand_made_larger_than_it_grows_by_itself_stays_so(qtbot: QtBot) -> None:
    dialog = GrowingDialog("一张表单")
    qtbot.addWidget(dialog)
    dialog.body.addWidget(QLabel("内容"))
    dialog.show()
    drawn = dialog.screen().availableGeometry().size() * 1.2
    dialog.resize(drawn)
    dialog.grow()  # as it does when something in it is laid out anew
    assert dialog.size() == drawn
