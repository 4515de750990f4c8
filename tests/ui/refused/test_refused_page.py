"""What was refused: listed with its reason and the next step; opened, sent once more, let go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import checking
from app.demo import disagreements
from app.syncing import refused
from app.undo.undoing import Undoing
from ledger import catalog, ids
from ui.desk import Desk
from ui.parts.dialog import Dialog
from ui.refused.page import RefusedPage

_PATIENCE_MS = 20_000
_PERSON = catalog.named("person")


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> RefusedPage:
    disagreements.refuse(desk.session)
    made = RefusedPage(desk)
    qtbot.addWidget(made)
    made.resize(1180, 720)
    made.show()
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made.model)
    made.enter("", {})
    qtbot.waitUntil(lambda: made.model.rowCount() == 3, timeout=_PATIENCE_MS)
    return made


def _employer(desk: Desk, record: str) -> object:
    with desk.session.reader() as reader:
        row = reader.get(_PERSON, ids.from_text(record) or b"")
    return row["employer"] if row else None


def test_each_says_what_was_done_to_whom_and_why_it_was_refused(page: RefusedPage) -> None:
    told = [page.model.index(0, column).data() for column in range(page.model.columnCount())]
    assert told[0] == "修改居民"
    assert told[1]
    assert "工作单位 银杏小学" in told[2]
    assert "****" in told[2], "a phone stays masked"
    assert page.why.text().endswith("。")
    assert page.band.count() == "3 条"


def test_sent_once_more_it_stands_again_and_waits(qtbot: QtBot, page: RefusedPage, desk: Desk) -> None:
    one, undoing = page.chosen, Undoing(desk.session)
    assert one is not None
    before = _employer(desk, one.record)
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(page.resend_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=_PATIENCE_MS)
    assert _employer(desk, one.record) == "银杏小学"
    undoing.undo(action=int(said.args[1]))
    assert _employer(desk, one.record) == before
    assert checking.check(desk.session).is_sound


def test_let_go_it_is_asked_about_and_gone(qtbot: QtBot, page: RefusedPage, desk: Desk) -> None:
    qtbot.mouseClick(page.drop_button, Qt.MouseButton.LeftButton)
    dialog = page.window().findChild(Dialog)
    assert dialog is not None
    yes = next(one for one in dialog.findChildren(QPushButton) if one.text() == "放弃")
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=_PATIENCE_MS)
    assert len(refused.refused(desk.session)) == 2


def test_the_record_is_opened_by_its_button(qtbot: QtBot, page: RefusedPage, desk: Desk) -> None:
    one = page.chosen
    with qtbot.waitSignal(desk.asked_for_place) as asked:
        qtbot.mouseClick(page.open_button, Qt.MouseButton.LeftButton)
    assert one is not None
    assert (asked.args[0].page, asked.args[0].record) == ("person", one.record)


def test_nothing_refused_is_told_as_good_news(qtbot: QtBot, empty_desk: Desk) -> None:
    page = RefusedPage(empty_desk)
    qtbot.addWidget(page)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
