"""迁入: who moves where and when, into which household; a whole family at once."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from app.acts import act_choices
from app.acts.households import HeadNeeded
from app.acts.moving import NEW_HOUSEHOLD, NO_HOUSEHOLD, MoveIn, plan_move_in
from app.records.choosing import Choice
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog, Planner
from ui.dossier.movers import Movers
from ui.dossier.people_list import NextHead
from ui.parts.choices import ChoiceBox
from ui.record_form.reference_box import ReferenceBox
from ui.workers import Latest

_NONE = "none"


class MoveInDialog(ActDialog):
    """Opened from a dwelling (`dwelling`), from a person (`people`, with kinship by id), or from nothing."""

    def __init__(
        self,
        desk: Desk,
        *,
        dwelling: Choice | None = None,
        people: Iterable[tuple[Choice, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, "迁入", "迁入", parent)
        self._households = Latest(desk.runner, self)
        self.dwelling = ReferenceBox(desk, "dwelling")
        self.add_field("dwelling_uid", "住到哪套房", self.dwelling)
        self.date = self.add_date("start_date", "入住日期")
        self.movers = Movers(desk)
        self.add_group("谁来住")
        self.form.addWidget(self.movers)
        self.household = ChoiceBox()
        self.add_field("household_uid", "入哪一户", self.household, "新立一户时，第一位是户主")
        self.kind = ChoiceBox((kind, kind) for kind in ("家庭户", "集体户", "租住户", "空挂户"))
        self.kind.set_value("家庭户")
        self.add_field("household_kind", "新户的类型", self.kind)
        self.leaves = QCheckBox("原来的住处同时结束（历史保留）")
        self.leaves.setChecked(True)
        self.form.addWidget(self.leaves)
        self.next_head = NextHead(desk)
        self.form.addWidget(self.next_head)
        self.form.addStretch(1)
        self._connect()
        for person, kinship in people:
            self.movers.add(person, kinship=kinship)
        self._set_households([])
        if dwelling is not None:
            self.dwelling.set_choice(dwelling)
            self._ask_households(dwelling)

    def _connect(self) -> None:
        self.dwelling.chosen.connect(self._ask_households)
        self.dwelling.textEdited.connect(self.note_change)
        self.movers.changed.connect(self.note_change)
        self.household.chosen.connect(self._on_household)
        self.kind.chosen.connect(self.note_change)
        self.leaves.toggled.connect(self.note_change)
        self.next_head.changed.connect(self.note_change)

    def _ask_households(self, dwelling: Choice) -> None:
        session = self.desk.session
        self._households.ask(lambda _: act_choices.households_of(session, dwelling.id), self._set_households)
        self.note_change()

    def _set_households(self, found: list[Choice]) -> None:
        known = [(one.id, f"并入 {one.title}（{one.detail}）") for one in found]
        self.household.set_choices([(NEW_HOUSEHOLD, "新立一户"), *known, (_NONE, "不入户")])
        self.household.set_value(NEW_HOUSEHOLD)
        self._on_household()

    def _on_household(self) -> None:
        self.fields["household_kind"].setVisible(self.household.value() == NEW_HOUSEHOLD)
        self.note_change()

    @override
    def planner(self) -> Planner | None:
        movers = self.movers.movers()
        if self.dwelling.choice is None or not movers:
            return None
        chosen = self.household.value() or _NONE
        wanted = MoveIn(
            movers=movers,
            dwelling=self.dwelling.choice.id,
            on=self.date.text(),
            household=NO_HOUSEHOLD if chosen == _NONE else chosen,
            household_kind=self.kind.value() or "家庭户",
            leaves_old_home=self.leaves.isChecked(),
            new_head=self.next_head.value(),
        )
        return lambda session: plan_move_in(session, wanted)

    @override
    def missing(self) -> str:
        if self.dwelling.choice is None:
            return "请先选房屋：输入地址，从下面的列表里选。"
        return "请填好新增的居民。" if self.movers.rows else "请添加要住进来的人。"

    @override
    def refused(self, error: LedgerError) -> bool:
        if not isinstance(error, HeadNeeded):
            return False
        self.next_head.ask(error, [row.known.id for row in self.movers.rows if row.known is not None])
        self.tell_missing("有人是原来一户的户主，请选一位接着做户主。")
        return True
