"""换户主, 分户, 并户: dialogs about a household, with what the members are to the head."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.acts import act_choices, households
from app.acts.households import ChangeHead, Merge, Split, plan_change_head, plan_merge, plan_split
from app.dossiers.dossier_parts import Family
from app.records.choosing import Choice
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog, Planner
from ui.dossier.people_list import PeopleList
from ui.look.tokens import S
from ui.parts.choices import ChoiceBox, CodeBox
from ui.parts.fields import Labelled
from ui.workers import Latest


class Kinships(QWidget):
    """What each member is to the head: suggested where it is certain, to be chosen where not."""

    def __init__(self, changed: object) -> None:
        super().__init__()
        self._changed = changed
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self.boxes: dict[str, CodeBox] = {}
        self._rows: list[QWidget] = []

    def show_members(self, members: list[tuple[str, str]], suggested: dict[str, str]) -> None:
        """(id, name) of those who are related to the head."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.boxes, self._rows = {}, []
        for person, name in members:
            box = self.boxes[person] = CodeBox("kinship")
            box.set_value(suggested.get(person, ""))
            box.chosen.connect(self._changed)
            row = Labelled(f"{name} 是户主的", box)
            self._rows.append(row)
            self._column.addWidget(row)

    def values(self) -> dict[str, str]:
        """By person."""
        return {person: box.value() for person, box in self.boxes.items()}


class ChangeHeadDialog(ActDialog):
    """Who becomes head of a household."""

    def __init__(self, desk: Desk, family: Family, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{family.title} 换户主", "换户主", parent)
        self._family = family
        self._latest_kin = Latest(desk.runner, self)
        self.head = ChoiceBox((one.person, f"{one.name} {one.about}") for one in family.members if not one.is_head)
        self.add_field("head_person_uid", "新户主", self.head)
        self.add_group("其他人和新户主的关系")
        self.kinships = Kinships(self.note_change)
        self.form.addWidget(self.kinships)
        self.form.addStretch(1)
        self.head.chosen.connect(self._suggest)

    def _suggest(self) -> None:
        session, household, head = self.desk.session, self._family.record, self.head.value()
        self.note_change()
        if head:
            self._latest_kin.ask(lambda _: households.suggested_kinships(session, household, head), self._show_kinships)

    def _show_kinships(self, suggested: dict[str, str]) -> None:
        head = self.head.value()
        others = [(one.person, one.name) for one in self._family.members if one.person != head]
        self.kinships.show_members(others, suggested)
        self.note_change()

    @override
    def planner(self) -> Planner | None:
        if not self.head.value():
            return None
        told = {person: kinship for person, kinship in self.kinships.values().items() if kinship}
        wanted = ChangeHead(household=self._family.record, head=self.head.value(), kinships=told)
        return lambda session: plan_change_head(session, wanted)

    @override
    def missing(self) -> str:
        return "请选新户主。"


class SplitDialog(ActDialog):
    """Which members form a household of their own."""

    def __init__(self, desk: Desk, family: Family, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{family.title} 分户", "分户", parent)
        self._family = family
        self.add_group("谁分出去")
        self.people = PeopleList("分出去")
        followers = [one for one in family.members if not one.is_head]
        self.people.show_people(
            [Choice(one.person, one.name, f"{one.kinship} {one.about}".strip()) for one in followers]
        )
        self.form.addWidget(self.people)
        self.head = ChoiceBox()
        self.add_field("head_person_uid", "新户的户主", self.head)
        self.kinships = Kinships(self.note_change)
        self.form.addWidget(self.kinships)
        self.form.addStretch(1)
        self.people.changed.connect(self._on_people)
        self.head.chosen.connect(self._on_head)

    def _on_people(self) -> None:
        names = {one.person: one.name for one in self._family.members}
        chosen = self.people.ticked()
        self.head.set_choices((one, names[one]) for one in chosen)
        if chosen and not self.head.value():
            self.head.set_value(chosen[0])
        self._on_head()

    def _on_head(self) -> None:
        names = {one.person: one.name for one in self._family.members}
        others = [(one, names[one]) for one in self.people.ticked() if one != self.head.value()]
        self.kinships.show_members(others, self.kinships.values())
        self.note_change()

    @override
    def planner(self) -> Planner | None:
        if not self.people.ticked() or not self.head.value():
            return None
        wanted = Split(
            household=self._family.record,
            members=self.people.ticked(),
            head=self.head.value(),
            kinships=self.kinships.values(),
        )
        return lambda session: plan_split(session, wanted)

    @override
    def missing(self) -> str:
        return "请选上要分出去的人。"


class MergeDialog(ActDialog):
    """Which household of the same dwelling is taken in."""

    def __init__(self, desk: Desk, family: Family, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"并入 {family.title}", "并户", parent)
        self._family = family
        self._latest_found = Latest(desk.runner, self)
        self.gone = ChoiceBox()
        self.add_field("household_uid", "并进来的户", self.gone, "同一套房里的另一户；并进来以后，那一户到今天为止")
        self.add_group("并进来的人和户主的关系")
        self.kinships = Kinships(self.note_change)
        self.form.addWidget(self.kinships)
        self.form.addStretch(1)
        self.gone.chosen.connect(self._on_gone)
        session, dwelling = desk.session, family.dwelling
        self._latest_found.ask(lambda _: act_choices.households_of(session, dwelling), self._offer)

    def _offer(self, found: list[Choice]) -> None:
        self.gone.set_choices((one.id, f"{one.title} {one.detail}") for one in found if one.id != self._family.record)
        self.note_change()

    def _on_gone(self) -> None:
        session, gone = self.desk.session, self.gone.value()
        self.note_change()
        if gone:
            self._latest_found.ask(lambda _: act_choices.members_of(session, gone), self._show_members)

    def _show_members(self, found: list[Choice]) -> None:
        self.kinships.show_members([(one.id, one.title) for one in found], {})
        self.note_change()

    @override
    def planner(self) -> Planner | None:
        if not self.gone.value():
            return None
        wanted = Merge(into=self._family.record, gone=self.gone.value(), kinships=self.kinships.values())
        return lambda session: plan_merge(session, wanted)

    @override
    def missing(self) -> str:
        return "请选并进来的户。" if self.gone.count() > 1 else "这套房里没有另一户可以并。"
