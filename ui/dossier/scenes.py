"""The pages of a person and of a dwelling in their states, and every dialog of named actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.acts import act_choices
from app.dossiers import dossier
from app.dossiers.clashes import Clash, Clashes
from app.dossiers.dossier import PersonDossier
from app.dossiers.dossier_parts import Family, Tag
from app.dossiers.sections import Section
from app.records import browsing
from app.records.browsing import Order
from app.records.choosing import Choice
from app.records.filters import Selection
from app.records.record_groups import groups_of
from app.syncing import cards
from ledger import catalog
from ui.attachments.scenes import record_with_some
from ui.dossier import objection_scenes
from ui.dossier.dwelling_page import DwellingPage
from ui.dossier.household_dialogs import ChangeHeadDialog, MergeDialog, SplitDialog
from ui.dossier.life_dialogs import AddTagDialog, DeathDialog, EndTagDialog
from ui.dossier.move_in_dialog import MoveInDialog
from ui.dossier.move_out_dialog import MoveOutDialog
from ui.dossier.person_page import PersonPage
from ui.dossier.visit_dialog import VisitDialog
from ui.stage import Scene, Stage

_WRONG_PHONE = "1381"


def _person(stage: Stage, *filters: str) -> PersonPage:
    return stage.opened(PersonPage, record=stage.first("person", "", *filters))


def _old(stage: Stage) -> str:
    return stage.first("person", "", "tag=A04")


def _normal(stage: Stage) -> QWidget:
    return stage.opened(PersonPage, record=_old(stage))


def _asked(stage: Stage) -> QWidget:
    card = next(one for one in cards.open_cards(stage.shared.session) if one.ledger == "person" and one.page)
    return stage.opened(PersonPage, stage.shared, card.record)


def _editing(stage: Stage) -> QWidget:
    page = stage.opened(PersonPage, record=_old(stage))
    page.shown.connect(page.edit)
    return page


def _errors(stage: Stage) -> QWidget:
    page = stage.opened(PersonPage, record=_old(stage))

    def type_wrong() -> None:
        card = page.fields.cards[1]
        card.edit()
        if card.form is not None:
            card.form.fields["phone"].set_text(_WRONG_PHONE)
            card.form.check()

    page.shown.connect(type_wrong)
    return page


def _changed_beneath(stage: Stage) -> QWidget:
    page = stage.opened(PersonPage, record=_old(stage))

    def clash() -> None:
        card = page.fields.cards[3]
        card.edit()
        found = Clash("employer", "工作单位", "", "上海第一纺织厂", "街道办事处", "李梅", "2026-11-21 09:12")
        if page.dossier is not None:
            card.show_clashes(Clashes((found,), page.dossier.seen))

    page.shown.connect(clash)
    return page


def _attached(stage: Stage) -> QWidget:
    """With what is attached, looked at."""
    page = stage.opened(PersonPage, record=record_with_some(stage))

    def show() -> None:
        card = page.attachments
        if card is not None and card.look_button.isVisible():
            card.shown.connect(lambda: page.columns.bring_into_view(card))
            card.look_button.click()

    page.shown.connect(
        lambda: page.attachments and page.attachments.shown.connect(show, Qt.ConnectionType.SingleShotConnection)
    )
    return page


def _child(stage: Stage) -> QWidget:
    return _person(stage, "age<=10")


def _with(stage: Stage, change: Callable[[PersonDossier], PersonDossier]) -> PersonPage:
    """A page of somebody who is not as the demo committee has them."""
    page = PersonPage(stage.full)
    page.show_read(change(dossier.person(stage.full.session, _old(stage))))
    return page


def _dead(stage: Stage) -> QWidget:
    return _with(stage, lambda told: replace(told, states=(dossier.DEAD,), automatic_tags=()))


def _empty(stage: Stage) -> QWidget:
    """Of whom only the name is known."""

    def only_name(told: PersonDossier) -> PersonDossier:
        blank = tuple(Section.blank(group) for group in groups_of("person") if group.typed)
        bare = replace(told, homes=(), families=(), tags=(), vehicles=(), timeline=(), sections=blank)
        return replace(bare, about="", id_no="", confirmed_on="")

    return _with(stage, only_name)


def _missing(stage: Stage) -> QWidget:
    return stage.opened(PersonPage, record="00000000-0000-7000-8000-000000000000")


def _dwelling(stage: Stage, *filters: str) -> QWidget:
    return stage.opened(DwellingPage, record=stage.first("dwelling", "", *filters))


def _as_choice(told: PersonDossier) -> Choice:
    return Choice(told.id, told.name, told.about)


def _told(stage: Stage) -> PersonDossier:
    """Somebody with a household of several."""
    session = stage.full.session
    listed = browsing.page(session, catalog.named("person"), Selection(filters=("tag=A04",)), Order(limit=20))
    told = [dossier.person(session, str(row["id"])) for row in listed.rows]
    return next(one for one in told if one.families and len(one.families[0].members) > 1)


def _family(stage: Stage) -> Family:
    return _told(stage).families[0]


def _move_in(stage: Stage) -> QWidget:
    told = _told(stage)
    people = [(Choice(one.person, one.name, one.about), one.kinship_code) for one in told.families[0].members]
    empty = stage.first("dwelling", "", "occupancy=4")
    place = dossier.dwelling(stage.full.session, empty)
    return MoveInDialog(stage.full, dwelling=Choice(place.id, place.address), people=people)


def _move_in_new(stage: Stage) -> QWidget:
    dialog = MoveInDialog(stage.full)
    dialog.movers.add(None)
    return dialog


def _move_out(stage: Stage) -> QWidget:
    family = _family(stage)
    place = dossier.dwelling(stage.full.session, family.dwelling)
    head = family.members[0].person
    return MoveOutDialog(stage.full, Choice(place.id, place.address), ticked=(head,))


def _change_head(stage: Stage) -> QWidget:
    family = _family(stage)
    dialog = ChangeHeadDialog(stage.full, family)
    dialog.head.set_value(family.members[1].person)
    dialog.head.chosen.emit()
    return dialog


def _split(stage: Stage) -> QWidget:
    dialog = SplitDialog(stage.full, _family(stage))
    next(iter(dialog.people.boxes.values())).setChecked(True)
    return dialog


def _merge(stage: Stage) -> QWidget:
    return MergeDialog(stage.full, _family(stage))


def _death(stage: Stage) -> QWidget:
    family = _family(stage)
    head = act_choices.members_of(stage.full.session, family.record)[0]
    dialog = DeathDialog(stage.full, head)
    dialog.note_change()
    return dialog


def _add_tag(stage: Stage) -> QWidget:
    dialog = AddTagDialog(stage.full, _as_choice(_told(stage)))
    dialog.tag.set_value("A06")
    dialog.phone.setText(_WRONG_PHONE)
    dialog.note_change()
    return dialog


def _end_tag(stage: Stage) -> QWidget:
    tag: Tag = next(tag for tag in _told(stage).tags if tag.code)
    dialog = EndTagDialog(stage.full, tag)
    dialog.note_change()
    return dialog


def _visit(stage: Stage) -> VisitDialog:
    """To somebody who lives with others."""
    return VisitDialog(stage.full, "person", _as_choice(_told(stage)))


def _visit_wrong(stage: Stage) -> QWidget:
    dialog = _visit(stage)
    dialog.editors["result"].set_text("没有这个结果")
    dialog.editors["next_visit_on"].set_text("下个月")
    return dialog


def _visit_home(stage: Stage) -> QWidget:
    family = _family(stage)
    place = dossier.dwelling(stage.full.session, family.dwelling)
    dialog = VisitDialog(stage.full, "dwelling", Choice(place.id, place.address))
    dialog.editors["result"].set_text("2")
    return dialog


SCENES = (
    Scene("person--normal", _normal),
    Scene("person--editing", _editing),
    Scene("person--errors", _errors),
    Scene("person--changed_beneath", _changed_beneath),
    Scene("person--attachments", _attached),
    Scene("person--child", _child),
    Scene("person--dead", _dead),
    Scene("person--empty", _empty),
    Scene("person--asked", _asked),
    Scene("person--loading", lambda stage: stage.opened(PersonPage, stage.loading, record=_old(stage))),
    Scene("person--error", _missing),
    Scene("dwelling--normal", lambda stage: _dwelling(stage, "occupancy=1")),
    Scene("dwelling--tenants", lambda stage: _dwelling(stage, "occupancy=2")),
    Scene("dwelling--vacant", lambda stage: _dwelling(stage, "occupancy=4")),
    Scene("dwelling--loading", lambda stage: stage.opened(DwellingPage, stage.loading, record=_family(stage).dwelling)),
    Scene("person--move_in", _move_in),
    Scene("person--move_in_new", _move_in_new),
    Scene("person--move_out", _move_out),
    Scene("person--change_head", _change_head),
    Scene("person--split_household", _split),
    Scene("person--merge_households", _merge),
    Scene("person--death", _death),
    Scene("person--add_tag", _add_tag),
    Scene("person--end_tag", _end_tag),
    *objection_scenes.SCENES,
    Scene("person--visit", _visit),
    Scene("person--visit_errors", _visit_wrong),
    Scene("dwelling--visit", _visit_home),
)
