"""The page 导入批次: past imports, which records each brought, and taking one back.

What stands in the way of that is listed by name where the import is shown; importing itself is another page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.events import Committed
from app.jobs import JobContext, Progress
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.batches.batches_model import BatchesModel, RecordsModel
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import TitleBand
from ui.parts.buttons import danger_button, plain_button, primary_button
from ui.parts.dialog import ask
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.parts.progress import ProgressLine
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

if TYPE_CHECKING:
    from app.review.batches import Batch, BatchRecord

_AT_ONCE = 200
_LETTERS = (9, 5, 14, 3, 3, 3, 4, 3, 3, 6)
_RECORD_LETTERS = (7, 26, 5, 6)
_PAGES = {"person": "person", "dwelling": "dwelling"}
_KINDS = frozenset(("import", "import-undo", "undo", "redo"))


class BatchesPage(Page):
    """Past imports beside what the chosen one brought."""

    name = "batches"
    title = "导入批次"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading, self._records = Latest(desk.runner, self), Latest(desk.runner, self)
        self._wanted = ""
        self._source: Path | None = None
        self.band = TitleBand(self.title)
        self.new = primary_button("导入一份表", "file-input")
        self.new.clicked.connect(lambda: desk.go("import"))
        self.band.add_action(self.new)
        self.model, self.records = BatchesModel(self), RecordsModel(self)
        self.table = plain_table(self.model, "以前的导入")
        self.record_table = plain_table(self.records, "这次导入的内容")
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.states, 1)
        self._connect()
        self.states.show_loading()

    # -- how it is put together

    def _make_content(self) -> QWidget:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(L, 0, L, S)
        column.addWidget(self.table)
        splitter.addWidget(upper)
        splitter.addWidget(self._make_lower())
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        self.table.fit_letters(_LETTERS)
        self.record_table.fit_letters(_RECORD_LETTERS)
        return splitter

    def _make_lower(self) -> QWidget:
        lower = QWidget()
        self.heading = label("", "section")
        self.undo = danger_button("撤销这次导入", "undo-2")
        self.returned = plain_button("退回的行再存一份…", "file-down")
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.heading, 1)
        head.addWidget(self.returned)
        head.addWidget(self.undo)
        self.progress = ProgressLine("正在撤销")
        self.progress.hide()
        self.note = Notice(across=True)
        column = QVBoxLayout(lower)
        column.setContentsMargins(L, M, L, S)
        column.setSpacing(S)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.note)
        column.addWidget(self.record_table, 1)
        return lower

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._on_batch)
        self.record_table.activated.connect(self._on_record)
        self.record_table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.undo.clicked.connect(self._on_undo)
        self.returned.clicked.connect(self._on_returned)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "刷新", "F5", self._ask)

    # -- the page

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._wanted = record or self._wanted
        self._ask()

    @override
    def standing(self) -> dict[str, object]:
        return {}

    def _ask(self) -> None:
        session = self.desk.session

        def job(_ctx: JobContext) -> list[Batch]:
            from app.review import batches

            return batches.batches(session)

        self._reading.ask(job, self._show, failed=lambda error: self.states.show_error(error, self._ask))

    def _show(self, found: list[Batch]) -> None:
        if not found:
            button = primary_button("导入一份表", "file-input")
            button.clicked.connect(lambda: self.desk.go("import"))
            text = "每导入一份表，这里就多一行：谁、什么时候、导了什么。导错了可以整批撤销。"
            self.band.set_count("")
            self.states.show_empty("layers", "还没有导入过", text, button)
            return
        before = self._wanted or (str(one.number) if (one := self._batch()) else "")
        self.band.set_count(f"{len(found):,} 次")
        self.model.show(found)
        numbers = [str(one.number) for one in found]
        self.states.show_content()
        self.table.selectRow(numbers.index(before) if before in numbers else 0)
        self._wanted = ""

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind in _KINDS:
            self._ask()

    # -- one import

    def _batch(self) -> Batch | None:
        return self.model.line_at(self.table.currentIndex().row())

    @Slot(QItemSelection, QItemSelection)
    def _on_batch(self, _now: QItemSelection, _before: QItemSelection) -> None:
        one = self._batch()
        if one is None:
            return
        self.note.tell("")
        self.heading.setText(f"“{one.source}”带来的 {one.records:,} 处新增和修改")
        self.undo.setEnabled(one.stands)
        grey_unless(self.desk.session.rights, "undo_import", "", self.undo)
        self._source = None
        self.returned.hide()
        self.records.show(())
        self._ask_records(one, 0)

    def _ask_records(self, one: Batch, offset: int) -> None:
        session = self.desk.session

        def job(ctx: JobContext) -> tuple[list[BatchRecord], Path | None]:
            from app.review import batches

            has_returned = one.counts.get("refused") or one.counts.get("doubtful")
            source = batches.source_of(session, one) if has_returned and not offset else None
            return batches.records(session, one.number, offset, _AT_ONCE, ctx), source

        self._records.ask(job, lambda found: self._show_records(offset, *found), failed=self._tell_trouble)

    def _show_records(self, offset: int, found: list[BatchRecord], source: Path | None) -> None:
        if offset:
            self.records.add(found)
            return
        self.records.show(found)
        self._source = source
        self.returned.setVisible(source is not None)

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        one, shown = self._batch(), len(self.records.lines)
        is_near_end = value >= self.record_table.verticalScrollBar().maximum() - _AT_ONCE // 4
        if one and is_near_end and shown and shown % _AT_ONCE == 0 and not self._records.is_waiting:
            self._ask_records(one, shown)

    @Slot(QModelIndex)
    def _on_record(self, index: QModelIndex) -> None:
        one = self.records.lines[index.row()]
        if one.stands and one.ledger in _PAGES:
            self.desk.go(_PAGES[one.ledger], one.id)

    # -- taking back

    @Slot()
    def _on_undo(self) -> None:
        one = self._batch()
        if one is None or not one.stands:
            return
        text = f"“{one.source}”新增的会删除，修改的会改回原来的内容。后来又改过的地方有的话，会先告诉您，不会盖掉。"
        self.asking = ask(self, "撤销这次导入？", text, "撤销", lambda: self._take_back(one), is_danger=True)

    def _take_back(self, one: Batch) -> None:
        session, batch = self.desk.session, str(one.number)

        def job(ctx: JobContext) -> object:
            from ui.importing.run import undo_named

            return undo_named(session, batch, ctx)

        handle = self.desk.runner.writing(job, name=f"撤销导入 {one.source}")
        self.progress.begin("正在撤销")
        self.progress.cancelled.connect(handle.cancel)
        self.progress.show()
        self.undo.setEnabled(False)
        handle.progressed.connect(self._on_progress)
        handle.done.connect(self._on_undone)
        handle.failed.connect(self._tell_trouble)
        handle.ended.connect(self._on_ended)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.progress.show_progress(progress, words.phase(progress.phase) if progress.phase else "")

    @Slot(object)
    def _on_undone(self, _outcome: object) -> None:
        self.desk.say("已撤销这次导入")

    @Slot()
    def _on_ended(self) -> None:
        self.progress.hide()
        one = self._batch()
        self.undo.setEnabled(one is not None and one.stands)
        grey_unless(self.desk.session.rights, "undo_import", "", self.undo)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self._tell(window_message_for(error), "bad")

    def _tell(self, text: str, tone: str) -> None:
        self.note.tell(text, tone)

    # -- rows that were sent back

    @Slot()
    def _on_returned(self) -> None:
        if self._source is not None:
            proposed = self._source.with_name(f"{self._source.stem}_退回.xlsx")
            choose_target(self, "退回的行存成表格", proposed, "表格 (*.xlsx)", self.write_returned)

    def write_returned(self, target: Path) -> None:
        """Plan the file once more and write what would be sent back now; nothing is imported."""
        source, session = self._source, self.desk.session
        if source is None:
            return

        def job(ctx: JobContext) -> list[Path]:
            from app.exports import returning
            from app.importing.plan import ImportOptions
            from app.importing.planning import plan

            planned = plan(session, source, ImportOptions(), ctx)
            return list(returning.write_returned(session, planned, source, target))

        handle = self.desk.runner.reading(job, name="退回的行")
        handle.done.connect(self._on_written)
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_written(self, paths: list[Path]) -> None:
        if paths:
            self._tell(f"退回的行和原因已存到：{'、'.join(map(str, paths))}", "good")
        else:
            self._tell("按现在的台账，这份表没有要退回的行。", "good")
