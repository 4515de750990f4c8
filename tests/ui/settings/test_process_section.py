"""工单流程 in the settings: a change is shown before it holds, a contradiction cannot be published."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from app.orders import processes
from tests.input_method import commit
from ui.desk import Desk
from ui.settings.page import SettingsPage
from ui.settings.process_section import ProcessSection

_PATIENCE_MS = 20_000


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(desk)
    qtbot.addWidget(made)
    made.show()
    made.enter("processes", {})
    return made


@pytest.fixture
def section(page: SettingsPage, qtbot: QtBot) -> ProcessSection:
    found = page.section("processes")
    assert isinstance(found, ProcessSection)
    qtbot.waitUntil(lambda: bool(found.version.text()), timeout=_PATIENCE_MS)
    return found


def _typed(box: QComboBox, said: str) -> None:
    edit = box.lineEdit()
    edit.setFocus()
    edit.selectAll()
    commit(edit, said)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_a_change_is_shown_first_and_holds_once_it_is_published(
    section: ProcessSection, desk: Desk, qtbot: QtBot
) -> None:
    _typed(section.category, "电梯故障")
    qtbot.waitUntil(lambda: section.priority.value() == "2", timeout=_PATIENCE_MS)
    assert not section.publish_button.isEnabled(), "nothing is different yet"
    section.left_out["S45"].click()
    qtbot.waitUntil(section.publish_button.isEnabled, timeout=_PATIENCE_MS)
    assert section.preview.text() == "不用的环节：协同中"
    assert processes.book(desk.session).of("C103").version == 1
    section.note.setText("协同另有办法")
    section.publish_button.click()
    qtbot.waitUntil(lambda: "第 2 版" in section.version.text(), timeout=_PATIENCE_MS)
    assert "协同另有办法" in section.version.text()
    assert "S45" not in processes.book(desk.session).of("C103").states
    assert section.left_out["S45"].isChecked()


def test_what_contradicts_itself_is_told_and_not_published(section: ProcessSection, qtbot: QtBot) -> None:
    section.limits["check"].set_value("")
    section.left_out["S80"].click()
    qtbot.waitUntil(section.trouble.isVisible, timeout=_PATIENCE_MS)
    assert section.trouble.text() == "环节“核查”没有时限"
    assert not section.publish_button.isEnabled()


def _told(section: ProcessSection, heading: str) -> str:
    """Who may do the first step that is called so, as the table of the course says it."""
    rows = range(1, section.moves.rowCount())
    steps = {at: _words(section, at, 1) for at in rows}
    return next(_words(section, at, 2) for at, step in steps.items() if step.startswith(heading))


def _words(section: ProcessSection, row: int, column: int) -> str:
    item = section.moves.itemAtPosition(row, column)
    shown = item.widget() if item else None
    return shown.text() if isinstance(shown, QLabel) else ""


def test_who_may_is_narrowed_by_ticks_and_shown_before_it_holds(
    section: ProcessSection, desk: Desk, qtbot: QtBot
) -> None:
    assert "居委工作人员" in _told(section, "核查通过")
    assert "核查，2 个工作日" in "".join(_words(section, at, 0) for at in range(1, section.moves.rowCount()))
    ticks = section.roles.ticks["check"]
    assert list(ticks) == ["committee_worker", "committee_head", "module_lead", "street_ops"]
    for duty in ticks:
        ticks[duty].click()
    qtbot.waitUntil(section.trouble.isVisible, timeout=_PATIENCE_MS)
    assert section.trouble.text() == "没有人能做“核查”"
    assert not section.publish_button.isEnabled()
    ticks["committee_head"].click()
    qtbot.waitUntil(section.publish_button.isEnabled, timeout=_PATIENCE_MS)
    assert section.preview.text() == "谁可以核查：按权限表 → 居委书记/主任"
    assert _told(section, "核查通过") == "居委书记/主任"
    assert section.reach.text().startswith("对这些类别生效：市容环境、")
    section.publish_button.click()
    qtbot.waitUntil(lambda: "第 2 版" in section.version.text(), timeout=_PATIENCE_MS)
    assert processes.book(desk.session).of("C104").roles == {"check": ("committee_head",)}
    _typed(section.category, "电梯故障")
    qtbot.waitUntil(lambda: section.priority.value() == "2", timeout=_PATIENCE_MS)
    assert section.version.text().startswith("现在用的是“通用”的第 2 版")
    assert [duty for duty, tick in section.roles.ticks["check"].items() if tick.isChecked()] == ["committee_head"]
    assert section.reach.text() == ""
