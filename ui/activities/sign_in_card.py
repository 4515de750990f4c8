"""签到: one line that takes codes as fast as a scanner types them, names and ids, and the list of who is expected.

Enter signs in (or up, before the day), says so, and waits for the next. The list is worked by keys: Space signs in or
takes it back, Delete takes somebody off. What a code or a name means is `app.activities.rolls`'.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QHBoxLayout, QHeaderView, QWidget
from typing_extensions import override

from app.activities import attending
from app.activities.attending import Signed
from app.activities.showing import Attendee, Dossier
from app.messages import window_message_for
from app.records.choosing import Choice
from ledger import short_codes
from ledger.errors import LedgerError, RecordNotFound
from ui.activities.models import AttendeesModel
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.buttons import link_button, plain_button
from ui.parts.cards import Card
from ui.parts.dialog import ask
from ui.parts.fields import Labelled
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.table import plain_table, row_height
from ui.record_form.reference_box import ReferenceBox

_LETTERS = (5, 5, 6, 8, 6, 3, 3)
_ADDRESS, _GIVE_WAY = 3, (2, 5)  # the address takes what room there is; sex and age, and the day of sign-up, go first
_LEAST_ROWS, _MOST_ROWS = 5, 16
_KEYS = "空格：签到或取消签到　Delete：移出名单　Ctrl+回车：按名字登记台账外的人"
_ASKED = "扫签到码，或输入姓名、证件尾号后回车"


class SignInCard(Card):
    """`changed` after something was written. Keeps its line and its place while another dossier is shown."""

    changed = Signal()
    hours_asked = Signal(list)  # ids of the chosen lines

    def __init__(self, desk: Desk) -> None:
        super().__init__("签到名单")
        self._desk = desk
        self._dossier: Dossier | None = None
        self._told: Callable[[Signed], str] = lambda _signed: ""
        self.model = AttendeesModel(self)
        self.count = label("", "muted")
        self.hours_button = link_button("志愿时长…", "timer")
        for widget in (self.count, self.hours_button):
            self.add_beside_title(widget)
        self.notice = Notice()
        self._make_line()
        self.body.addWidget(self.notice)
        self._make_table()
        self.hint = label(
            "空格：签到或取消签到　Delete：移出名单　Ctrl+回车：按名字登记台账外的人", "caption", wraps=True
        )
        self.body.addWidget(self.hint)
        self.hours_button.clicked.connect(lambda: self.hours_asked.emit([one.id for one in self.chosen()]))

    def _make_line(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.entry = ReferenceBox(self._desk, "person")
        self.entry.setPlaceholderText(_ASKED)
        self.entry.submitted.connect(self._on_submitted)
        self.entry.chosen.connect(self._on_chosen)
        self.sign_in_button, self.sign_up_button = plain_button("签到", "scan-line"), plain_button("报名", "user-plus")
        self._ways = QButtonGroup(self)
        for button, tip in ((self.sign_in_button, "回车就签到"), (self.sign_up_button, "回车只报名，当天再签到")):
            button.setCheckable(True)
            button.setToolTip(tip)
            self._ways.addButton(button)
        self._ways.buttonClicked.connect(lambda _button: self.entry.setFocus())
        self.line = QWidget()
        self.line.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        labelled = Labelled("登记", self.entry)
        labelled.label.hide()
        self.entry.setAccessibleName("登记签到或报名")
        row.addWidget(labelled, 1)
        for button in (self.sign_in_button, self.sign_up_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.line)
        action(self.entry, "按名字登记", "Ctrl+Return", self._write_down)

    def _make_table(self) -> None:
        self.table = plain_table(self.model, "签到名单")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.fit_letters(_LETTERS)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_ADDRESS, QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.table, 1)
        action(self.table, "签到或取消签到", "Space", self._turn)
        action(self.table, "移出名单", "Del", self._take_off)
        self.table.doubleClicked.connect(self._on_opened)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """With larger text the columns that tell least give way."""
        letter = self.fontMetrics().horizontalAdvance("字")
        wanted = letter * sum(_LETTERS) + L * (len(_LETTERS) + 3)
        for column in _GIVE_WAY:
            self.table.setColumnHidden(column, event.size().width() < wanted)
        super().resizeEvent(event)

    # -- showing

    def show_dossier(self, found: Dossier) -> None:
        """Show an activity's list; the line keeps what is typed in it."""
        is_first = self._dossier is None or self._dossier.id != found.id
        self._dossier = found
        chosen = {one.id for one in self.chosen()}
        self.model.show(found.attendees)
        self._choose_again(chosen)
        may = self._desk.session.rights.may("edit", "activity")
        self.line.setVisible(may and (found.takes_sign_up or found.takes_sign_in))
        self.sign_in_button.setVisible(found.takes_sign_in)
        self.sign_up_button.setVisible(found.takes_sign_up)
        if is_first or not self._way().isVisibleTo(self):
            (self.sign_in_button if found.takes_sign_in else self.sign_up_button).setChecked(True)
        self.hint.setVisible(may and (found.takes_sign_up or found.takes_sign_in))
        self.hours_button.setVisible(may and bool(found.counts.signed_in))
        self._count(found)
        rows = min(max(len(found.attendees), _LEAST_ROWS), _MOST_ROWS)
        self.table.setMinimumHeight(row_height(self.table) * (rows + 1) + S)

    def _count(self, found: Dossier) -> None:
        counts = found.counts
        planned = f"（{counts.plan_told}）" if counts.plan_told else ""
        hours = f" · 时长 {counts.hours:g} 小时" if counts.hours else ""
        self.count.setText(f"报名 {counts.signed_up}{planned} · 签到 {counts.signed_in}{hours}")

    def _choose_again(self, chosen: set[str]) -> None:
        selection = self.table.selectionModel()
        for row, one in enumerate(self.model.lines):
            if one.id in chosen:
                flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
                selection.select(self.model.index(row, 0), flags)

    def chosen(self) -> list[Attendee]:
        """The chosen lines of the list."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [one for row in rows if (one := self.model.line_at(row)) is not None]

    def _way(self) -> QWidget:
        return self.sign_in_button if self.sign_in_button.isChecked() else self.sign_up_button

    @property
    def signs_in(self) -> bool:
        """True while Enter signs in."""
        return self.sign_in_button.isChecked()

    # -- the line

    @Slot()
    def _on_submitted(self) -> None:
        typed = self.entry.text().strip()
        if typed:
            self._sign(typed, typed)

    @Slot(object)
    def _on_chosen(self, choice: Choice) -> None:
        self._sign(choice.id, choice.title)

    def _sign(self, said: str, called: str) -> None:
        """Sign somebody in or up, whoever a code, an id or a name means."""
        found = self._dossier
        if found is None:
            return
        self.entry.forget()
        session, record, signs_in = self._desk.session, found.id, self.signs_in
        name = "" if short_codes.read_code(said) else called
        work = attending.sign_in if signs_in else attending.sign_up
        self._run(lambda: work(session, record, [said]), name)

    @Slot()
    def _write_down(self) -> None:
        """Sign in or up somebody who is not in the ledger, by the name that is typed."""
        name = self.entry.text().strip()
        if name:
            self._by_name(name)

    def _by_name(self, name: str) -> None:
        found = self._dossier
        if found is None:
            return
        self.entry.forget()
        session, record = self._desk.session, found.id
        work = attending.sign_in if self.signs_in else attending.sign_up
        self._run(lambda: work(session, record, (), names=(name,)), name)

    def _run(self, work: Callable[[], Signed], name: str) -> None:
        """Do it, tell it, and stand again where one stood: in the line, or in the list."""
        what, stood = "签到" if self.signs_in else "报名", self.table if self.table.hasFocus() else self.entry
        handle = self._desk.runner.writing(lambda _ctx: work())
        handle.done.connect(lambda signed: self._on_signed(signed, name, what))
        handle.ended.connect(stood.setFocus)
        handle.failed.connect(lambda error: self._on_refused(error, name))
        self._desk.runner.start(handle)

    def _on_signed(self, signed: Signed, name: str, what: str) -> None:
        who = f"{name} " if name else ""
        if signed.lines:
            self.notice.tell(f"{who}已{what}", "good")
            self._desk.say(f"{who}已{what}", action=signed.action)
        else:
            self.notice.tell(f"{who}原来就{'签过到了' if what == '签到' else '在名单上'}", "warn")
        self.changed.emit()

    def _on_refused(self, error: LedgerError, name: str) -> None:
        self.notice.tell(window_message_for(error), "bad")
        if isinstance(error, RecordNotFound) and name:
            text = f"台账里没有叫“{name}”的人。可以按名字登记在名单上，或改用证件尾号、签到码。"
            self.notice.offer(text, f"按名字登记 {name}", lambda: self._by_name(name), "warn")

    # -- the list

    @Slot()
    def _turn(self) -> None:
        """Sign the chosen ones in; take the sign-in back where all of them are here."""
        found, chosen = self._dossier, self.chosen()
        if found is None or not chosen or not found.takes_sign_in:
            return
        session, record = self._desk.session, found.id
        absent = [one for one in chosen if not one.is_here]
        if absent:
            codes = [one.code for one in absent]
            self._run(lambda: attending.sign_in(session, record, codes), _several(absent))
            return
        lines = [one.id for one in chosen]
        self._small(lambda: attending.take_back(session, record, lines), f"{_several(chosen)} 已取消签到")

    @Slot()
    def _take_off(self) -> None:
        chosen = self.chosen()
        if chosen and self._dossier is not None:
            text = f"把 {_several(chosen)} 移出名单？签到和时长一起去掉，可以撤销。"
            ask(self.window(), "移出名单", text, "移出", lambda: self._off(chosen), is_danger=True)

    def _off(self, chosen: list[Attendee]) -> None:
        found = self._dossier
        if found is None:
            return
        session, record, lines = self._desk.session, found.id, [one.id for one in chosen]
        self._small(lambda: attending.take_off(session, record, lines), f"{_several(chosen)} 已移出名单")

    def _small(self, work: Callable[[], int], told: str) -> None:
        handle = self._desk.runner.writing(lambda _ctx: work())
        handle.done.connect(lambda number: self._on_small(number, told))
        handle.failed.connect(lambda error: self.notice.tell(window_message_for(error), "bad"))
        self._desk.runner.start(handle)

    def _on_small(self, number: int, told: str) -> None:
        self.notice.tell("")
        self._desk.say(told, action=number)
        self.changed.emit()

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        one = self.model.line_at(index.row())
        if one is not None and one.person:
            self._desk.go("person", one.person)

    def begin(self) -> None:
        """Stand where work begins: in the line, or in the list where nobody may be written down."""
        (self.entry if self.line.isVisibleTo(self) else self.table).setFocus()


def _several(people: list[Attendee]) -> str:
    return people[0].name if len(people) == 1 else f"{people[0].name}等 {len(people)} 人"
