"""The search box as people use it: typing, arrows, Enter, Esc, an input method in between."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records import browsing, editing, finding
from app.records.browsing import Order
from app.records.filters import Selection
from app.records.finding import Group
from app.stores.session import Session
from ledger import catalog
from storage.errors import DatabaseBusy
from tests.ui.frame.conftest import SmallPage
from ui.desk import Desk, Place
from ui.frame.search_model import SearchModel
from ui.frame.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
PERSON = catalog.named("person")


@pytest.fixture
def went(desk: Desk) -> list[Place]:
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    return places


def _type(window: MainWindow, qtbot: QtBot, text: str) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    if text.isascii():
        QTest.keyClicks(window.search, text)
    else:
        _compose(window, "", text)
    qtbot.waitUntil(lambda: not window.search.is_asking)


def _compose(window: MainWindow, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(window.search, event)


def _titles(window: MainWindow) -> list[str]:
    model = window.search.panel.model
    return [model.line(row).text for row in range(model.rowCount())]


def _first(session: Session, search: str) -> browsing.Json:
    return browsing.page(session, PERSON, Selection(search=search), Order(limit=1)).rows[0]


def test_an_empty_box_says_what_can_be_typed(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.search.hasFocus()
    assert window.search.panel.isVisible()
    assert "拼音首字母" in window.search.panel.told.text()


def test_typing_finds_and_enter_opens_the_first_person(
    window: MainWindow, session: Session, went: list[Place], qtbot: QtBot
) -> None:
    _type(window, qtbot, "wl")
    assert _titles(window)[0] == "居民"
    hit = window.search.panel.present()
    assert hit is not None
    assert hit.hit is not None
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert went == [Place("person", hit.hit.id)]
    assert not window.search.panel.isVisible()


def test_arrows_walk_past_headings_from_people_to_homes(window: MainWindow, went: list[Place], qtbot: QtBot) -> None:
    _type(window, qtbot, "1-301")
    titles = _titles(window)
    assert "房屋" in titles
    steps = window.search.panel.model.choosable().index(titles.index("房屋") + 1)
    for _ in range(steps):
        QTest.keyClick(window.search, Qt.Key.Key_Down)
    chosen = window.search.panel.present()
    assert chosen is not None
    assert chosen.hit is not None
    assert chosen.hit.ledger == "dwelling"
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert went == [Place("dwelling", chosen.hit.id)]


def test_ctrl_enter_opens_the_list_with_the_words(window: MainWindow, went: list[Place], qtbot: QtBot) -> None:
    _type(window, qtbot, "wl")
    QTest.keyClick(window.search, Qt.Key.Key_Return, CTRL)
    assert went == [Place("people", "", {"search": "wl"})]


def test_a_click_opens_a_hit_and_the_last_line_all_of_them(window: MainWindow, went: list[Place], qtbot: QtBot) -> None:
    _type(window, qtbot, "王")
    view, model = window.search.panel.list, window.search.panel.model
    row = next(row for row in model.choosable() if model.line(row).kind == "all")
    assert model.line(row).text.startswith("查看全部")
    view.scrollTo(model.index(row))
    at = view.visualRect(model.index(row)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert went == [Place("people", "", {"search": "王"})]


def test_enter_before_the_answer_opens_the_first_hit_when_it_comes(
    window: MainWindow, went: list[Place], qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(window.search, "wl")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(went))
    assert went[0].page == "person"


def test_escape_gives_the_keys_back_to_where_they_were(
    window: MainWindow, page_of: Callable[[str], SmallPage], qtbot: QtBot
) -> None:
    page_of("today").field.setFocus()
    _type(window, qtbot, "wl")
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert page_of("today").field.hasFocus()
    assert not window.search.panel.isVisible()


def test_nothing_found_says_what_to_try(window: MainWindow, qtbot: QtBot) -> None:
    _type(window, qtbot, "zzzqqq")
    told = window.search.panel.told.text()
    assert "没有找到“zzzqqq”" in told
    assert "首字母" in told


def test_only_the_newest_question_is_answered(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[str] = []
    find = finding.find

    def slow(session: Session, typed: str, ctx: object) -> tuple[Group, ...]:
        asked.append(typed)
        return find(session, typed)

    monkeypatch.setattr(finding, "find", slow)
    shown: list[str] = []
    panel = window.search.panel
    show = panel.show_groups
    monkeypatch.setattr(panel, "show_groups", lambda groups, typed: (shown.append(typed), show(groups, typed)))
    _type(window, qtbot, "wang")
    assert shown[-1] == "wang"
    assert len(shown) <= len(asked) <= 4


def test_trouble_is_told_in_the_panel(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    def fails(session: Session, _typed: str, _ctx: object) -> tuple[Group, ...]:
        raise DatabaseBusy(session.store.folder)

    monkeypatch.setattr(finding, "find", fails)
    _type(window, qtbot, "w")
    assert window.search.panel.told.text() != ""
    assert window.search.panel.told.isVisible()


def test_letters_of_an_input_method_are_neither_searched_nor_submitted(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, went: list[Place], qtbot: QtBot
) -> None:
    asked: list[str] = []
    find = finding.find
    monkeypatch.setattr(
        finding, "find", lambda session, typed, ctx: (asked.append(typed), find(session, typed, ctx))[1]
    )
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    for letters in ("w", "wa", "wang"):
        _compose(window, letters)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert (asked, went, window.search.text()) == ([], [], "")
    _compose(window, "", "王")
    qtbot.waitUntil(lambda: asked == ["王"] and not window.search.is_asking)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert went[0].page == "person"


def test_what_is_shown_follows_a_change(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    one = str(_first(session, "王")["id"])
    _type(window, qtbot, "司马长风")
    assert window.search.panel.model.rowCount() == 0
    editing.change(session, PERSON, one, {"name": "司马长风"})
    qtbot.waitUntil(lambda: "司马长风" in _titles(window))


def test_what_is_read_out_is_no_more_than_what_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    _type(window, qtbot, "wl")
    model = window.search.panel.model
    index = model.index(model.choosable()[0])
    told = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "*" in told
    assert index.data(Qt.ItemDataRole.ToolTipRole) is None


def test_the_model_keeps_qts_rules(session: Session, qtbot: QtBot) -> None:
    model = SearchModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_groups(finding.find(session, "王"))
    assert model.rowCount() > 3
    model.show_groups(())
    assert model.rowCount() == 0


def test_the_panel_follows_the_box_when_the_window_grows(window: MainWindow, qtbot: QtBot) -> None:
    _type(window, qtbot, "wl")
    window.resize(1100, 700)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    qtbot.waitUntil(lambda: window.search.panel.width() == window.search.width())
