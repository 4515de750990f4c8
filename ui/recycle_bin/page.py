"""The page 回收站: removed records of all ledgers, and how each of them comes back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from app.records.editing import Edited
from app.undo import recycle_bin
from app.undo.recycle_bin import Binned
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.tokens import L, M
from ui.page import Page
from ui.parts.bands import FilterBand, StatusLine, TitleBand
from ui.parts.buttons import primary_button
from ui.parts.choices import ChoiceBox
from ui.parts.fields import LineEdit
from ui.parts.line_icons import offer_clearing
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.recycle_bin.bin_model import BinModel
from ui.workers import Latest

_WIDTHS = (8, 18, 10, 7, 18)  # in letters; the last column takes the rest
_SEARCH_LETTERS = 13


class RecycleBinPage(Page):
    """Removed records, the newest first; facts: `ledger`, `search`, `row`."""

    name = "recycle_bin"
    title = "回收站"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._wanted = ""
        self.band = TitleBand(self.title)
        self.restore_button = primary_button("恢复", "undo-2")
        self.restore_button.setEnabled(False)
        self.band.add_action(self.restore_button)
        self.filters = self._made_filters()
        self.model = BinModel()
        self.table = plain_table(self.model, "已删除的内容")
        self.trouble = Notice(across=True)
        self.states = PageStates(self.table)
        self.line = StatusLine("选中一行，按回车或点“恢复”。一起删除的会一起回来。")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts: tuple[QWidget, ...] = (self.band, self.filters, self.trouble)
        for part in parts:
            column.addWidget(part)
        within = QVBoxLayout()
        within.setContentsMargins(L, 0, L, M)
        within.addWidget(self.states)
        column.addLayout(within, 1)
        column.addWidget(self.line)
        self._connect()
        self._fit()

    def _made_filters(self) -> FilterBand:
        band = FilterBand()
        self.ledgers = ChoiceBox()
        self.ledgers.setAccessibleName("台账")
        self.ledgers.setPlaceholderText("全部台账")
        line = self.ledgers.lineEdit()
        if line is not None:
            line.setPlaceholderText("全部台账")
        self.search = LineEdit()
        self.search.setPlaceholderText("名称、原因、谁删的")
        self.search.setAccessibleName("在回收站里查找")
        offer_clearing(self.search)
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _SEARCH_LETTERS)
        band.add(self.ledgers)
        band.add(self.search)
        return band

    def _connect(self) -> None:
        self.restore_button.clicked.connect(self.restore)
        self.ledgers.chosen.connect(self._narrow)
        self.search.textChanged.connect(self._narrow)
        self.table.activated.connect(self.restore)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "恢复选中的一行", "Ctrl+Return", self.restore)
        action(self, "在回收站里查找", "Ctrl+F", self.search.setFocus)

    def _fit(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("字")
        for number, letters in enumerate(_WIDTHS):
            self.table.setColumnWidth(number, letter * letters)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if "search" in facts:
            self.search.setText(str(facts["search"]))
        if "ledger" in facts:
            self.ledgers.set_value(str(facts["ledger"]))
        self._wanted = record or str(facts.get("row", ""))
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        one = self.current
        return {"ledger": self.ledgers.value(), "search": self.search.text(), "row": one.record if one else ""}

    @property
    def current(self) -> Binned | None:
        """The chosen line."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.is_change:
            self.read()

    @Slot()
    def read(self) -> None:
        """Read what is in the bin."""
        session = self.desk.session
        if not self.model.whole:
            self.states.show_loading()

        def work(ctx: JobContext) -> tuple[Binned, ...]:
            return recycle_bin.binned(session, ctx)

        self._reading.ask(work, self._show, failed=self._on_failed)

    def _show(self, lines: tuple[Binned, ...]) -> None:
        kept = self._wanted or str(self.standing()["row"])
        self._wanted = ""
        chosen = self.ledgers.value()
        self.ledgers.set_choices({one.ledger: one.ledger_label for one in lines}.items())
        self.ledgers.set_value(chosen if any(one.ledger == chosen for one in lines) else "")
        self.model.show_lines(lines, self.ledgers.value(), self.search.text())
        self._select(kept)
        self._tell()

    @Slot()
    def _narrow(self) -> None:
        kept = str(self.standing()["row"])
        self.model.show_lines(self.model.whole, self.ledgers.value(), self.search.text())
        self._select(kept)
        self._tell()

    def _select(self, record: str) -> None:
        rows = range(self.model.rowCount())
        row = next((row for row in rows if self.model.index(row, 0).data(0x0100) == record), 0)
        self.table.setCurrentIndex(self.model.index(row, 0))
        self._on_current()

    def _tell(self) -> None:
        whole, shown = len(self.model.whole), self.model.rowCount()
        self.band.set_count(f"{whole:,} 条" if shown == whole else f"{whole:,} 条 · 筛选后 {shown:,}")
        if shown:
            self.states.show_content()
        elif whole:
            self.states.show_empty("search", "没有符合的内容", "换一本台账，或换一个词再找。")
        else:
            self.states.show_empty("trash-2", "回收站是空的", "删除的居民、住户、房屋会先放在这里，随时可以恢复。")

    @Slot()
    def _on_current(self) -> None:
        self.restore_button.setEnabled(self.current is not None)
        self.trouble.tell("")

    @Slot()
    def restore(self) -> None:
        """Bring the chosen line back."""
        one = self.current
        if one is None:
            return
        session = self.desk.session

        def work(_ctx: JobContext) -> Edited:
            return recycle_bin.restore(session, one.ledger, one.record)

        handle = self.desk.runner.writing(work)
        handle.done.connect(lambda edited: self.desk.say(f"已恢复{one.ledger_label} {one.name}", action=edited.action))
        handle.failed.connect(self._on_refused)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self.trouble.tell(window_message_for(error))

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.read)
