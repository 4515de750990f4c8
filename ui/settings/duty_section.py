"""值班: who is on duty in the two weeks to come; the head fills in names, everybody sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QStringListModel, Slot
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.messages import window_message_for
from app.orders import duty, people
from app.orders.duty import DutyDay
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.buttons import plain_button, primary_button
from ui.parts.cards import Card
from ui.parts.flow import FlowLayout
from ui.parts.line_edit import LineEdit
from ui.parts.names_completer import NamesCompleter
from ui.parts.notice import Notice
from ui.settings.section import Section
from ui.workers import Latest

DAYS: Final = 14
_WEEK: Final = 7
_MARK: Final = "、"
_TOLD: Final = "值班的人当天可以受理和派发工单，姓名列在应急联络树最上面。填姓名，几个人用“、”隔开；空着就是没有安排。"
_NOT_MINE: Final = "只有居委书记/主任能安排值班"


class DutySection(Section):
    """Two weeks from today or from a later day on; what was changed holds once it is saved, all of it or nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("值班")
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self.first = clock.today()
        self.is_read = False
        self._is_mine = desk.session.rights.may("settings")
        self._held: tuple[str, ...] = ("",) * DAYS
        self._names = QStringListModel(self)
        self.day_labels = [label("") for _ in range(DAYS)]
        self.notes = [label("", "muted") for _ in range(DAYS)]
        self.edits = [LineEdit() for _ in range(DAYS)]
        self.earlier_button = plain_button("前两周", "chevron-left")
        self.later_button = plain_button("后两周", "chevron-right")
        self.again_button = plain_button("第二周照第一周", "copy")
        self.save_button = primary_button("保存值班安排")
        self.notice = Notice()
        self.column.addWidget(self._card())
        self._connect()
        self._tell_days()

    def _card(self) -> QWidget:
        card = Card("值班安排")
        card.body.addWidget(label(_TOLD, "muted", wraps=True))
        card.body.addWidget(self._buttons())
        card.body.addWidget(self.notice)
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        for row, edit in enumerate(self.edits):
            edit.setCompleter(NamesCompleter(self._names, edit))
            self.day_labels[row].setBuddy(edit)
            grid.addWidget(self.day_labels[row], row, 0)
            grid.addWidget(edit, row, 1)
            grid.addWidget(self.notes[row], row, 2)
        card.body.addLayout(grid)
        return card

    def _buttons(self) -> QWidget:
        buttons = QWidget()
        flow = FlowLayout(buttons)
        flow.setSpacing(S)
        for one in (self.earlier_button, self.later_button, self.again_button, self.save_button):
            flow.addWidget(one)
        return buttons

    def _connect(self) -> None:
        for edit in self.edits:
            edit.setReadOnly(True)  # until who is on duty is known
            edit.textChanged.connect(self._on_changed)
        self.earlier_button.clicked.connect(lambda: self._go(-DAYS))
        self.later_button.clicked.connect(lambda: self._go(DAYS))
        self.again_button.clicked.connect(self._on_again)
        self.again_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self._on_save)
        for button in (self.save_button, self.again_button):
            button.setToolTip("" if self._is_mine else _NOT_MINE)

    # -- reading

    @override
    @Slot()
    def read(self) -> None:
        """Show who is on duty; what is typed and not saved yet stays."""
        session, first = self._desk.session, self.first

        def work(_ctx: JobContext) -> tuple[Sequence[DutyDay], Sequence[str]]:
            return duty.plan(session, first, DAYS), [one.title for one in people.staff(session)]

        self._reading.ask(work, lambda found: self._show(*found), failed=self._show_unread)

    def _show(self, days: Sequence[DutyDay], names: Sequence[str]) -> None:
        typed = {(day - self.first).days for day in self.changed}
        self._names.setStringList(list(names))
        self._held = tuple(_MARK.join(one.people) for one in days)
        for row, one in enumerate(days):
            if row not in typed:
                self.edits[row].setText(self._held[row])
            self.edits[row].setReadOnly(not self._is_mine)
            self.notes[row].setText(one.told if one.is_working else one.told or "休息")
        self.is_read = True
        self.notice.tell("")
        self._on_changed()

    def _tell_days(self) -> None:
        today = clock.today()
        for at, (told, edit) in enumerate(zip(self.day_labels, self.edits, strict=True)):
            day = self.first + timedelta(days=at)
            told.setText(f"{clock.day_text(day)}{'（今天）' if day == today else ''}")
            set_role(told, "strong" if day == today else "plain")
            edit.setAccessibleName(f"{told.text()}值班")
        self.earlier_button.setEnabled(self.first > today)

    # -- a change

    @property
    def changed(self) -> dict[date, str]:
        """What was typed and not saved, by day."""
        typed = [edit.text().strip() for edit in self.edits]
        pairs = enumerate(zip(typed, self._held, strict=True))
        return {self.first + timedelta(days=at): now for at, (now, held) in pairs if now != held}

    @Slot()
    def _on_changed(self) -> None:
        is_any = bool(self.changed)
        self.save_button.setEnabled(is_any)
        self.again_button.setEnabled(self.is_read and self._is_mine)
        self.earlier_button.setEnabled(not is_any and self.first > clock.today())
        self.later_button.setEnabled(not is_any)
        for button in (self.earlier_button, self.later_button):
            button.setToolTip("先保存，再看别的日子" if is_any else "")

    def _go(self, days: int) -> None:
        self.first = max(self.first + timedelta(days=days), clock.today())
        self._held = ("",) * DAYS
        for edit, note in zip(self.edits, self.notes, strict=True):
            edit.clear()
            note.clear()
        self._tell_days()
        self.read()

    @Slot()
    def _on_again(self) -> None:
        for at in range(_WEEK):
            self.edits[at + _WEEK].setText(self.edits[at].text())

    @Slot()
    def _on_save(self) -> None:
        session, said = self._desk.session, self.changed
        handle = self._desk.runner.writing(
            lambda _: duty.put_days(session, {day: duty.several(text) for day, text in said.items()})
        )
        handle.done.connect(lambda _: self._on_saved(said))
        handle.failed.connect(self._show_trouble)
        self._desk.runner.start(handle)

    def _on_saved(self, said: dict[date, str]) -> None:
        held = enumerate(self._held)
        self._held = tuple(said.get(self.first + timedelta(days=at), before) for at, before in held)
        self._desk.say(f"{len(said)} 天的值班已经安排")
        self.read()

    def _show_unread(self, error: LedgerError) -> None:
        self.notice.offer(window_message_for(error), "再试一次", self.read, "bad")

    @Slot(object)
    def _show_trouble(self, error: LedgerError) -> None:
        self.notice.tell(window_message_for(error))
