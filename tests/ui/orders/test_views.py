"""The views of the orders by themselves: what is read later is asked for as what was read first."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.orders.filters import Filters
from tests.ui.orders.some_orders import registered
from ui.desk import Desk
from ui.orders.views import OrderViews


def test_cards_further_down_are_read_by_the_same_filters(desk: Desk, qtbot: QtBot) -> None:
    made = []
    for at in range(60):
        made.append(registered(desk.session, "C103", f"第 {at} 件").id)
        registered(desk.session, "C104", f"别的 {at}")
    views = OrderViews(desk)
    qtbot.addWidget(views)
    views.resize(1190, 700)
    views.show()
    with qtbot.waitSignals([views.counted, views.filled]):
        views.read(Filters(category="C103"), None)
    cards = views.board.columns["S10"].list.cards
    assert cards.rowCount() == 60
    views.board.columns["S10"].list.scrollToBottom()
    qtbot.waitUntil(lambda: all(cards.card_at(at) for at in range(60)))
    assert {card.id for at in range(60) if (card := cards.card_at(at))} == set(made)
