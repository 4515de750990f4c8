"""An incident is recorded, ticked through, reported and closed on its page; the plan and drills are kept there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.incidents import drills, on_paper, plan, recording
from app.incidents.recording import NewIncident
from ledger import incident_levels
from tests.input_method import commit
from tests.ui.dialogs import in_front, press
from ui.desk import Desk
from ui.incidents.dialogs import DrillDialog, LevelDialog, NewIncidentDialog, PlanDialog, read_contacts
from ui.incidents.page import IncidentsPage
from ui.parts.dialog import ReasonDialog
from ui.printing.preview import PreviewDialog

_PATIENCE_MS = 20_000
_KEY = int(Qt.ItemDataRole.UserRole)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> IncidentsPage:
    made = IncidentsPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.enter("", {})
    made.show()
    qtbot.waitUntil(lambda: made.states.state in ("content", "empty"), timeout=_PATIENCE_MS)
    return made


@pytest.fixture
def number(page: IncidentsPage, desk: Desk, qtbot: QtBot) -> int:
    made = recording.note(desk.session, NewIncident("leak", "usual", "发错群了"))
    qtbot.waitUntil(lambda: page.current is not None, timeout=_PATIENCE_MS)
    return made


def _dialog(qtbot: QtBot, kind: type) -> object:
    qtbot.waitUntil(lambda: isinstance(in_front(), kind), timeout=_PATIENCE_MS)
    return in_front()


def test_an_incident_is_recorded_and_what_is_missing_is_told(page: IncidentsPage, desk: Desk, qtbot: QtBot) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.model)
    assert page.states.state == "empty"
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    dialog = _dialog(qtbot, NewIncidentDialog)
    assert isinstance(dialog, NewIncidentDialog)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.error.isVisible, timeout=_PATIENCE_MS)
    assert "发生了什么" in dialog.error.text()
    commit(dialog.title, "移动硬盘找不到了")
    QTest.keyClicks(dialog.people, "12")
    with qtbot.waitSignal(dialog.accepted, timeout=_PATIENCE_MS):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.current is not None, timeout=_PATIENCE_MS)
    assert page.current is not None
    assert (page.current.incident.title, page.current.incident.people) == ("移动硬盘找不到了", 12)


def _told(page: IncidentsPage) -> str:
    events = page.detail.events
    return "\n".join(events.item(at).text() for at in range(events.count()))


def test_ticking_telling_and_closing(page: IncidentsPage, number: int, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.detail.close_button, Qt.MouseButton.LeftButton)
    asked = _dialog(qtbot, ReasonDialog)
    assert isinstance(asked, ReasonDialog)
    commit(asked.edit, "手滑")
    press("确定")
    qtbot.waitUntil(page.note.isVisible, timeout=_PATIENCE_MS)
    assert "还有" in page.note.text()
    for step in incident_levels.steps_of("usual"):
        row = next(at for at in range(page.detail.steps.count()) if page.detail.steps.item(at).data(_KEY) == step.key)
        page.detail.steps.item(row).setCheckState(Qt.CheckState.Checked)
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    commit(page.detail.line, "群主已撤回")
    assert page.is_busy_with_input()
    qtbot.mouseClick(page.detail.tell_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.current is not None and page.current.left == 0, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: "群主已撤回" in _told(page), timeout=_PATIENCE_MS)
    recording.close(desk.session, number, "以后先核对")
    qtbot.waitUntil(lambda: page.detail.badge.text == "已办结", timeout=_PATIENCE_MS)
    assert "群主已撤回" in _told(page)
    assert not page.detail.tell_button.isEnabled()


def test_a_level_is_judged_anew(page: IncidentsPage, number: int, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.detail.level_button, Qt.MouseButton.LeftButton)
    dialog = _dialog(qtbot, LevelDialog)
    assert isinstance(dialog, LevelDialog)
    dialog.level.set_value("larger")
    commit(dialog.reason, "有人转发")
    with qtbot.waitSignal(dialog.accepted, timeout=_PATIENCE_MS):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.detail.facts.text().startswith("较大"), timeout=_PATIENCE_MS)


def test_the_report_goes_on_paper(page: IncidentsPage, number: int, desk: Desk, qtbot: QtBot) -> None:
    printout = on_paper.as_print(desk.session, number)
    assert "发错群了" in printout.title
    qtbot.mouseClick(page.detail.print_button, Qt.MouseButton.LeftButton)
    preview = _dialog(qtbot, PreviewDialog)
    assert isinstance(preview, PreviewDialog)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    preview.close()


def test_the_plan_becomes_the_committees_own(page: IncidentsPage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.plan_button, Qt.MouseButton.LeftButton)
    dialog = _dialog(qtbot, PlanDialog)
    assert isinstance(dialog, PlanDialog)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.error.isVisible, timeout=_PATIENCE_MS)
    dialog.contacts.setPlainText("王芳，组长，13800000001\n李敏，社工，13800000002，王芳")
    with qtbot.waitSignal(dialog.accepted, timeout=_PATIENCE_MS):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    kept = plan.read(desk.session)
    assert [(one.name, one.above) for one in kept.contacts] == [("王芳", ""), ("李敏", "王芳")]


def test_a_drill_is_recorded(page: IncidentsPage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.drill_button, Qt.MouseButton.LeftButton)
    dialog = _dialog(qtbot, DrillDialog)
    assert isinstance(dialog, DrillDialog)
    for field, text in ((dialog.scenario, "电脑被偷"), (dialog.present, "王芳"), (dialog.outcome, "四十分钟恢复")):
        commit(field, text)
    with qtbot.waitSignal(dialog.accepted, timeout=_PATIENCE_MS):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert [one.scenario for one in drills.listing(desk.session)] == ["电脑被偷"]


def test_contacts_are_read_as_people_write_them() -> None:
    found = read_contacts("王芳，组长, 138\n\n李敏\n，，\n")
    assert [(one.name, one.duty, one.phone) for one in found] == [("王芳", "组长", "138"), ("李敏", "", "")]
