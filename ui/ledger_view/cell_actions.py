"""What is done with the selected cells of a table: copy, paste, fill, empty; each an action with its key."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.tables import list_columns
from ledger.definition import Ledger
from ui.desk import Desk
from ui.ledger_view.block_dialog import BlockDialog
from ui.ledger_view.blocks import Blocks, Chosen, Planned
from ui.ledger_view.cell_note import CellNotes
from ui.ledger_view.panes import Panes
from ui.ledger_view.rows_model import RowsModel
from ui.parts.dialog import ask, open_dialog
from ui.parts.shortcuts import action

_LABELS_TOLD = 4


class CellActions(QObject):
    """The block actions of one table, on what its panes have selected."""

    def __init__(self, desk: Desk, ledger: Ledger, panes: Panes, notes: CellNotes, *, can_edit: bool) -> None:
        super().__init__(panes)
        self._ledger, self._panes, self._notes = ledger, panes, notes
        self._rows: RowsModel = panes.model
        self.blocks = Blocks(desk, self)
        self.blocks.to_look_at.connect(self._on_to_look_at)
        self.blocks.failed.connect(notes.tell_at_current)
        self.by_name: dict[str, QAction] = {}
        seeing = (
            ("复制", "Ctrl+C", self.copy),
            ("连列标题一起复制", "Ctrl+Shift+C", self.copy_with_headings),
            ("全选", "Ctrl+A", panes.select_all),
        )
        editing = (
            ("粘贴", "Ctrl+V", self.paste),
            ("向下填充", "Ctrl+D", self.fill_down),
            ("清空内容", "Del", self.clear),
        )
        for name, keys, slot in (*seeing, *(editing if can_edit else ())):
            self.by_name[name] = action(panes, name, keys, slot)

    def open_menu(self, at: QPoint) -> None:
        """Offer all of them at a point of the screen."""
        menu = QMenu(self._panes)
        menu.addActions(list(self.by_name.values()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    @property
    def chosen(self) -> Chosen | None:
        """What is selected; None for nothing. The line of new rows is no row."""
        selection = self._panes.selection
        ranges = [selection.at(number) for number in range(selection.count())]
        last = self._rows.total - 1
        rows = _merged([(one.top(), min(one.bottom(), last)) for one in ranges if one.top() <= last])
        numbers = sorted({number for one in ranges for number in range(one.left(), one.right() + 1)})
        if not numbers:
            return None
        return Chosen(rows, tuple(self._rows.columns[number].name for number in numbers))

    @Slot()
    def copy(self) -> None:
        """Copy the selected cells."""
        self._copy(headings=False)

    @Slot()
    def copy_with_headings(self) -> None:
        """Copy the selected cells and the headings above them."""
        self._copy(headings=True)

    def _copy(self, *, headings: bool) -> None:
        chosen, source = self.chosen, self._rows.source
        if chosen and chosen.rows and source:
            self.blocks.copy(source, chosen, headings=headings)

    @Slot()
    def paste(self) -> None:
        """Put the clipboard's cells from the first selected one on."""
        chosen, source = self.chosen, self._rows.source
        if source is None:
            return
        if chosen is None or not chosen.rows:  # the line of new rows, or an empty table
            column = source.columns[max(self._panes.current[1], 0)]
            chosen = Chosen(((self._rows.total, self._rows.total),), (column,))
        self.blocks.paste(source, chosen, self._rows.total, adds=self._rows.adds_rows)

    @Slot()
    def fill_down(self) -> None:
        """Write the first selected row's cells into the rows below."""
        chosen, source = self.chosen, self._rows.source
        if chosen is None or source is None or chosen.row_count < 2:
            self._notes.tell_at_current("请先选中几行：第一行的内容会填到下面各行。")
            return
        self.blocks.fill_down(source, chosen)

    @Slot(str)
    def fill(self, text: str) -> None:
        """Write one text into all selected cells."""
        chosen, source = self.chosen, self._rows.source
        if chosen and chosen.rows and source:
            self.blocks.fill(source, chosen, text)

    @Slot()
    def clear(self) -> None:
        """Empty the selected cells that can be empty, after asking."""
        every, source = self.chosen, self._rows.source
        if not every or not every.rows or source is None:
            return
        chosen = Chosen(every.rows, tuple(name for name in every.columns if self._can_be_empty(name)))
        if not chosen.columns:
            self._notes.tell_at_current("这里的内容不能清空：是必填的，或由其他内容推算得出。")
            return
        count = chosen.row_count * len(chosen.columns)
        labels = "、".join(self._ledger.field(name).label for name in chosen.columns[:_LABELS_TOLD])
        more = "等" if len(chosen.columns) > _LABELS_TOLD else ""
        text = f"将清空 {chosen.row_count:,} 行的{labels}{more}，共 {count:,} 格。清空后可以撤销。"
        empty = partial(self.blocks.fill, source, chosen, "", kind="clear")
        ask(self._panes, "清空内容", text, "清空", empty, is_danger=True)

    def _can_be_empty(self, name: str) -> bool:
        column = list_columns.named(self._ledger.name, name)
        return not column.why_unedited and column.field.need != "required"

    @Slot(object)
    def _on_to_look_at(self, planned: Planned) -> None:
        open_dialog(BlockDialog(planned, self._panes), lambda: self.blocks.apply(planned))


def _merged(rows: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges of rows without overlaps, from the top down."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(rows):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)
