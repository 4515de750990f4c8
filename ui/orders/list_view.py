"""列表: every order as a row, as Excel would show it: what the shared filters ask for, and what headings add to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.orders.filters import Filters, as_filters
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from ui.desk import Desk
from ui.ledger_view.table import LedgerTable
from ui.parts.dialog import open_dialog
from ui.parts.states import PageStates

LEDGER = "work_order"
NEWEST = "received_at"


class ListView(QWidget):
    """`opened(order)`; `emptied(states)` asks the page for its words where there is nothing."""

    opened = Signal(str)
    emptied = Signal(object)  # PageStates
    narrowed = Signal(int)
    """How many filters the headings add to those of the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._own: tuple[str, ...] = ()
        self._shared: tuple[str, ...] = ()
        self.table = LedgerTable(desk, catalog.named(LEDGER), can_edit=False, show_nothing=self._on_nothing)
        self.table.opened.connect(self.opened)
        self.table.asked_changed.connect(self._on_asked_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.setFocusProxy(self.table)

    def show_list(self, filters: Filters, standing: Mapping[str, object] | None = None) -> None:
        """Show what is asked for; the newest first until a heading says otherwise."""
        self._shared = as_filters(filters)
        selection = Selection(search=filters.search, filters=(*self._shared, *self._own), everyone=True)
        by, down = self.table.order_by or NEWEST, self.table.descending if self.table.order_by else True
        self.table.show_list(selection, order_by=by, descending=down, standing=standing)

    def narrow(self, filters: tuple[str, ...]) -> None:
        """Ask for these beside those of the page, as headings do; nothing is read yet."""
        self._own = filters
        self.narrowed.emit(len(filters))

    def clear(self) -> None:
        """Forget what the headings asked for."""
        self._own = ()
        self.narrowed.emit(0)

    @Slot()
    def _on_asked_changed(self) -> None:
        self._own = tuple(one for one in self.table.selection.filters if one not in self._shared)
        self.narrowed.emit(len(self._own))

    def _on_nothing(self, states: PageStates) -> None:
        self.emptied.emit(states)

    # -- what leaves

    def export(self) -> None:
        """Ask how the list is exported as it is filtered."""
        from ui.exporting.dialog import ExportDialog

        dialog = ExportDialog(self.desk, LEDGER, self.table.selection, self.window(), listed=self.table.columns)
        open_dialog(dialog)

    def print(self) -> None:
        """Show the preview of the list on paper."""
        from ui.printing.lists import print_list

        table = self.table
        order = Order(field=table.order_by or None, descending=table.descending)
        print_list(self.desk, LEDGER, table.selection, table.columns, order=order)
