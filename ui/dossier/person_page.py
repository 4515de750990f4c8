"""一人一档: everything about one person, and what may be done for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.dossiers import dossier
from app.dossiers.dossier import CHILD, DEAD, DELETED, PersonDossier
from app.dossiers.dossier_parts import Family, Stay, Tag
from app.records.choosing import Choice
from app.stores.session import Session
from ledger import catalog
from ui.desk import Desk
from ui.dossier.dossier_page import DossierPage
from ui.dossier.household_dialogs import ChangeHeadDialog, MergeDialog, SplitDialog
from ui.dossier.life_dialogs import AddTagDialog, DeathDialog, EndTagDialog
from ui.dossier.line_rows import LinesCard, family_lines, home_line, tag_line, vehicle_line
from ui.dossier.move_in_dialog import MoveInDialog
from ui.dossier.move_out_dialog import MoveOutDialog
from ui.dossier.objection_acts import Beside, ObjectionActs
from ui.dossier.review_card import ReviewCard
from ui.dossier.timeline_card import TimelineCard
from ui.look.roles import label
from ui.parts.buttons import link_button
from ui.parts.chips import Tone
from ui.record_form.dialog import RecordDialog
from ui.transfers.offer_dialog import OfferDialog

_TONES: dict[str, Tone] = {DEAD: "plain", DELETED: "bad", CHILD: "info"}


class PersonPage(DossierPage):
    """Name `person`."""

    name: ClassVar[str] = "person"
    title: ClassVar[str] = "一人一档"
    shows_sensitive: ClassVar[bool] = True
    ledger_name: ClassVar[str] = "person"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dossier: PersonDossier | None = None
        self.acts = {
            "迁入": self.add_act("迁入（搬家）…", self.move_in),
            "迁出": self.add_act("迁出…", self.move_out),
            "换户主": self.add_act("换户主…", self.change_head),
            "分户": self.add_act("分户…", self.split),
            "并户": self.add_act("并户…", self.merge),
            "标签": self.add_act("添加标签…", self.add_tag),
            "死亡": self.add_act("登记死亡…", self.enter_death),
            "转接": self.add_act("转给别的居委会…", self.transfer),
        }
        self.print_act = self.add_act("打印档案…", self.print_card, right="print", is_more=True, shortcut="Ctrl+P")
        self.print_family_act = self.add_act("打印全户…", self.print_family, right="print", is_more=True)
        self.objections = ObjectionActs(self)
        self.delete_act = self.add_act("删除…", self.writes.delete, right="remove", is_more=True)
        self.restore_act = self.add_act("恢复", self.writes.restore, right="remove", is_more=True)

    @override
    def read(self, session: Session, record: str) -> PersonDossier:
        return dossier.person(session, record)

    @override
    def show_dossier(self, dossier: PersonDossier) -> tuple[list[QWidget], list[QWidget]]:
        self.dossier = dossier
        about = " · ".join(filter(None, (dossier.about, dossier.id_no)))
        self.header.show_what(dossier.name, about)
        tags = [tag.label for tag in dossier.tags if not tag.is_over]
        confirmed = f"核实于 {dossier.confirmed_on}" if dossier.confirmed_on else "还没有核实过"
        states = [(state, _TONES.get(state, "warn")) for state in dossier.states]
        states += self.objections.show(dossier.seen, is_open=not dossier.is_deleted)
        self.header.show_marks(states, [*tags, *dossier.automatic_tags], confirmed)
        is_open = not dossier.is_deleted
        self.objections.show_beside(_beside(dossier) if is_open else ())
        self._enable_acts(dossier)
        left = self.section_cards(dossier.sections, dossier.seen, editable=is_open)
        return left, self._around(dossier, is_open=is_open and self.desk.session.rights.may("act"))

    def _around(self, dossier: PersonDossier, *, is_open: bool) -> list[QWidget]:
        homes = [home_line(stay, self._open_dwelling) for stay in dossier.homes]
        cards: list[QWidget] = [LinesCard("居住", homes, "还没有登记住在哪里。用“办理”里的“迁入”登记。")]
        cards += [
            LinesCard(one.title, family_lines(one, self._open_person, but=dossier.id)) for one in dossier.families
        ]
        end = self.end_tag if is_open else None
        tags = LinesCard("标签", [tag_line(tag, end) for tag in dossier.tags], "没有标签。")
        if dossier.next_visit:
            tags.body.addWidget(label(dossier.next_visit, "muted", wraps=True))
        if is_open:
            add = link_button("添加", "plus")
            add.setAccessibleName("添加标签")
            add.clicked.connect(self.add_tag)
            tags.add_beside_title(add)
        cards.append(tags)
        vehicles = LinesCard("车辆", [vehicle_line(one) for one in dossier.vehicles], "没有登记车辆。")
        if is_open:
            vehicle = link_button("添加", "plus")
            vehicle.setAccessibleName("添加车辆")
            vehicle.clicked.connect(self.add_vehicle)
            vehicles.add_beside_title(vehicle)
        cards.append(vehicles)
        if dossier.reviews:
            cards.append(ReviewCard(dossier.reviews))
        cards += self.orders_cards()
        cards += self.attachments_cards(is_open=not dossier.is_deleted)
        story = TimelineCard(dossier.timeline, can_put_back=is_open)
        story.put_back.connect(self.writes.put_back)
        story.way_taken.connect(self.desk.go)
        cards.append(story)
        return cards + self.looks_cards()

    def _enable_acts(self, dossier: PersonDossier) -> None:
        is_open = not dossier.is_deleted
        lives = is_open and not dossier.is_dead
        family = self._family()
        self.visit_act.setEnabled(lives)
        self.acts["迁入"].setEnabled(lives)
        self.acts["迁出"].setEnabled(lives and self._home() is not None)
        self.acts["换户主"].setEnabled(is_open and family is not None and len(family.members) > 1)
        self.acts["分户"].setEnabled(is_open and family is not None and len(family.members) > 1)
        self.acts["并户"].setEnabled(is_open and family is not None)
        self.acts["标签"].setEnabled(lives)
        self.acts["死亡"].setEnabled(lives)
        self.acts["转接"].setEnabled(lives)
        self.acts_button.setVisible(is_open)
        self.delete_act.setVisible(is_open)
        self.restore_act.setVisible(not is_open)
        self.print_family_act.setEnabled(family is not None)

    # -- whom and where the acts are about

    def _choice(self) -> Choice:
        assert self.dossier is not None  # noqa: S101 - acts are offered once a person is shown
        return Choice(self.dossier.id, self.dossier.name, self.dossier.about)

    @override
    def order_about(self) -> dict[str, Choice]:
        if self.dossier is None or self.dossier.is_deleted or self.dossier.is_dead:
            return {}
        home = self._home()
        place = {"dwelling_uid": Choice(home.dwelling, home.address)} if home else {}
        return {"reporter_person": self._choice(), **place}

    def _family(self) -> Family | None:
        families = self.dossier.families if self.dossier else ()
        return families[0] if families else None

    def _home(self) -> Stay | None:
        stays = self.dossier.homes if self.dossier else ()
        lived = [one for one in stays if not one.is_over and one.sort != "registered"]
        return next((one for one in lived if one.is_actual), lived[0] if lived else None)

    def _open_dwelling(self, record: str) -> None:
        self.desk.go("dwelling", record)

    def _open_person(self, record: str) -> None:
        self.desk.go("person", record)

    # -- acts

    def move_in(self) -> None:
        """迁入: this person, and who of the household comes along."""
        people = [(self._choice(), "")]
        family = self._family()
        if family is not None and family.members and family.members[0].person == self._choice().id:
            people += [(Choice(one.person, one.name, one.about), one.kinship_code) for one in family.members[1:]]
        self.open_dialog(MoveInDialog(self.desk, people=people, parent=self))

    def move_out(self) -> None:
        """迁出 from where this person lives."""
        home = self._home()
        if home is not None:
            place = Choice(home.dwelling, home.address)
            self.open_dialog(MoveOutDialog(self.desk, place, ticked=(self._choice().id,), parent=self))

    def change_head(self) -> None:
        """换户主 of this person's household."""
        family = self._family()
        if family is not None:
            self.open_dialog(ChangeHeadDialog(self.desk, family, parent=self))

    def split(self) -> None:
        """分户 of this person's household."""
        family = self._family()
        if family is not None:
            self.open_dialog(SplitDialog(self.desk, family, parent=self))

    def merge(self) -> None:
        """并户: another household into this person's."""
        family = self._family()
        if family is not None:
            self.open_dialog(MergeDialog(self.desk, family, parent=self))

    def enter_death(self) -> None:
        """登记死亡."""
        self.open_dialog(DeathDialog(self.desk, self._choice(), parent=self))

    def transfer(self) -> None:
        """转给别的居委会 of the same cloud."""
        self.open_dialog(OfferDialog(self.desk, self._choice(), parent=self))

    def add_tag(self) -> None:
        """添加标签."""
        self.open_dialog(AddTagDialog(self.desk, self._choice(), parent=self))

    def end_tag(self, tag: Tag) -> None:
        """结束标签."""
        self.open_dialog(EndTagDialog(self.desk, tag, parent=self))

    def add_vehicle(self) -> None:
        """A vehicle of this person."""
        person = self._choice()
        preset = {"owner_person": (person.id, person.title)}
        home = self._home()
        if home is not None:
            preset["dwelling_uid"] = (home.dwelling, home.address)
        self.open_dialog(RecordDialog(self.desk, catalog.named("topic_vehicle"), preset=preset, parent=self))

    def print_card(self) -> None:
        """The card of this person, masked."""
        from ui.printing import cards

        self.open_dialog(cards.print_person(self.desk, self.record))

    def print_family(self) -> None:
        """The card of the household."""
        from ui.printing import cards

        family = self._family()
        if family is not None:
            self.open_dialog(cards.print_household(self.desk, family.record))


def _beside(dossier: PersonDossier) -> Iterator[Beside]:
    """What stands on the page and may be disputed by itself."""
    for stay in dossier.homes:
        yield "residence", stay.record, f"住在 {stay.address}"
    for family in dossier.families:
        yield "household", family.record, family.title
    for tag in dossier.tags:
        yield "person_tag", tag.record, f"标签 {tag.label}"
    for vehicle in dossier.vehicles:
        yield "topic_vehicle", vehicle.record, f"车辆 {vehicle.plate}"
