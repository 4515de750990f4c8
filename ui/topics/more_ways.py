"""What can be done with the rows of some ledgers alone: the missing month of a series, its sums, a device's orders."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.topics.rows import Listing, TopicRow
from ui.desk import Desk
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button
from ui.parts.dialog import open_dialog
from ui.topics.orders_dialog import DeviceOrdersDialog
from ui.topics.sums_dialog import SumsDialog

_ROW, _ORDER = "topic_row", "work_order"


class MoreWays(QObject):
    """Buttons beside the others; each is in sight where the ledger and the chosen row have a use for it."""

    wanted = Signal(str)
    """A row like this one is to be written, for the month that is missing."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._parent = desk, parent
        self._found: Listing | None = None
        self._one: TopicRow | None = None
        self.next_button = plain_button("填这个月", "calendar-plus")
        self.sums_button = plain_button("汇总…", "chart-column")
        self.orders_button = plain_button("设备的工单…", "clipboard-list")
        self.next_button.clicked.connect(self.fill_next)
        self.sums_button.clicked.connect(self.show_sums)
        self.orders_button.clicked.connect(self.show_orders)
        self.buttons = (self.next_button, self.orders_button, self.sums_button)

    def allow(self, found: Listing | None, chosen: list[TopicRow]) -> None:
        """Show what there is to do with these rows."""
        self._found, self._one = found, chosen[0] if len(chosen) == 1 else None
        topic, one, rights = found.kept.topic if found else None, self._one, self._desk.session.rights
        self.sums_button.setVisible(topic is not None and topic.month_field is not None)
        self.next_button.setVisible(one is not None and bool(one.missing))
        if one is not None and one.missing:
            self.next_button.setText(f"填 {one.missing}")
        self.orders_button.setVisible(topic is not None and topic.device_field is not None)
        self.orders_button.setEnabled(one is not None)
        grey_unless(rights, "edit", _ROW, self.next_button)
        grey_unless(rights, "view", _ORDER, self.orders_button)

    @Slot()
    def fill_next(self) -> None:
        """Ask for the form of the month that is missing."""
        if self._one is not None and self.next_button.isEnabled():
            self.wanted.emit(self._one.id)

    @Slot()
    def show_sums(self) -> None:
        """Show what the figures come to."""
        if self._found is not None:
            kept = self._found.kept
            open_dialog(SumsDialog(self._desk, kept.id, kept.topic.name, self._parent))

    @Slot()
    def show_orders(self) -> None:
        """Show the orders of the chosen device."""
        if self._found is not None and self._one is not None and self.orders_button.isEnabled():
            topic = self._found.kept.topic
            called = f"{topic.name}　{self._one.title(topic)}"
            open_dialog(DeviceOrdersDialog(self._desk, self._one.id, called, self._parent))
