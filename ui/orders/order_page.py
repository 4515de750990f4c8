"""一单一档: one order with its light explained, its fields, its story, and the steps that are open to whoever looks.

The next steps are the buttons, and only those; what a step asks for is `move_dialog.py`'s. Fields are edited as those
of any record, the course of the order only by its steps.
"""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from typing_extensions import override

from app.events import Committed
from app.messages import window_message_for
from app.orders import major, merged, moving, people, showing
from app.orders.moving import Choice, Moved
from app.orders.showing import Dossier
from app.records.choosing import Choice as Named
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.dossier.dossier_page import DossierPage
from ui.dossier.line_rows import LinesCard, line, link
from ui.look.icons import icon
from ui.look.roles import label, set_role
from ui.look.tokens import L, M
from ui.orders.correct_dialog import CorrectDialog
from ui.orders.lights import ICONS, tone_of
from ui.orders.move_dialog import MoveDialog, Subject, is_simple, short, told
from ui.orders.story_card import StoryCard
from ui.parts.buttons import menu_button, plain_button, primary_button
from ui.parts.chips import Tone
from ui.parts.dialog import ask_reason
from ui.parts.flow import FlowLayout
from ui.parts.notice import Notice
from ui.parts.picture import Picture
from ui.parts.shortcuts import action

_FIRST: Final = (
    "create", "accept", "dispatch", "take", "suspend_approve", "void_approve", "extend_approve", "return_approve",
    "check_pass", "followup", "resume", "joint_done", "finish", "verify",
)  # fmt: skip
"""The step that an order waits for is the primary button: the first of these that is open."""
_USUAL: Final = (
    "progress", "joint", "joint_done", "dispatch", "take", "transfer", "extend_request", "return_request", "check_fail",
    "extend_refuse", "return_refuse", "suspend_refuse", "void_refuse", "suspend_request", "escalate", "merge", "reject",
    "recall", "reopen", "close",
)  # fmt: skip
"""The other steps, the more usual ones first."""
_BESIDE: Final = frozenset(("urge", "supervise", "instruct", "urgent", "comment", "void_request"))
"""Steps that are open at any time: they stand in a menu, out of the way of the next one."""
_LEDGERS: Final = frozenset(("work_order", "work_order_event"))


class OrderPage(DossierPage):
    """Name `order`."""

    name: ClassVar[str] = "order"
    title: ClassVar[str] = "工单"
    shows_sensitive: ClassVar[bool] = True
    ledger_name: ClassVar[str] = "work_order"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dossier: Dossier | None = None
        self._staff: tuple[Named, ...] = ()
        self.buttons: dict[str, QPushButton | QAction] = {}
        self.major_act: QAction | None = None  # no step, a mark
        self.correct_act: QAction | None = None  # the same
        self.steps = QWidget()
        set_role(self.steps, "surface")
        self._flow = FlowLayout(self.steps)
        self._flow.setContentsMargins(L, 0, L, M)
        self.awaiting = Notice(across=True)
        inner = self.states.content.layout()
        if inner is not None:
            inner.insertWidget(1, self.steps)  # type: ignore[attr-defined]  # a box
            inner.insertWidget(2, self.awaiting)  # type: ignore[attr-defined]  # the same
        set_role(self.edit_button, "plain")  # the primary button is the next step
        self.edit_button.setIcon(icon("pencil", "text", before_text=True))
        self.acts_button.hide()
        self.confirm_button.hide()
        self.visit_act.setEnabled(False)
        self.receipt_act = self.add_act("打印受理回执", self.print_receipt, right="print", is_more=True)
        self.print_act = self.add_act("打印回复单", self.print_slip, right="print", is_more=True, shortcut="Ctrl+P")
        action(self, "办理下一步", "Ctrl+Return", self.take_first_step)
        desk.events.changed.connect(self._on_order_changed)

    @override
    def read(self, session: Session, record: str) -> Dossier:
        self._staff = people.staff(session)
        return showing.dossier(session, record)

    @Slot(object)
    def _on_order_changed(self, committed: Committed) -> None:
        if self.record and _LEDGERS & committed.ledgers:
            self.load()

    # -- what is shown

    @override
    def show_dossier(self, dossier: Dossier) -> tuple[list[QWidget], list[QWidget]]:
        self.dossier = dossier
        self.header.show_what(dossier.title, f"{dossier.order_no} · {dossier.category_label}")
        self.header.show_marks(self._marks(dossier), (), dossier.held_by)
        self.awaiting.tell(dossier.awaiting, "info")
        self._show_steps(dossier.choices)
        if dossier.is_major:
            session, order = self.desk.session, dossier.id
            self.desk.runner.start(self.desk.runner.writing(lambda _ctx: major.note_read(session, order)))
        can_be_typed = any(cell.can_be_typed for section in dossier.sections for cell in section.cells)
        fields = self.section_cards(dossier.sections, dossier.seen, editable=can_be_typed)
        self.confirm_button.hide()  # an order is not confirmed, it is handled
        left = [*self._time(dossier), *fields, *self.attachments_cards(is_open=True)]
        course = StoryCard(dossier.story, self.attachments, self.desk.go)
        return left, [*self._places(dossier), *self._merged(dossier), course]

    def _marks(self, dossier: Dossier) -> list[tuple[str, Tone]]:
        marks: list[tuple[str, Tone]] = [(dossier.status_label, "info")]
        if dossier.light is not None:
            marks.append((dossier.light_word, tone_of(dossier.light)))
        marks += [(text, "plain") for text in dossier.marks]
        return marks

    def _time(self, dossier: Dossier) -> list[QWidget]:
        """Every light with its reason, the worst first."""
        if not dossier.lines:
            return []
        rows = []
        for at, text in enumerate(dossier.lines):
            light = dossier.light if not at else None
            mark = Picture("info", "muted") if light is None else Picture(ICONS[light], tone_of(light))
            rows.append(line(mark, label(text, wraps=True), ""))
        return [LinesCard("时限", rows)]

    def _places(self, dossier: Dossier) -> list[QWidget]:
        go, rows = self.desk.go, list[QWidget]()
        for page, one, picture in (
            ("dwelling", dossier.dwelling, "house"),
            ("homes", dossier.building, "building-2"),
            ("person", dossier.person, "user"),
            ("order", dossier.master, "merge"),
        ):
            if one is not None:
                opens = lambda page=page, record=one.id: go(page, record)  # noqa: E731 - bound for each line
                rows.append(line(Picture(picture, "muted"), link(one.title, opens), ""))
        device = dossier.device
        if device is not None:
            row = device.id
            opens_device = link(device.title, lambda: go("topics", dossier.device_ledger, row=row))
            rows.append(line(Picture("siren", "muted"), opens_device, "报警的设备"))
        visit = dossier.visit
        if visit is not None:
            opens_visit = link(f"来自 {visit.title}", lambda: go("visit", visit.id), f"打开 {visit.title}")
            rows.append(line(Picture("footprints", "muted"), opens_visit, ""))
        return [LinesCard("有关的房屋、居民和设备" if dossier.device else "有关的房屋和居民", rows)] if rows else []

    def _merged(self, dossier: Dossier) -> list[QWidget]:
        """The orders that were merged into this one, each with its reporter."""
        go, rows = self.desk.go, list[QWidget]()
        for one in dossier.merged:
            opens = lambda record=one.id: go("order", record)  # noqa: E731 - bound for each line
            who = " ".join(filter(None, (one.reporter, one.phone))) or "没有留下姓名电话"
            told = f"{who}，等回复" if one.waits else who
            rows.append(line(Picture("merge", "muted"), link(f"{one.order_no} {one.title}", opens), told))
        owed = merged.reply_owed(dossier.merged)
        if owed:
            rows.append(line(Picture("info", "muted"), label(f"{owed}，回访时一并告诉。", wraps=True), ""))
        return [LinesCard("归并到这件的工单", rows)] if rows else []

    # -- the next steps

    def _show_steps(self, choices: tuple[Choice, ...]) -> None:
        had_focus = self._steps_have_focus()
        for at in reversed(range(self._flow.count())):
            item = self._flow.takeAt(at)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons, self.major_act, self.correct_act = {}, None, None
        first = next((one for name in _FIRST for one in choices if one.action == name), None)
        usual = [one for one in choices if one is not first and one.action not in _BESIDE]
        usual.sort(key=lambda one: _USUAL.index(one.action) if one.action in _USUAL else len(_USUAL))
        for choice in ([first] if first else []) + usual:
            made = primary_button(short(choice.label)) if choice is first else plain_button(short(choice.label))
            made.clicked.connect(lambda _checked, one=choice: self.take_step(one))
            if choice is first:
                made.setToolTip(f"{short(choice.label)} (Ctrl+Return)")
            self._put(choice, made)
        beside = [one for one in choices if one.action in _BESIDE]
        if beside:
            more = menu_button("督促和备注")
            for choice in beside:
                act = more.menu().addAction(short(choice.label), lambda one=choice: self.take_step(one))
                self.buttons[choice.action] = act
            if any(choice.action == "comment" for choice in beside):
                is_major = self.dossier is not None and self.dossier.is_major
                text = "取消重大问题…" if is_major else "标为重大问题…"
                self.major_act = more.menu().addAction(text, self.mark_major)
            if self.dossier is not None and self.dossier.registered:
                self.correct_act = more.menu().addAction("更正登记…", self.correct)
            self._flow.addWidget(more)
            more.show()
        self.steps.setVisible(bool(choices))
        if had_focus:
            self._focus_first_step()

    def _steps_have_focus(self) -> bool:
        """True when the keys are at the steps, or nowhere yet."""
        focus = QApplication.focusWidget()
        return focus is None or not self.isAncestorOf(focus) or self.steps.isAncestorOf(focus)

    def _focus_first_step(self) -> None:
        step = next((one for one in self.buttons.values() if isinstance(one, QPushButton)), None)
        if step is not None:
            QTimer.singleShot(0, step, step.setFocus)  # once the page is in sight

    def _put(self, choice: Choice, button: QPushButton) -> None:
        self.buttons[choice.action] = button
        self._flow.addWidget(button)
        button.show()

    @Slot()
    def take_first_step(self) -> None:
        """The step that the order waits for."""
        button = next((self.buttons[name] for name in _FIRST if name in self.buttons), None)
        if isinstance(button, QPushButton):
            button.click()

    def take_step(self, choice: Choice) -> None:
        """Take a step: at once where nothing has to be said, else by its form."""
        if self.dossier is None:
            return
        one = self.dossier
        owed, several = merged.reply_owed(one.merged), merged.listed(one.merged)
        order = Subject(one.id, one.order_no, one.title, one.status, owed, several)
        if not is_simple(choice):
            self.open_dialog(MoveDialog(self.desk, order, choice, self._staff, parent=self))
            return
        session = self.desk.session
        self.trouble.tell("")
        self.steps.setEnabled(False)
        handle = self.desk.runner.writing(lambda _ctx: moving.move(session, order.id, choice.action, {}))
        handle.done.connect(lambda moved: self._on_moved(order, choice, moved))
        handle.failed.connect(self._on_refused)
        handle.ended.connect(self._on_step_ended)
        self.desk.runner.start(handle)

    def correct(self) -> None:
        """Ask what is to be put right of the registration."""
        if self.dossier is not None:
            self.open_dialog(CorrectDialog(self.desk, self.dossier, self))

    def mark_major(self) -> None:
        """Ask why, and mark the order as a major problem, or no longer."""
        if self.dossier is None:
            return
        session, order, is_major = self.desk.session, self.dossier.id, not self.dossier.is_major
        said = "标为重大问题" if is_major else "取消重大问题"
        text = "居委主任和牵头部门会在今日看到；原因写进办理经过。" if is_major else "原因写进办理经过。"

        def then(why: str) -> None:
            handle = self.desk.runner.writing(lambda _ctx: major.mark(session, order, why, is_major=is_major))
            handle.done.connect(lambda _: self.desk.say(f"{said}，已记下"))
            handle.failed.connect(self._on_refused)
            self.desk.runner.start(handle)

        ask_reason(self.window(), said, text, then)

    def _on_moved(self, order: Subject, choice: Choice, moved: Moved) -> None:
        self.desk.say(told(order, choice, moved))

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self.trouble.tell(window_message_for(error))

    @Slot()
    def _on_step_ended(self) -> None:
        self.steps.setEnabled(True)

    # -- paper

    def print_receipt(self) -> None:
        """The receipt for whoever told it."""
        from ui.printing.order_slips import print_receipt

        print_receipt(self.desk, self.record)

    def print_slip(self) -> None:
        """The reply slip."""
        from ui.printing.order_slips import print_slip

        print_slip(self.desk, self.record)
