"""The page 年度核对 as a person uses it: started, walked with the keys, told of in figures, signed."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.campaigns import checking, signing, standing, starting
from app.records import editing
from ledger import catalog
from tests.input_method import commit
from tests.ui.dialogs import dialogs_open
from ui.campaigns.dialogs import ChangedDialog, EndDialog, StartDialog
from ui.campaigns.models import PlacesModel, WorkersModel
from ui.campaigns.page import CampaignsPage
from ui.desk import Desk, Place
from ui.parts.dialog import Dialog, ReasonDialog
from ui.printing.preview import PreviewDialog
from ui.record_form.dialog import RecordDialog

_KEY = Qt.Key
_Dialog = TypeVar("_Dialog", bound=Dialog)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> CampaignsPage:
    """A check of the demo committee, just begun."""
    starting.start(desk.session, {})
    made = CampaignsPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.doors.view.current is not None and made.doors.states.state == "content")
    made.doors.view.setFocus()
    return made


def _outcome(page: CampaignsPage) -> str:
    cell = page.doors.view.current
    return page.doors.found.outcome(cell.id) if page.doors.found and cell else ""


def _dialog(page: CampaignsPage, qtbot: QtBot, kind: type[_Dialog]) -> _Dialog:
    found: list[_Dialog] = []

    def is_there() -> bool:
        found[:] = [one for one in page.window().findChildren(kind) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_there)
    return found[0]


def test_the_task_of_the_year_opens_the_form_filled_in(desk: Desk, qtbot: QtBot) -> None:
    page = CampaignsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {"start": True})
    dialog = _dialog(page, qtbot, StartDialog)
    qtbot.waitUntil(dialog.button.isEnabled)
    assert dialog.name.text().endswith("年人房核对")
    assert all(box.isChecked() for box in dialog.boxes.values())
    dialog.submit()
    qtbot.waitUntil(lambda: page.found is not None)


def test_a_check_is_started_from_the_empty_page(desk: Desk, qtbot: QtBot) -> None:
    page = CampaignsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
    page.start()
    dialog = _dialog(page, qtbot, StartDialog)
    qtbot.waitUntil(lambda: bool(dialog.boxes))
    first = next(iter(dialog.boxes.values()))
    first.setChecked(False)
    dialog.ends_on.setText("2020-01-01")
    dialog.button.click()
    qtbot.waitUntil(lambda: bool(dialog.fields["ends_on"].error))
    dialog.ends_on.setText("2099-01-01")
    dialog.button.click()
    qtbot.waitUntil(lambda: page.states.state == "content" and page.found is not None)
    [made] = standing.campaigns(desk.session)
    assert (made.ends_on, len(made.compounds)) == ("2099-01-01", len(dialog.boxes) - 1)


def test_keys_note_what_is_found_and_arrows_walk(page: CampaignsPage, desk: Desk, qtbot: QtBot) -> None:
    view, said = page.doors.view, list[str]()
    desk.said.connect(lambda text, _action: said.append(text))
    first = view.current
    assert first is not None
    assert page.doors.legend.button("未查").isVisible()
    qtbot.keyClick(view, _KEY.Key_C)
    qtbot.waitUntil(lambda: _outcome(page) == "已查")
    assert said[-1].startswith(f"{first.unit}{first.name} 已查，核实 ")
    qtbot.keyClick(view, _KEY.Key_Right)
    qtbot.keyClick(view, _KEY.Key_Y)
    qtbot.waitUntil(lambda: _outcome(page) == "不遇")
    qtbot.waitUntil(lambda: page.found is not None and page.found.tally.unreached == 1)
    assert page.found is not None
    assert page.found.tally.checked == 1
    assert "不遇 1" in page.band.count()
    assert [line.name for line in page.figures.workers.lines] == [page.found.workers[0].name]
    chosen = page.figures.places.line_at(page.figures.table.currentIndex().row())
    assert chosen is not None
    assert (chosen.place.tally.done, chosen.place.tally.unreached) == (1, 1)


def test_a_letter_behind_figures_is_part_of_a_room_number(page: CampaignsPage, qtbot: QtBot) -> None:
    view = page.doors.view
    noted: list[str] = []
    view.noted.connect(noted.append)
    qtbot.keyClicks(view, "10")
    qtbot.keyClick(view, _KEY.Key_B)
    assert noted == []


def test_what_changed_is_told_before_it_is_noted(page: CampaignsPage, desk: Desk, qtbot: QtBot) -> None:
    view, session = page.doors.view, desk.session
    cell = view.current
    assert cell is not None
    campaign = standing.campaigns(session)[0].id
    checking.check(session, campaign, cell.id, "已查")
    qtbot.waitUntil(lambda: _outcome(page) == "已查")
    qtbot.keyClick(view, _KEY.Key_B)
    dialog = _dialog(page, qtbot, ChangedDialog)
    qtbot.waitUntil(lambda: "还没有改动" in dialog.changed.text())
    assert not dialog.button.isEnabled()
    dialog.reject()
    editing.change(session, catalog.named("dwelling"), cell.id, {"layout": "两室一厅"})
    qtbot.keyClick(view, _KEY.Key_B)
    dialog = _dialog(page, qtbot, ChangedDialog)
    qtbot.waitUntil(lambda: "户型" in dialog.changed.text())
    commit(dialog.note, "打通了隔墙")
    dialog.button.click()
    qtbot.waitUntil(lambda: _outcome(page) == "有变")
    assert page.doors.found is not None
    assert page.doors.found.doors[cell.id][0].told.endswith("打通了隔墙")


def test_the_home_is_changed_where_one_stands(page: CampaignsPage, desk: Desk, qtbot: QtBot) -> None:
    view = page.doors.view
    cell = view.current
    assert cell is not None
    checking.check(desk.session, standing.campaigns(desk.session)[0].id, cell.id, "已查")
    qtbot.keyClick(view, _KEY.Key_Space)
    page.doors.panel.edit_button.click()
    dialog = _dialog(page, qtbot, RecordDialog)
    qtbot.waitUntil(lambda: dialog.form is not None)
    assert dialog.form is not None
    dialog.form.fill({"layout": "三室一厅"})
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    qtbot.keyClick(view, _KEY.Key_B)
    changed = _dialog(page, qtbot, ChangedDialog)
    qtbot.waitUntil(lambda: "户型" in changed.changed.text())
    changed.reject()


def test_the_home_in_short_leads_to_its_page(page: CampaignsPage, desk: Desk, qtbot: QtBot) -> None:
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    view = page.doors.view
    qtbot.keyClick(view, _KEY.Key_C)
    qtbot.waitUntil(lambda: _outcome(page) == "已查")
    qtbot.keyClick(view, _KEY.Key_Space)
    assert page.doors.panel.isVisible()
    stands = page.standing()
    assert stands["panel"] is True
    qtbot.keyClick(view, _KEY.Key_Return)
    assert [(one.page, one.record) for one in places] == [("dwelling", str(stands["cell"]))]
    page.enter("", {**stands, "panel": False})
    qtbot.waitUntil(lambda: view.current is not None and view.current.id == stands["cell"])


def test_the_head_signs_and_the_keys_are_dead(page: CampaignsPage, desk: Desk, qtbot: QtBot) -> None:
    assert not page.sum_button.isVisible(), "the head has nobody to put it before"
    page.sum_up()
    _yes(page, qtbot)
    qtbot.waitUntil(lambda: page.found is not None and page.found.campaign.stage == "汇总")
    assert "已送书记确认" in page.note.accessibleName()
    page.sign_button.click()
    _yes(page, qtbot)
    qtbot.waitUntil(lambda: page.found is not None and page.found.campaign.is_closed)
    qtbot.waitUntil(lambda: not page.doors.buttons["已查"].isEnabled())
    assert "书记已确认" in page.note.accessibleName()
    before = desk.session.store.last_action()
    page.doors.note_down("已查")
    assert desk.session.store.last_action() == before


def test_the_head_opens_a_signed_check_again_and_lets_it_end_later(
    page: CampaignsPage, desk: Desk, qtbot: QtBot
) -> None:
    assert not page.reopen_button.isVisible()
    page.end_button.click()
    ends = _dialog(page, qtbot, EndDialog)
    ends.ends_on.setText("2020-01-01")
    ends.button.click()
    qtbot.waitUntil(lambda: bool(ends.field.error))
    ends.ends_on.setText("2099-05-31")
    ends.button.click()
    qtbot.waitUntil(lambda: page.found is not None and page.found.campaign.ends_on == "2099-05-31")
    signing.sign(desk.session, standing.campaigns(desk.session)[0].id)
    qtbot.waitUntil(page.reopen_button.isVisible)
    assert not page.end_button.isVisible()
    page.reopen_button.click()
    asked = _dialog(page, qtbot, ReasonDialog)
    assert not asked.yes.isEnabled(), "not without a reason"
    asked.edit.setText("漏了3号楼")
    asked.yes.click()
    qtbot.waitUntil(lambda: page.found is not None and page.found.campaign.is_going)
    qtbot.waitUntil(lambda: "漏了3号楼" in page.note.accessibleName())
    qtbot.waitUntil(page.doors.buttons["已查"].isEnabled)


def test_words_alone_confirm_nobody_and_the_page_says_so(page: CampaignsPage, desk: Desk, qtbot: QtBot) -> None:
    said = list[str]()
    desk.said.connect(lambda text, _action: said.append(text))
    qtbot.keyClick(page.doors.view, _KEY.Key_B)
    dialog = _dialog(page, qtbot, ChangedDialog)
    qtbot.waitUntil(lambda: "先不核实" in dialog.changed.text())
    dialog.note.setText("换了三个人")
    dialog.button.click()
    qtbot.waitUntil(lambda: _outcome(page) == "有变")
    assert said[-1].endswith("有变，没有核实：请改好台账，再记一次有变")
    qtbot.waitUntil(lambda: "有变待改 1" in page.band.count())


def test_what_another_check_walks_is_ticked_by_hand_alone(page: CampaignsPage, desk: Desk, qtbot: QtBot) -> None:
    page.start()
    dialog = _dialog(page, qtbot, StartDialog)
    qtbot.waitUntil(lambda: bool(dialog.boxes))
    dialog.all_button.click()
    assert not any(box.isChecked() for box in dialog.boxes.values())
    box = next(iter(dialog.boxes.values()))
    assert box.text().endswith("已在核对")
    assert "里核对" in box.toolTip()
    box.setChecked(True)
    dialog.name.setText("再核")
    dialog.button.click()
    qtbot.waitUntil(lambda: len(standing.campaigns(desk.session)) == 2)


def _yes(page: CampaignsPage, qtbot: QtBot) -> None:
    dialog = _dialog(page, qtbot, Dialog)
    dialog.accept()


def test_the_sheet_is_shown_before_it_is_printed(page: CampaignsPage, qtbot: QtBot) -> None:
    page.print_sheet()
    [dialog] = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.composed is not None)
    assert dialog.composed is not None
    assert dialog.composed.printout.title.startswith("年度核对确认表")
    dialog.reject()


def test_the_figures_are_models_as_qt_wants_them(page: CampaignsPage) -> None:
    for model in (page.figures.places, page.figures.workers):
        assert isinstance(model, (PlacesModel, WorkersModel))
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
