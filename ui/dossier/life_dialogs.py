"""登记死亡, 添加标签, 结束标签: dialogs about one person."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import access
from app.acts.dying import Death, plan_death
from app.acts.households import HeadNeeded
from app.acts.tagging import AddTag, EndTag, plan_add_tag, plan_end_tag
from app.dossiers.dossier_parts import Tag
from app.records.choosing import Choice
from ledger import codes, derive
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog, Planner
from ui.dossier.people_list import NextHead
from ui.parts.choices import ChoiceBox
from ui.parts.line_edit import LineEdit

_HOUSEHOLD_TAGS = "class=household"


class DeathDialog(ActDialog):
    """When somebody died, and who follows as head of the household."""

    def __init__(self, desk: Desk, person: Choice, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"登记 {person.title} 死亡", "登记", parent)
        self._person = person
        self.date = self.add_date("death_date", "死亡日期")
        self.next_head = NextHead(desk)
        self.form.addWidget(self.next_head)
        self.form.addStretch(1)
        self.next_head.changed.connect(self.note_change)

    @override
    def planner(self) -> Planner | None:
        wanted = Death(person=self._person.id, on=self.date.text(), new_head=self.next_head.value())
        return lambda session: plan_death(session, wanted)

    @override
    def refused(self, error: LedgerError) -> bool:
        if not isinstance(error, HeadNeeded):
            return False
        self.next_head.ask(error, [self._person.id])
        self.tell_missing("去世的人是户主，请选一位接着做户主。")
        return True


class AddTagDialog(ActDialog):
    """Which tag a person gets, since when, who is responsible."""

    def __init__(self, desk: Desk, person: Choice, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"给 {person.title} 添加标签", "添加", parent)
        self._person = person
        self.tag = ChoiceBox(offered_tags())
        self.add_field("tag", "标签", self.tag, "按年龄推算的标签（如未成年人）不用添加")
        self.date = self.add_date("start_date", "认定日期")
        self.responsible = self._line("responsible", "责任人")
        self.phone = self._line("responsible_phone", "责任人电话")
        self.basis = self._line("basis", "认定依据")
        self.form.addStretch(1)
        self.tag.chosen.connect(self.note_change)

    def _line(self, name: str, text: str) -> LineEdit:
        edit = LineEdit()
        self.add_field(name, text, edit)
        edit.textChanged.connect(self.note_change)
        return edit

    @override
    def planner(self) -> Planner | None:
        if not self.tag.value():
            return None
        wanted = AddTag(
            person=self._person.id,
            tag=self.tag.value(),
            on=self.date.text(),
            responsible=self.responsible.text(),
            responsible_phone=self.phone.text(),
            basis=self.basis.text(),
        )
        return lambda session: plan_add_tag(session, wanted)

    @override
    def missing(self) -> str:
        return "请选标签。"


class EndTagDialog(ActDialog):
    """When a tag ends, and why."""

    def __init__(self, desk: Desk, tag: Tag, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"结束标签“{tag.label}”", "结束", parent)
        self._tag = tag
        self.date = self.add_date("end_date", "解除日期")
        self.why = LineEdit()
        self.why.setMaxLength(100)
        self.add_field("end_reason", "解除原因", self.why)
        self.why.textChanged.connect(self.note_change)
        self.form.addStretch(1)

    @override
    def planner(self) -> Planner | None:
        if not self.why.text().strip():
            return None
        wanted = EndTag(record=self._tag.record, on=self.date.text(), reason=self.why.text())
        return lambda session: plan_end_tag(session, wanted)

    @override
    def missing(self) -> str:
        return "请写解除原因。"


def offered_tags() -> list[tuple[str, str]]:
    """Tags of people that are given by hand: not those that follow from age, nor those of households."""
    lines = codes.table("key_group_tag").lines
    given = [line for line in lines if not derive.is_automatic_tag(line.code) and _HOUSEHOLD_TAGS not in line.note]
    return [(line.code, f"{line.label}（重点管理）" if access.is_managed(line.code) else line.label) for line in given]
