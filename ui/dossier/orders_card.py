"""工单 on the page of a person or a home: each order with its state and light, and the way to its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.access import Rights
from app.events import Committed
from app.orders import about
from app.orders.cards import Card as Order
from ui.desk import Desk
from ui.dossier.line_rows import line, link
from ui.parts.buttons import link_button
from ui.parts.cards import Card
from ui.parts.chips import Badge, Tone
from ui.workers import Latest

FIRST: Final = 5
_LEDGERS: Final = frozenset(("work_order", "work_order_event"))
_TONES: Final[dict[int | None, Tone]] = {1: "warn", 0: "bad"}


class OrdersCard(Card):
    """Reads by itself, and again when orders change; not there while there is none."""

    def __init__(self, desk: Desk, ledger: str, record: str) -> None:
        super().__init__("工单")
        self._desk, self._about = desk, (ledger, record)
        self._reading = Latest(desk.runner, self)
        self.lines: list[QWidget] = []
        self.hide()
        desk.events.changed.connect(self._on_changed)
        self._read()

    @staticmethod
    def is_for(rights: Rights) -> bool:
        """True for whoever may look at orders."""
        return rights.may("view", "work_order")

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if _LEDGERS & committed.ledgers:
            self._read()

    def _read(self) -> None:
        session, (ledger, record) = self._desk.session, self._about
        self._reading.ask(lambda _ctx: about.about(session, ledger, record), self.show_orders)

    def show_orders(self, orders: Sequence[Order], most: int = FIRST) -> None:
        """Show these, the first few at once."""
        for one in self.lines:
            self.body.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.lines = [self._line(order) for order in orders[:most]]
        left = len(orders) - most
        if left > 0:
            more = link_button(f"另有 {left} 件")
            more.clicked.connect(lambda: self.show_orders(orders, len(orders)))
            self.lines.append(more)
        for one in self.lines:
            self.body.addWidget(one)
        self.setVisible(bool(orders))

    def _line(self, order: Order) -> QWidget:
        opens = lambda: self._desk.go("order", order.id)  # noqa: E731 - told once, named for its line
        under = "　".join(filter(None, (order.order_no, order.place, order.left)))
        state = Badge(order.status_label, _TONES.get(order.light, "plain"))
        return line(None, link(order.title, opens, f"打开工单 {order.order_no}"), under, state)
