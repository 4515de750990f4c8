"""The line 数据截至 on the page 工单: empty until something comes from outside, kept in step, with its details."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.dialogs import dialogs_open
from tests.ui.orders.some_orders import registered
from ui.desk import Desk
from ui.orders.page import OrdersPage
from ui.orders.sources_line import SourcesDialog


def test_the_line_follows_what_comes_and_opens_its_details(desk: Desk, qtbot: QtBot) -> None:
    registered(desk.session)
    page = OrdersPage(desk)
    page.resize(1190, 700)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "content")
    line = page.sources
    assert not line.isVisible(), "nothing came from outside"
    registered(desk.session, source="01", external_no="SH1")
    qtbot.waitUntil(line.isVisible)
    assert line.text.text().startswith("数据截至：12345热线 ")
    line.button.setFocus()
    qtbot.keyClick(line.button, Qt.Key.Key_Space)
    [dialog] = dialogs_open(SourcesDialog)
    told = [one.text() for one in dialog.findChildren(QLabel)]
    assert "12345热线" in told
    assert any("共 1 件" in text and "在本机登记" in text for text in told)
    dialog.close()
