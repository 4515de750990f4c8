"""What the pages of a person, of a dwelling and of an order share: reading, groups of fields, and the small writes.

What they show, and which named actions they offer, is theirs.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from app.records.choosing import Choice
from app.records.editing import Edited, Seen
from app.rights import looking
from app.stores.session import Session
from ledger import catalog
from ledger.errors import LedgerError, RecordNotFound
from ui.attachments.card import AttachmentsCard
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog
from ui.dossier.exchange_band import ExchangeBand
from ui.dossier.field_cards import FieldCards
from ui.dossier.header import Header
from ui.dossier.left_draft import LeftDraft
from ui.dossier.looks_card import LooksCard
from ui.dossier.orders_card import OrdersCard
from ui.dossier.record_writes import RecordWrites
from ui.dossier.two_columns import TwoColumns
from ui.dossier.visit_dialog import VisitDialog, may_record
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.buttons import menu_button, plain_button, primary_button
from ui.parts.dialog import Dialog, open_dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.workers import Latest

_LEDGERS = frozenset(
    (
        *("person", "dwelling", "residence", "household", "person_tag", "topic_vehicle", "building", "compound"),
        *("visit", "activity_person", "objection"),
    )
)
"""What a dossier is made of."""


class DossierPage(Page):
    """Subclasses read a dossier (`read`) and build the cards (`show_dossier`)."""

    ledger_name: ClassVar[str]
    shown = Signal()
    """The dossier stands on the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ledger = catalog.named(self.ledger_name)
        self.record = ""
        self.fields = FieldCards(desk, self.ledger, self)
        self.attachments: AttachmentsCard | None = None
        self.dialog: Dialog | None = None
        self._is_stale = False
        self._rights_of: list[tuple[QAction, str]] = []
        self._latest = Latest(desk.runner, self)
        self._build()
        self._connect()

    # -- what subclasses give

    @abstractmethod
    def read(self, session: Session, record: str) -> Any:
        """The dossier, off the window's thread."""

    @abstractmethod
    def show_dossier(self, dossier: Any) -> tuple[list[QWidget], list[QWidget]]:
        """Header and cards: the left and the right column. `section_cards` makes the cards of fields."""

    def called(self) -> str:
        """Whom or what the page is about, for sentences."""
        return self.header.band.title.text()

    def subject(self) -> Choice:
        """The record that the page is about."""
        return Choice(self.record, self.called())

    # -- building

    def _build(self) -> None:
        self.header = Header(self.title)
        self.confirm_button = plain_button("核实", "badge-check")
        self.confirm_button.setToolTip("看过、问过，内容没有变：最近核实日期记为今天")
        self.acts_button = menu_button("办理")
        self.more_button = menu_button("更多")
        self.edit_button = primary_button("编辑", "pencil")
        self.edit_button.setToolTip("编辑 (F2)")
        for button in (self.confirm_button, self.more_button, self.acts_button, self.edit_button):
            self.header.band.add_action(button)
        self.drafts = LeftDraft(self.desk, self.ledger_name)
        self.trouble = Notice(across=True)
        self.writes = RecordWrites(self.desk, self.ledger, self.subject, self.trouble, self)
        self.exchange = ExchangeBand(self.desk)
        self.columns = TwoColumns()
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        self.bands = QVBoxLayout()
        for widget in (self.header, self.exchange):
            inner.addWidget(widget)
        inner.addLayout(self.bands)
        inner.addWidget(self.drafts)
        inner.addWidget(self.trouble)
        inner.addWidget(self.columns, 1)
        self.states = PageStates(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.states)
        self.visit_act = action(self, "登记走访…", "Ctrl+Shift+V", self.record_visit)
        self.order_act = action(self, "登记工单…", "", self.register_order)
        self.help_act = action(self, "登记求助…", "", self.ask_help)
        for act in (self.visit_act, self.order_act, self.help_act):
            self.acts_button.menu().addAction(act)
        action(self, "编辑", "F2", self.edit)
        action(self, "保存", "Ctrl+S", self.fields.save)

    def _connect(self) -> None:
        self.confirm_button.clicked.connect(self.writes.confirm)
        self.edit_button.clicked.connect(self.edit)
        self.drafts.gone_on_with.connect(self.fields.go_on)
        self.fields.began.connect(self._on_editing)
        self.fields.ended.connect(self._on_edited)
        self.fields.saved.connect(self._on_saved)
        self.fields.asked.connect(self._show_asked)
        self.desk.events.changed.connect(self._on_changed)

    def add_act(
        self, text: str, slot: Callable[[], None], *, right: str = "act", is_more: bool = False, shortcut: str = ""
    ) -> QAction:
        """A named action in the menu 办理, or in 更多; grey for who may not do what it is."""
        made = action(self, text, shortcut, slot)
        self._rights_of.append((made, right))
        (self.more_button if is_more else self.acts_button).menu().addAction(made)
        return made

    # -- reading

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        """Show a record; `scroll` is how far down it stood."""
        if record != self.record:
            self.record = record
            self.fields.forget()
            self.attachments = None
            self.trouble.tell("")
            self.states.show_loading()
            self.drafts.look(record)
        place = facts.get("scroll")
        self.load(place if isinstance(place, int) else 0)
        self._note_look()

    def _note_look(self) -> None:
        """Enter that this page was opened, once each time it is gone to; nobody waits for it."""
        session, ledger, record = self.desk.session, self.ledger_name, self.record
        self.desk.runner.start(self.desk.runner.writing(lambda _ctx: looking.note(session, ledger, record)))

    def looks_cards(self) -> list[QWidget]:
        """Who looked, for those who are told."""
        return [LooksCard(self.desk, self.ledger_name, self.record)] if LooksCard.is_for(self.desk) else []

    def orders_cards(self) -> list[QWidget]:
        """工单 about the record, for whoever may look at them."""
        if not OrdersCard.is_for(self.desk.session.rights):
            return []
        return [OrdersCard(self.desk, self.ledger_name, self.record)]

    def attachments_cards(self, *, is_open: bool) -> list[QWidget]:
        """照片和材料 of the record: one card as long as it is shown, whatever is read anew; none of a removed one."""
        if self.attachments is None and is_open:
            self.attachments = AttachmentsCard(self.desk, self.ledger_name, self.record)
        elif not is_open:
            self.attachments = None
        return [self.attachments] if self.attachments is not None else []

    @override
    def standing(self) -> dict[str, object]:
        return {"scroll": self.columns.scroll_place}

    @override
    def is_busy_with_input(self) -> bool:
        is_worded = self.attachments is not None and self.attachments.list.is_changed
        return is_worded or self.fields.is_changed

    @override
    def discard_input(self) -> None:
        if self.attachments is not None:
            self.attachments.list.leave()
        self.fields.leave()

    def load(self, place: int | None = None) -> None:
        """Read the dossier anew; while a group is being edited, once that is over."""
        if self.fields.is_editing:
            self._is_stale = True
            return
        self._is_stale = False
        session, record = self.desk.session, self.record
        at = self.columns.scroll_place if place is None else place

        def read(_ctx: JobContext) -> Any:
            return self.read(session, record)

        self.exchange.look(record)
        self._latest.ask(read, lambda dossier: self.show_read(dossier, at), failed=self._on_missing)

    def show_read(self, dossier: Any, place: int = 0) -> None:
        """Show what was read, scrolled down as far as `place`."""
        self.fields.forget()
        left, right = self.show_dossier(dossier)
        self._grey_acts()
        self.columns.show_cards(left, right)
        self.states.show_content()
        self.columns.scroll_to(place)
        self.shown.emit()

    def _grey_acts(self) -> None:
        rights, ledger = self.desk.session.rights, self.ledger_name
        for act, right in self._rights_of:
            grey_unless(rights, right, ledger, act)
        self.visit_act.setVisible(may_record(rights))
        self.order_act.setVisible(rights.may("edit", "work_order") and bool(self.order_about()))
        self.help_act.setVisible(self.order_act.isVisible() and "reporter_person" in self.order_about())
        if not (may_record(rights) or self.order_act.isVisible()):
            grey_unless(rights, "act", "", self.acts_button)

    def _on_missing(self, error: LedgerError) -> None:
        gone = f"这份{words.called(self.ledger.name)}的档案已经不在台账里，可能是新增被撤销了。请从列表里重新打开。"
        self.states.show_error(gone if isinstance(error, RecordNotFound) else window_message_for(error), self.load)

    def _on_changed(self, committed: Committed) -> None:
        if self.record and _LEDGERS & committed.ledgers:
            self.load()

    # -- fields

    def section_cards(self, sections: tuple[Any, ...], seen: Seen, *, editable: bool) -> list[QWidget]:
        """The cards of fields, in their order."""
        editable = editable and self.desk.session.rights.may("edit", self.ledger_name)
        self.edit_button.setVisible(editable)
        self.confirm_button.setVisible(editable)
        return self.fields.make(self.record, sections, seen, editable=editable)

    def edit(self) -> None:
        """Open the group with the focus, else the first one."""
        if not self.edit_button.isHidden():
            self.fields.edit(QApplication.focusWidget())

    @Slot()
    def _on_editing(self) -> None:
        self.drafts.hide()
        self.edit_button.setEnabled(False)

    @Slot(QWidget)
    def _show_asked(self, widget: QWidget) -> None:
        QTimer.singleShot(0, widget, lambda: self.columns.bring_into_view(widget))

    @Slot()
    def _on_edited(self) -> None:
        self.edit_button.setEnabled(True)
        if self._is_stale:
            self.load()

    @Slot(object)
    def _on_saved(self, edited: Edited) -> None:
        if edited.action:
            names = "、".join(self.ledger.field(name).label for name in edited.fields[:3])
            self.desk.say(f"已修改 {self.called()} 的{names}", action=edited.action)
        self.load()

    # -- acts

    def record_visit(self) -> None:
        """登记走访: a visit to whom or what the page is about."""
        self.open_dialog(VisitDialog(self.desk, self.ledger_name, self.subject(), parent=self))

    def order_about(self) -> dict[str, Choice]:
        """For subclasses: whom and what an order that is registered here names, by its fields; nothing for no order."""
        return {}

    def register_order(self) -> None:
        """登记工单 about whom or what the page is about."""
        from ui.order_form.register_dialog import RegisterDialog

        dialog = RegisterDialog(self.desk, self.order_about(), parent=self)
        dialog.registered.connect(lambda order: self.desk.go("order", order))
        self.open_dialog(dialog)

    def ask_help(self) -> None:
        """登记求助: which guide the resident asks by, then an order about both."""
        from ui.guides.dialogs import ask_for_guide

        self.dialog = ask_for_guide(self.desk, self.order_about(), self)

    def open_dialog(self, dialog: Dialog) -> None:
        """Show a dialog over the page."""
        self.dialog = dialog
        if isinstance(dialog, ActDialog):
            dialog.acted.connect(lambda _action: self.load())
        open_dialog(dialog)
