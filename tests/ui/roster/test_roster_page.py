"""The page 应急名册 as a person uses it: who needs help, the numbers to ring, a muster by keys, paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.exports import clearance
from app.homes import buildings
from app.release import approvals, purposes
from app.roster import muster
from tests.colleagues import add_colleague
from tests.input_method import commit
from tests.ui.dialogs import dialogs_open
from ui.desk import Desk, Place
from ui.homes.page import HomesPage
from ui.parts.dialog import ReasonDialog
from ui.printing.preview import PreviewDialog
from ui.roster.models import MUSTERED
from ui.roster.page import RosterPage
from ui.roster.print_dialog import PrintDialog

_KEY = Qt.Key


@pytest.fixture
def building(desk: Desk) -> str:
    return buildings.tree(desk.session)[0].children[0].id


@pytest.fixture
def page(desk: Desk, building: str, qtbot: QtBot) -> RosterPage:
    made = RosterPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter(building, {})
    qtbot.waitUntil(lambda: made.states.state == "content" and bool(made.table.residents.lines))
    made.table.setFocus()
    return made


def test_those_who_need_help_stand_alone_until_everybody_is_wanted(page: RosterPage) -> None:
    assert page.found is not None
    assert len(page.table.residents.lines) == len(page.found.in_need)
    assert all(line.resident.help.codes for line in page.table.residents.lines)
    assert page.table.isColumnHidden(MUSTERED)
    page.everyone.setChecked(True)
    assert len(page.table.residents.lines) == len(page.found.residents)
    QAbstractItemModelTester(
        page.table.residents, QAbstractItemModelTester.FailureReportingMode.Fatal, page.table.residents
    )


def test_a_number_is_shown_to_whoever_may_ring_it(page: RosterPage, desk: Desk, qtbot: QtBot) -> None:
    row = next(row for row, line in enumerate(page.table.residents.lines) if "*" in line.resident.phone)
    page.table.selectRow(row)
    page.table.activated.emit(page.table.currentIndex())
    assert page.panel.isVisible()
    eye = next(one for one in page.panel.findChildren(QToolButton) if one.accessibleName() == "显示联系电话")
    eye.click()
    qtbot.waitUntil(lambda: eye.accessibleName() == "重新遮盖联系电话")
    with desk.session.reader() as reader:
        assert [one.kind for one in reader.actions(limit=1)] == ["reveal"], "the look is entered"


def test_a_muster_goes_by_keys_over_whoever_is_selected(
    page: RosterPage, desk: Desk, building: str, qtbot: QtBot
) -> None:
    page.begin()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(ReasonDialog)))
    dialog = next(one for one in page.findChildren(ReasonDialog) if one.isVisible())
    commit(dialog.edit, "消防演练")
    dialog.yes.click()
    qtbot.waitUntil(lambda: page.muster is not None and not page.table.isColumnHidden(MUSTERED))
    assert page.found is not None
    everybody = len(page.found.residents)
    assert len(page.table.residents.lines) == everybody, "everybody is counted"
    page.activateWindow()
    qtbot.waitUntil(page.table.hasFocus)
    page.table.clearSelection()
    for row in (0, 1):
        page.table.selectionModel().select(
            page.table.residents.index(row, 0),
            page.table.selectionModel().SelectionFlag.Select | page.table.selectionModel().SelectionFlag.Rows,
        )
    chosen = page.table.chosen()
    qtbot.keyClick(page.table, _KEY.Key_M)
    qtbot.waitUntil(lambda: page.muster is not None and page.muster.counts["没找到"] == 2)
    assert page.table.chosen() == chosen, "they stay chosen"
    qtbot.keyClick(page.table, _KEY.Key_A)
    qtbot.waitUntil(lambda: page.muster is not None and page.muster.counts["安全"] == 2)
    assert page.counting.badges["未清点"].text == f"未清点 {everybody - 2}"
    page.end_button.click()
    qtbot.waitUntil(lambda: page.muster is None and page.begin_button.isVisible())
    assert "上一次清点" in page.note.accessibleName()
    over = muster.going_on(desk.session, building)
    assert over is not None
    assert over.is_over


def _asked(page: RosterPage, qtbot: QtBot) -> PrintDialog:
    page.print_roster()
    assert page.dialog is not None
    asked = page.dialog
    qtbot.waitUntil(lambda: bool(asked.boxes) and asked.show_button.isEnabled())
    return asked


def test_several_houses_without_masks_are_for_emergencies_alone(page: RosterPage, qtbot: QtBot) -> None:
    asked = _asked(page, qtbot)
    assert asked.chosen() == (page.building,)
    asked.all_button.click()
    asked.is_open.setChecked(True)
    asked.look()
    qtbot.waitUntil(lambda: asked.preview is not None)
    dialog = asked.preview
    assert isinstance(dialog, PreviewDialog)
    qtbot.waitUntil(lambda: dialog.composed is not None)
    assert dialog.composed is not None
    made = dialog.composed.printout
    assert (made.is_open, len(made.parts)) == (True, len(asked.boxes))
    assert dialog.purpose.chosen().purpose == purposes.EMERGENCY
    assert not dialog.purpose.purpose.isEnabled()
    dialog.reject()


def test_a_roster_that_needs_a_second_person_is_asked_for(
    page: RosterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearance, "MOST_ALONE", 0)
    session = page.desk.session
    add_colleague(session.store, roles=("head",))
    asked = _asked(page, qtbot)
    asked.look()
    qtbot.waitUntil(asked.ask_button.isVisible)
    asked.purpose.purpose.set_value("06")
    asked.purpose.basis.set_value("01")
    with qtbot.waitSignal(asked.accepted):
        asked.ask()
    assert [one.facts["label"] for one in approvals.waiting(session)] == ["应急名册（打印）"]


def test_paper_asks_for_a_purpose(page: RosterPage, qtbot: QtBot) -> None:
    asked = _asked(page, qtbot)
    asked.look()
    qtbot.waitUntil(lambda: asked.preview is not None)
    [dialog] = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.composed is not None)
    assert dialog.composed is not None
    assert dialog.composed.printout.title.startswith("应急名册")
    assert dialog.purpose.isVisible()
    dialog.reject()


def test_the_building_leads_to_its_roster(desk: Desk, building: str, qtbot: QtBot) -> None:
    homes = HomesPage(desk)
    qtbot.addWidget(homes)
    homes.resize(1200, 700)
    homes.show()
    homes.enter(building, {})
    qtbot.waitUntil(homes.houses.roster_button.isVisible)
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    homes.houses.roster_button.click()
    assert [(one.page, one.record) for one in places] == [("roster", building)]
