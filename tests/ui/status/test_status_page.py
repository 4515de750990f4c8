"""The status page shows what is so, leads to where it is mended, and shows the support bundle before it is saved."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.incidents import recording
from app.incidents.recording import NewIncident
from app.status import concerns
from ui.desk import Desk, Place
from ui.status.page import StatusPage

_PATIENCE_MS = 20_000


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> StatusPage:
    made = StatusPage(desk)
    qtbot.addWidget(made)
    made.enter("", {})
    made.show()
    qtbot.waitUntil(lambda: made.states.state == "content", timeout=_PATIENCE_MS)
    return made


def test_the_cards_say_how_the_store_stands(page: StatusPage) -> None:
    assert "GB" in page.cards.disk.figure.text()
    assert page.cards.queue.badge.text == "没有接入"
    assert "还没有接入上级平台" in page.cards.queue.note.text()
    assert page.cards.backups.badge.text == "还没有"
    assert page.cards.log.badge.text == "未核查"


def test_looking_at_the_log_is_told(page: StatusPage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.cards.look_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.cards.log.badge.text == "完好", timeout=_PATIENCE_MS)
    assert page.cards.look_button.isEnabled()


def test_an_event_leads_to_its_page(page: StatusPage, desk: Desk, qtbot: QtBot) -> None:
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page.model)
    recording.note(desk.session, NewIncident("leak", "usual", "发错群了"))
    qtbot.waitUntil(lambda: any("安全事件" in one.told for one in page.model.lines), timeout=_PATIENCE_MS)
    row = next(at for at, one in enumerate(page.model.lines) if "安全事件" in one.told)
    page.table.selectRow(row)
    with qtbot.waitSignal(desk.asked_for_place, timeout=_PATIENCE_MS) as asked:
        qtbot.mouseClick(page.go_button, Qt.MouseButton.LeftButton)
    assert asked.args == [Place("incidents")]


def test_the_bundle_is_shown_and_then_saved_as_shown(
    page: StatusPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.mouseClick(page.bundle_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: hasattr(page, "shown_bundle"), timeout=_PATIENCE_MS)
    dialog = page.shown_bundle
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [
        part.title for part in dialog.bundle.parts
    ]
    dialog.list.setCurrentRow(3)
    assert dialog.text.toPlainText() == dialog.bundle.parts[3].text
    made, path = dialog.bundle, tmp_path / "诊断包.zip"
    dialog.reject()
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS):
        page.save(made, path)
    with zipfile.ZipFile(path) as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == {
            part.name: part.text for part in made.parts
        }


def test_an_operation_event_is_marked_with_what_was_done(
    page: StatusPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: True)
    page.enter("", {"event": "disk-low"})
    qtbot.waitUntil(lambda: page.current is not None and page.current.key == "disk-low", timeout=_PATIENCE_MS)
    assert page.handled_button.isEnabled()
    page.handle("已申请换盘")
    qtbot.waitUntil(lambda: any(one.state == "handled" for one in page.model.lines), timeout=_PATIENCE_MS)
    row = next(at for at, one in enumerate(page.model.lines) if one.key == "disk-low")
    assert "已申请换盘" in page.model.cells(page.model.lines[row])[-1]
    page.table.selectRow(row)
    assert not page.handled_button.isEnabled()
    other = next(at for at, one in enumerate(page.model.lines) if one.key != "disk-low")
    page.table.selectRow(other)
    assert not page.handled_button.isEnabled(), "advice is no event"
