"""`LedgerTable`: the table of a ledger, for the people page and every other list of records.

What the rows are asked for (filters, search, order) is told from outside; the page shows it in its bands. Cells are
`panes`' and `cell_editors`', what is done with many of them `cell_actions`', how columns are kept `kept_columns`',
what headings do `heading_acts`'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.events import Committed
from app.records.filters import Selection
from app.tables import list_columns, value_counts
from app.tables.row_source import RowSource
from ledger.definition import Ledger
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.ledger_view.blocks import Chosen
from ui.ledger_view.cell_actions import CellActions
from ui.ledger_view.cell_editors import CellDelegate
from ui.ledger_view.cell_note import CellNotes
from ui.ledger_view.cell_writer import CellWriter
from ui.ledger_view.column_chooser import ColumnChooser
from ui.ledger_view.heading_acts import HeadingActs
from ui.ledger_view.kept_columns import KeptColumns
from ui.ledger_view.pane import Pane
from ui.ledger_view.panes import Panes
from ui.ledger_view.rows_model import RowsModel
from ui.ledger_view.selection_line import SelectionLine
from ui.ledger_view.standing import Standing
from ui.look.theme import theme
from ui.parts.bands import StatusLine
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.states import PageStates

HINTS = "F2 或直接输入修改　·　Ctrl+C 复制　·　Ctrl+V 粘贴　·　Ctrl+D 向下填充　·　Alt+↓ 筛选本列　·　回车打开"
_OF_THE_EXCHANGE = frozenset(("sync", "conflict"))
"""A round that ended, an answer to a question: other rows are marked afterwards."""
_TOLD_OF_PEOPLE = frozenset(("residence", "dwelling", "building", "unit", "person_tag"))
"""Ledgers that the list of people speaks of beside its own: where they live, what tags they have."""


class LedgerTable(QWidget):
    """Rows of one ledger as Excel would show them: read as they are looked at, edited in place, never all in memory.

    Make it with the desk and a ledger, then say what it shows with `show_list`; it reads, counts, sorts, filters and
    refreshes by itself, and keeps columns and widths for the next time. With `columns` it always has these, and keeps
    nothing; with `can_edit=False` cells only show; with `adds_rows=True` a line behind the last row takes new ones.
    The owner connects:

    - `counted(total, is_floor)`: how many rows there are;
    - `asked_changed()`: filters, order or columns were changed in the table: read `selection`, `order_by`, ...;
    - `opened(record)`: Enter, or a double click where nothing is edited; `current_changed(record)`: another row;
    - `add_asked()`: Enter on the line of new rows.

    `standing()` is how it stands as plain values; `stand` and `show_list` put it there again: same row, same place on
    the screen. `show_nothing` is called when the list is empty and shows the owner's words through `states`. `line` is
    the line at its foot, where the owner may add buttons; `blocks.applied` tells of what was pasted or filled.
    """

    counted = Signal(int, bool)
    asked_changed = Signal()
    opened = Signal(str)
    current_changed = Signal(str)
    add_asked = Signal()

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        *,
        columns: tuple[str, ...] = (),
        can_edit: bool = True,
        adds_rows: bool = False,
        show_nothing: Callable[[PageStates], None] | None = None,
    ) -> None:
        super().__init__()
        self.desk, self.ledger = desk, ledger
        can_edit = can_edit and desk.session.rights.may("edit", ledger.name)
        adds_rows = adds_rows and can_edit
        self._can_edit, self._show_nothing = can_edit, show_nothing
        self.selection, self.order_by, self.descending = Selection(), "", False
        self._wanted_stand: Mapping[str, object] = {}
        self._current = ""
        self.model = RowsModel(desk.runner, adds_rows=adds_rows, parent=self)
        self.panes = Panes(self.model)
        self.states = PageStates(self.panes)
        self.line = StatusLine()
        self._columns = KeptColumns(desk, ledger.name, columns, self)
        self._notes = CellNotes(self.panes)
        self.note = self._notes.note
        self.headings = HeadingActs(desk, ledger, self.panes, self._notes, self)
        self.cells = CellActions(desk, ledger, self.panes, self._notes, can_edit=can_edit)
        self.blocks = self.cells.blocks
        self.writer = CellWriter(desk, self.model, self)
        self._standing = Standing(desk, self.panes)
        self._selected = SelectionLine(desk, self.model, self.cells, self.line, HINTS if can_edit else "")
        self._lay_out()
        self._connect()
        self.setAccessibleName(f"{words.called(ledger.name)}列表")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.states, 1)
        column.addWidget(self.line)
        self.states.show_loading()
        action(self.panes, "选择列…", "Ctrl+Shift+L", self.choose_columns)

    def _connect(self) -> None:
        model, panes = self.model, self.panes
        self._notes.told.connect(self.line.show_text)
        self.writer.refused.connect(self._on_refused)
        self.delegates = tuple(self._delegate(pane) for pane in (panes.frozen, panes.main))
        model.shown.connect(self._on_shown)
        model.counted.connect(self._on_counted)
        model.failed.connect(self._on_failed)
        model.dataChanged.connect(self._tell_current)
        panes.opened.connect(self._on_opened)
        panes.current_changed.connect(self._tell_current)
        panes.selection_changed.connect(self._selected.follow)
        panes.column_resized.connect(self._on_column_resized)
        panes.column_moved.connect(self._on_column_moved)
        self.headings.sort_asked.connect(self._on_sort_asked)
        self.headings.sort_chosen.connect(lambda name, down: self.sort(name, descending=down))
        self.headings.filtered.connect(self.filter)
        theme().changed.connect(self._lay_out_columns)
        self.desk.events.changed.connect(self._on_committed)

    def _delegate(self, pane: Pane) -> CellDelegate:
        made = CellDelegate(self.model, pane)
        pane.setItemDelegate(made)
        if not self._can_edit:
            pane.setEditTriggers(Pane.EditTrigger.NoEditTriggers)
        made.committed.connect(self.writer.write)
        made.moved.connect(self._on_moved)
        made.spread.connect(self.cells.fill)
        made.refused.connect(self._notes.tell_at)
        made.given_up.connect(self._notes.hide)
        pane.menu_asked.connect(lambda _index, at: self.cells.open_menu(at))
        pane.doubleClicked.connect(lambda index: self._on_double_clicked(index.row(), index.column()))
        return made

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the cells, or stay here until there are any."""
        if self.panes.isVisible():
            self.panes.take_focus()

    # -- which rows

    def show_list(
        self,
        selection: Selection,
        *,
        order_by: str = "",
        descending: bool = False,
        standing: Mapping[str, object] | None = None,
    ) -> None:
        """Show the records that answer, in this order; columns stay as they were left the last time.

        With `standing` the row that was stood at is found again once the rows are there.
        """
        asked = (self.selection, self.order_by, self.descending)
        self._wanted_stand = standing or {}
        if self._is_settled and asked == (selection, order_by, descending):
            self._take_stand()
            return
        self.selection, self.order_by, self.descending = selection, order_by, descending
        self._columns.read(self._show, self._on_failed)

    @property
    def _is_settled(self) -> bool:
        return self.model.source is not None and not self.model.is_waiting

    def show_columns(self, columns: tuple[str, ...]) -> None:
        """Show other columns, or the same in another order."""
        stands, (row, column) = self.standing(), self.panes.current
        before = self.model.columns
        self._columns.choose(columns)
        if self.model.source is None:
            return
        if 0 <= column < len(before) and before[column].name in self.columns:
            stands["column"] = self.columns.index(before[column].name)
        self._wanted_stand = stands
        self._show(around=row)

    def stand(self, standing: Mapping[str, object]) -> None:
        """Be at the row of `standing` again, once the rows are there."""
        self._wanted_stand = standing
        if self._is_settled:
            self._take_stand()

    def standing(self) -> dict[str, object]:
        """The current row and where it stands on the screen."""
        return self._standing.told(self._current)

    def retry(self) -> None:
        """Read again after a failure."""
        self.states.show_loading()
        self._columns.read(self._show, self._on_failed)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are shown."""
        return self._columns.names

    @property
    def chosen(self) -> Chosen | None:
        """What is selected; None for nothing."""
        return self.cells.chosen

    @property
    def current_record(self) -> str:
        """The id of the current row's record; "" for none."""
        return self._current

    def _show(self, *, around: int = 0) -> None:
        asked = (self.selection, self._columns.names, self.order_by, self.descending)
        self.model.show_source(RowSource(self.desk.session, self.ledger, *asked), around=around)

    def _take_stand(self) -> None:
        if self._wanted_stand:
            self._standing.take(self._wanted_stand)
        self._wanted_stand = {}

    @Slot()
    def _on_shown(self) -> None:
        self._notes.hide()
        self._lay_out_columns()
        self.headings.mark(self.selection, self.order_by, descending=self.descending)
        if self._wanted_stand:
            self._take_stand()
        elif self.model.total:
            self.panes.go(0, 0)
        self._tell_current()

    @Slot()
    def _on_counted(self) -> None:
        if self.model.total or self._show_nothing is None:
            self.states.show_content()
        else:
            self._show_nothing(self.states)
        if self.hasFocus() and self.panes.isVisible():
            self.panes.take_focus()
        self.counted.emit(self.model.total, self.model.total_is_floor)
        self._selected.follow()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.retry)

    # -- columns

    @Slot()
    def _lay_out_columns(self) -> None:
        letter = self._letter
        widths = {number: self._columns.pixels(one, letter) for number, one in enumerate(self.model.columns)}
        self.panes.freeze(list_columns.frozen(self.ledger.name, self._columns.names), widths)

    @property
    def _letter(self) -> int:
        return self.fontMetrics().horizontalAdvance("字")

    @Slot(int, int)
    def _on_column_resized(self, column: int, width: int) -> None:
        if 0 <= column < len(self.model.columns):
            self._columns.widen(self.model.columns[column].name, width, self._letter)

    @Slot(int, int)
    def _on_column_moved(self, start: int, to: int) -> None:
        names = list(self.columns)
        names.insert(to, names.pop(start))
        self._on_columns_chosen(tuple(names))

    @Slot()
    def choose_columns(self) -> None:
        """Ask which columns to show."""
        dialog = ColumnChooser(self.ledger.name, self._columns.names, self)
        dialog.accepted.connect(lambda: self._on_columns_chosen(dialog.chosen()))
        open_dialog(dialog)

    def _on_columns_chosen(self, names: tuple[str, ...]) -> None:
        self.show_columns(names)
        self.asked_changed.emit()

    # -- order and filters

    @Slot(str)
    def _on_sort_asked(self, name: str) -> None:
        self.sort(name, descending=self.order_by == name and not self.descending)

    def sort(self, name: str, *, descending: bool) -> None:
        """Sort by a column."""
        self.order_by, self.descending = name, descending
        self._show()
        self.asked_changed.emit()

    def filter(self, name: str, texts: tuple[str, ...]) -> None:
        """Put these filters in place of those that ask for `name`."""
        kept = value_counts.without(self.ledger, self.selection.filters, name)
        self.selection = replace(self.selection, filters=(*kept, *texts))
        self._show()
        self.asked_changed.emit()

    # -- cells and rows

    @Slot(int, int)
    def _on_moved(self, rows: int, columns: int) -> None:
        row, column = self.panes.current
        self.panes.go(row + rows, column + columns)

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        if self.model.is_new_line(row):
            self.add_asked.emit()
        elif record := self.model.record_at(row):
            self.opened.emit(record)

    def _on_double_clicked(self, row: int, column: int) -> None:
        if self.model.is_new_line(row) or not self._can_edit:
            self._on_opened(row)
        elif why := self.model.columns[column].why_unedited:
            self._notes.tell_at(row, column, why)

    @Slot(str, str, str)
    def _on_refused(self, record: str, name: str, why: str) -> None:
        row = self.model.row_of(record)
        if row >= 0 and name in self.columns:
            self._notes.tell_at(row, self.columns.index(name), why)
        else:
            self.desk.say(why)

    def tell(self, text: str) -> None:
        """Say something at the current row."""
        self._notes.tell_at_current(text)

    @Slot()
    def _tell_current(self) -> None:
        row = self.panes.current[0]
        record = self.model.record_at(row)
        is_told = record or not self.model.total or self.model.is_new_line(row)  # else its row is being read
        if record != self._current and is_told:
            self._current = record
            self.current_changed.emit(record)

    # -- what is written elsewhere

    @Slot(object)
    def _on_committed(self, committed: Committed) -> None:
        """Read anew what is in sight; the current record stays where it stands on the screen."""
        if self.model.source is None or not self.touches(committed):
            return
        if self._current:
            self._standing.follow(self._current)
        self.model.refresh()

    def touches(self, committed: Committed) -> bool:
        """True when an action may change what these rows say: their ledger's, or one that they name; or their marks."""
        if committed.kind in _OF_THE_EXCHANGE or not _OF_THE_EXCHANGE.isdisjoint(committed.ledgers):
            return True
        named = {item.target for item in self.ledger.references} | {self.ledger.name}
        if self.ledger.name == "person":
            named |= _TOLD_OF_PEOPLE
        return not named.isdisjoint(committed.ledgers)
