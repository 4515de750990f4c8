"""The drawer beside a list: the row in short, and the actions that its record is most often wanted for."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.messages import window_message_for
from app.objections.about import SUBJECTS
from app.records.choosing import Choice
from app.tables import row_brief
from app.tables.row_brief import Brief, Line
from app.topics import reporting
from app.topics.rows import Order
from ledger.definition import Ledger
from ledger.errors import LedgerError, RecordNotFound
from ui.attachments.dialog import AttachmentsDialog
from ui.desk import Desk
from ui.dossier.masked_value import MaskedValue, Unmasking
from ui.look.roles import label
from ui.look.tokens import XS, S
from ui.order_form.report_dialog import ReportDialog
from ui.parts.allowed import grey_unless
from ui.parts.buttons import link_button, menu_button, plain_button, primary_button
from ui.parts.chips import Badge, TagChip
from ui.parts.dialog import open_dialog
from ui.parts.drawer import Drawer
from ui.parts.elided import ElidedLabel
from ui.parts.flow import FlowLayout
from ui.workers import Latest

_OPENS = {"dwelling": "打开这套房", "visit": "打开这次走访"}
_WITH_PAPERS = frozenset(("building", "topic_merchant"))
"""Ledgers whose records have photos and papers, and no page of their own."""
_DISPUTED_HERE = frozenset(SUBJECTS) - {"person", "dwelling"}
"""Ledgers whose records may be disputed, and have no page of their own that says so."""
_AFTER_MS = 120  # a row that is only passed by is not read


class RowDrawer(Drawer):
    """Shows one record of a ledger. What is asked for by a signal names it; its pages it opens itself."""

    edit_asked = Signal(str)
    visit_asked = Signal(str)
    remove_asked = Signal(str, str)

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        super().__init__()
        self._desk, self._ledger = desk, ledger
        self._reading = Latest(desk.runner, self)
        self._record = ""
        self.brief: Brief | None = None
        self._order = Order()
        self._inside: QWidget | None = None
        self.papers: AttachmentsDialog | None = None
        self.objections: QDialog | None = None
        self._buttons: QWidget | None = None
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_AFTER_MS)
        self._waiting.timeout.connect(self._read)
        self._tell("选中一行，这里显示它的概要。")

    def show_record(self, record: str) -> None:
        """Tell of a record, once the person stays with it."""
        self._record = record
        if not self.isHidden():
            self._waiting.start()

    @override
    def setVisible(self, visible: bool) -> None:
        was_hidden = self.isHidden()
        super().setVisible(visible)
        if visible and was_hidden:
            self._waiting.start()

    def _read(self) -> None:
        record = self._record
        if not record:
            self._tell("选中一行，这里显示它的概要。")
            return
        session, ledger = self._desk.session, self._ledger

        def work(_ctx: JobContext) -> tuple[Brief, Order]:
            has_orders = ledger.name in reporting.LEDGERS and session.rights.may("view", "work_order")
            order = reporting.open_order(session, ledger.name, record) if has_orders else Order()
            return row_brief.brief(session, ledger, record), order

        self._reading.ask(work, lambda told: self._show(*told), failed=self._on_failed)

    def _on_failed(self, error: LedgerError) -> None:
        self._tell("这一行已被删除。" if isinstance(error, RecordNotFound) else window_message_for(error))

    def _tell(self, text: str) -> None:
        self.brief = None
        self.set_title("概要")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(text, "muted", wraps=True))
        column.addStretch(1)
        self._replace(inside, None)

    def _show(self, brief: Brief, order: Order) -> None:
        self.brief, self._order = brief, order
        self.set_title(brief.title)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        if brief.about:
            column.addWidget(label(brief.about, "muted", wraps=True))
        if brief.states or brief.tags:
            marks = FlowLayout()
            for state in brief.states:
                marks.addWidget(Badge(state, "warn"))
            for tag in brief.tags:
                marks.addWidget(TagChip(tag))
            column.addLayout(marks)
        column.addLayout(self._facts(brief))
        column.addStretch(1)
        self._replace(inside, self._made_buttons(brief))

    def _facts(self, brief: Brief) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, XS, 0, 0)
        form.setHorizontalSpacing(S)
        form.setVerticalSpacing(S)
        for dwelling, address, role in brief.homes:
            link = link_button(address)
            link.setToolTip(f"打开 {address}")
            link.clicked.connect(lambda _=False, one=dwelling: self._desk.go("dwelling", one))
            form.addRow(label(role or "现住", "muted"), link)
        for line in brief.facts:
            form.addRow(label(line.label, "muted"), self._value(brief, line))
        return form

    def _value(self, brief: Brief, line: Line) -> QWidget:
        """A fact; behind a mask with its eye, as on the record's page, for who may ever look."""
        unmasking = Unmasking(self._desk, self._ledger, brief.record)
        if line.masked is None or not unmasking.is_offered():
            return ElidedLabel(line.text)
        return MaskedValue(line.masked, unmasking)

    def _made_buttons(self, brief: Brief) -> QWidget:
        buttons = QWidget()
        column = QVBoxLayout(buttons)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        edit = lambda: self.edit_asked.emit(brief.record)  # noqa: E731 - told twice
        row = QHBoxLayout()
        row.setSpacing(S)
        if brief.page:
            title = _OPENS.get(brief.page, "打开档案")
            self.open_button = primary_button(title)
            self.open_button.clicked.connect(lambda: self._desk.go(brief.page, brief.page_record))
            column.addWidget(self.open_button)
            change = plain_button("修改")
        else:
            change = self.open_button = primary_button("修改")
        change.clicked.connect(edit)
        rights = self._desk.session.rights
        grey_unless(rights, "edit", brief.ledger, change)
        row.addWidget(change)
        if brief.ledger == "person":
            acts = self._acts(brief)
            grey_unless(rights, "act", "", acts)
            row.addWidget(acts)
        remove = plain_button("删除")
        remove.clicked.connect(lambda: self.remove_asked.emit(brief.record, brief.title))
        grey_unless(rights, "remove", brief.ledger, remove)
        row.addWidget(remove)
        column.addLayout(row)
        if brief.ledger in _WITH_PAPERS:
            papers = plain_button("照片和材料", "image")
            papers.clicked.connect(lambda: self._show_papers(brief))
            column.addWidget(papers)
        if brief.ledger in _DISPUTED_HERE:
            column.addWidget(self._objections(brief))
        if brief.ledger in reporting.LEDGERS:
            column.addWidget(self._report(brief))
        return buttons

    def _show_papers(self, brief: Brief) -> None:
        title = f"{brief.title} 照片和材料"
        self.papers = AttachmentsDialog(self._desk, title, brief.ledger, brief.record, self.window())
        open_dialog(self.papers)

    def _objections(self, brief: Brief) -> QWidget:
        """What is disputed of a record that has no page of its own."""
        button = plain_button("异议…", "message-square-warning")
        button.clicked.connect(lambda: self._show_objections(brief))
        return button

    def _show_objections(self, brief: Brief) -> None:
        from ui.dossier.objections_dialog import ObjectionsDialog

        self.objections = ObjectionsDialog(
            self._desk, brief.ledger, Choice(brief.record, brief.title), parent=self.window()
        )
        open_dialog(self.objections)

    def _report(self, brief: Brief) -> QWidget:
        """The way to say that the data is wrong, or to the open order that says so."""
        order = self._order
        if order.id:
            button = plain_button(f"数据异常已上报 {order.number}", "clipboard-list")
            button.clicked.connect(lambda: self._desk.go("order", order.id))
            return button
        button = plain_button("上报数据异常…", "triangle-alert")
        button.clicked.connect(lambda: self._ask_report(brief))
        grey_unless(self._desk.session.rights, "edit", "work_order", button)
        return button

    def _ask_report(self, brief: Brief) -> None:
        dialog = ReportDialog(self._desk, brief.ledger, brief.record, brief.title, self.window())

        def done() -> None:
            made = dialog.result_of
            self._desk.say(f"已上报，工单 {getattr(made, 'order_no', '')}")
            self._read()

        open_dialog(dialog, done)

    def _acts(self, brief: Brief) -> QWidget:
        """What is often done about a person, by name."""
        button = menu_button("办理")
        menu = button.menu()
        person = Choice(brief.record, brief.title, brief.about)
        visit = menu.addAction("登记走访…", lambda: self.visit_asked.emit(brief.record))
        grey_unless(self._desk.session.rights, "edit", "visit", visit)
        menu.addAction("添加标签…", lambda: self._open_act("AddTagDialog", person))
        for dwelling, address, _ in brief.homes:
            menu.addAction(f"从 {address} 迁出…", lambda d=dwelling, a=address: self._move_out(d, a, brief.record))
        menu.addAction("登记死亡…", lambda: self._open_act("DeathDialog", person))
        return button

    def _open_act(self, name: str, person: Choice) -> None:
        from ui.dossier import life_dialogs

        kinds = {"AddTagDialog": life_dialogs.AddTagDialog, "DeathDialog": life_dialogs.DeathDialog}
        self._open(kinds[name](self._desk, person, parent=self.window()))

    def _move_out(self, dwelling: str, address: str, person: str) -> None:
        from ui.dossier.move_out_dialog import MoveOutDialog

        home = Choice(dwelling, address)
        self._open(MoveOutDialog(self._desk, home, ticked=(person,), parent=self.window()))

    def _open(self, dialog: QDialog) -> None:
        open_dialog(dialog)

    def _replace(self, inside: QWidget, buttons: QWidget | None) -> None:
        for old in (self._inside, self._buttons):
            if old is not None:
                old.hide()
                old.deleteLater()
        self._inside, self._buttons = inside, buttons
        self.body.addWidget(inside)
        if buttons is not None:
            self.foot.addWidget(buttons)
