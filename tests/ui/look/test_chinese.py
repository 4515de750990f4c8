"""Qt's own dialogs speak Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ui.look.chinese import CATALOGUES, speak_chinese


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[QApplication]:
    before = QLocale()
    speak_chinese(qapp)
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)
        translator.deleteLater()
    QLocale.setDefault(before)


def test_standard_buttons_are_chinese(chinese: QApplication, qtbot: QtBot) -> None:
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.Save | kinds.Discard)
    qtbot.addWidget(box)
    texts = {kind: box.button(kind).text().split("(")[0] for kind in (kinds.Ok, kinds.Cancel, kinds.Save)}
    assert texts == {kinds.Ok: "确定", kinds.Cancel: "取消", kinds.Save: "保存"}


def test_message_box_is_chinese(chinese: QApplication, qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
    assert [button.text()[0] for button in box.buttons()] == ["是", "否"]


def test_file_dialog_of_qt_is_chinese(chinese: QApplication, qtbot: QtBot) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    qtbot.addWidget(dialog)
    dialog.show()
    texts = {button.text() for button in dialog.findChildren(QPushButton)}
    assert {text.split("(")[0] for text in texts} >= {"打开", "取消"}


def test_menu_of_a_text_field_is_chinese(chinese: QApplication, qtbot: QtBot) -> None:
    edit = QLineEdit("张")
    qtbot.addWidget(edit)
    texts = [action.text() for action in edit.createStandardContextMenu().actions()]
    assert any(text.startswith("复制") for text in texts)


def test_translations_are_loaded_once(chinese: QApplication) -> None:
    speak_chinese(chinese)
    names = [translator.objectName() for translator in chinese.findChildren(QTranslator)]
    assert sorted(names) == sorted(CATALOGUES)
