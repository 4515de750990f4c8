"""One list of records with the chosen one beside it, and the buttons that settle: what waits, or what was settled.

What is asked is read by `app.syncing.cards`, written by `app.syncing.settling`. A record that is settled gives way to
the next one; whatever else was chosen and not settled stays on the screen only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListView, QSplitter, QVBoxLayout, QWidget

from app import words
from app.jobs import Job
from app.messages import window_message_for
from app.stores.session import Session
from app.syncing import settling
from app.syncing.cards import Card
from app.syncing.settling import Choice, Settled
from ledger.errors import FieldsRefused, LedgerError
from ui.conflicts.alike_dialog import AlikeDialog, lines_alike
from ui.conflicts.question_box import QuestionBox
from ui.conflicts.record_list import RecordsModel
from ui.conflicts.record_view import RecordView
from ui.desk import Desk
from ui.look.tokens import L, M, S
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import open_dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

_LIST_LETTERS = 12
Read = Callable[[Session], list[Card]]


class SettlingPanel(QWidget):
    """`counted(records, questions)` after each reading."""

    counted = Signal(int, int)

    def __init__(self, desk: Desk, read: Read, symbol: str, empty: tuple[str, str]) -> None:
        super().__init__()
        self.desk, self._read, self._empty = desk, read, empty
        self._latest = Latest(desk.runner, self)
        self._wanted = ""
        self._is_writing = False
        self.model = RecordsModel(symbol, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName("两处都改了的居民和房屋")
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = RecordView(desk)
        self.note = Notice()
        self.next = plain_button("下一个", "chevron-right")
        self.settle = primary_button("按所选的处理", "check")
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, S, 0, 0)
        column.addWidget(self.states)
        self._connect()

    def _make_content(self) -> QWidget:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        left, right = QWidget(), QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(L, 0, 0, S)
        inner.addWidget(self.list)
        letter = self.fontMetrics().horizontalAdvance("字")
        self.list.setMinimumWidth(letter * _LIST_LETTERS)
        self.list.setIconSize(QSize(letter, letter))
        column = QVBoxLayout(right)
        column.setContentsMargins(M, 0, L, S)
        column.setSpacing(S)
        column.addWidget(self.view, 1)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addStretch(1)
        row.addWidget(self.next)
        row.addWidget(self.settle)
        column.addLayout(row)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([1000, 3000])  # shares, or the list would begin at its least width
        return splitter

    def _connect(self) -> None:
        self.list.selectionModel().selectionChanged.connect(self._on_record)
        self.list.activated.connect(lambda _index: self._focus_choices())
        self.view.picked.connect(self._on_picked)
        self.view.opened.connect(self.open_record)
        self.view.alike_asked.connect(self.ask_alike)
        self.next.clicked.connect(partial(self.go, 1))
        self.settle.clicked.connect(self.settle_chosen)
        for text, key, slot in (
            ("按所选的处理", "Ctrl+Return", self.settle_chosen),
            ("其余同样处理", "Ctrl+Shift+Return", self.ask_alike_at_focus),
            ("下一个", "Ctrl+Down", partial(self.go, 1)),
            ("上一个", "Ctrl+Up", partial(self.go, -1)),
            ("打开档案", "Ctrl+O", self.open_record),
        ):
            action(self, text, key, slot)

    # -- reading

    def read(self, record: str = "") -> None:
        """Read anew; a record named stands in front, else the one that did, or what came to its place."""
        session, read = self.desk.session, self._read
        self._wanted = record or self._wanted
        if not self.model.cards:
            self.states.show_loading()
        self._latest.ask(lambda _ctx: read(session), self._show, failed=self._on_failed)

    def _show(self, cards: list[Card]) -> None:
        row = self.list.currentIndex().row()
        shown = self._wanted or (self.view.card.record if self.view.card else "")
        self._wanted = ""
        self.model.show_cards(cards)
        self.counted.emit(len(cards), sum(len(one.asked) for one in cards))
        if not cards:
            self.view.clear()
            self.states.show_empty("circle-check", *self._empty)
            return
        self.states.show_content()
        found = self.model.row_of(shown)
        place = found if found >= 0 else min(max(row, 0), len(cards) - 1)
        self.list.setCurrentIndex(self.model.index(place))

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.read)

    # -- one record

    @Slot(QItemSelection, QItemSelection)
    def _on_record(self, _now: QItemSelection, _before: QItemSelection) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.model.cards):
            return
        card = self.model.cards[row]
        if card != self.view.card:
            self.note.tell("")
            self.view.show_card(card)
        self._allow()

    @Slot()
    def _on_picked(self) -> None:
        self.note.tell("")
        self._allow()

    def _allow(self) -> None:
        card = self.view.card
        self.next.setVisible(len(self.model.cards) > 1)
        self.settle.setVisible(card is not None and any(one.can_be_settled for one in card.asked))
        self.settle.setEnabled(bool(self.view.chosen()) and not self._is_writing)
        self.settle.setToolTip("先在上面选好再处理" if not self.view.chosen() else "")
        if card is not None:
            grey_unless(self.desk.session.rights, "edit", card.ledger, self.settle)

    def _focus_choices(self) -> None:
        box = next(iter(self.view.boxes.values()), None)
        button = next(iter(box.buttons.values()), None) if box else None
        if button is not None:
            button.setFocus()

    def go(self, step: int) -> None:
        """Look at the record so many places on; after the last one at the first."""
        count = self.model.rowCount()
        if count:
            self.list.setCurrentIndex(self.model.index((self.list.currentIndex().row() + step) % count))

    @Slot()
    def open_record(self) -> None:
        """Go to the record's own page."""
        card = self.view.card
        if card is not None and card.page:
            self.desk.go(card.page, card.page_record)

    # -- settling

    @Slot()
    def settle_chosen(self) -> None:
        """Settle everything that is chosen of this record, as one action."""
        chosen, card = self.view.chosen(), self.view.card
        if not chosen or card is None or not self.settle.isEnabled():
            return
        answers = {asked: _answer(box) for asked, box in chosen.items()}
        session, told = self.desk.session, f"已处理 {card.called} 的 {len(answers)} 处"
        self._write(lambda _ctx: settling.settle_several(session, answers), told)

    def ask_alike(self, question: str) -> None:
        """Show what the same choice would do to all alike, and settle them when that is wanted."""
        box = self.view.boxes.get(question)
        if box is None or self._is_writing:
            return
        choice = box.choice()
        if choice in ("", "value"):
            box.setFocus()
            self.note.tell("先选用哪一个，再同样处理其余的。另写的内容只用于这一处。", "info")
            return
        lines = lines_alike(self.model.cards, box.asked, choice)
        told = next(one.told or one.title for one in box.asked.options if one.code == choice)
        dialog = AlikeDialog(box.asked.title, f"都用 {told} 的" if told else "", lines, self.window())
        open_dialog(dialog, partial(self._settle_alike, question, choice, len(lines)))

    def ask_alike_at_focus(self) -> None:
        """The same for the question that has the focus, or the first that has others like it."""
        boxes = [box for box in self.view.boxes.values() if box.asked.alike]
        focused = next((box for box in boxes if box.isAncestorOf(self.focusWidget() or self)), None)
        if boxes:
            self.ask_alike((focused or boxes[0]).asked.id)

    def _settle_alike(self, question: str, choice: str, count: int) -> None:
        session = self.desk.session
        self._write(lambda _ctx: settling.settle_alike(session, question, _code(choice)), f"已同样处理 {count} 处")

    def _write(self, job: Job[Settled], told: str) -> None:
        self._is_writing = True
        self._allow()
        handle = self.desk.runner.writing(job)
        handle.done.connect(partial(self._on_written, told))
        handle.failed.connect(self._on_not_written)
        handle.ended.connect(self._on_ended)
        self.desk.runner.start(handle)

    def _on_written(self, told: str, settled: Settled) -> None:
        self.desk.say(told, action=settled.action)
        self.view.card = None  # what was chosen is done with
        self.read()

    @Slot(object)
    def _on_not_written(self, error: LedgerError) -> None:
        if isinstance(error, FieldsRefused):
            problems = [(name, words.rule(rule)) for name, rule in error.problems]
            for box in self.view.boxes.values():
                box.show_problems(problems)
        self.note.tell(window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self._is_writing = False
        self._allow()

    def is_busy_with_input(self) -> bool:
        """True while something is typed that is not settled."""
        return any(any(box.typed().values()) for box in self.view.boxes.values())


def _answer(box: QuestionBox) -> Choice | Mapping[str, str]:
    return box.typed() if box.choice() == "value" else _code(box.choice())


def _code(choice: str) -> Choice:
    return "mine" if choice == "mine" else "keep" if choice == "keep" else "theirs"
