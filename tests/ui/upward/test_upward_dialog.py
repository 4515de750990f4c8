"""The dialog 上报材料: figures before it leaves, the tick that counts opinions as told, undo, rights, both doors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.access import Rights
from app.stores.session import Session
from app.topics import defining, rows, writing
from app.upward import package
from ledger import clock
from storage.errors import DiskFull
from ui.activities.page import ActivitiesPage
from ui.desk import Desk
from ui.topics.page import TopicsPage
from ui.upward.dialog import UpwardDialog


def _opinion(session: Session, text: str, status: str = "已收集") -> None:
    typed = {"opinion": text, "source": "走访", "status": status, "who": "张三", "said_on": clock.today().isoformat()}
    writing.save(session, "opinions", typed)


def _statuses(session: Session) -> set[str]:
    return {one.texts["status"] for one in rows.listing(session, "opinions").rows}


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot, tmp_path: Path) -> UpwardDialog:
    """Two opinions of today that wait, one that was answered; this month."""
    defining.take_over(desk.session, "opinions")
    for text, status in (("路灯不亮", "已收集"), ("加装电梯", "研究中"), ("活动室开门", "已答复")):
        _opinion(desk.session, text, status)
    made = UpwardDialog(desk)
    qtbot.addWidget(made)
    made.show()
    made.when.when.setCurrentIndex(0)
    made.target.edit.setText(str(tmp_path / "上报.xlsx"))
    made.target.edit.setModified(True)
    qtbot.waitUntil(lambda: made.found is not None)
    return made


def test_it_tells_the_figures_and_leaves_by_keys_alone(dialog: UpwardDialog, qtbot: QtBot, tmp_path: Path) -> None:
    assert dialog.figures["opinions"].text() == "3 条，其中没有上报过的 2 条"
    assert dialog.marks.isVisible()
    assert not dialog.marks.isChecked(), "nobody said so yet"
    dialog.parts["activities"].setFocus()
    qtbot.keyClick(dialog.parts["activities"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.found is not None and "activities" not in dialog.found.parts)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "登记号" in dialog.note_text.text())
    assert openpyxl.load_workbook(tmp_path / "上报.xlsx").sheetnames == ["说明", "意见建议", "办件", "水印"]
    assert _statuses(dialog._desk.session) == {"已收集", "研究中", "已答复"}


def test_opinions_count_as_told_after_a_tick_and_come_back(dialog: UpwardDialog, qtbot: QtBot, desk: Desk) -> None:
    said: list[tuple[str, int]] = []
    desk.said.connect(lambda text, action: said.append((text, action)))
    dialog.marks.setChecked(True)
    dialog.start()
    qtbot.waitUntil(lambda: "2 条意见记为已上报" in dialog.note_text.text())
    assert _statuses(desk.session) == {"已上报", "已答复"}
    [action] = [action for text, action in said if "已上报" in text]
    assert action
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert not dialog.marks.isVisible(), "none of them waits any more"


def test_what_becomes_of_it_is_told_though_nobody_watches(dialog: UpwardDialog, qtbot: QtBot, desk: Desk) -> None:
    said: list[str] = []
    desk.said.connect(lambda text, _: said.append(text))
    dialog.marks.setChecked(True)
    dialog.start()
    dialog.reject()
    qtbot.waitUntil(lambda: any("2 条意见记为已上报" in one for one in said))


def test_a_tick_that_is_hidden_marks_nothing(dialog: UpwardDialog, qtbot: QtBot, desk: Desk) -> None:
    dialog.marks.setChecked(True)
    dialog.parts["opinions"].setChecked(False)
    qtbot.waitUntil(lambda: dialog.found is not None and dialog.found.opinions is None)
    dialog.start()
    qtbot.waitUntil(lambda: "登记号" in dialog.note_text.text())
    assert _statuses(desk.session) == {"已收集", "研究中", "已答复"}


def test_whole_names_want_a_reason_and_trouble_is_told(
    dialog: UpwardDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog.privacy.unmasked.setChecked(True)
    qtbot.waitUntil(lambda: dialog.found is not None)
    dialog.start()
    assert dialog.privacy.purpose.purpose_line.error
    dialog.privacy.purpose.purpose.set_value("03")
    dialog.privacy.purpose.basis.set_value("01")
    dialog.start()
    assert dialog.privacy.reason_line.error
    dialog.privacy.unmasked.setChecked(False)
    qtbot.waitUntil(lambda: dialog.found is not None)

    def fail(*_: object) -> None:
        raise DiskFull(tmp_path)

    monkeypatch.setattr(package, "make", fail)
    dialog.start()
    qtbot.waitUntil(lambda: "磁盘" in dialog.note_text.text())
    assert not (tmp_path / "上报.xlsx").exists()


def test_days_of_ones_own_are_held_to_the_calendar(dialog: UpwardDialog, qtbot: QtBot) -> None:
    dialog.when.when.setCurrentIndex(dialog.when.when.count() - 1)
    assert dialog.when.first.isVisible()
    dialog.when.first.setText("2026-11-09")
    dialog.when.last.setText("2026-11-01")
    assert dialog.when.period() is None
    assert not dialog.when.last_line.error, "a question changes nothing"
    qtbot.waitUntil(lambda: bool(dialog.when.last_line.error))
    assert not dialog.go.isEnabled()
    dialog.when.last.setText("2026-11-30")
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert dialog.go.isEnabled()
    assert not dialog.when.last_line.error


def test_it_opens_from_activities_and_from_the_opinions_alone(desk: Desk, qtbot: QtBot) -> None:
    activities = ActivitiesPage(desk)
    qtbot.addWidget(activities)
    activities.upward_button.click()
    qtbot.waitUntil(lambda: bool(activities.findChildren(UpwardDialog)))
    lift, opinions = (defining.take_over(desk.session, code).id for code in ("lift", "opinions"))
    topics = TopicsPage(desk)
    qtbot.addWidget(topics)
    topics.show()
    topics.enter(lift, {})
    qtbot.waitUntil(lambda: topics.pane.found is not None)
    assert not topics.pane.deeds.upward_button.isVisible()
    topics.enter(opinions, {})
    qtbot.waitUntil(topics.pane.deeds.upward_button.isVisible)
    topics.pane.deeds.hand_upward()
    qtbot.waitUntil(lambda: bool(topics.findChildren(UpwardDialog)))


def test_who_may_not_export_a_part_does_not_tick_it(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = {cell: grant for cell, grant in desk.session.rights.matrix.items()
              if not (cell.action == "export" and cell.ledger == "work_order")}  # fmt: skip
    less = replace(desk.session.rights, matrix=matrix, _levels={})
    monkeypatch.setattr(type(desk.session), "rights", property(lambda _self: less))
    assert isinstance(less, Rights)
    dialog = UpwardDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.parts["orders"].isEnabled()
    assert not dialog.parts["orders"].isChecked()
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert dialog.figures["orders"].text() == ""
