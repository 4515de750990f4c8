"""Pictures are taken when the answers are there, in every state, and what is wrong with a scene is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QTimer, qWarning
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.jobs import JobContext
from app.records import browsing
from app.records.browsing import Listed, Order
from app.records.filters import Selection
from ledger import catalog
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.page import Page
from ui.parts.states import PageStates
from ui.screens import __main__ as command
from ui.screens import gallery
from ui.screens.contact_sheet import contact_sheet
from ui.screens.gallery import WINDOW, Played, play
from ui.stage import Scene, Stage
from ui.workers import Latest


class _CountPage(Page):
    """The smallest page that reads."""

    name, title = "count", "人数"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.text = QLabel()
        self.states = PageStates(self.text)
        QVBoxLayout(self).addWidget(self.states)
        self.states.show_loading()
        Latest(desk.runner, self).ask(self._count, self._show, failed=self.states.show_error)

    def _count(self, _ctx: JobContext) -> Listed:
        return browsing.page(self.desk.session, catalog.named("person"), Selection(), Order(limit=1))

    def _show(self, listed: Listed) -> None:
        if not listed.total:
            self.states.show_empty("users", "还没有居民", "导入一份表。")
            return
        self.text.setText(f"{listed.total} 人")
        self.states.show_content()


@pytest.mark.parametrize(
    ("desk", "state"), [("full", "content"), ("empty", "empty"), ("loading", "loading"), ("failing", "error")]
)
def test_each_desk_brings_the_page_into_its_state(stage: Stage, qtbot: QtBot, desk: str, state: str) -> None:
    seen: list[str] = []

    class _Seen(_CountPage):
        @override
        def hideEvent(self, event: object) -> None:
            seen.append(self.states.state)

    played = play(stage, Scene("count--x", lambda stage: stage.opened(_Seen, getattr(stage, desk))), WINDOW)
    assert played.problems == []
    assert seen == [state]
    assert played.picture.size().width() < WINDOW.width()


def test_first_record_that_answers_is_what_a_scene_is_about(stage: Stage) -> None:
    women = stage.first("person", "", "sex=女")
    session = stage.full.session
    assert browsing.show(session, catalog.named("person"), women).row["sex_label"] == "女"


def test_warning_of_qt_is_a_problem_of_the_scene(stage: Stage, qtbot: QtBot) -> None:
    def make(_stage: Stage) -> QWidget:
        qWarning("something is odd")
        return QWidget()

    assert play(stage, Scene("odd--normal", make), WINDOW).problems == ["Qt says: something is odd"]


def test_scene_that_breaks_is_told_and_the_others_go_on(stage: Stage, qtbot: QtBot) -> None:
    def breaks(_stage: Stage) -> QWidget:
        raise RuntimeError("gone")

    def breaks_later(_stage: Stage) -> QWidget:
        widget = QWidget()
        timer = QTimer(widget)
        timer.timeout.connect(lambda: breaks(_stage))
        timer.setSingleShot(True)
        timer.start(0)
        return widget

    class _BreaksWhilePainting(QWidget):
        @override
        def paintEvent(self, event: object) -> None:
            breaks(stage)

    makers = (breaks, breaks_later, lambda _stage: _BreaksWhilePainting(), lambda _stage: QWidget())
    scenes = [Scene(f"{number}--normal", maker) for number, maker in enumerate(makers)]
    now, later, painting, fine = gallery.play_all(stage, scenes, WINDOW)
    assert "gone" in painting.problems[0]
    assert now.problems[0].startswith("breaks: RuntimeError: gone (test_gallery.py:")
    assert later.problems == now.problems
    assert fine.problems == []


def test_page_that_asks_for_more_than_the_window_is_told(stage: Stage, qtbot: QtBot) -> None:
    def make(_stage: Stage) -> QWidget:
        wide = QWidget()
        wide.setMinimumWidth(2000)
        return wide

    (told,) = play(stage, Scene("wide--normal", make), QSize(1366, 768)).problems
    assert "does not fit into 1366 x 768" in told


def test_scene_that_never_gets_ready_is_told(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "_LONGEST_MS", 50)
    scene = Scene("slow--normal", lambda _stage: QWidget(), is_ready=lambda _widget: False)
    assert play(stage, scene, WINDOW).problems == ["was not ready after a long time"]


def test_contact_sheet_holds_every_picture(stage: Stage, qtbot: QtBot) -> None:
    picture = QPixmap(200, 100)
    picture.fill(QColor("red"))
    sheet = contact_sheet([Played(f"{number}--normal", picture) for number in range(5)]).toImage()
    reds = [
        (x, y)
        for y in range(0, sheet.height(), 50)
        for x in range(0, sheet.width(), 100)
        if sheet.pixelColor(x, y) == QColor("red")
    ]
    assert len({y for _, y in reds}) >= 2
    assert max(x for x, _ in reds) > sheet.width() // 2


def photograph(stage: Stage, folder: Path, only: str) -> int:
    return command.photograph(stage, folder, WINDOW, only)


def test_pictures_are_named_by_page_and_state(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    assert photograph(stage, tmp_path, "ask--") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ask--normal.png", "contact.png"]


def test_something_wrong_is_the_exit_code(
    stage: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = label("很长很长很长很长")
    cut.setFixedWidth(20)

    def make(_stage: Stage) -> QWidget:
        whole = QWidget()
        cut.setParent(whole)
        return whole

    monkeypatch.setattr(command, "all_scenes", lambda: (Scene("cut--normal", make),))
    assert photograph(stage, tmp_path, "") == 1
    assert "WRONG cut--normal" in capsys.readouterr().out


def test_unknown_name_takes_no_picture(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    assert photograph(stage, tmp_path, "no-such-page") == 2
    assert list(tmp_path.iterdir()) == []


def test_failing_desk_fails_with_the_trouble_of_the_stage(stage: Stage, qtbot: QtBot) -> None:
    failed: list[LedgerError] = []
    latest = Latest(stage.failing.runner)
    latest.ask(lambda _ctx: 1, lambda _: None, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed == [stage.trouble]
