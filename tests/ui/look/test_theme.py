"""The theme changes while windows are open, and they follow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.look import fonts
from ui.look.icons import icon
from ui.look.roles import label, set_role
from ui.look.theme import Kind, Theme
from ui.look.tokens import DARK, LIGHT, SETS
from ui.parts.buttons import plain_button, primary_button
from ui.parts.picture import Picture


def colour_in_the_middle(widget: QWidget) -> QColor:
    picture = widget.grab().toImage()
    return picture.pixelColor(picture.width() // 2, 3)


@pytest.mark.parametrize("kind", ["light", "dark", "contrast"])
def test_every_set_dresses_the_application(look: Theme, qapp: QApplication, qtbot: QtBot, kind: Kind) -> None:
    button = primary_button("保存")
    qtbot.addWidget(button)
    look.set(kind)
    assert look.tokens is SETS[kind]
    assert qapp.palette().color(QPalette.ColorRole.Text) == QColor(SETS[kind].text)
    button.resize(120, 40)
    assert colour_in_the_middle(button) == QColor(SETS[kind].accent)


@pytest.mark.parametrize("percent", [100, 125, 150, 175])
def test_text_size_changes_live_and_everything_by_it(look: Theme, qtbot: QtBot, percent: int) -> None:
    whole = QWidget()
    column = QVBoxLayout(whole)
    title, body, button, box = label("题目", "title"), QLabel("正文"), plain_button("导出", "download"), QComboBox()
    box.addItem("全部")
    picture = Picture("info")
    for widget in (title, body, button, box, picture):
        column.addWidget(widget)
    qtbot.addWidget(whole)
    whole.show()
    before = {widget: widget.sizeHint() for widget in (title, body, button, box, picture)}
    with qtbot.waitSignal(look.changed) if percent != 100 else qtbot.waitExposed(whole):
        look.set("light", percent)
    assert body.font().pointSizeF() == pytest.approx(10.5 * percent / 100)
    assert title.font().pointSizeF() == pytest.approx(15 * percent / 100)
    for widget, size in before.items():
        grown = widget.sizeHint().height() / size.height()
        assert grown == pytest.approx(percent / 100, rel=0.2), type(widget).__name__


def test_text_size_stays_within_what_the_design_holds(look: Theme) -> None:
    look.set("light", 400)
    assert look.text_percent == 175
    look.set("light", 20)
    assert look.text_percent == 100


def test_system_choice_is_followed_until_the_person_chooses(look: Theme, qapp: QApplication) -> None:
    look.set("system")
    hints = qapp.styleHints()
    look.set("dark")
    assert look.tokens is DARK
    look.set("system")
    expected = DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    assert look.tokens is expected


def test_same_choice_again_changes_nothing(look: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(look.changed):
        look.set("light", 100)


def test_icons_follow_the_theme_without_being_set_again(look: Theme, qtbot: QtBot) -> None:
    shown = icon("check")
    light = shown.pixmap(32, 32).toImage()
    look.set("dark")
    dark = shown.pixmap(32, 32).toImage()
    inked = [
        (x, y) for x in range(light.width()) for y in range(light.height()) if light.pixelColor(x, y).alpha() == 255
    ]
    assert inked
    x, y = inked[len(inked) // 2]
    assert light.pixelColor(x, y) == QColor(LIGHT.text)
    assert dark.pixelColor(x, y) == QColor(DARK.text)


def test_unknown_icon_is_told_where_it_is_asked_for(look: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-drawing")


def test_focus_changes_no_size(look: Theme, qtbot: QtBot) -> None:
    whole = QWidget()
    column = QVBoxLayout(whole)
    button, other = plain_button("导出"), plain_button("导入")
    column.addWidget(button)
    column.addWidget(other)
    qtbot.addWidget(whole)
    with qtbot.waitActive(whole):
        whole.show()
        whole.activateWindow()
    other.setFocus()
    before = button.sizeHint(), button.grab().toImage()
    button.setFocus()
    assert button.hasFocus()
    assert button.sizeHint() == before[0]
    assert button.grab().toImage() != before[1]
    assert button.grab().toImage().pixelColor(1, button.height() // 2) == QColor(LIGHT.accent)


def test_role_may_change_later(look: Theme, qtbot: QtBot) -> None:
    text = label("存疑")
    qtbot.addWidget(text)
    text.show()
    set_role(text, "bad")
    assert text.palette().color(QPalette.ColorRole.WindowText) == QColor(LIGHT.bad)


def test_digits_stand_under_each_other(look: Theme, qapp: QApplication) -> None:
    metrics = QFontMetricsF(fonts.tabular(qapp.font()))
    assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("8888"))


def test_body_font_is_one_of_the_systems_chinese_ones(look: Theme, qapp: QApplication) -> None:
    known = set(QFontDatabase.families())
    assert all(family in known for family in qapp.font().families())
