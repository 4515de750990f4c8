"""迁出: which of those who live in a dwelling leave it, when, where to, and whether 户口 stays."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from app.acts import act_choices
from app.acts.households import HeadNeeded
from app.acts.moving import MoveOut, plan_move_out
from app.records.choosing import Choice
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog, Planner
from ui.dossier.people_list import NextHead, PeopleList
from ui.parts.buttons import link_button
from ui.parts.line_edit import LineEdit
from ui.workers import Latest


class MoveOutDialog(ActDialog):
    """For one dwelling; `ticked` are those who leave to begin with."""

    def __init__(
        self, desk: Desk, dwelling: Choice, *, ticked: Iterable[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, f"从 {dwelling.title} 迁出", "迁出", parent)
        self._dwelling, self._ticked = dwelling, tuple(ticked)
        self._residents = Latest(desk.runner, self)
        self.add_group("谁搬走")
        self.people = PeopleList("搬走")
        self.form.addWidget(self.people)
        self.all_button = link_button("全部选上")
        self.all_button.clicked.connect(self._tick_all)
        self.all_button.hide()
        self.form.addWidget(self.all_button)
        self.date = self.add_date("end_date", "搬离日期")
        self.to = LineEdit()
        self.to.setMaxLength(200)
        self.to.setPlaceholderText("不清楚可以不填；搬到本居委的另一处，请用“迁入”")
        self.add_field("moved_out_to", "迁往哪里", self.to)
        self.why = LineEdit()
        self.why.setMaxLength(100)
        self.add_field("reason", "原因", self.why)
        self.keeps = QCheckBox("户口仍留在这里（记作挂户）")
        self.form.addWidget(self.keeps)
        self.next_head = NextHead(desk)
        self.form.addWidget(self.next_head)
        self.form.addStretch(1)
        for signal in (self.people.changed, self.to.textChanged, self.keeps.toggled, self.next_head.changed):
            signal.connect(self.note_change)
        session = desk.session
        self._residents.ask(lambda _: act_choices.residents_of(session, dwelling.id), self._show_residents)

    def _show_residents(self, found: list[Choice]) -> None:
        self.people.show_people(found, ticked=self._ticked)
        self.all_button.setVisible(len(found) > 1)
        self.note_change()

    def _tick_all(self) -> None:
        for box in self.people.boxes.values():
            box.setChecked(True)

    @override
    def planner(self) -> Planner | None:
        people = self.people.ticked()
        if not people:
            return None
        wanted = MoveOut(
            people=people,
            dwelling=self._dwelling.id,
            on=self.date.text(),
            to=self.to.text(),
            keeps_registration=self.keeps.isChecked(),
            new_head=self.next_head.value(),
        )
        return lambda session: plan_move_out(session, wanted)

    @override
    def missing(self) -> str:
        return "请选上要搬走的人。" if self.people.boxes else "台账里没有人住在这里。"

    @override
    def reason(self) -> str:
        return self.why.text().strip()

    @override
    def refused(self, error: LedgerError) -> bool:
        if not isinstance(error, HeadNeeded):
            return False
        self.next_head.ask(error, self.people.ticked())
        self.tell_missing("离开的人是户主，请选一位接着做户主。")
        return True
