"""The page 工单 by keys and clicks: the board, its filters, the list, what waits for me, the places, registering."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.orders import columns, mine
from app.orders.filters import Filters
from app.records import browsing
from ledger import catalog, clock
from tests.input_method import commit
from tests.ui.dialogs import dialogs_open, press
from tests.ui.orders.some_orders import homes, moved, registered, status_of
from ui.desk import Desk, Place
from ui.exporting.dialog import ExportDialog
from ui.look.theme import theme
from ui.order_form.register_dialog import RegisterDialog
from ui.orders.page import OrdersPage
from ui.orders.views import BOARD, LIST, MINE, PLACES
from ui.printing.preview import PreviewDialog

Opened = Callable[..., OrdersPage]


@pytest.fixture
def opened(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Opened:
    """Opens the page, and waits until something stands on it."""

    def open_page(**facts: object) -> OrdersPage:
        theme().apply(qapp)
        page = OrdersPage(desk)
        page.resize(1190, 700)
        qtbot.addWidget(page)
        page.show()
        page.enter("", facts)
        qtbot.waitUntil(lambda: page.states.state in ("content", "empty") and not page.views.reading.is_waiting)
        return page

    return open_page


def _places(desk: Desk) -> list[Place]:
    asked: list[Place] = []
    desk.asked_for_place.connect(asked.append)
    return asked


def _counts(page: OrdersPage) -> dict[str, str]:
    return {status: one.count.text() for status, one in page.views.board.columns.items() if one.count.text() != "0"}


def test_arrow_keys_go_between_cards_and_columns_and_enter_opens(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    new = [registered(desk.session, description=f"第 {at} 件").id for at in range(2)]
    working = registered(desk.session).id
    moved(desk.session, working, "accept", "take")
    page, asked = opened(), _places(desk)
    assert page.band.count() == "3 件"
    assert _counts(page) == {"S10": "2", "S40": "1"}
    first, other = page.views.board.columns["S10"].list, page.views.board.columns["S40"].list
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert first.current_order == new[1]
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.waitUntil(other.hasFocus)
    qtbot.keyClick(other, Qt.Key.Key_Return)
    assert (asked[-1].page, asked[-1].record) == ("order", working)
    standing = page.standing()
    assert standing["order"] == working
    qtbot.keyClick(other, Qt.Key.Key_Left)
    qtbot.waitUntil(first.hasFocus)
    page.enter("", standing)
    qtbot.waitUntil(other.hasFocus)


def test_a_move_made_elsewhere_changes_the_board_by_itself(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    page = opened()
    assert _counts(page) == {"S10": "1"}
    moved(desk.session, order, "accept")
    qtbot.waitUntil(lambda: _counts(page) == {"S20": "1"})


def test_a_long_column_reads_what_is_looked_at(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    made = [registered(desk.session, description=f"第 {at} 件").id for at in range(60)]
    page = opened()
    cards = page.views.board.columns["S10"].list.cards
    tester = QAbstractItemModelTester(cards, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert cards.rowCount() == 60
    page.views.board.columns["S10"].list.scrollToBottom()
    qtbot.waitUntil(lambda: cards.card_at(59) is not None)
    assert {card.id for at in range(60) if (card := cards.card_at(at))} == set(made)
    tester.deleteLater()


def test_filters_narrow_every_view_and_come_off_again(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    for category in ("C104", "C103", "0102"):
        registered(desk.session, category, f"有人反映 {category}")
    page = opened()
    page.bar.ask(Filters(category="C1"))
    qtbot.waitUntil(lambda: page.band.count() == "筛选后 2 件")
    assert [chip.text for chip in page.bar.chips()] == ["类别：物业管理"]
    page.bar.search.setFocus()
    commit(page.bar.search, "电梯")
    qtbot.waitUntil(lambda: page.band.count() == "筛选后 1 件")
    page.show_tab(LIST)
    qtbot.waitUntil(lambda: page.views.list.table.model.total == 1 and not page.views.list.table.model.is_waiting)
    page.show_tab(MINE)
    qtbot.waitUntil(lambda: page.band.count() == "筛选后 1 件等我办")
    qtbot.mouseClick(page.bar.chips()[0].cross, Qt.MouseButton.LeftButton)
    page.bar.search.clear()
    qtbot.waitUntil(lambda: page.band.count() == "3 件等我办")


def test_a_filter_is_chosen_from_the_menu(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    registered(desk.session, source="04")
    registered(desk.session, source="03", description="另外一件")
    page = opened()
    qtbot.waitUntil(lambda: not page._offering.is_waiting)
    kinds = {one.title(): one for one in page.bar.add_button.menu().findChildren(QMenu)}
    assert {"类别", "来源", "承办人", "时限灯", "小区"} <= kinds.keys()
    next(one for one in kinds["来源"].actions() if one.text() == "居民来电").trigger()
    qtbot.waitUntil(lambda: page.band.count() == "筛选后 1 件")
    assert [chip.text for chip in page.bar.chips()] == ["来源：居民来电"]


def test_overdue_and_lights_are_those_of_the_hour(
    desk: Desk, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = registered(desk.session).id
    moved(desk.session, order, "accept", "take")
    page = opened()
    page.bar.ask(Filters(light="2"))
    qtbot.waitUntil(lambda: page.band.count() == "筛选后 1 件")
    page.bar.overdue.setChecked(True)
    qtbot.waitUntil(lambda: page.states.state == "empty")
    monkeypatch.setattr(clock, "now_text", lambda: "2030-01-01T00:00:00.000Z")
    monkeypatch.setattr(clock, "now", lambda: clock.moment_of("2030-01-01T00:00:00.000Z"))
    page.bar.ask(Filters(overdue=True, light="0"))
    qtbot.waitUntil(lambda: page.band.count() == "筛选后 1 件")
    (card,) = page.views.board.columns["S40"].list.cards._parts[0]
    assert card.light_word == "红灯"
    assert card.left.startswith("超 ")


def test_what_waits_for_me_says_what_for(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    orders = [registered(desk.session, description=f"第 {at} 件").id for at in range(2)]
    moved(desk.session, orders[1], "accept", "take")
    page, asked = opened(tab=MINE), _places(desk)
    assert {line.card.id: line.what for line in page.views.mine.model.lines} == {
        orders[0]: "等我受理",
        orders[1]: "我在办理",
    }
    page.views.mine.table.selectRow(1)
    qtbot.keyClick(page.views.mine.table, Qt.Key.Key_Return)
    assert asked[-1].record == page.views.mine.model.lines[1].card.id


def test_places_count_what_is_open_there(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    home = homes(desk.session, 1)[0]
    here = registered(desk.session, dwelling_uid=home).id
    registered(desk.session, description="不知道在哪里")
    page, asked = opened(tab=PLACES), _places(desk)
    tree = page.views.places.model
    assert [tree.item(row, 1).text() for row in range(tree.rowCount())] == ["1", "1"]
    assert tree.item(1).text() == "没有写明楼栋"
    page.views.places.tree.setCurrentIndex(tree.item(0).child(0).index())
    qtbot.waitUntil(lambda: page.views.places.list.current_order == here)
    page.views.places.list.setFocus()
    qtbot.keyClick(page.views.places.list, Qt.Key.Key_Return)
    assert asked[-1].record == here


def test_the_list_opens_at_enter_and_exports_what_it_shows(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    order = registered(desk.session).id
    page, asked = opened(tab=LIST), _places(desk)
    qtbot.waitUntil(lambda: page.views.list.table.current_record == order)
    qtbot.keyClick(page.views.list.table.panes.frozen, Qt.Key.Key_Return)
    assert (asked[-1].page, asked[-1].record) == ("order", order)
    assert page.export_button.isEnabled()


def test_n_registers_with_two_fields_alone(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    registered(desk.session)
    page, asked = opened(), _places(desk)
    qtbot.waitUntil(page.views.board.columns["S10"].list.hasFocus)
    qtbot.keyClick(page.views.board.columns["S10"].list, Qt.Key.Key_N)
    (dialog,) = page.window().findChildren(RegisterDialog)
    qtbot.waitUntil(dialog.parts["description"].widget.hasFocus)
    qtbot.keyClick(dialog.parts["description"].widget, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: dialog.fields["category"].error == "请填写")
    assert dialog.fields["description"].error == "请填写"
    commit(dialog.parts["description"].widget, "一楼有人拉线充电")
    assert not dialog.fields["description"].error
    dialog.parts["category"].set_text("C201")
    with qtbot.waitSignal(dialog.registered) as said:
        qtbot.keyClick(dialog.parts["description"].widget, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said.args is not None
    assert asked[-1] == Place("order", said.args[0])
    assert status_of(desk.session, said.args[0]) == "S10"


def test_a_draft_keeps_what_was_typed_until_its_author_registers_it(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    page, asked = opened(), _places(desk)
    page.register()
    (dialog,) = page.window().findChildren(RegisterDialog)
    draft = next(one for one in dialog.other_buttons if one.text() == "存为草稿")
    commit(dialog.parts["description"].widget, "一楼有人拉线充电")
    draft.click()
    qtbot.waitUntil(lambda: dialog.fields["category"].error == "请填写")
    dialog.parts["category"].set_text("C201")
    dialog.parts["priority"].set_text("3")
    with qtbot.waitSignals([dialog.registered, desk.said]):
        draft.click()
    assert asked[-1].page == "order"
    order = asked[-1].record
    assert status_of(desk.session, order) == "S00"
    (waiting,) = mine.mine(desk.session, Filters())
    assert (waiting.what, waiting.card.id) == ("草稿，还没有登记", order)


def test_a_position_is_pasted_whole_and_what_is_wrong_with_it_stands_at_it(
    desk: Desk, opened: Opened, qtbot: QtBot
) -> None:
    page = opened()
    page.register()
    (dialog,) = page.window().findChildren(RegisterDialog)
    commit(dialog.parts["description"].widget, "路灯不亮")
    dialog.parts["category"].set_text("C104")
    for wrong, told in (("121.47", "一起填"), ("121.47, 91", "超出合理范围")):
        dialog.parts["lon"].set_text(wrong)
        dialog.confirm()
        qtbot.waitUntil(lambda told=told: told in dialog.fields["lon"].error)
    dialog.parts["lon"].set_text("121.4737, 31.2304")
    with qtbot.waitSignal(dialog.registered) as said:
        dialog.confirm()
    assert said.args is not None
    row = browsing.show(desk.session, catalog.named("work_order"), said.args[0]).row
    assert (row["lon"], row["lat"]) == (121.4737, 31.2304)


def test_who_is_alike_is_named_before_it_is_registered(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    home = homes(desk.session, 1)[0]
    known = registered(desk.session, dwelling_uid=home)
    page = opened()
    page.register()
    (dialog,) = page.window().findChildren(RegisterDialog)
    dialog.parts["dwelling_uid"].set_text(home)
    dialog.parts["category"].set_text("C104")
    commit(dialog.parts["description"].widget, "楼上漏水漏到我家")
    qtbot.waitUntil(lambda: not dialog.alike.isHidden())
    assert known.id in {one.id for one in dialog.alike.found}


def test_an_empty_store_teaches_and_registers(empty_desk: Desk, qtbot: QtBot) -> None:
    page = OrdersPage(empty_desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
    assert page.tab == BOARD
    assert columns.columns(empty_desk.session, Filters())[0].count == 0


def test_what_headings_ask_for_is_told_and_comes_off_with_the_rest(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    for category in ("C104", "C103"):
        registered(desk.session, category, f"有人反映 {category}")
    page = opened(tab=LIST)
    qtbot.waitUntil(lambda: page.views.list.table.model.total == 2)
    page.views.list.table.filter("category", ("category=C104",))
    qtbot.waitUntil(lambda: page.band.count() == "筛选后 1 件")
    assert [chip.text for chip in page.bar.chips()] == ["列标题筛选 1 项"]
    qtbot.mouseClick(page.bar.chips()[0].cross, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.band.count() == "2 件")
    assert page.bar.chips() == ()


def test_the_list_leaves_as_a_workbook_and_on_paper(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    registered(desk.session)
    page = opened(tab=LIST)
    qtbot.waitUntil(lambda: page.views.list.table.model.total == 1)
    page.export_button.click()
    (dialog,) = page.window().findChildren(ExportDialog)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    dialog.reject()
    page.views.list.print()
    (preview,) = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert "工单" in preview.windowTitle()
    preview.reject()


def test_a_form_that_was_begun_does_not_go_unasked(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    registered(desk.session)
    page = opened()
    page.register()
    (dialog,) = page.window().findChildren(RegisterDialog)
    commit(dialog.parts["description"].widget, "写到一半")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    press("不办，关闭")
    assert not dialog.isVisible()


def test_what_waits_for_me_is_narrowed_to_a_kind_and_back(desk: Desk, opened: Opened, qtbot: QtBot) -> None:
    registered(desk.session)
    page = opened(tab=MINE)
    view = page.views.mine
    assert page.band.count() == "1 件等我办"
    view.kinds.set_value(mine.LATE)
    view.kinds.chosen.emit()
    qtbot.waitUntil(lambda: page.states.state == "empty")
    assert page.standing()["kind"] == mine.LATE
    (button,) = (one for one in page.states.findChildren(QPushButton) if one.text() == "看全部等我办的")
    button.click()
    qtbot.waitUntil(lambda: page.states.state == "content" and page.band.count() == "1 件等我办")
    assert view.kind == ""
