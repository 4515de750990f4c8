"""一户一档: who lives in a dwelling, who is registered there, who owns and rents it, who was there before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.dossiers import dossier
from app.dossiers.dossier import DELETED, DwellingDossier
from app.dossiers.dossier_parts import Family, Stay
from app.dossiers.occupancy import Occupancy
from app.records.choosing import Choice
from app.stores.session import Session
from ledger import catalog
from ui.desk import Desk
from ui.dossier.dossier_page import DossierPage
from ui.dossier.household_dialogs import ChangeHeadDialog, MergeDialog, SplitDialog
from ui.dossier.line_rows import LinesCard, line, resident_line, vehicle_line
from ui.dossier.move_in_dialog import MoveInDialog
from ui.dossier.move_out_dialog import MoveOutDialog
from ui.dossier.objection_acts import Beside, ObjectionActs
from ui.dossier.review_card import ReviewCard
from ui.dossier.timeline_card import TimelineCard
from ui.look.roles import label
from ui.parts.buttons import menu_button
from ui.parts.cards import Card
from ui.parts.chips import Tone
from ui.parts.picture import Picture
from ui.record_form.dialog import RecordDialog

_TENANTS = ("承租人", "同住人")
_OCCUPANCY_TONES: dict[str, Tone] = {"1": "good", "2": "info", "3": "info", "4": "warn", "6": "warn", "7": "bad"}


class DwellingPage(DossierPage):
    """Name `dwelling`."""

    name: ClassVar[str] = "dwelling"
    title: ClassVar[str] = "一户一档"
    shows_sensitive: ClassVar[bool] = True
    ledger_name: ClassVar[str] = "dwelling"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dossier: DwellingDossier | None = None
        self.move_in_act = self.add_act("迁入…", self.move_in)
        self.move_out_act = self.add_act("迁出…", self.move_out)
        self.building_act = self.add_act("看整幢楼", self.open_building, right="view", is_more=True)
        self.vehicle_act = self.add_act("添加车辆…", self.add_vehicle, right="edit", is_more=True)
        self.print_act = self.add_act("打印全户…", self.print_card, right="print", is_more=True, shortcut="Ctrl+P")
        self.objections = ObjectionActs(self)
        self.delete_act = self.add_act("删除…", self.writes.delete, right="remove", is_more=True)
        self.restore_act = self.add_act("恢复", self.writes.restore, right="remove", is_more=True)

    @override
    def read(self, session: Session, record: str) -> DwellingDossier:
        return dossier.dwelling(session, record)

    @override
    def show_dossier(self, dossier: DwellingDossier) -> tuple[list[QWidget], list[QWidget]]:
        self.dossier = dossier
        use, is_open = dossier.occupancy, not dossier.is_deleted
        self.header.show_what(dossier.address, use.why)
        states: list[tuple[str, Tone]] = [(state, "bad" if state == DELETED else "warn") for state in dossier.states]
        states += self.objections.show(dossier.seen, is_open=is_open)
        self.objections.show_beside(_beside(dossier) if is_open else ())
        confirmed = f"核实于 {dossier.confirmed_on}" if dossier.confirmed_on else "还没有核实过"
        self.header.show_marks([*states, (use.label, _OCCUPANCY_TONES.get(use.code, "plain"))], (), confirmed)
        self.acts_button.setVisible(is_open)
        self.move_out_act.setEnabled(bool(dossier.living))
        self.print_act.setEnabled(bool(dossier.families))
        for act, shows in ((self.delete_act, is_open), (self.vehicle_act, is_open), (self.restore_act, not is_open)):
            act.setVisible(shows)
        fields = self.section_cards(dossier.sections, dossier.seen, editable=is_open)
        may_act = is_open and self.desk.session.rights.may("act")
        people = self._people(dossier, is_open=may_act)
        story = self._story(dossier, is_open=may_act)
        papers = [*self.orders_cards(), *self.attachments_cards(is_open=is_open)]
        reviews = [ReviewCard(dossier.reviews)] if dossier.reviews else []
        past = self._past(dossier)
        return [*self._doubts(use), *people, *past, *reviews, *papers, story, *self.looks_cards()], fields

    def _people(self, dossier: DwellingDossier, *, is_open: bool) -> list[QWidget]:
        cards: list[QWidget] = []
        placed = {member.person for family in dossier.families for member in family.members}
        by_person = {stay.person: stay for stay in dossier.living}
        for family in dossier.families:
            stays = [by_person[one.person] for one in family.members if one.person in by_person]
            cards.append(self._family_card(family, stays, is_open=is_open))
        others = [stay for stay in dossier.living if stay.person not in placed]
        tenants = [stay for stay in others if stay.relation in _TENANTS]
        rest = [stay for stay in others if stay not in tenants]
        if tenants:
            cards.append(self._lines("租客", tenants))
        if rest or not dossier.living:
            nothing = "没有人住在这里。用“办理”里的“迁入”登记。"
            cards.append(LinesCard("住在这里", [self._resident(stay) for stay in rest], nothing))
        away = [stay for stay in dossier.registered if stay.person not in by_person]
        if dossier.registered:
            note = f"其中 {len(away)} 人户在人不在" if away else "都住在这里"
            cards.append(self._lines(f"户在这里 {len({s.person for s in dossier.registered})} 人", away, nothing=note))
        if dossier.owners:
            cards.append(self._lines("产权", list(dossier.owners)))
        if dossier.vehicles:
            cards.append(LinesCard("车辆", [vehicle_line(one) for one in dossier.vehicles]))
        return cards

    def _family_card(self, family: Family, stays: list[Stay], *, is_open: bool) -> QWidget:
        card = LinesCard(f"{family.title} {len(family.members)} 人", [self._resident(stay) for stay in stays])
        if family.kind:
            card.add_beside_title(label(family.kind, "caption"))
        if is_open:
            acts = menu_button("办理")
            acts.setAccessibleName(f"办理 {family.title}")
            menu = acts.menu()
            menu.addAction("换户主…", lambda: self.open_dialog(ChangeHeadDialog(self.desk, family, parent=self)))
            menu.addAction("分户…", lambda: self.open_dialog(SplitDialog(self.desk, family, parent=self)))
            menu.addAction("并入另一户…", lambda: self.open_dialog(MergeDialog(self.desk, family, parent=self)))
            menu.addAction("修改这一户…", lambda: self.edit_household(family))
            card.add_beside_title(acts)
        return card

    def _resident(self, stay: Stay) -> QWidget:
        return resident_line(stay, self._open_person)

    def _lines(self, title: str, stays: list[Stay], *, nothing: str = "") -> QWidget:
        return LinesCard(title, [resident_line(stay, self._open_person, with_kinship=False) for stay in stays], nothing)

    def _past(self, dossier: DwellingDossier) -> list[QWidget]:
        if not dossier.past:
            return []
        lines = [resident_line(stay, self._open_person, with_kinship=False) for stay in dossier.past]
        return [LinesCard("以前住过", lines)]

    def _doubts(self, use: Occupancy) -> list[QWidget]:
        """What does not fit, and until when it is let."""
        if not use.doubts and not use.lease_to:
            return []
        card = Card("请核对" if use.doubts else "租期")
        for doubt in use.doubts:
            card.body.addWidget(line(Picture("triangle-alert", "warn"), label(doubt, wraps=True), ""))
        if use.lease_to and not use.lease_is_over:
            card.body.addWidget(label(f"租期 {use.lease_from or '不详'} 至 {use.lease_to}", wraps=True))
        return [card]

    def _story(self, dossier: DwellingDossier, *, is_open: bool) -> QWidget:
        story = TimelineCard(dossier.timeline, can_put_back=is_open)
        story.put_back.connect(self.writes.put_back)
        story.way_taken.connect(self.desk.go)
        return story

    def _choice(self) -> Choice:
        assert self.dossier is not None  # noqa: S101 - acts are offered once a dwelling is shown
        return Choice(self.dossier.id, self.dossier.address)

    @override
    def order_about(self) -> dict[str, Choice]:
        return {"dwelling_uid": self._choice()} if self.dossier and not self.dossier.is_deleted else {}

    def _open_person(self, record: str) -> None:
        self.desk.go("person", record)

    # -- acts

    def move_in(self) -> None:
        """迁入 to this dwelling."""
        self.open_dialog(MoveInDialog(self.desk, dwelling=self._choice(), parent=self))

    def move_out(self) -> None:
        """迁出 from this dwelling."""
        self.open_dialog(MoveOutDialog(self.desk, self._choice(), parent=self))

    def edit_household(self, family: Family) -> None:
        """The fields of a household."""
        self.open_dialog(RecordDialog(self.desk, catalog.named("household"), family.record, parent=self))

    def add_vehicle(self) -> None:
        """A vehicle of this dwelling."""
        place = self._choice()
        preset = {"dwelling_uid": (place.id, place.title)}
        self.open_dialog(RecordDialog(self.desk, catalog.named("topic_vehicle"), preset=preset, parent=self))

    def open_building(self) -> None:
        """The grid of the building."""
        if self.dossier is not None:
            self.desk.go("homes", self.dossier.building)

    def print_card(self) -> None:
        """The card of the first household, masked."""
        from ui.printing import cards

        if self.dossier is not None and self.dossier.families:
            self.open_dialog(cards.print_household(self.desk, self.dossier.families[0].record))


def _beside(dossier: DwellingDossier) -> Iterator[Beside]:
    """What stands on the page and may be disputed by itself."""
    for stay in (*dossier.living, *dossier.registered):
        yield "residence", stay.record, f"{stay.name} 住在这里"
    for family in dossier.families:
        yield "household", family.record, family.title
    for vehicle in dossier.vehicles:
        yield "topic_vehicle", vehicle.record, f"车辆 {vehicle.plate}"
