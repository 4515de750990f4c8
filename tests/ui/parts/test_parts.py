"""The small parts: what they say, to eyes and to ears, and what keys do with them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.jobs import Progress
from app.messages import window_message_for
from ledger.errors import RecordNotFound
from ui.look.theme import theme
from ui.parts.bands import FilterBand, StatusLine, TitleBand
from ui.parts.buttons import menu_button, plain_button, primary_button, quiet_button
from ui.parts.cards import Card
from ui.parts.chips import ICONS, Badge, FilterChip, TagChip
from ui.parts.drawer import Drawer
from ui.parts.elided import ElidedLabel
from ui.parts.fields import Labelled, LineEdit
from ui.parts.flow import FlowLayout
from ui.parts.progress import ProgressLine, duration
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table, row_height
from ui.screens.finding import name_of


def texts(widget: QWidget) -> list[str]:
    """What labels and buttons of the widget say, in order."""
    return [
        child.text()
        for child in widget.findChildren(QWidget)
        if isinstance(child, QLabel | QPushButton) and child.isVisibleTo(widget) and child.text()
    ]


def test_buttons_have_names_and_take_the_focus(qtbot: QtBot) -> None:
    for button, name in (
        (primary_button("新增", "plus"), "新增"),
        (plain_button("导出"), "导出"),
        (menu_button("导入"), "导入"),
        (quiet_button("x", "关闭"), "关闭"),
    ):
        qtbot.addWidget(button)
        assert name_of(button) == name
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        with qtbot.waitSignal(button.pressed):
            qtbot.keyPress(button, Qt.Key.Key_Space)
        qtbot.keyRelease(button, Qt.Key.Key_Space)


def test_icon_button_says_its_name_under_the_pointer(qtbot: QtBot) -> None:
    button = quiet_button("refresh-cw", "刷新")
    qtbot.addWidget(button)
    assert button.toolTip() == "刷新"
    assert not button.icon().isNull()


def test_filter_chip_goes_by_its_cross_and_by_delete(qtbot: QtBot) -> None:
    chip = FilterChip("小区：银杏新村")
    qtbot.addWidget(chip)
    chip.show()
    assert name_of(chip.cross) == "去掉条件 小区：银杏新村"
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip.cross, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip.cross, Qt.Key.Key_Delete)


def test_filter_band_shows_chips_between_its_widgets_and_clear(qtbot: QtBot) -> None:
    band = FilterBand()
    qtbot.addWidget(band)
    add = plain_button("条件", "plus")
    band.add(add)
    band.show()
    assert texts(band) == ["条件"]
    band.show_chips([FilterChip("甲"), FilterChip("乙")])
    assert [chip.text for chip in band.chips()] == ["甲", "乙"]
    order = [band.flow.itemAt(index).widget() for index in range(band.flow.count())]  # type: ignore[union-attr]
    assert order[0] is add
    assert order[1:3] == list(band.chips())
    clear = next(button for button in band.findChildren(QPushButton) if button.text() == "清除")
    with qtbot.waitSignal(band.cleared):
        qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    band.show_chips([])
    assert not clear.isVisible()
    assert band.chips() == ()


def test_filters_take_as_many_lines_as_they_need(qtbot: QtBot) -> None:
    band = FilterBand()
    qtbot.addWidget(band)
    band.show_chips([FilterChip(f"标签：独居老人{number}") for number in range(12)])
    narrow, wide = band.heightForWidth(400), band.heightForWidth(3000)
    assert narrow > 3 * wide


def test_flow_keeps_every_widget_within_its_width(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = FlowLayout(whole)
    tags = [TagChip(f"标签{number}") for number in range(20)]
    for tag in tags:
        flow.addWidget(tag)
    whole.resize(QSize(300, flow.heightForWidth(300)))
    whole.show()
    assert all(whole.rect().contains(tag.geometry()) for tag in tags)
    rows = {tag.y() for tag in tags}
    assert len(rows) > 1
    assert flow.takeAt(99) is None
    assert flow.takeAt(0) is not None


@pytest.mark.parametrize("tone", list(ICONS))
def test_badge_tells_by_word_and_icon(qtbot: QtBot, tone: str) -> None:
    badge = Badge("存疑", tone)  # type: ignore[arg-type]
    qtbot.addWidget(badge)
    badge.show()
    assert badge.text == name_of(badge) == "存疑"
    picture = next(child for child in badge.children() if type(child).__name__ == "Picture")
    assert picture.isVisible() is (tone != "plain")  # type: ignore[attr-defined]


def test_title_band_counts(qtbot: QtBot) -> None:
    band = TitleBand("人口")
    qtbot.addWidget(band)
    band.set_count("2,416 人")
    band.add_action(primary_button("新增"))
    assert texts(band) == ["人口", "2,416 人", "新增"]
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_text("已选 3 人")
    assert line.text() == "已选 3 人"


def test_field_tells_its_error_to_eyes_and_ears(qtbot: QtBot) -> None:
    editor = LineEdit()
    field = Labelled("证件号码", editor, "18 位")
    qtbot.addWidget(field)
    field.show()
    assert name_of(editor) == "证件号码"
    assert editor.accessibleDescription() == "18 位"
    field.set_error("少一位")
    assert (field.error, field.note.text(), editor.accessibleDescription()) == ("少一位",) * 3
    field.set_hint("身份证上的")
    assert field.note.text() == "少一位"
    field.clear_error()
    assert (field.error, field.note.text()) == ("", "身份证上的")


def test_labels_of_a_row_stand_on_one_line_when_one_has_an_error(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QHBoxLayout

    row = QWidget()
    qtbot.addWidget(row)
    across = QHBoxLayout(row)
    fields = [Labelled("姓名", LineEdit()), Labelled("电话", LineEdit())]
    for field in fields:
        across.addWidget(field)
    fields[1].set_error("位数不对")
    row.show()
    assert fields[0].label.y() == fields[1].label.y()
    assert fields[0].editor.y() == fields[1].editor.y()


def test_states_replace_one_another_and_keep_the_content(qtbot: QtBot) -> None:
    content = QLineEdit("还在")
    states = PageStates(content)
    qtbot.addWidget(states)
    states.show()
    tried: list[int] = []
    states.show_loading("正在读取…")
    assert (states.state, texts(states)) == ("loading", ["正在读取…"])
    states.show_empty("users", "还没有居民", "导入一份表，或新增第一位。", primary_button("导入", "upload"))
    assert states.state == "empty"
    assert texts(states) == ["还没有居民", "导入一份表，或新增第一位。", "导入"]
    error = RecordNotFound("person")
    states.show_error(error, lambda: tried.append(1))
    assert states.state == "error"
    assert window_message_for(error) in texts(states)
    retry = next(button for button in states.findChildren(QPushButton) if button.text() == "重试")
    qtbot.mouseClick(retry, Qt.MouseButton.LeftButton)
    assert tried == [1]
    states.show_content()
    assert states.state == "content"
    assert content.isVisible()
    assert content.text() == "还在"


def test_drawer_closes_by_escape_and_by_its_cross(qtbot: QtBot) -> None:
    drawer = Drawer("张*")
    qtbot.addWidget(drawer)
    drawer.show()
    with qtbot.waitSignal(drawer.closed):
        qtbot.keyClick(drawer, Qt.Key.Key_Escape)
    assert not drawer.isVisible()
    drawer.show()
    with qtbot.waitSignal(drawer.closed):
        qtbot.mouseClick(drawer.close_button, Qt.MouseButton.LeftButton)


def test_drawer_grows_with_the_text(qtbot: QtBot) -> None:
    drawer = Drawer("张*")
    qtbot.addWidget(drawer)
    drawer.show()
    before = drawer.minimumWidth()
    theme().set("light", 150)
    assert drawer.minimumWidth() == pytest.approx(before * 1.5, rel=0.1)


def test_card_takes_no_more_height_than_its_words(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    card = Card("基本")
    card.body.addWidget(QLabel("男 · 78 岁"))
    column.addWidget(card)
    column.addStretch(1)
    whole.resize(300, 600)
    whole.show()
    assert card.height() == card.sizeHint().height()


def test_progress_says_how_far_and_can_be_stopped(qtbot: QtBot) -> None:
    line = ProgressLine("导入 人口.xlsx")
    qtbot.addWidget(line)
    line.show()
    line.show_progress(Progress("writing", 300, 1000, 75.0), "写入")
    assert line.text() == "导入 人口.xlsx 写入 · 300 / 1,000 · 约还要 2 分钟"
    with qtbot.waitSignal(line.cancelled):
        qtbot.mouseClick(line.cancel_button, Qt.MouseButton.LeftButton)
    assert not line.cancel_button.isEnabled()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 秒"), (59, "59 秒"), (61, "2 分钟"), (3600, "1 小时 0 分钟"), (5400, "1 小时 30 分钟")],
)
def test_time_left_as_people_say_it(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def model() -> QStandardItemModel:
    made = QStandardItemModel(0, 2)
    made.setHorizontalHeaderLabels(["姓名", "住址"])
    for name in ("张*", "欧阳**"):
        made.appendRow([QStandardItem(name), QStandardItem("银杏新村 1 号 101 室")])
    return made


def test_plain_table_is_walked_by_rows_and_left_by_tab(qtbot: QtBot) -> None:
    rows: QAbstractItemModel = model()
    QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal, rows)
    table = plain_table(rows, "居民")
    qtbot.addWidget(table)
    table.show()
    assert name_of(table) == "居民"
    assert not table.tabKeyNavigation()
    chosen = table.selectionModel()
    chosen.setCurrentIndex(rows.index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1


def test_rows_grow_with_the_text(qtbot: QtBot) -> None:
    rows = model()
    table = plain_table(rows, "居民")
    qtbot.addWidget(table)
    table.show()
    before = table.rowHeight(0)
    theme().set("light", 150)
    assert table.rowHeight(0) == row_height(table) > before


def test_long_name_ends_in_an_ellipsis_and_can_be_read_whole(qtbot: QtBot) -> None:
    name = ElidedLabel("买买提·阿卜杜热合曼·吾买尔江")
    qtbot.addWidget(name)
    name.resize(60, name.sizeHint().height())
    name.show()
    name.grab()
    assert name.is_elided
    assert name.toolTip() == name.text()
    name.resize(600, name.height())
    name.grab()
    assert not name.is_elided
    assert name.toolTip() == ""


def test_action_is_found_by_name_and_says_its_key(qtbot: QtBot) -> None:
    owner = QPlainTextEdit()
    qtbot.addWidget(owner)
    done: list[int] = []
    made = action(owner, "新增居民", "Ctrl+N", lambda: done.append(1), "plus")
    assert made.toolTip() == "新增居民 (Ctrl+N)"
    assert owner.findChild(type(made), "新增居民") is made
    with qtbot.waitExposed(owner):
        owner.show()
    owner.setFocus()
    qtbot.keyClick(owner, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert done == [1]
