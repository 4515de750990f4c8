"""`LedgerTable`: the table of a ledger, for the people page and every other list of records.

What the rows are asked for (filters, search, order) is told from outside; the page shows it in its bands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from app import list_columns, value_counts, views
from app.events import Committed
from app.filters import Selection
from app.jobs import JobContext
from app.row_source import RowSource
from app.views import Shape
from ledger.definition import Ledger
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.ledger_view import sums
from ui.ledger_view.block_dialog import BlockDialog
from ui.ledger_view.blocks import Blocks, Chosen, Planned
from ui.ledger_view.cell_editors import CellDelegate
from ui.ledger_view.cell_note import CellNote
from ui.ledger_view.cell_writer import CellWriter
from ui.ledger_view.column_chooser import ColumnChooser
from ui.ledger_view.column_menu import ColumnMenu
from ui.ledger_view.pane import Pane
from ui.ledger_view.panes import Panes
from ui.ledger_view.rows_model import RowsModel
from ui.parts.bands import StatusLine
from ui.parts.dialog import ask
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

_KEEP_AFTER_MS = 1200  # a width is kept once nobody drags any more
_SUM_AFTER_MS = 150
HINTS = "F2 或直接输入修改　·　Ctrl+C 复制　·　Ctrl+V 粘贴　·　Ctrl+D 向下填充　·　Alt+↓ 筛选本列　·　回车打开"


class LedgerTable(QWidget):
    """Rows of one ledger as Excel would show them: read as they are looked at, edited in place, never all in memory.

    Make it with the desk and a ledger, then say what it shows with `show_list`; it reads, counts, sorts, filters and
    refreshes by itself, and keeps columns and widths for the next time. With `can_edit=False` cells only show; with
    `adds_rows=True` a line behind the last row takes new ones. The owner connects:

    - `counted(total, is_floor)`: how many rows there are;
    - `asked_changed()`: filters, order or columns were changed in the table: read `selection`, `order_by`, ...;
    - `opened(record)`: Enter or a double click where nothing is edited; `current_changed(record)`: another row;
    - `add_asked()`: Enter on the line of new rows.

    `standing()` is how it stands as plain values; `stand` and `show_list` put it there again: same row, same place on
    the screen. `show_nothing` is called when the list is empty and shows the owner's words through `states`.
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
        self._can_edit, self._show_nothing = can_edit, show_nothing
        self._fixed_columns = columns
        self.selection, self.order_by, self.descending = Selection(), "", False
        self._shape = Shape(columns or list_columns.AT_FIRST[ledger.name])
        self._stand: dict[str, object] = {}
        self._current = ""
        self.model = RowsModel(desk.runner, adds_rows=adds_rows, parent=self)
        self.panes = Panes(self.model)
        self.states = PageStates(self.panes)
        self.line = StatusLine(HINTS if can_edit else "")
        self.note = CellNote(self.panes)
        self._lay_out()
        self._connect()
        self._add_actions()
        self.setAccessibleName(f"{ledger.label}列表")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.states, 1)
        column.addWidget(self.line)
        self.states.show_loading()

    def _connect(self) -> None:
        desk = self.desk
        self._placing, self._summing, self._shaping = (Latest(desk.runner, self) for _ in range(3))
        self.blocks = Blocks(desk, self)
        self.blocks.to_look_at.connect(self._on_to_look_at)
        self.blocks.failed.connect(self._tell_at_current)
        self.writer = CellWriter(desk, self.model, self)
        self.writer.refused.connect(self._on_refused)
        self.delegates = tuple(self._delegate(pane) for pane in (self.panes.frozen, self.panes.main))
        self._keeping, self._adding_up = QTimer(self), QTimer(self)
        for timer, after_ms, slot in (
            (self._keeping, _KEEP_AFTER_MS, self._keep_shape),
            (self._adding_up, _SUM_AFTER_MS, self._add_up),
        ):
            timer.setSingleShot(True)
            timer.setInterval(after_ms)
            timer.timeout.connect(slot)
        self.model.shown.connect(self._on_shown)
        self.model.counted.connect(self._on_counted)
        self.model.failed.connect(self._on_failed)
        self.model.dataChanged.connect(self._tell_current)
        panes = self.panes
        panes.opened.connect(self._on_opened)
        panes.current_changed.connect(self._on_current)
        panes.selection_changed.connect(self._on_selected)
        panes.column_resized.connect(self._on_column_resized)
        panes.menu_key_pressed.connect(self.open_column_menu)
        panes.sight_changed.connect(self.note.hide)
        desk.events.changed.connect(self._on_committed)

    def _delegate(self, pane: Pane) -> CellDelegate:
        made = CellDelegate(self.model, pane)
        pane.setItemDelegate(made)
        if not self._can_edit:
            pane.setEditTriggers(Pane.EditTrigger.NoEditTriggers)
        made.committed.connect(self.writer.write)
        made.moved.connect(self._on_moved)
        made.spread.connect(self.fill)
        made.refused.connect(self._tell_at)
        made.given_up.connect(self.note.hide)
        pane.headings.sort_asked.connect(self._on_sort_asked)
        pane.headings.menu_asked.connect(self.open_column_menu)
        pane.menu_asked.connect(self._on_menu_asked)
        pane.doubleClicked.connect(lambda index: self._on_double_clicked(index.row(), index.column()))
        return made

    def _add_actions(self) -> None:
        self.actions_by_name: dict[str, QAction] = {}
        copying = (("复制", "Ctrl+C", self.copy), ("连列标题一起复制", "Ctrl+Shift+C", self.copy_with_headings))
        seeing = (("全选", "Ctrl+A", self.panes.select_all), ("选择列…", "Ctrl+Shift+L", self.choose_columns))
        editing = (
            ("粘贴", "Ctrl+V", self.paste),
            ("向下填充", "Ctrl+D", self.fill_down),
            ("清空内容", "Del", self.clear),
        )
        for name, keys, slot in (*copying, *seeing, *(editing if self._can_edit else ())):
            self.actions_by_name[name] = action(self.panes, name, keys, slot)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
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
        self._stand = dict(standing or {})
        if self.model.source and not self.model.is_waiting and asked == (selection, order_by, descending):
            if self._stand:
                self._take_stand()
            return
        self.selection, self.order_by, self.descending = selection, order_by, descending
        if self.model.source is None and not self._fixed_columns:
            session, name = self.desk.session, self.ledger.name
            self._shaping.ask(lambda _ctx: views.shape(session, name), self._on_shape, failed=self._on_failed)
        else:
            self._show()

    def show_columns(self, columns: tuple[str, ...]) -> None:
        """Show other columns."""
        self._shape = Shape(list_columns.known(self.ledger.name, columns), self._shape.widths)
        self._keeping.start()
        self._show(around=self.panes.current[0])

    def stand(self, standing: Mapping[str, object]) -> None:
        """Be at the row of `standing` again, once the rows are there."""
        self._stand = dict(standing)
        if self.model.source is not None and not self.model.is_waiting:
            self._take_stand()

    def standing(self) -> dict[str, object]:
        """The current row and where it stands on the screen."""
        row, column = self.panes.current
        offset = row - self.panes.main.rows_in_sight()[0]
        return {"row": self._current, "at": row, "column": column, "offset": offset}

    def retry(self) -> None:
        """Read again after a failure."""
        self.states.show_loading()
        self._show()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are shown."""
        return self._shape.columns

    @property
    def current_record(self) -> str:
        """The id of the current row's record; "" for none."""
        return self._current

    def _on_shape(self, shape: Shape) -> None:
        self._shape = shape
        self._show()

    def _show(self, *, around: int = 0) -> None:
        source = RowSource(
            self.desk.session, self.ledger, self.selection, self._shape.columns, self.order_by, self.descending
        )
        self.model.show_source(source, around=around)

    @Slot()
    def _on_shown(self) -> None:
        self.note.hide()
        self._lay_out_columns()
        self._mark_headings()
        if self._stand:
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
        self.counted.emit(self.model.total, self.model.total_is_floor)
        self._adding_up.start()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.retry)

    def _take_stand(self) -> None:
        """Find the row that was stood at, wherever it is now, and put it where it was on the screen."""
        standing, self._stand = self._stand, {}
        record, source = str(standing.get("row", "")), self.model.source
        if source is None:
            return

        def put(place: int | None) -> None:
            row = _number(standing, "at") if place is None else place
            if row < 0:
                return
            self.panes.go(row, max(_number(standing, "column"), 0))
            bar = self.panes.main.verticalScrollBar()
            bar.setValue((row - _number(standing, "offset")) * self.panes.main.numbers.defaultSectionSize())
            self._tell_current()

        if record:
            self._placing.ask(lambda _ctx: source.place(record), put)
        else:
            put(None)

    # -- columns

    def _lay_out_columns(self) -> None:
        unit = self._unit()
        widths = {
            number: round(self._shape.widths.get(column.name, _letters(column.field.kind, column.name)) * unit)
            for number, column in enumerate(self.model.columns)
        }
        self.panes.freeze(list_columns.frozen(self.ledger.name, self._shape.columns), widths)

    def _unit(self) -> float:
        """Widths are kept in tenths of a letter, so that they fit every text size."""
        return self.fontMetrics().horizontalAdvance("字") / 10

    @Slot(int, int)
    def _on_column_resized(self, column: int, width: int) -> None:
        if 0 <= column < len(self.model.columns):
            name = self.model.columns[column].name
            self._shape = Shape(self._shape.columns, {**self._shape.widths, name: round(width / self._unit())})
            self._keeping.start()

    @Slot()
    def _keep_shape(self) -> None:
        if self._fixed_columns:
            return
        session, name, shape = self.desk.session, self.ledger.name, self._shape
        self.desk.runner.start(self.desk.runner.writing(lambda _ctx: views.keep_shape(session, name, shape)))

    @Slot()
    def choose_columns(self) -> None:
        """Ask which columns to show."""
        dialog = ColumnChooser(self.ledger.name, self._shape.columns, self)
        if dialog.exec():
            self.show_columns(dialog.chosen())
            self.asked_changed.emit()

    def _mark_headings(self) -> None:
        filtered = frozenset(
            column.name
            for column in self.model.columns
            if any(self._asks_for(one, column.name) for one in self.selection.filters)
        )
        for pane in (self.panes.frozen, self.panes.main):
            pane.headings.show_standing(filtered, self.order_by, descending=self.descending)

    def _asks_for(self, written: str, name: str) -> bool:
        beside = "compound_uid" if name == "residence_address" else name
        return value_counts.asks_for(self.ledger, written, beside)

    # -- order and filters

    @Slot(int)
    def _on_sort_asked(self, number: int) -> None:
        column = self.model.columns[number]
        if column.why_unsorted:
            self._tell_at_heading(number, column.why_unsorted)
            return
        self.sort(column.name, descending=self.order_by == column.name and not self.descending)

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

    @Slot(int)
    def open_column_menu(self, number: int) -> ColumnMenu | None:
        """Open the menu of a column below its heading."""
        source = self.model.source
        if source is None:
            return None
        menu = ColumnMenu.of_column(self.desk, source, self.model.columns[number], self)
        headings = self.panes.pane_of(number).headings
        rect = headings.section_rect(number)
        return self._open(menu, headings.viewport().mapToGlobal(rect.bottomLeft()))

    def open_filter(self, name: str, at: QPoint) -> ColumnMenu | None:
        """Open the menu of a column at a point of the screen, also of one that is not shown."""
        source = self.model.source
        if source is None:
            return None
        return self._open(ColumnMenu.of_column(self.desk, source, list_columns.named(self.ledger.name, name), self), at)

    def open_value_menu(self, name: str, title: str, at: QPoint) -> ColumnMenu | None:
        """Open the menu of what is asked for beside the columns, such as a person's tag."""
        source = self.model.source
        if source is None:
            return None
        return self._open(ColumnMenu.of_values(self.desk, source, name, title, self), at)

    def _open(self, menu: ColumnMenu, at: QPoint) -> ColumnMenu:
        menu.filtered.connect(self.filter)
        menu.sorted_by.connect(lambda name, down: self.sort(name, descending=down))
        menu.open_at(at)
        return menu

    # -- cells

    @property
    def chosen(self) -> Chosen | None:
        """What is selected; None for nothing."""
        selection = self.panes.selection
        ranges = [selection.at(number) for number in range(selection.count())]
        last = self.model.total - 1
        rows = _merged([(one.top(), min(one.bottom(), last)) for one in ranges if one.top() <= last])
        numbers = sorted({number for one in ranges for number in range(one.left(), one.right() + 1)})
        if not numbers or not (rows or ranges):
            return None
        return Chosen(rows, tuple(self.model.columns[number].name for number in numbers))

    @Slot()
    def copy(self) -> None:
        """Copy the selected cells."""
        self._copy(headings=False)

    @Slot()
    def copy_with_headings(self) -> None:
        """Copy the selected cells and the headings above them."""
        self._copy(headings=True)

    def _copy(self, *, headings: bool) -> None:
        chosen, source = self.chosen, self.model.source
        if chosen and chosen.rows and source:
            self.blocks.copy(source, chosen, headings=headings)

    @Slot()
    def paste(self) -> None:
        """Put the clipboard's cells from the current one on."""
        chosen, source = self.chosen, self.model.source
        if source is None:
            return
        if chosen is None or not chosen.rows:  # the line of new rows, or an empty table
            column = max(self.panes.current[1], 0)
            chosen = Chosen(((self.model.total, self.model.total),), (source.columns[column],))
        self.blocks.paste(source, chosen, self.model.total, adds=self.model.adds_rows)

    @Slot()
    def fill_down(self) -> None:
        """Write the first selected row's cells into the rows below."""
        chosen, source = self.chosen, self.model.source
        if chosen is None or source is None or chosen.row_count < 2:
            self._tell_at_current("请先选中几行：第一行的内容会填到下面各行。")
            return
        self.blocks.fill_down(source, chosen)

    @Slot(str)
    def fill(self, text: str) -> None:
        """Write one text into all selected cells."""
        chosen, source = self.chosen, self.model.source
        if chosen and chosen.rows and source:
            self.blocks.fill(source, chosen, text)

    @Slot()
    def clear(self) -> None:
        """Empty the selected cells, after asking."""
        chosen, source = self.chosen, self.model.source
        if not chosen or not chosen.rows or source is None:
            return
        count = chosen.row_count * len(chosen.columns)
        labels = "、".join(self.ledger.field(name).label for name in chosen.columns[:4])
        more = "等" if len(chosen.columns) > 4 else ""
        text = f"将清空 {chosen.row_count:,} 行的{labels}{more}，共 {count:,} 格。清空后可以撤销。"
        if ask(self, "清空内容", text, "清空", is_danger=True):
            self.blocks.fill(source, chosen, "", kind="clear")

    @Slot(object)
    def _on_to_look_at(self, planned: Planned) -> None:
        dialog = BlockDialog(planned, self)
        dialog.accepted.connect(lambda: self.blocks.apply(planned))
        dialog.open()

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
            self._tell_at(row, column, why)

    @Slot(object, object)
    def _on_menu_asked(self, _index: object, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(list(self.actions_by_name.values()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    # -- notes at cells

    @Slot(str, str, str)
    def _on_refused(self, record: str, name: str, why: str) -> None:
        row = self.model.row_of(record)
        if row >= 0 and name in self.columns:
            self._tell_at(row, self.columns.index(name), why)
        else:
            self.desk.say(why)

    def tell(self, text: str) -> None:
        """Say something at the current row."""
        self._tell_at_current(text)

    @Slot(str)
    def _tell_at_current(self, text: str) -> None:
        self._tell_at(*self.panes.current, text)

    @Slot(int, int, str)
    def _tell_at(self, row: int, column: int, text: str) -> None:
        pane = self.panes.pane_of(column)
        cell = pane.visualRect(self.model.index(row, column)) if row >= 0 else QRect()
        self._tell(text, QRect(pane.viewport().mapTo(self.panes, cell.topLeft()), cell.size()))

    def _tell_at_heading(self, number: int, text: str) -> None:
        headings = self.panes.pane_of(number).headings
        rect = headings.section_rect(number)
        self._tell(text, QRect(headings.viewport().mapTo(self.panes, rect.topLeft()), rect.size()))

    def _tell(self, text: str, cell: QRect) -> None:
        self.note.tell(text, cell)
        self.line.show_text(text)

    # -- what is current and selected

    @Slot(int, int)
    def _on_current(self, _row: int, _column: int) -> None:
        self.note.hide()
        self._tell_current()

    @Slot()
    def _tell_current(self) -> None:
        record = self.model.record_at(self.panes.current[0])
        if record != self._current and (record or not self.model.total):
            self._current = record
            self.current_changed.emit(record)

    @Slot()
    def _on_selected(self) -> None:
        self._adding_up.start()

    @Slot()
    def _add_up(self) -> None:
        chosen, source = self.chosen, self.model.source
        if chosen is None or source is None or chosen.row_count * len(chosen.columns) <= 1:
            self._summing.drop()
            self.line.show_text(HINTS if self._can_edit else "")
            return
        self.line.show_text(sums.counted(chosen))

        def work(ctx: JobContext) -> str:
            return sums.told(source, chosen, ctx)

        self._summing.ask(work, self.line.show_text)

    # -- what is written elsewhere

    @Slot(object)
    def _on_committed(self, committed: Committed) -> None:
        """Read anew what is in sight; the current record stays where it stands on the screen."""
        if self.model.source is None or not self.touches(committed):
            return
        if self.panes.current[0] >= 0 and self._current:
            self._follow()
        self.model.refresh()

    def touches(self, committed: Committed) -> bool:
        """True when an action may change what these rows say: their ledger's, or one that they name."""
        named = {item.target for item in self.ledger.references} | {self.ledger.name}
        if self.ledger.name == "person":
            named |= {"residence", "dwelling", "building", "unit", "person_tag"}
        return not named.isdisjoint(committed.ledgers)

    def _follow(self) -> None:
        """Keep the current record current when rows before it come or go."""
        source, record, (row, column) = self.model.source, self._current, self.panes.current
        if source is None:
            return

        def put(place: int | None) -> None:
            if place is None or place == row or self._current != record:
                return
            bar = self.panes.main.verticalScrollBar()
            shift = (place - row) * self.panes.main.numbers.defaultSectionSize()
            value = bar.value()
            self.panes.go(place, column)
            bar.setValue(value + shift)

        self._placing.ask(lambda _ctx: source.place(record), put)


def _letters(kind: str, name: str) -> int:
    """The width of a column nobody has drawn yet, in tenths of a letter."""
    known = {"name": 75, "person_uid": 75, "head_person_uid": 75, "plate": 75, "sex": 60}
    by_kind = {"code": 95, "bool": 75, "integer": 65, "decimal": 85, "date": 95, "month": 75, "id_no": 145, "phone": 95}
    if name in known:
        return known[name]
    if name.endswith("address") or kind == "ref":
        return 135
    return by_kind.get(kind, 110)


def _merged(rows: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges of rows without overlaps, from the top down."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(rows):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def _number(standing: Mapping[str, object], name: str) -> int:
    found = standing.get(name)
    return found if isinstance(found, int) else 0
