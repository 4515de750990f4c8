"""The compliance page shows every rule, what to do about the red ones, and goes on paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.compliance import on_paper
from app.compliance.checking import ALL, everything
from tests.ui.dialogs import in_front
from ui.compliance.page import CompliancePage
from ui.desk import Desk, Place
from ui.printing.preview import PreviewDialog

_PATIENCE_MS = 20_000


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> CompliancePage:
    made = CompliancePage(desk)
    qtbot.addWidget(made)
    made.enter("", {})
    made.show()
    qtbot.waitUntil(lambda: made.states.state == "content", timeout=_PATIENCE_MS)
    return made


def test_every_rule_stands_there_and_the_first_red_one_is_chosen(page: CompliancePage) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.model)
    assert len(page.model.lines) == len(ALL)
    assert page.current is not None
    assert page.current.finding.state == "bad"
    assert page.todo.text().startswith("要做：")
    assert "不符合" in page.band.count()


def test_only_the_red_ones(page: CompliancePage) -> None:
    page.which.set_value("bad")
    page._choose()
    assert {one.finding.state for one in page.model.lines} == {"bad"}
    assert page.standing() == {"which": "bad"}


def test_a_rule_leads_to_where_it_is_mended(page: CompliancePage, desk: Desk, qtbot: QtBot) -> None:
    row = next(at for at, one in enumerate(page.model.lines) if one.rule.code == "R115")
    page.table.selectRow(row)
    assert page.go_button.text() == "去“备份”"
    with qtbot.waitSignal(desk.asked_for_place, timeout=_PATIENCE_MS) as asked:
        qtbot.mouseClick(page.go_button, Qt.MouseButton.LeftButton)
    assert asked.args == [Place("backups")]


def test_what_is_mended_is_green_the_next_time(page: CompliancePage, desk: Desk, qtbot: QtBot) -> None:
    desk.session.note_recovery_key_kept()
    qtbot.mouseClick(page.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.states.state == "content", timeout=_PATIENCE_MS)
    # the tests' cheap keys stay red; what was said about the paper is gone
    line = next(one for one in page.model.lines if one.rule.code == "R095")
    assert "恢复密钥已打印" not in line.finding.setting


def test_it_goes_on_paper(page: CompliancePage, desk: Desk, qtbot: QtBot) -> None:
    printout = on_paper.as_print(desk.session, everything(desk.session))
    assert printout.rows == len(ALL)
    qtbot.mouseClick(page.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(in_front(), PreviewDialog), timeout=_PATIENCE_MS)
    dialog = in_front()
    assert dialog is not None
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    dialog.close()
