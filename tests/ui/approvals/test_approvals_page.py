"""Requests are decided by the other person's own password, and a register number leads to who took a sheet out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.exports import exporting
from app.exports.exporting import ExportOutcome, ExportRequest
from app.release import approvals
from app.release.approvals import Approval
from app.stores.session import Session
from tests.colleagues import LI, LI_PASSWORD, add_colleague
from tests.committee import PASSWORD
from tests.input_method import commit
from ui.approvals.deciding import DecideDialog
from ui.approvals.page import ApprovalsPage
from ui.desk import Desk


def _request(folder: Path, **how: object) -> ExportRequest:
    wanted = {"columns": ("name", "health_status"), "unmasked": True, "reason": "民政", "purpose": "03", "basis": "01"}
    return ExportRequest(ledger="person", out_path=folder / "表.xlsx", **{**wanted, **how})  # type: ignore[arg-type]


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> Approval:
    add_colleague(desk.session.store)
    return exporting.ask(desk.session, _request(tmp_path))


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ApprovalsPage:
    made = ApprovalsPage(desk)
    qtbot.addWidget(made)
    made.resize(1180, 720)
    made.show()
    return made


def _entered(qtbot: QtBot, page: ApprovalsPage, **facts: object) -> None:
    page.enter("", facts)
    qtbot.waitUntil(lambda: page.requests.states.state != "loading" and page.register.states.state != "loading")


def _deciding(qtbot: QtBot, page: ApprovalsPage, *, refuses: bool = False) -> DecideDialog:
    button = page.requests.refuse if refuses else page.requests.approve
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = page.requests.deciding
    qtbot.waitUntil(lambda: dialog.who.count() == 1 and dialog.button.isEnabled())
    return dialog


def test_an_empty_store_says_what_belongs_here(qtbot: QtBot, empty_desk: Desk) -> None:
    page = ApprovalsPage(empty_desk)
    qtbot.addWidget(page)
    _entered(qtbot, page)
    qtbot.waitUntil(lambda: page.requests.states.state == page.register.states.state == "empty")
    assert not page.requests.approve.isEnabled()


def test_another_person_approves_at_the_same_pc_with_the_own_password(
    qtbot: QtBot, page: ApprovalsPage, desk: Desk, asked: Approval
) -> None:
    QAbstractItemModelTester(
        page.requests.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.requests.model
    )
    _entered(qtbot, page)
    qtbot.waitUntil(lambda: page.band.count() == "1 个待审批")
    dialog = _deciding(qtbot, page)
    assert dialog.who.currentData() == LI, "the asker is not among those who may decide"
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert dialog.password_line.error == "请输入本人的密码。"
    qtbot.keyClicks(dialog.password, PASSWORD)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.error.isVisible)
    assert approvals.find(desk.session, asked.id).state == "waiting"
    qtbot.keyClicks(dialog.password, LI_PASSWORD)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyPress(dialog.password, Qt.Key.Key_Return)
    decided = approvals.find(desk.session, asked.id)
    assert (decided.state, decided.decided_by) == ("approved", LI)
    qtbot.waitUntil(lambda: page.requests.states.state == "empty")
    page.requests.which.set_value("all")
    page.requests.read()
    qtbot.waitUntil(lambda: len(page.requests.model.lines) == 1)
    assert page.requests.answer.text().startswith("li 处理")
    assert not page.requests.approve.isEnabled()


def test_a_refusal_wants_a_reason(qtbot: QtBot, page: ApprovalsPage, desk: Desk, asked: Approval) -> None:
    _entered(qtbot, page)
    qtbot.waitUntil(lambda: page.requests.current is not None)
    dialog = _deciding(qtbot, page, refuses=True)
    qtbot.keyClicks(dialog.password, LI_PASSWORD)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert dialog.reason_line.error == "请写明退回的原因。"
    commit(dialog.reason, "列太多")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert approvals.find(desk.session, asked.id).answer == "列太多"


def test_a_request_of_ones_own_is_taken_back(qtbot: QtBot, page: ApprovalsPage, desk: Desk, asked: Approval) -> None:
    _entered(qtbot, page)
    qtbot.waitUntil(page.requests.withdraw.isVisible)
    qtbot.mouseClick(page.requests.withdraw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: approvals.find(desk.session, asked.id).state == "withdrawn")
    qtbot.waitUntil(lambda: page.requests.states.state == "empty")


def _exported(session: Session, folder: Path, name: str) -> ExportOutcome:
    request = ExportRequest(ledger="person", out_path=folder / name, columns=("name",), purpose="02", basis="01")
    return exporting.export(session, request)


def test_a_number_leads_to_its_line_and_a_made_up_one_to_none(
    qtbot: QtBot, page: ApprovalsPage, desk: Desk, tmp_path: Path
) -> None:
    QAbstractItemModelTester(
        page.register.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.register.model
    )
    page.tabs.setCurrentIndex(1)
    first, second = (_exported(desk.session, tmp_path, name) for name in ("甲.xlsx", "乙.csv"))
    _entered(qtbot, page)
    qtbot.waitUntil(lambda: len(page.register.model.lines) == 2)
    qtbot.keyClicks(page.register.number, first.number)
    qtbot.keyClick(page.register.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [one.file for one in page.register.model.lines] == ["甲.xlsx"])
    page.register.number.setText("DC-20200101-0001")
    qtbot.mouseClick(page.register.find_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.register.states.state == "empty")
    page.register.number.clear()
    qtbot.waitUntil(lambda: len(page.register.model.lines) == 2)
    assert str(page.register.model.lines[0].number) == second.number
    page.register.role.set_value("property")
    page.register.read()
    qtbot.waitUntil(lambda: page.register.states.state == "empty")


def test_what_leaves_meanwhile_appears_by_itself(qtbot: QtBot, page: ApprovalsPage, desk: Desk, tmp_path: Path) -> None:
    _entered(qtbot, page)
    _exported(desk.session, tmp_path, "丙.xlsx")
    qtbot.waitUntil(lambda: [one.file for one in page.register.model.lines] == ["丙.xlsx"])
    assert page.standing() == {"number": "", "leaf": 0}


def test_a_place_with_a_number_opens_on_it(qtbot: QtBot, page: ApprovalsPage, desk: Desk, tmp_path: Path) -> None:
    outcome = _exported(desk.session, tmp_path, "丁.xlsx")
    _exported(desk.session, tmp_path, "戊.xlsx")
    _entered(qtbot, page, number=outcome.number)
    qtbot.waitUntil(lambda: [one.file for one in page.register.model.lines] == ["丁.xlsx"])
    assert page.tabs.currentWidget() is page.register
