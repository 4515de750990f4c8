"""The page 专题台账: the ledgers at the left with how they stand, the rows of the chosen one beside them.

What a ledger is and which rows are due is `app.topics`'s.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.topics import defining, rows
from app.topics.rows import Due
from ledger.topics import Topic
from ui.desk import Desk
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import StatusLine, TitleBand
from ui.parts.buttons import menu_button
from ui.parts.dialog import open_dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.small_write import Writes
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.topics.define_dialog import DefineDialog
from ui.topics.models import TopicsModel
from ui.topics.rows_pane import RowsPane
from ui.workers import Latest

_EMPTY = (
    "电梯、消防设施、党组织……要按月按季核对的，都可以设一个专题台账：栏目、周期、牵头部门自己定，不用写程序。"
    "先启用一个现成的，或者新设一个。"
)
_HERE = frozenset(("topic_definition", "topic_row", "topic_report", "work_order", "work_order_event"))
_LEFT_LETTERS, _RIGHT_LETTERS = 20, 60


class TopicsPage(Page):
    """Ledgers beside the rows of one of them. Facts: `topic`, `due` (those alone), `row` (the one that is chosen)."""

    name = "topics"
    title = "专题台账"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._wanted, self._offered = "", tuple[Topic, ...]()
        self.band = TitleBand(self.title)
        self.note = Notice(across=True)
        self._writes = Writes(desk, self.note, self)
        self.pane = RowsPane(desk, self._writes, self)
        self.design_button = menu_button("台账设置", "settings")
        for widget in (self.design_button, *self.pane.deeds.for_band):
            self.band.add_action(widget)
        self.topics = TopicsModel()
        self.list = plain_table(self.topics, self.title)
        self.states = PageStates(self._make_content())
        self.status = StatusLine("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.band, 0), (self.note, 0), (self.states, 1), (self.status, 0)):
            column.addWidget(part, stretch)
        self.list.selectionModel().currentRowChanged.connect(self._on_topic)
        self.pane.told.connect(self.status.show_text)
        self.pane.put_keys(self)
        action(self, "重新查看", "F5", self.read)
        desk.events.changed.connect(self._on_changed)
        self.pane.allow()
        self.states.show_loading()

    def _make_content(self) -> QWidget:
        left = QWidget()
        inner = QHBoxLayout(left)
        inner.setContentsMargins(L, 0, 0, S)
        inner.addWidget(self.list)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.pane)
        splitter.setStretchFactor(1, 1)
        letter = self.fontMetrics().horizontalAdvance("字")
        splitter.setSizes([letter * _LEFT_LETTERS, letter * _RIGHT_LETTERS])
        self.list.fit_letters((8, 3, 4))
        return splitter

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._wanted = record or str(facts.get("topic") or self._wanted)
        if "due" in facts:
            self.pane.show_due(only=bool(facts["due"]))
        if facts.get("row"):
            self.pane.show_row(str(facts["row"]))
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return {"topic": self._wanted, "due": self.pane.only_due.isChecked()}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if not _HERE.isdisjoint(committed.ledgers):
            self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read which ledgers there are and how they stand, then the rows of the chosen one."""
        session = self.desk.session

        def job(_ctx: JobContext) -> tuple[tuple[Due, ...], tuple[Topic, ...]]:
            return rows.standing(session), defining.offered(session)

        self._reading.ask(
            job, lambda told: self._show(*told), failed=lambda error: self.states.show_error(error, self.read)
        )

    def _show(self, known: tuple[Due, ...], offered: tuple[Topic, ...]) -> None:
        self._offered = offered
        self._fill_menu(known)
        due = sum(one.count for one in known)
        self.band.set_count(f"{len(known):,} 个台账" + (f" · 待核对 {due:,} 条" if due else "") if known else "")
        if not known:
            self.pane.stand("")
            self._teach()
            return
        wanted = next((at for at, one in enumerate(known) if one.kept.id == self._wanted), 0)
        with QSignalBlocker(self.list.selectionModel()):
            self.topics.show(known)
            self.list.selectRow(wanted)
        self.states.show_content()
        self._stand(known[wanted])

    @Slot()
    def _on_topic(self) -> None:
        one = self.topics.line_at(self.list.currentIndex().row())
        if one is not None:
            self._stand(one)

    def _stand(self, one: Due) -> None:
        self._wanted = one.kept.id
        self.pane.stand(one.kept.id)

    # -- which ledgers there are

    def _teach(self) -> None:
        button = menu_button("启用或新设", "plus")
        self._put_ways(button)
        grey_unless(self.desk.session.rights, "settings", "", button)
        self.states.show_empty("table-2", "还没有专题台账", _EMPTY, button)

    def _fill_menu(self, known: tuple[Due, ...]) -> None:
        menu = self.design_button.menu()
        menu.clear()
        if known:
            menu.addAction("改这个台账的栏目…", self.change_design)
            menu.addSeparator()
        self._put_ways(self.design_button)
        grey_unless(self.desk.session.rights, "settings", "", self.design_button)

    def _put_ways(self, button: QPushButton) -> None:
        menu = button.menu()
        for one in self._offered:
            menu.addAction(f"启用“{one.name}”", lambda code=one.code, name=one.name: self.take_over(code, name))
        if self._offered:
            menu.addSeparator()
        menu.addAction("新设一个台账…", self.design)

    def take_over(self, code: str, name: str) -> None:
        """Take over a definition that comes with the program, and show it."""
        session = self.desk.session

        def done(made: object) -> None:
            self._wanted = str(getattr(made, "id", ""))
            self.read()

        self._writes.run(lambda _: defining.take_over(session, code), f"已启用“{name}”", done)

    @Slot()
    def design(self) -> None:
        """Open the designer for a new ledger."""
        self._open_designer(DefineDialog(self.desk, parent=self))

    @Slot()
    def change_design(self) -> None:
        """Open the designer for the chosen ledger."""
        found = self.pane.found
        if found is not None:
            self._open_designer(DefineDialog(self.desk, found.kept.topic, rows=found.total, parent=self))

    def _open_designer(self, dialog: DefineDialog) -> None:
        def done() -> None:
            self._wanted = str(getattr(dialog.result_of, "id", "") or self._wanted)
            self.desk.say("已保存台账设置", action=getattr(dialog.result_of, "action", 0))
            self.read()

        open_dialog(dialog, done)
