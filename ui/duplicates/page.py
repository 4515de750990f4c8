"""The page 重复: possible same people one pair after another, to be merged or said to be two.

Who may be the same is `app.doubles.duplicates`'s, what stands side by side `app.doubles.same_people`'s,
merging `app.doubles.merging`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, Qt, Slot
from PySide6.QtWidgets import QFrame, QListView, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.duplicates.button_lines import ButtonLines
from ui.duplicates.merged_dialog import MergedDialog
from ui.duplicates.pair_card import LEFT, RIGHT, PairCard
from ui.duplicates.pair_list import PairsModel
from ui.duplicates.search import PairSearch
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import StatusLine, TitleBand
from ui.parts.buttons import link_button, plain_button, primary_button
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

if TYPE_CHECKING:
    from app.doubles.duplicates import Pair
    from app.doubles.same_people import TwoPeople

_LIST_LETTERS = 9
_ABOUT_PEOPLE = frozenset(("person", "residence"))
_OWN = frozenset(("merge",))
_TAKEN_BACK = "undo"


class DuplicatesPage(Page):
    """The pairs at the left, the chosen one side by side."""

    name = "duplicates"
    title = "重复"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._shown: Pair | None = None
        self._deciding: Pair | None = None
        self._told = ""
        self._is_merging = False
        self._is_stale = True
        self.search = PairSearch(desk, self)
        self.band = TitleBand(self.title)
        self.merged = link_button("合并过的人", "list")
        self.again = plain_button("重新找", "refresh-cw")
        for button in (self.merged, self.again):
            self.band.add_action(button)
        self.model = PairsModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName("可能是同一个人的")
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.card = PairCard()
        self.card_states = PageStates(self.card)
        self.status = StatusLine("N 下一对 · M 合并 · D 不是同一个人")
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.band, 0), (self.states, 1), (self.status, 0)):
            column.addWidget(widget, stretch)
        self._allow(is_ready=False)
        self._connect()

    # -- how it is put together

    def _make_content(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(M, 0, L, S)
        column.setSpacing(S)
        self.note = QFrame()
        note = QVBoxLayout(self.note)
        note.setContentsMargins(L, M, L, M)
        self.note_text = label("", wraps=True)
        note.addWidget(self.note_text)
        self.note.hide()
        column.addWidget(self.card_states, 1)
        column.addWidget(self.note)
        column.addWidget(self._make_buttons())
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(L, 0, 0, S)
        inner.addWidget(self.list)
        self.list.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LIST_LETTERS)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([1000, 3000])  # shares, or the list would begin at its least width
        return splitter

    def _make_buttons(self) -> QWidget:
        self.all_left, self.all_right = plain_button("都用左边的"), plain_button("都用右边的")
        self.differs = plain_button("不是同一个人", "split")
        self.next = plain_button("下一对", "chevron-right")
        self.merge = primary_button("合并成一个人", "merge")
        return ButtonLines((self.all_left, self.all_right), (self.next, self.differs, self.merge))

    def _connect(self) -> None:
        self.search.found.connect(self._on_found)
        self.search.ended.connect(self._on_ended)
        self.search.failed.connect(self._on_search_failed)
        self.list.selectionModel().selectionChanged.connect(self._on_pair)
        self.card.opened.connect(lambda person: self.desk.go("person", person))
        self.all_left.clicked.connect(lambda: self.card.choose_all(LEFT))
        self.all_right.clicked.connect(lambda: self.card.choose_all(RIGHT))
        self.next.clicked.connect(self.go_on)
        self.merge.clicked.connect(self.merge_pair)
        self.differs.clicked.connect(self.keep_apart)
        self.again.clicked.connect(self.look)
        self.merged.clicked.connect(self._on_merged)
        self.desk.events.changed.connect(self._on_changed)
        for text, key, slot in (
            ("下一对", "N", self.go_on),
            ("合并", "M", self.merge_pair),
            ("不是同一个人", "D", self.keep_apart),
            ("重新找", "F5", self.look),
        ):
            action(self, text, key, slot)

    # -- the page

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if self._is_stale and not self.search.is_busy:
            self.look()

    @Slot()
    def look(self) -> None:
        """Look for pairs from the beginning."""
        self._is_stale = False
        self._shown = None
        self._allow(is_ready=False)
        self.model.clear()
        self.band.set_count("")
        self.states.show_loading("正在比对全部居民…")
        self.search.start()

    @Slot(object)
    def _on_found(self, pairs: list[Pair]) -> None:
        before = self._shown
        self.model.add(pairs)
        self.states.show_content()
        row = self.model.row_of(before)
        self.list.setCurrentIndex(self.model.index(max(row, 0)))
        self._count()

    @Slot(int)
    def _on_ended(self, _count: int) -> None:
        if not self.model.pairs:
            self._show_none()
        self._count()

    @Slot(object)
    def _on_search_failed(self, error: LedgerError) -> None:
        self._is_stale = True
        self.states.show_error(error, self.look)

    def _show_none(self) -> None:
        text = "没有证件号码相近、同名同生日、同名同住处或同电话的居民。导入新表以后可以再来看看。"
        self.states.show_empty("circle-check", "没有看起来重复的人", text)

    def _count(self) -> None:
        looking = " · 还在找" if self.search.is_busy else ""
        self.band.set_count(f"{len(self.model.pairs):,} 对{looking}" if self.model.pairs else "")

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind == _TAKEN_BACK and not committed.ledgers:  # that two are not the same
            self.look()
        elif committed.kind not in _OWN and committed.ledgers & _ABOUT_PEOPLE:
            self._is_stale = True
            self.status.show_text("居民有改动，按 F5 重新找 · N 下一对 · M 合并 · D 不是同一个人")

    # -- one pair

    @Slot(QItemSelection, QItemSelection)
    def _on_pair(self, _now: QItemSelection, _before: QItemSelection) -> None:
        row = self.list.currentIndex().row()
        pair = self.model.pairs[row] if 0 <= row < len(self.model.pairs) else None
        if pair is None or pair == self._shown:
            return
        self._shown = pair
        self.note.hide()
        self._allow(is_ready=False)
        session = self.desk.session

        def job(_ctx: JobContext) -> TwoPeople:
            from app.doubles import same_people

            return same_people.compare(session, pair.first, pair.second)

        self._reading.ask(job, lambda two: self._show(pair, two), failed=lambda error: self._gone(pair, error))

    def _show(self, pair: Pair, two: TwoPeople) -> None:
        self.card.show_people(two, pair.reasons)
        self.card_states.show_content()
        self._allow(is_ready=True)

    def _gone(self, pair: Pair, _error: LedgerError) -> None:
        """Somebody of the pair was removed meanwhile: there is nothing to decide any more."""
        self._drop(pair)

    def _allow(self, *, is_ready: bool) -> None:
        for button in (self.all_left, self.all_right, self.differs, self.merge):
            button.setEnabled(is_ready)
        grey_unless(self.desk.session.rights, "merge", "", self.differs, self.merge)

    @Slot()
    def go_on(self) -> None:
        """Look at the next pair; after the last one at the first."""
        count = self.model.rowCount()
        if count:
            self.list.setCurrentIndex(self.model.index((self.list.currentIndex().row() + 1) % count))

    @Slot()
    def merge_pair(self) -> None:
        """Make the two one person, with the values that are chosen."""
        people = self.card.people
        if people is None or self._shown is None or not self.merge.isEnabled():
            return
        session, keep, lose, chosen = self.desk.session, people.left, people.right, self.card.chosen()
        self._write(
            lambda _: _merged(session, keep, lose, chosen), f"已把两个“{people.left_name}”合并成一个人", merges=True
        )

    @Slot()
    def keep_apart(self) -> None:
        """Remember that they are two people."""
        pair, session = self._shown, self.desk.session
        if pair is None or not self.differs.isEnabled():
            return

        def job(_ctx: JobContext) -> int:
            from app.records import kept_apart

            return kept_apart.say(session, pair.first, pair.second)

        self._write(job, "已记下不是同一个人，以后不再列出")

    def _write(self, job: Job[int], told: str, *, merges: bool = False) -> None:
        handle = self.desk.runner.writing(job)
        self._told, self._deciding, self._is_merging = told, self._shown, merges
        self._allow(is_ready=False)
        handle.done.connect(self._on_written)
        handle.failed.connect(self._on_not_written)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_written(self, number: object) -> None:
        pair = self._deciding
        self.desk.say(self._told, action=int(str(number)))
        if pair is None:
            return
        self._drop(pair)
        if self._is_merging:
            for gone in [one for one in self.model.pairs if pair.second in (one.first, one.second)]:
                self._drop(gone)

    @Slot(object)
    def _on_not_written(self, error: LedgerError) -> None:
        if self._deciding == self._shown:
            self._allow(is_ready=True)
        set_role(self.note, "hint", "bad")
        self.note_text.setText(window_message_for(error))
        self.note.show()

    def _drop(self, pair: Pair) -> None:
        """Take a decided pair out and show the one that comes to its place."""
        row = self.model.row_of(pair)
        self.model.remove(pair.first, pair.second)
        if not self.model.pairs:
            self._shown = None
            if not self.search.is_busy:
                self._show_none()
        elif pair == self._shown:
            self._shown = None
            self.list.clearSelection()
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), len(self.model.pairs) - 1)))
        self._count()

    @Slot()
    def _on_merged(self) -> None:
        open_dialog(MergedDialog(self.desk, self))


def _merged(session: Session, keep: str, lose: str, chosen: Mapping[str, str]) -> int:
    from app.doubles import merging

    return merging.merge(session, keep, lose, chosen)
