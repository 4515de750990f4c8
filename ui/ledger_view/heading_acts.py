"""What the headings of a table do: sort, open the menu of their column, say what they cannot, show what is asked for.

What is asked for is the table's; here it is only wished for.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.records.filters import Selection
from app.tables import list_columns, value_counts
from ledger.definition import Ledger
from ui.desk import Desk
from ui.ledger_view.cell_note import CellNotes
from ui.ledger_view.column_menu import ColumnMenu
from ui.ledger_view.panes import Panes
from ui.ledger_view.rows_model import RowsModel

_STAYS_PUT = "最左边认人认房的列位置不变；要换，请打开“选择列”（Ctrl+Shift+L）"


class HeadingActs(QObject):
    """`sort_asked(name)` by a click; `sort_chosen(name, descending)` and `filtered(name, texts)` from a menu."""

    sort_asked = Signal(str)
    sort_chosen = Signal(str, bool)
    filtered = Signal(str, object)

    def __init__(self, desk: Desk, ledger: Ledger, panes: Panes, notes: CellNotes, table: QWidget) -> None:
        super().__init__(table)
        self._desk, self._ledger, self._panes, self._notes, self._table = desk, ledger, panes, notes, table
        self._model: RowsModel = panes.model
        for pane in (panes.frozen, panes.main):
            pane.headings.sort_asked.connect(self._on_sort_asked)
            pane.headings.menu_asked.connect(self.open_column_menu)
            pane.headings.stays_put.connect(self._on_stays_put)
        panes.menu_key_pressed.connect(self.open_column_menu)

    def mark(self, selection: Selection, order_by: str, *, descending: bool) -> None:
        """Show in the headings what is filtered and by what the rows are sorted."""
        filtered = frozenset(
            column.name
            for column in self._model.columns
            if any(value_counts.asks_for(self._ledger, one, _asked_by(column.name)) for one in selection.filters)
        )
        for pane in (self._panes.frozen, self._panes.main):
            pane.headings.show_standing(filtered, order_by, descending=descending)

    @Slot(int)
    def _on_sort_asked(self, number: int) -> None:
        column = self._model.columns[number]
        why = list_columns.why_unsorted(self._desk.session, self._ledger.name, column.name)
        if why:
            self._notes.tell_at_heading(number, why)
        else:
            self.sort_asked.emit(column.name)

    @Slot(int)
    def _on_stays_put(self, number: int) -> None:
        self._notes.tell_at_heading(number, _STAYS_PUT)

    @Slot(int)
    def open_column_menu(self, number: int) -> ColumnMenu | None:
        """Open the menu of a column below its heading."""
        headings = self._panes.pane_of(number).headings
        at = headings.viewport().mapToGlobal(headings.section_rect(number).bottomLeft())
        return self.open_filter(self._model.columns[number].name, at)

    def open_filter(self, name: str, at: QPoint) -> ColumnMenu | None:
        """Open the menu of a column at a point of the screen, also of one that is not shown."""
        source = self._model.source
        if source is None:
            return None
        return self._open(
            ColumnMenu.of_column(self._desk, source, list_columns.named(self._ledger.name, name), self._table), at
        )

    def open_value_menu(self, name: str, title: str, at: QPoint) -> ColumnMenu | None:
        """Open the menu of what is asked for beside the columns, such as a person's tag."""
        source = self._model.source
        if source is None:
            return None
        return self._open(ColumnMenu.of_values(self._desk, source, name, title, self._table), at)

    def _open(self, menu: ColumnMenu, at: QPoint) -> ColumnMenu:
        menu.filtered.connect(self.filtered)
        menu.sorted_by.connect(self.sort_chosen)
        menu.open_at(at)
        return menu


def _asked_by(name: str) -> str:
    """What filters that a column stands for ask for: the address of people is asked for by its compound."""
    return "compound_uid" if name == "residence_address" else name
