"""The pages 风险研判 and 应急联络树 as a person uses them: the list, what it opens, by keys; gaps filled in; paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.access import Rights
from app.demo import hazards, orders
from app.homes import buildings
from app.orders import duty
from app.release import purposes
from app.risks import risks
from app.risks.contacts import Contact
from ledger import catalog, clock, ids
from ledger.permissions import DEFAULT, Cell
from tests.ui.dialogs import dialogs_open
from ui.desk import Desk, Place
from ui.printing.preview import PreviewDialog
from ui.record_form.dialog import RecordDialog
from ui.risks.contacts_page import ContactsPage
from ui.risks.page import RisksPage
from ui.roster.page import RosterPage
from ui.topics.row_dialog import RowDialog

_KEY = Qt.Key


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A committee with orders and topic ledgers."""
    orders.add(desk.session)
    hazards.add(desk.session)
    return desk


@pytest.fixture
def page(filled: Desk, qtbot: QtBot) -> RisksPage:
    made = RisksPage(filled)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "content" and bool(made.pane.people.lines))
    made.table.setFocus()
    return made


def _went(desk: Desk) -> list[Place]:
    found: list[Place] = []
    desk.asked_for_place.connect(found.append)
    return found


def test_buildings_stand_by_their_risk_and_the_chosen_one_is_told_of(page: RisksPage, qtbot: QtBot) -> None:
    found = list(page.buildings.lines)
    assert [one.risk for one in found] == sorted((one.risk for one in found), reverse=True)
    assert found[0].risk > 0
    assert page.pane.why.text() == found[0].why
    assert len(page.pane.hazards.lines) == found[0].hazards
    assert len(page.pane.people.lines) == found[0].people
    QAbstractItemModelTester(page.buildings, QAbstractItemModelTester.FailureReportingMode.Fatal, page.buildings)
    qtbot.keyClick(page.table, _KEY.Key_Down)
    qtbot.waitUntil(lambda: page.pane.why.text() == found[1].why)
    assert page.standing()["building"] == found[1].building
    page.only.setChecked(True)
    assert all(one.hazards for one in page.buildings.lines)
    page.compounds.set_value(found[-1].compound)
    page.compounds.chosen.emit()
    assert {one.compound for one in page.buildings.lines} <= {found[-1].compound}


def test_a_compound_that_drops_out_of_the_list_is_chosen_no_more(
    page: RisksPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = risks.survey(page.desk.session)
    gone = every[0].compound
    others = tuple(replace(one, compound="0", compound_name="别的小区") for one in every)
    page.enter("", {"compound": gone})
    qtbot.waitUntil(lambda: page.compounds.value() == gone)
    monkeypatch.setattr(risks, "survey", lambda _session: others)
    page.read()
    qtbot.waitUntil(lambda: page.compounds.value() == "")
    assert page.standing()["compound"] == ""
    assert len(page.buildings.lines) == len(every)


def test_who_may_not_print_orders_does_not_print_the_list(page: RisksPage, filled: Desk, qtbot: QtBot) -> None:
    matrix = {cell: grant for cell, grant in DEFAULT.items() if cell != Cell("head", "print", "work_order")}
    assert page.print_button.isEnabled()
    filled.session._rights = Rights(filled.session.login, ("head",), matrix=matrix)
    page.read()
    qtbot.waitUntil(lambda: not page.print_button.isEnabled())


def test_keys_open_the_roster_the_order_the_row_and_the_person(page: RisksPage, filled: Desk, qtbot: QtBot) -> None:
    went = _went(filled)
    qtbot.keyClick(page.table, _KEY.Key_Return)
    assert (went[-1].page, went[-1].record) == ("roster", page.building)
    lines = page.pane.hazards.lines
    order = next(row for row, line in enumerate(lines) if not line.topic)
    kept = next(row for row, line in enumerate(lines) if line.topic)
    page.pane.hazard_table.setFocus()
    page.pane.hazard_table.selectRow(order)
    qtbot.keyClick(page.pane.hazard_table, _KEY.Key_Return)
    assert (went[-1].page, went[-1].record) == ("order", lines[order].id)
    page.pane.hazard_table.selectRow(kept)
    qtbot.keyClick(page.pane.hazard_table, _KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(page.findChildren(RowDialog)))
    dialog = page.findChildren(RowDialog)[0]
    assert lines[kept].topic_name
    assert lines[kept].title.startswith(f"{lines[kept].topic_name}　")
    qtbot.waitUntil(lambda: dialog.form is not None)
    dialog.reject()
    page.pane.people_table.setFocus()
    qtbot.keyClick(page.pane.people_table, _KEY.Key_Return)
    assert (went[-1].page, went[-1].record) == ("person", page.pane.people.lines[0].resident.person)
    page.open_contacts()
    assert (went[-1].page, went[-1].facts["building"]) == ("contacts", page.building)


def test_whoever_may_not_change_rows_gets_their_ledger(page: RisksPage, filled: Desk) -> None:
    line = next(line for line in page.pane.hazards.lines if line.topic)
    filled.session._rights = Rights(filled.session.login, ("viewer",), matrix=DEFAULT)
    went = _went(filled)
    page.open_hazard(line)
    assert (went[-1].page, went[-1].record) == ("topics", line.topic)
    assert not page.findChildren(RowDialog)


def test_a_hidden_tag_is_not_named_on_the_page(page: RisksPage, filled: Desk, qtbot: QtBot) -> None:
    person = page.pane.people.lines[0].resident.person
    with filled.session.store.write(user="wang", kind="edit") as write:
        values = {"person_uid": ids.from_text(person), "tag": "D03", "start_date": "2020-01-01"}
        write.create(catalog.named("person_tag"), [(ids.new_id(), values)])
    page.read()
    qtbot.waitUntil(lambda: any(one.points == 3 for one in page.pane.people.lines))
    shown = [cell for line in page.pane.people.lines for cell in page.pane.people.cells(line)]
    assert not [cell for cell in shown if "精神" in cell]


def test_the_list_goes_to_paper_for_a_purpose(page: RisksPage, qtbot: QtBot) -> None:
    page.print_list()
    [dialog] = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.composed is not None)
    assert dialog.composed is not None
    assert dialog.composed.printout.level == "L3"
    dialog.reject()


def test_nothing_to_tell_says_what_belongs_here(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risks, "survey", lambda _session: ())
    made = RisksPage(desk)
    qtbot.addWidget(made)
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "empty")
    assert not made.roster_button.isEnabled()


# -- the contact tree


@pytest.fixture
def tree(filled: Desk, qtbot: QtBot) -> ContactsPage:
    made = ContactsPage(filled)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter(buildings.tree(filled.session)[0].id, {})
    qtbot.waitUntil(lambda: made.states.state == "content")
    return made


def test_a_building_without_a_leader_is_a_gap_that_a_form_fills(tree: ContactsPage, filled: Desk, qtbot: QtBot) -> None:
    assert tree.found is not None
    house, building = tree.found.houses[0], catalog.named("building")
    one = ids.from_text(house.building) or b""
    assert not house.leader.gap
    with filled.session.reader() as reader:
        row = reader.get(building, one) or {}
    with filled.session.store.write(user="wang", kind="edit") as write:
        write.patch(building, [(one, row, {"leader_person": None, "leader_phone": None})])
    qtbot.waitUntil(lambda: tree.found is not None and tree.found.houses[0].leader.gap == "没有楼组长")
    tree.only_gaps.setChecked(True)
    lines = tree.contacts.lines
    assert all(line.gap for line in lines)
    at = next(row for row, line in enumerate(lines) if line.gap == "没有楼组长")
    tree.table.selectRow(at)
    tree.table.setFocus()
    qtbot.keyClick(tree.table, _KEY.Key_Return)
    [dialog] = tree.findChildren(RecordDialog)
    qtbot.waitUntil(lambda: dialog.form is not None)
    assert dialog.form is not None
    assert "leader_person" in dialog.form.fields
    dialog.reject()


def test_a_commit_leaves_the_reader_where_the_reader_is(tree: ContactsPage, filled: Desk, qtbot: QtBot) -> None:
    tree.resize(1200, 320)
    bar = tree.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 3)
    chosen = next(
        row for row, line in enumerate(tree.contacts.lines) if line.house and not isinstance(line.of, Contact)
    )
    tree.table.selectRow(chosen)
    line = tree.contacts.lines[chosen]
    bar.setValue(bar.maximum())
    duty.put(filled.session, clock.today(), ["wang"])
    qtbot.waitUntil(lambda: tree.found is not None and tree.found.staff[0].name == "王芳")
    now = tree.contacts.line_at(tree.table.currentIndex().row())
    assert now is not None
    assert now.key == line.key
    assert bar.value() == bar.maximum(), "what was chosen is above"
    assert tree.found is not None
    second = next(row for row, one in enumerate(tree.contacts.lines) if one.house == tree.found.houses[1])
    bar.setValue(0)
    tree.enter(tree.compound, {"building": tree.found.houses[1].building})
    led = tree.contacts.index(second, 0)
    qtbot.waitUntil(lambda: bar.value() > 0 and (tree.table.visualRect(led).top() == 0 or bar.value() == bar.maximum()))


def test_the_tree_opens_people_and_goes_to_paper_for_an_emergency(
    tree: ContactsPage, filled: Desk, qtbot: QtBot
) -> None:
    went = _went(filled)
    at = next(row for row, line in enumerate(tree.contacts.lines) if line.house and not line.gap)
    tree.table.selectRow(at)
    tree.table.activated.emit(tree.table.currentIndex())
    assert went[-1].page == "person"
    shown = [cell for line in tree.contacts.lines for cell in tree.contacts.cells(line)]
    assert not [cell for cell in shown if cell.isdecimal() and len(cell) == 11], "no telephone without its mask"
    tree.print_tree()
    asked = tree.dialog
    assert asked is not None
    qtbot.waitUntil(lambda: bool(asked.boxes) and asked.show_button.isEnabled())
    assert len(asked.chosen()) == len(asked.boxes), "the whole compound"
    asked.is_open.setChecked(True)
    asked.look()
    qtbot.waitUntil(lambda: asked.preview is not None)
    dialog = asked.preview
    assert isinstance(dialog, PreviewDialog)
    qtbot.waitUntil(lambda: dialog.composed is not None)
    assert dialog.composed is not None
    assert (dialog.composed.printout.is_open, dialog.purpose.chosen().purpose) == (True, purposes.EMERGENCY)
    dialog.reject()


def test_the_roster_leads_to_the_tree_of_its_compound(filled: Desk, qtbot: QtBot) -> None:
    compound = buildings.tree(filled.session)[0]
    made = RosterPage(filled)
    qtbot.addWidget(made)
    made.enter(compound.children[0].id, {})
    qtbot.waitUntil(lambda: made.found is not None)
    went = _went(filled)
    made.contacts_button.click()
    assert (went[-1].page, went[-1].record) == ("contacts", compound.id)
