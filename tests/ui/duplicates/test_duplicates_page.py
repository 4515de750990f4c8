"""Possible same people: shown side by side, merged, kept apart, and taken back, by mouse and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app import checking
from app.demo import doubles
from app.doubles import merging
from app.records import editing, kept_apart
from app.undo.undoing import Undoing
from ledger import catalog, ids
from ui.desk import Desk
from ui.duplicates.merged_dialog import MergedDialog
from ui.duplicates.page import DuplicatesPage

_PERSON = catalog.named("person")
_PATIENCE_MS = 20_000


@pytest.fixture
def twins(desk: Desk) -> list[str]:
    return doubles.add(desk.session)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, twins: list[str]) -> DuplicatesPage:
    made = DuplicatesPage(desk)
    qtbot.addWidget(made)
    made.resize(1180, 720)
    made.show()
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made.model)
    made.enter("", {})
    _settle(qtbot, made)
    return made


def _settle(qtbot: QtBot, page: DuplicatesPage) -> None:
    qtbot.waitUntil(
        lambda: not page.search.is_busy and not page.desk.runner.is_writing and page.merge.isEnabled(),
        timeout=_PATIENCE_MS,
    )


def _alive(desk: Desk) -> int:
    with desk.session.reader() as reader:
        return reader.count(_PERSON)


def _value(desk: Desk, one: str, name: str) -> object:
    with desk.session.reader() as reader:
        row = reader.get(_PERSON, ids.from_text(one) or b"")
        assert row is not None
        return row[name]


def test_an_empty_store_has_nobody_twice(qtbot: QtBot, empty_desk: Desk) -> None:
    page = DuplicatesPage(empty_desk)
    qtbot.addWidget(page)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")


def test_pairs_are_listed_by_sureness_with_reasons_and_masked(page: DuplicatesPage) -> None:
    scores = [pair.score for pair in page.model.pairs]
    assert len(scores) >= 6
    assert scores == sorted(scores, reverse=True)
    assert "姓名相同" in page.model.index(0).data()
    people = page.card.people
    assert people is not None
    number = next(line for line in people.lines if line.name == "id_no")
    assert all("*" in value for value in (number.left, number.right) if value)


def test_a_merge_takes_the_chosen_values_and_can_be_undone_from_the_foot(
    qtbot: QtBot, page: DuplicatesPage, desk: Desk
) -> None:
    before, pairs = _alive(desk), page.model.rowCount()
    people = page.card.people
    assert people is not None
    qtbot.mouseClick(page.all_right, Qt.MouseButton.LeftButton)
    wanted = {name: _value(desk, people.right, name) for name in ("id_no", "education", "employer")}
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(page.merge, Qt.MouseButton.LeftButton)
    _settle(qtbot, page)
    assert _alive(desk) == before - 1
    assert page.model.rowCount() < pairs
    kept = {name: _value(desk, people.left, name) for name in wanted}
    assert {name: kept[name] for name, value in wanted.items() if value} == {
        name: value for name, value in wanted.items() if value
    }
    assert said.args[1] == merging.merges(desk.session)[0].action
    assert checking.check(desk.session).is_sound


def test_keys_go_on_merge_and_keep_apart(qtbot: QtBot, page: DuplicatesPage, desk: Desk) -> None:
    count, before = page.model.rowCount(), _alive(desk)
    page.list.setFocus()
    first = page.model.pairs[0]
    qtbot.keyClick(page.list, Qt.Key.Key_N)
    _settle(qtbot, page)
    assert page.list.currentIndex().row() == 1
    second = page.model.pairs[1]
    qtbot.keyClick(page.list, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: second not in page.model.pairs, timeout=_PATIENCE_MS)
    _settle(qtbot, page)
    assert _alive(desk) == before
    assert len(kept_apart.pairs(desk.session)) == 1
    page.look()
    _settle(qtbot, page)
    assert page.model.rowCount() == count - 1
    assert first in page.model.pairs
    assert second not in page.model.pairs


def test_that_two_are_not_the_same_is_taken_back_by_the_foot_and_the_pair_comes_back(
    qtbot: QtBot, page: DuplicatesPage, desk: Desk
) -> None:
    undoing, pair, before = Undoing(desk.session), page.model.pairs[0], desk.session.store.last_action()
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(page.differs, Qt.MouseButton.LeftButton)
    assert said.args[1] > before
    qtbot.waitUntil(lambda: pair not in page.model.pairs, timeout=_PATIENCE_MS)
    _settle(qtbot, page)
    undoing.undo(action=said.args[1])
    qtbot.waitUntil(lambda: pair in page.model.pairs, timeout=_PATIENCE_MS)
    _settle(qtbot, page)


def test_nothing_is_decided_of_a_pair_that_was_not_read_yet(qtbot: QtBot, desk: Desk, twins: list[str]) -> None:
    page = DuplicatesPage(desk)
    qtbot.addWidget(page)
    page.show()
    buttons = (page.merge, page.differs, page.all_left, page.all_right)
    assert [one.isEnabled() for one in buttons] == [False] * 4
    page.enter("", {})
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=_PATIENCE_MS)
    assert page.card.people is not None or not any(one.isEnabled() for one in buttons)
    _settle(qtbot, page)
    assert all(one.isEnabled() for one in buttons)


def test_a_merge_that_cannot_be_says_why_beneath_the_pair(qtbot: QtBot, page: DuplicatesPage, desk: Desk) -> None:
    people = page.card.people
    assert people is not None
    editing.remove(desk.session, _PERSON, people.right, reason="重复登记")
    qtbot.mouseClick(page.merge, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.note.isVisible, timeout=_PATIENCE_MS)
    assert "没有找到" in page.note_text.text()


def test_a_persons_own_page_opens_from_the_card(qtbot: QtBot, page: DuplicatesPage) -> None:
    people = page.card.people
    assert people is not None
    with qtbot.waitSignal(page.desk.asked_for_place) as asked:
        page.card.opened.emit(people.left)
    assert (asked.args[0].page, asked.args[0].record) == ("person", people.left)


def test_what_was_merged_is_listed_and_taken_back(qtbot: QtBot, desk: Desk, twins: list[str]) -> None:
    before = _alive(desk)
    merging.merge(desk.session, twins[0], twins[3])
    dialog = MergedDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.back.isEnabled, timeout=_PATIENCE_MS)
    qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已撤销" in (dialog.list.item(0).text() if dialog.list.count() else ""))
    assert _alive(desk) == before
    assert not dialog.back.isEnabled()


def test_an_unmerge_that_is_held_up_names_what_stands_in_the_way(qtbot: QtBot, desk: Desk, twins: list[str]) -> None:
    merging.merge(desk.session, twins[0], twins[3], {"employer": "survivor"})
    gone = merging.merges(desk.session)[0]
    editing.restore(desk.session, _PERSON, twins[3])
    dialog = MergedDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.back.isEnabled, timeout=_PATIENCE_MS)
    qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.note.isVisible, timeout=_PATIENCE_MS)
    assert gone.loser_name in dialog.note_text.text()
