"""The page of the log: filtered, paged, checked, archived, handed out, and kept from those who may not read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.auditing.reading import AT_ONCE
from storage.store import Entry
from tests.committee import LOGIN
from ui.audit.page import AuditPage
from ui.desk import Desk
from ui.look.theme import theme

LOOKS = 2 * AT_ONCE + 30


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, qapp: QApplication) -> AuditPage:
    """The page over a log of many looks and a lock."""
    theme().apply(qapp)
    desk.session.store.note([(Entry(LOGIN, "view", class_="view", source="一人一档"), {"n": n}) for n in range(LOOKS)])
    desk.session.note_lock()
    desk.session.notes.flush()
    made = AuditPage(desk)
    made.resize(1100, 600)
    qtbot.addWidget(made)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: bool(made.model.lines) and "条" in made.band.count())
    return made


def test_the_newest_stand_above_and_older_ones_come_as_one_scrolls(page: AuditPage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.model.index(0, 3).data() == "锁定"
    assert page.model.rowCount() == AT_ONCE
    bar = page.table.verticalScrollBar()
    for wanted in (2 * AT_ONCE, LOOKS):
        bar.setValue(bar.maximum())
        qtbot.waitUntil(lambda wanted=wanted: page.model.rowCount() >= wanted)  # type: ignore[misc]
    numbers = [line.number for line in page.model.lines]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == len(numbers)
    tester.deleteLater()


def test_a_class_an_account_and_words_narrow_it(page: AuditPage, qtbot: QtBot) -> None:
    page.filters.classes.set_value("login")
    page.filters.classes.chosen.emit()
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < AT_ONCE)
    assert {page.model.index(row, 2).data() for row in range(page.model.rowCount())} == {"登录"}
    assert page.standing() == {"class": "login"}
    page.filters.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == AT_ONCE)
    page.filters.search.setText("没有这样的内容")
    qtbot.waitUntil(lambda: page.states.state == "empty")
    page.enter("", {"user": "nobody"})
    qtbot.waitUntil(lambda: page.states.state == "empty" and page.filters.search.text() == "")
    page.enter("", {"class": "login", "user": LOGIN})
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < AT_ONCE)


def test_a_record_is_a_chip_that_can_be_taken_off(page: AuditPage, qtbot: QtBot) -> None:
    page.enter("0190b0a0-0000-7000-8000-000000000000", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
    (chip,) = page.filters.chips()
    qtbot.mouseClick(chip.cross, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == AT_ONCE)


def test_the_log_is_checked_with_a_click(page: AuditPage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "每一条都和当时记的一样" in page.note.text())
    desk.session.store._writer.run("UPDATE action SET source = 'x' WHERE id = 20")
    qtbot.waitUntil(page.check.isEnabled)
    qtbot.mouseClick(page.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "从第 20 条起" in page.note.text())


def test_it_is_handed_out_and_archived(page: AuditPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.hand_out(tmp_path / "日志.xlsx")
    qtbot.waitUntil(lambda: "已导出" in page.note.text())
    assert (tmp_path / "日志.xlsx.sig").exists()
    qtbot.mouseClick(page.archive, Qt.MouseButton.LeftButton)
    page.asking.accept()
    qtbot.waitUntil(lambda: "没有要归档的旧日志" in page.note.text())


def test_who_may_not_read_the_log_reads_why(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.access import Rights

    monkeypatch.setattr(desk.session, "_rights", Rights(LOGIN, ("worker",)))
    made = AuditPage(desk)
    qtbot.addWidget(made)
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "error")
