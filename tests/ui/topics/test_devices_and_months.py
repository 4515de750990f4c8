"""The page 专题台账 for devices and for ledgers of one row a month, and the device in the form and page of an order."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.homes import buildings
from app.orders import intake
from app.records.choosing import Choice
from app.topics import defining, device_orders, rows, series, writing
from ledger import clock
from tests.ui.topics.test_topics_page import _dialog, _opened
from ui.desk import Desk, Place
from ui.order_form.register_dialog import RegisterDialog
from ui.orders.order_page import OrderPage
from ui.topics.orders_dialog import DeviceOrdersDialog
from ui.topics.page import TopicsPage
from ui.topics.row_dialog import RowDialog
from ui.topics.sums_dialog import SumsDialog

_ALARM = {"source": "08", "category": "C201", "description": "电动车进电梯"}


@pytest.fixture
def devices(desk: Desk) -> tuple[str, str]:
    """Two devices."""
    topic = defining.take_over(desk.session, "ai_device").id
    typed = {"kind": "烟感", "location": "门厅", "category": "C203", "status": "在线"}
    one, two = (writing.save(desk.session, topic, {**typed, "device_no": f"AI-{no}"}).id for no in (1, 2))
    return one, two


def _standing(desk: Desk, qtbot: QtBot, **facts: object) -> TopicsPage:
    page = _opened(desk, qtbot, **facts)
    qtbot.waitUntil(lambda: page.pane.found is not None and bool(page.pane.rows.lines))
    return page


def test_a_device_shows_its_orders_and_opens_one(desk: Desk, qtbot: QtBot, devices: tuple[str, str]) -> None:
    made = intake.create(desk.session, {**_ALARM, "device_uid": devices[0]})
    page = _standing(desk, qtbot)
    more, places = page.pane.deeds.more, list[Place]()
    assert [page.pane.rows.cells(line)[-3:] for line in page.pane.rows.lines] == [("1", "0", "0"), ("0", "0", "0")]
    assert not more.orders_button.isEnabled()
    assert not more.sums_button.isVisible()
    page.pane.table.selectRow(0)
    more.orders_button.click()
    dialog = _dialog(page, qtbot, DeviceOrdersDialog)
    qtbot.waitUntil(lambda: len(dialog.model.lines) == 1)
    desk.asked_for_place.connect(places.append)
    dialog.open_button.click()
    assert [(one.page, one.record) for one in places] == [("order", made.id)]
    page.pane.table.selectRow(1)
    more.orders_button.click()
    empty = _dialog(page, qtbot, DeviceOrdersDialog)
    qtbot.waitUntil(lambda: empty.states.state == "empty")
    assert not empty.open_button.isEnabled()


def test_the_page_of_an_order_leads_to_the_row_of_its_device(
    desk: Desk, qtbot: QtBot, devices: tuple[str, str]
) -> None:
    made = intake.create(desk.session, {**_ALARM, "device_uid": devices[1]})
    order = OrderPage(desk)
    qtbot.addWidget(order)
    order.show()
    order.enter(made.id, {})
    qtbot.waitUntil(lambda: order.dossier is not None)
    assert order.dossier is not None
    assert order.dossier.device == Choice(devices[1], "AI技防设备 AI-2")
    page = _standing(desk, qtbot)
    page.pane.search.setText("AI-1")
    qtbot.waitUntil(lambda: len(page.pane.rows.lines) == 1)
    page.enter(order.dossier.device_ledger, {"row": devices[1]})
    qtbot.waitUntil(lambda: [one.id for one in page.pane.chosen()] == [devices[1]])


def test_the_device_is_asked_for_where_one_gave_alarm(desk: Desk, qtbot: QtBot, devices: tuple[str, str]) -> None:
    dialog = RegisterDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.fields["device_uid"].isVisible()
    dialog.parts["source"].set_text("08")
    dialog.typed("source")
    assert dialog.fields["device_uid"].isVisible()
    box = dialog.parts["device_uid"].widget
    box.set_choice(Choice(devices[0], "AI-1"))  # type: ignore[attr-defined]  # a reference box
    dialog.parts["source"].set_text("05")
    dialog.typed("source")
    assert dialog.fields["device_uid"].isVisible(), "what was named is not put away"
    dialog.parts["description"].set_text("电动车")
    dialog.parts["category"].set_text("C201")
    with qtbot.waitSignal(dialog.registered):
        dialog.confirm()
    assert len(device_orders.listed(desk.session, devices[0])) == 1
    known = RegisterDialog(desk, {"device_uid": Choice(devices[0], "AI-1")})
    qtbot.addWidget(known)
    known.show()
    assert known.fields["device_uid"].isVisible()


def test_the_missing_month_is_filled_in_and_the_sums_follow(desk: Desk, qtbot: QtBot) -> None:
    topic = defining.take_over(desk.session, "block_usage").id
    typed = {"place": "共享客厅", "month": "2026-01", "uses": "4", "served": "90", "status": "开放"}
    writing.save(desk.session, topic, typed)
    assert buildings.tree(desk.session)
    page, month = _standing(desk, qtbot), series.last_month(clock.today())
    more = page.pane.deeds.more
    assert not page.pane.deeds.confirm_button.isVisible()
    assert page.pane.only_due.text() == "只看还没有填的"
    page.pane.table.selectRow(0)
    assert more.next_button.text() == f"填 {month}"
    more.next_button.click()
    dialog = _dialog(page, qtbot, RowDialog)
    qtbot.waitUntil(lambda: dialog.form is not None)
    assert dialog.form is not None
    assert {name: field.text() for name, field in dialog.form.fields.items() if field.text()} == {
        "place": "共享客厅",
        "month": month,
    }
    dialog.form.fill({"uses": "6", "served": "10", "status": "开放"})
    dialog.submit()
    qtbot.waitUntil(lambda: len(page.pane.rows.lines) == 2)
    assert rows.listing(desk.session, topic).due == 0
    page.pane.table.selectRow(0)
    assert not more.next_button.isVisible()
    more.sums_button.click()
    sums = _dialog(page, qtbot, SumsDialog)
    qtbot.waitUntil(lambda: len(sums.model.lines) == 3)
    assert sums.model.cells(sums.model.lines[-1])[:3] == ("合计", "2", "10")
    sums.way.setCurrentIndex(1)
    sums.way.activated.emit(1)
    assert [line.called for line in sums.model.lines] == ["共享客厅", "合计"]
    sums.year.setCurrentIndex(1)
    sums.year.activated.emit(1)
    qtbot.waitUntil(lambda: sums.found is not None and sums.found.year == "2026")
