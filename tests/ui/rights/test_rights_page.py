"""权限 as the head uses it: read, changed cell by cell with a reason, refused by law, handed out; grey for others."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.access import Rights
from app.rights import matrix
from ledger import permissions, roles
from ledger.permissions import Cell, Grant
from tests.input_method import commit
from ui.desk import Desk
from ui.parts.dialog import ReasonDialog
from ui.rights.page import RightsPage
from ui.rights.plan_model import MIXED, PlanModel

_ROLES = [role.code for role in roles.ALL]
_ACTIONS = [action.name for action in permissions.ACTIONS]


def _page(qtbot: QtBot, desk: Desk, **facts: object) -> RightsPage:
    page = RightsPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    page.enter("", facts)
    qtbot.waitUntil(lambda: page.states.state == "content")
    return page


def _at(page: RightsPage, role: str, action: str) -> tuple[int, int]:
    return _ACTIONS.index(action), _ROLES.index(role) + 1


def _text(page: RightsPage, role: str, action: str) -> str:
    return str(page.model.index(*_at(page, role, action)).data())


def _offer(page: RightsPage, role: str, action: str) -> QMenu:
    index = page.model.index(*_at(page, role, action))
    page.table.setCurrentIndex(index)
    page.offer(index)
    return page.findChildren(QMenu)[-1]


def _save(qtbot: QtBot, page: RightsPage, reason: str) -> None:
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    dialog = page.findChildren(ReasonDialog)[-1]
    commit(dialog.edit, reason)
    qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)


def test_the_models_keep_the_rules(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    QAbstractItemModelTester(page.history, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert page.model.rowCount() == len(permissions.ACTIONS)


def test_a_cell_is_changed_with_a_reason_and_stands_in_the_history(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, ledger="person")
    assert _text(page, "viewer", "export") == "不允许"
    menu = _offer(page, "viewer", "export")
    next(one for one in menu.actions() if one.text() == "到二级").trigger()
    menu.close()
    assert _text(page, "viewer", "export") == "改：到二级"
    assert page.is_busy_with_input()
    _save(qtbot, page, "年底检查")
    qtbot.waitUntil(lambda: page.history.rowCount() == 1)
    assert not page.is_busy_with_input()
    assert _text(page, "viewer", "export") == "到二级"
    assert page.history.index(0, 7).data() == "年底检查"
    assert matrix.present(desk.session)[Cell("viewer", "export", "person")] == Grant("L2")
    assert Cell("viewer", "export", "dwelling") not in matrix.present(desk.session)


def test_all_ledgers_are_changed_at_once_and_differences_are_told(qtbot: QtBot, desk: Desk) -> None:
    matrix.change(desk.session, {Cell("viewer", "export", "person"): Grant("L2")}, "检查")
    page = _page(qtbot, desk)
    assert _text(page, "viewer", "export") == MIXED
    page.set_grant(*_at(page, "viewer", "export"), Grant("L1"))
    assert len(page.model.pending) == len(permissions.LEDGERS)
    page.discard_input()
    assert _text(page, "viewer", "export") == MIXED


def test_what_the_law_forbids_is_grey_and_says_why(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, ledger="person")
    menu = _offer(page, "property", "export")
    enabled = {one.text(): one.isEnabled() for one in menu.actions()}
    assert enabled == {
        "不允许": True, "到一级，本小区": True, "到二级，本小区": True, "到三级，本小区": False, "到四级，本小区": False
    }  # fmt: skip
    assert "始终遮盖" in menu.actions()[-1].toolTip()
    menu.close()
    menu = _offer(page, "worker", "audit")
    assert [one.isEnabled() for one in menu.actions()] == [True, False]
    menu.close()


def test_a_permission_is_narrowed_to_own_compounds(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, ledger="person")
    menu = _offer(page, "grid", "export")
    menu.actions()[-1].trigger()
    menu.close()
    assert _text(page, "grid", "export") == "改：到二级，本小区"
    _save(qtbot, page, "网格员只管自己的小区")
    qtbot.waitUntil(lambda: page.history.rowCount() == 1)
    assert matrix.present(desk.session)[Cell("grid", "export", "person")] == Grant("L2", "own")
    menu = _offer(page, "head", "import")
    assert "只限账号负责的小区" not in [one.text() for one in menu.actions()]
    menu.close()


def test_the_plan_is_written(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = _page(qtbot, desk)
    target = tmp_path / "方案.xlsx"
    with qtbot.waitSignal(desk.said):
        page.export_to(target)
    assert openpyxl.load_workbook(target).sheetnames[0] == "权限分配方案"


@pytest.mark.parametrize("role", ["worker", "auditor", "viewer"])
def test_others_read_and_change_nothing(qtbot: QtBot, desk: Desk, role: str) -> None:
    desk.session._rights = Rights(desk.session.login, (role,))
    page = _page(qtbot, desk)
    assert not page.save_button.isEnabled()
    assert not page.export_button.isEnabled()
    assert "居委主任/书记" in page.export_button.toolTip()
    page.offer(page.model.index(0, 1))
    assert not page.findChildren(QMenu)


def test_a_model_without_a_matrix_allows_nothing() -> None:
    model = PlanModel()
    model.show_plan({}, "")
    assert model.cells_at(0, 0) == ()
    assert model.grants(0, 1) == {None}
