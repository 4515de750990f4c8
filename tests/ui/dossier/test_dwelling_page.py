"""一户一档 as somebody uses it: who lives there, moving a family in and another out, households, what does not fit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import checking
from app.dossiers import dossier
from app.records import browsing
from app.records.browsing import Order
from app.records.choosing import Choice
from app.records.filters import Selection
from app.undo.undoing import Undoing
from ledger import catalog
from ui.desk import Desk
from ui.dossier.act_dialog import ActDialog
from ui.dossier.dwelling_page import DwellingPage
from ui.dossier.household_dialogs import ChangeHeadDialog, MergeDialog, SplitDialog
from ui.dossier.life_dialogs import AddTagDialog, DeathDialog, EndTagDialog
from ui.dossier.move_in_dialog import MoveInDialog
from ui.dossier.move_out_dialog import MoveOutDialog

DWELLING, PERSON = catalog.named("dwelling"), catalog.named("person")


def _some(desk: Desk, *filters: str) -> str:
    return str(browsing.page(desk.session, DWELLING, Selection(filters=filters), Order(limit=1)).rows[0]["id"])


def _family_home(desk: Desk) -> str:
    """A dwelling with one household of three or more."""
    for row in browsing.page(desk.session, DWELLING, Selection(filters=("occupancy=1",)), Order(limit=60)).rows:
        told = dossier.dwelling(desk.session, str(row["id"]))
        if len(told.families) == 1 and len(told.families[0].members) > 2:
            return told.id
    raise AssertionError("the demo committee has families")


def _page(qtbot: QtBot, desk: Desk, record: str) -> DwellingPage:
    made = DwellingPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    with qtbot.waitSignal(made.shown):
        made.enter(record, {})
    return made


def _said(page: DwellingPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def _ready(qtbot: QtBot, dialog: ActDialog) -> None:
    qtbot.waitUntil(dialog.yes_button.isEnabled)


def _act(qtbot: QtBot, dialog: ActDialog) -> int:
    _ready(qtbot, dialog)
    with qtbot.waitSignal(dialog.acted) as acted:
        qtbot.mouseClick(dialog.yes_button, Qt.MouseButton.LeftButton)
    return int(acted.args[0])


def _shown(qtbot: QtBot, dialog: ActDialog) -> ActDialog:
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_a_vacant_dwelling_says_so_and_offers_moving_in(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, _some(desk, "occupancy=4"))
    qtbot.waitUntil(lambda: "没有人住在这里" in _said(page))
    assert not page.move_out_act.isEnabled()
    page.move_in_act.trigger()
    assert isinstance(page.dialog, MoveInDialog)
    assert page.dialog.dwelling.choice is not None
    page.dialog.reject()


def test_a_family_moves_in_and_another_out(qtbot: QtBot, desk: Desk) -> None:
    undoing = Undoing(desk.session)
    home, empty = _family_home(desk), _some(desk, "occupancy=4")
    page = _page(qtbot, desk, home)
    family = page.dossier.families[0]  # type: ignore[union-attr]  # shown
    people = [(Choice(one.person, one.name, one.about), one.kinship_code) for one in family.members]
    place = dossier.dwelling(desk.session, empty)
    moving = MoveInDialog(desk, dwelling=Choice(place.id, place.address), people=people)
    _shown(qtbot, moving)
    _ready(qtbot, moving)
    assert "新立一户" in moving.story.text()
    assert "历史保留" in moving.story.text()
    with qtbot.waitSignal(page.shown):
        action = _act(qtbot, moving)
    assert len(dossier.dwelling(desk.session, empty).living) == len(people)
    qtbot.waitUntil(lambda: "以前住过" in _said(page))
    assert "却没有人住在这里" in _said(page)
    leaving = MoveOutDialog(desk, Choice(place.id, place.address))
    _shown(qtbot, leaving)
    qtbot.waitUntil(leaving.all_button.isVisible)
    qtbot.mouseClick(leaving.all_button, Qt.MouseButton.LeftButton)
    out = _act(qtbot, leaving)
    assert dossier.dwelling(desk.session, empty).living == ()
    undoing.undo(action=out)
    undoing.undo(action=action)
    assert len(dossier.dwelling(desk.session, home).living) == len(people)
    assert checking.check(desk.session).is_sound


def test_a_new_person_is_typed_while_moving_in(qtbot: QtBot, desk: Desk) -> None:
    place = dossier.dwelling(desk.session, _some(desk, "occupancy=4"))
    dialog = MoveInDialog(desk, dwelling=Choice(place.id, place.address))
    _shown(qtbot, dialog)
    qtbot.mouseClick(dialog.movers.new_button, Qt.MouseButton.LeftButton)
    row = dialog.movers.rows[0]
    assert row.form is not None
    row.form.fill({"name": "张新来", "id_no": "310115195005300754"})
    qtbot.waitUntil(lambda: "人口类型必须填写" in dialog.story.text())
    row.form.fill({"population_type": "01"})
    _act(qtbot, dialog)
    assert [stay.name for stay in dossier.dwelling(desk.session, place.id).living] == ["张新来"]


def test_a_head_who_leaves_is_followed_by_somebody(qtbot: QtBot, desk: Desk) -> None:
    told = dossier.dwelling(desk.session, _family_home(desk))
    family = told.families[0]
    dialog = MoveOutDialog(desk, Choice(told.id, told.address), ticked=(family.members[0].person,))
    _shown(qtbot, dialog)
    qtbot.waitUntil(dialog.next_head.isVisible)
    qtbot.waitUntil(lambda: dialog.next_head.box.count() > 1)
    dialog.next_head.box.set_value(family.members[1].person)
    dialog.next_head.box.chosen.emit()
    _act(qtbot, dialog)
    [after] = dossier.dwelling(desk.session, told.id).families
    assert after.members[0].person == family.members[1].person


def test_a_date_that_cannot_be_is_told_at_its_field(qtbot: QtBot, desk: Desk) -> None:
    told = dossier.dwelling(desk.session, _family_home(desk))
    dialog = MoveOutDialog(desk, Choice(told.id, told.address), ticked=(told.families[0].members[1].person,))
    _shown(qtbot, dialog)
    _ready(qtbot, dialog)
    dialog.date.setText("1900-01-01")
    qtbot.waitUntil(lambda: dialog.fields["end_date"].error == "早于开始")
    assert not dialog.yes_button.isEnabled()


def test_households_change_head_split_and_merge(qtbot: QtBot, desk: Desk) -> None:
    record = _family_home(desk)
    family = dossier.dwelling(desk.session, record).families[0]
    head = ChangeHeadDialog(desk, family)
    _shown(qtbot, head)
    head.head.set_value(family.members[1].person)
    head.head.chosen.emit()
    _act(qtbot, head)
    family = dossier.dwelling(desk.session, record).families[0]
    assert family.members[0].is_head
    split = SplitDialog(desk, family)
    _shown(qtbot, split)
    split.people.boxes[family.members[-1].person].setChecked(True)
    _act(qtbot, split)
    families = dossier.dwelling(desk.session, record).families
    assert len(families) == 2
    merge = MergeDialog(desk, families[0])
    _shown(qtbot, merge)
    qtbot.waitUntil(lambda: merge.gone.count() > 1)
    merge.gone.set_value(families[1].record)
    merge.gone.chosen.emit()
    _act(qtbot, merge)
    assert len(dossier.dwelling(desk.session, record).families) == 1
    assert checking.check(desk.session).is_sound


def test_a_death_and_tags_are_entered(qtbot: QtBot, desk: Desk) -> None:
    family = dossier.dwelling(desk.session, _family_home(desk)).families[0]
    one = family.members[1]
    person = Choice(one.person, one.name)
    tag = AddTagDialog(desk, person)
    _shown(qtbot, tag)
    tag.tag.set_value("B04")
    tag.tag.chosen.emit()
    _act(qtbot, tag)
    given = next(tag for tag in dossier.person(desk.session, one.person).tags if tag.code == "B04")
    end = EndTagDialog(desk, given)
    _shown(qtbot, end)
    end.why.setText("政策变化")
    _act(qtbot, end)
    assert next(tag for tag in dossier.person(desk.session, one.person).tags if tag.code == "B04").is_over
    death = DeathDialog(desk, person)
    _shown(qtbot, death)
    _act(qtbot, death)
    assert dossier.person(desk.session, one.person).is_dead


def test_people_and_the_building_are_opened_from_the_page(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, _family_home(desk))
    places: list[tuple[str, str]] = []
    desk.asked_for_place.connect(lambda place: places.append((place.page, place.record)))
    told = page.dossier
    assert told is not None
    member = told.families[0].members[1]
    button = next(one for one in page.findChildren(QPushButton) if one.text() == member.name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    page.building_act.trigger()
    assert places == [("person", member.person), ("homes", told.building)]


@pytest.mark.parametrize("occupancy", ["1", "2", "4"])
def test_every_kind_of_use_has_its_page(qtbot: QtBot, desk: Desk, occupancy: str) -> None:
    page = _page(qtbot, desk, _some(desk, f"occupancy={occupancy}"))
    assert page.dossier is not None
    qtbot.waitUntil(lambda: page.dossier is not None and page.dossier.occupancy.label in _said(page))
