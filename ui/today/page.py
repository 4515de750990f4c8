"""The page 今日: one list of what is due, grouped by kind, each line where it is done; compounds in numbers beside it.

What is due is `app.today`'s. It is asked in parts, one after another, so that what is known at once does not wait for
what takes longer; and asked again only when something was written since, on another day, or when a person wants it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHeaderView, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import today
from app.dossiers import drafts
from app.events import Committed
from app.jobs import JobContext
from app.records.choosing import Choice
from app.stores.session import Session
from app.today import CompoundCount, Group, Line
from ledger import catalog, clock
from ledger.errors import LedgerError
from ui.desk import Desk, Place
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, quiet_button
from ui.parts.dialog import open_dialog
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.record_form.scroller import GrowingDialog
from ui.today.compounds_model import CompoundsModel
from ui.today.group_card import GroupCard
from ui.workers import Latest

_PARTS = ("at_once", "later", "doubtful")
Standing = tuple[object, date, int]
"""The newest action, the day, how many forms, alerts and requests wait: while they are the same, so is the answer."""
_AFTER_A_CHANGE_MS = 400  # several edits in a row are looked at once
_SIDE_LETTERS, _LETTERS_FOR_A_SIDE = 21, 60
_NO_LIMIT = 16_777_215


class TodayPage(Page):
    """What is to be done."""

    name = "today"
    title = "今日"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._readings = {part: Latest(desk.runner, self) for part in _PARTS}
        self._counting, self._looking = Latest(desk.runner, self), Latest(desk.runner, self)
        self._seen: Standing | None = None
        self._found: dict[str, tuple[Group, ...]] = {}
        self.cards: tuple[GroupCard, ...] = ()
        self._again = QTimer(self, singleShot=True, interval=_AFTER_A_CHANGE_MS)
        self._again.timeout.connect(self._read)
        self.band = TitleBand(self.title)
        self.refresh_button = quiet_button("refresh-cw", "重新查看 (F5)")
        self.band.add_action(self.refresh_button)
        self.model = CompoundsModel(self)
        self.compounds = plain_table(self.model, "各小区房屋和人口")
        self._groups = QWidget()
        self.states = PageStates(self._scrolled(self._groups))
        self.side = self._make_side()
        self.side.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(0)
        self._across.addWidget(self.states, 1)
        self._across.addWidget(self.side)
        column.addLayout(self._across, 1)
        self._connect()

    def _scrolled(self, content: QWidget) -> QScrollArea:
        set_role(content, "surface")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(L, S, L, L)
        self._column.setSpacing(M)
        self._column.addStretch(1)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setWidget(content)
        return scroller

    def _make_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(M, S, L, L)
        column.setSpacing(S)
        self._rule = QFrame(frameShape=QFrame.Shape.HLine)
        column.addWidget(self._rule)
        column.addWidget(label("各小区", "section"))
        column.addWidget(self.compounds)
        column.addStretch(1)
        self.compounds.take_height_of_rows()
        header = self.compounds.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return side

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the page is narrow for its text, the compounds stand below."""
        super().resizeEvent(event)
        letter = self.fontMetrics().horizontalAdvance("字")
        is_wide = self.width() >= letter * _LETTERS_FOR_A_SIDE
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._across.setDirection(way)
        self.side.setMaximumSize(*((letter * _SIDE_LETTERS, _NO_LIMIT) if is_wide else (_NO_LIMIT, self.height() // 3)))
        self.side.setMinimumWidth(letter * _SIDE_LETTERS if is_wide else 0)
        self._rule.setHidden(is_wide)
        self.side.setContentsMargins(0 if is_wide else L - M, 0, 0, 0)

    def _connect(self) -> None:
        self.refresh_button.clicked.connect(self._read)
        self.compounds.activated.connect(self._open_compound)
        self.compounds.clicked.connect(self._open_compound)
        action(self, "重新查看", "F5", self._read)
        self.desk.events.changed.connect(self._on_changed)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if self._seen is None:
            self._read()
        else:
            session = self.desk.session
            self._looking.ask(lambda _: _standing(session), self._read_if_changed)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self.isVisible() and (committed.is_change or committed.kind in today.TOLD_KINDS):
            self._again.start()

    # -- reading

    def _read_if_changed(self, standing: Standing) -> None:
        if standing != self._seen:
            self._read()

    @Slot()
    def _read(self) -> None:
        session = self.desk.session
        self._seen = None
        if not self._found:
            self.states.show_loading("正在查看今天要办的事…")
        self._looking.ask(lambda _: _standing(session), self._note_standing)
        self._ask("at_once")

    def _note_standing(self, standing: Standing) -> None:
        self._seen = standing

    def _ask(self, part: str) -> None:
        session, look = self.desk.session, getattr(today, part)

        def job(ctx: JobContext) -> tuple[Group, ...]:
            found: tuple[Group, ...] = look(session, ctx)
            return found

        self._readings[part].ask(job, lambda found: self.take(part, found), failed=self._failed)

    def _failed(self, error: LedgerError) -> None:
        self._seen = None
        self.states.show_error(error, self._read)

    def take(self, part: str, found: tuple[Group, ...]) -> None:
        """Show what was found in one part."""
        self._found[part] = found
        if part == "at_once":  # what takes longer begins when nothing else waits for it
            session = self.desk.session
            self._ask("later")
            self._counting.ask(lambda _: today.compounds(session), self.show_compounds)
        elif part == "later":
            self._ask("doubtful")
        if "at_once" in self._found:
            self._show()

    def _show(self) -> None:
        groups = today.in_order(group for part in self._found.values() for group in part)
        if [card.group for card in self.cards] != list(groups):
            self._show_cards(groups)
        total = today.how_many(groups)
        self.band.set_count(f"{today.day_in_words()} · {f'{total:,} 件要办' if total else '没有要办的事'}")
        if groups:
            self.states.show_content()
        elif all(part in self._found for part in _PARTS[:2]):
            self._tell_nothing()

    def _tell_nothing(self) -> None:
        may = self.desk.session.rights.may
        if not (may("view") and may("edit")):
            self.states.show_empty("circle-check", "今天没有要办的事", "密码快到期、有要处理的提醒时，会列在这里。")
            return
        if self.model.rowCount() or not may("import"):
            text = "没有到期、待核实、没填全的内容。有新的会列在这里，点开就能办。"
            self.states.show_empty("circle-check", "今天没有要办的事", text)
            return
        button = plain_button("导入人房台账", "file-input")
        button.clicked.connect(lambda: self.desk.go("import"))
        text = "导入人房台账后，到期的租约、该核实的居民和房屋、没填全的内容会列在这里。"
        self.states.show_empty("file-input", "从导入台账开始", text, button)

    def _show_cards(self, groups: tuple[Group, ...]) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        made = []
        for place, group in enumerate(groups):
            card = GroupCard(group)
            card.opened.connect(self._open_line)
            card.all_wanted.connect(self._open_group)
            card.visit_wanted.connect(self._record_visit)
            self._column.insertWidget(place, card)
            made.append(card)
        self.cards = tuple(made)

    def show_compounds(self, counts: tuple[CompoundCount, ...]) -> None:
        """Show the compounds in numbers."""
        self.model.show(counts)
        self.side.setVisible(bool(counts))
        if self.states.state == "empty":
            self._tell_nothing()

    # -- ways out

    @Slot(object)
    def _open_line(self, line: Line) -> None:
        if line.form:
            self._open_form(line)
        else:
            self.desk.asked_for_place.emit(Place(line.page, line.record, line.facts))

    def _open_form(self, line: Line) -> None:
        """A form that was left: it offers what was typed itself; or what is disputed of a record without a page."""
        from ui.dossier.objections_dialog import ObjectionsDialog
        from ui.record_form.dialog import RecordDialog

        dialog: GrowingDialog
        if line.facts.get("objections"):
            dialog = ObjectionsDialog(self.desk, line.form, Choice(line.record, line.who), parent=self.window())
        else:
            dialog = RecordDialog(self.desk, catalog.named(line.form), line.record or None, parent=self.window())
        dialog.finished.connect(self._on_form_closed)
        open_dialog(dialog)

    @Slot()
    def _on_form_closed(self) -> None:
        """Look again once the draft is gone: that is written after whatever is being written now."""
        handle = self.desk.runner.writing(lambda _: None)
        handle.ended.connect(self._again.start)
        self.desk.runner.start(handle)

    @Slot(object)
    def _record_visit(self, line: Line) -> None:
        """登记走访 of a line; once it is written the line goes by itself."""
        from ui.dossier.visit_dialog import VisitDialog

        dialog = VisitDialog(self.desk, line.page, Choice(line.record, line.who), parent=self.window())
        open_dialog(dialog)

    @Slot(object)
    def _open_group(self, group: Group) -> None:
        facts = dict(group.facts)
        if group.filters:
            facts |= {"filters": group.filters, "search": "", "order_by": group.order}
        self.desk.asked_for_place.emit(Place(group.page, "", facts))

    @Slot(QModelIndex)
    def _open_compound(self, index: QModelIndex) -> None:
        self.desk.go("homes", compound=index.data(Qt.ItemDataRole.UserRole))


def _standing(session: Session) -> Standing:
    return session.store.moment(), clock.today(), len(drafts.every(session)) + today.waiting(session)
