"""What was changed in two places: shown side by side and masked, settled by mouse and by key, taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import checking
from app.demo import disagreements
from app.stores.session import Session
from app.syncing import cards
from app.undo.undoing import Undoing
from ledger import catalog, ids
from tests.committee import LOGIN, PASSWORD
from tests.input_method import commit, compose
from tests.ui.desks import DemoFolders, a_desk
from ui.conflicts.alike_dialog import AlikeDialog
from ui.conflicts.page import ConflictsPage
from ui.conflicts.question_box import QuestionBox
from ui.desk import Desk

_PATIENCE_MS = 20_000
_PERSON = catalog.named("person")


@pytest.fixture(scope="module")
def shared_folder(demo_folders: DemoFolders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store that met another PC, with a question of every kind."""
    folder = Path(shutil.copytree(demo_folders.of_today(), tmp_path_factory.mktemp("shared") / "store"))
    with Session.open(folder, LOGIN, PASSWORD) as session:
        disagreements.share(session)
        disagreements.add(session)
    return folder


@pytest.fixture
def desk(shared_folder: Path, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    folder = Path(shutil.copytree(shared_folder, tmp_path / "store"))
    with Session.open(folder, LOGIN, PASSWORD) as session, a_desk(session, qapp) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ConflictsPage:
    made = ConflictsPage(desk)
    qtbot.addWidget(made)
    made.resize(1180, 720)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    for panel in (made.waiting, made.settled):
        QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal, panel.model)
    made.enter("", {})
    qtbot.waitUntil(lambda: made.waiting.view.card is not None and bool(made.settled.model.cards), timeout=_PATIENCE_MS)
    return made


def _box(page: ConflictsPage, kind: str, *, group: str = "") -> QuestionBox:
    """Bring a question to the front."""
    card, asked = next(
        (card, asked)
        for card in page.panel.model.cards
        for asked in card.asked
        if asked.kind == kind and (not group or asked.group == group)
    )
    page.panel.list.setCurrentIndex(page.panel.model.index(page.panel.model.row_of(card.record)))
    return page.panel.view.boxes[asked.id]


def _settle(qtbot: QtBot, page: ConflictsPage) -> int:
    """Press the button; answers the action."""
    before = len(page.panel.model.cards), sum(len(one.asked) for one in page.panel.model.cards)
    with qtbot.waitSignal(page.desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(page.panel.settle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: (
            (len(page.panel.model.cards), sum(len(one.asked) for one in page.panel.model.cards)) != before
            and page.panel.view.card is not None
            and not page.desk.runner.is_busy
        ),
        timeout=_PATIENCE_MS,
    )
    return int(said.args[1])


def _value(desk: Desk, record: str, name: str) -> object:
    with desk.session.reader() as reader:
        row = reader.get(_PERSON, ids.from_text(record) or b"")
    return None if row is None else row[name]


def _open_kinds(desk: Desk) -> list[str]:
    return [asked.kind for card in cards.open_cards(desk.session) for asked in card.asked]


def test_each_record_stands_once_with_who_wrote_what_when_and_on_which_pc(page: ConflictsPage) -> None:
    assert "14 处待处理" in page.band.count()
    records = [card.record for card in page.waiting.model.cards]
    assert len(records) == len(set(records)) == 12
    box = _box(page, "manual", group="name")
    told = [option.told for option in box.asked.options]
    assert any(one.startswith("我") and "这台电脑" in one for one in told)
    assert any(one.startswith("李敏（社工）") and "另一台电脑" in one for one in told)
    assert box.before.text() == "原来是：王秀芳"


def test_a_move_of_an_order_that_did_not_count_is_read_and_that_is_all(page: ConflictsPage) -> None:
    box = _box(page, "order_move")
    assert list(box.buttons) == ["theirs"]
    assert box.buttons["theirs"].text() == "知道了"
    assert "原因：别人已经先派了单，先派的有效" in box.asked.sentence


def test_masked_values_stay_masked_and_say_that_they_differ(page: ConflictsPage) -> None:
    box = _box(page, "manual", group="id_document")
    titles = [button.text() for code, button in box.buttons.items() if code != "value"]
    assert all("*" in title and "遮住的部分不同" in title for title in titles)
    assert titles[0] == titles[1]


def test_a_look_behind_the_mask_is_entered_and_the_mask_comes_back(
    qtbot: QtBot, page: ConflictsPage, desk: Desk
) -> None:
    box = _box(page, "manual", group="id_document")
    with qtbot.waitSignal(box.veil.unveiled, timeout=_PATIENCE_MS):
        box.veil.ask("核对证件")
    assert all("*" not in button.text() for code, button in box.buttons.items() if code != "value")
    with desk.session.reader() as reader:
        assert reader.actions(kind="reveal")[0].reason == "核对证件"
    box.veil.cover()
    assert all("*" in button.text() for code, button in box.buttons.items() if code != "value")


def test_nothing_is_chosen_beforehand_and_nothing_can_be_settled_then(page: ConflictsPage) -> None:
    box = _box(page, "manual", group="name")
    assert box.choice() == ""
    assert not page.waiting.settle.isEnabled()


def test_a_side_is_chosen_written_and_taken_back(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    undoing = Undoing(desk.session)
    box = _box(page, "manual", group="name")
    record = page.waiting.view.card.record if page.waiting.view.card else ""
    before = _value(desk, record, "name")
    box.choose("mine")
    action = _settle(qtbot, page)
    assert _value(desk, record, "name") == f"{before}芳"
    assert _open_kinds(desk).count("manual") == 4
    undoing.undo(action=action)
    assert _value(desk, record, "name") == before
    assert _open_kinds(desk).count("manual") == 5
    assert checking.check(desk.session).is_sound


def test_a_typed_value_is_written_and_a_bad_one_is_told_at_its_field(
    qtbot: QtBot, page: ConflictsPage, desk: Desk
) -> None:
    box = _box(page, "suggested")
    record = page.waiting.view.card.record if page.waiting.view.card else ""
    qtbot.mouseClick(box.buttons["value"], Qt.MouseButton.LeftButton)
    assert box.choice() == "value"
    box.fields[0].editor.setFocus()
    qtbot.keyClicks(box.fields[0].editor, "12")
    qtbot.mouseClick(page.waiting.settle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.waiting.note.text()), timeout=_PATIENCE_MS)
    assert box.fields[0].labelled.error
    box.fields[0].set_text("13911113333")
    _settle(qtbot, page)
    assert _value(desk, record, "phone") == "13911113333"


def test_enter_of_a_composition_settles_nothing(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "manual", group="name")
    qtbot.mouseClick(box.buttons["value"], Qt.MouseButton.LeftButton)
    edit = box.fields[0].editor
    edit.setFocus()
    compose(edit, "wang")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not desk.runner.is_writing
    commit(edit, "王秀方")
    assert box.typed() == {"name": "王秀方"}
    assert page.is_busy_with_input()


def test_the_keys_go_on_choose_and_settle(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    page.waiting.list.setFocus()
    first = page.waiting.view.card
    qtbot.keyClick(page.waiting.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert page.waiting.view.card is not first
    box = next(iter(page.waiting.view.boxes.values()))
    button = box.buttons["mine"]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    count = len(_open_kinds(desk))
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS):
        qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    assert len(_open_kinds(desk)) == count - 1


def test_the_same_is_done_for_all_alike_after_a_look_at_them(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "manual", group="health_status")
    page.waiting.ask_alike(box.asked.id)
    assert "先选用哪一个" in page.waiting.note.text()
    box.choose("theirs")
    qtbot.mouseClick(box.alike, Qt.MouseButton.LeftButton)
    dialog = page.window().findChild(AlikeDialog)
    assert dialog is not None
    assert dialog.model.rowCount() == 2
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    assert said.args[0] == "已同样处理 2 处"
    with desk.session.reader() as reader:
        groups = {one.g for one in reader.operations(action=int(said.args[1]))}
    assert len(groups) == 2, "each answer stands by itself at the cloud"
    assert checking.check(desk.session).is_sound


def test_whoever_was_removed_comes_back_with_the_changes(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "edit_of_deleted")
    record = page.waiting.view.card.record if page.waiting.view.card else ""
    assert _value(desk, record, "name") is None
    box.choose("mine")
    _settle(qtbot, page)
    assert _value(desk, record, "employer") == "银杏小学"
    assert checking.check(desk.session).is_sound


def test_a_removal_is_done_all_the_same_or_not(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "delete_vs_edit")
    record = page.waiting.view.card.record if page.waiting.view.card else ""
    assert [button.text() for button in box.buttons.values()] == ["保留，不删", "仍然删除"]
    box.choose("mine")
    _settle(qtbot, page)
    assert _value(desk, record, "name") is None


def test_of_two_homes_both_may_hold(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "two_homes")
    assert [button.text()[:2] for button in box.buttons.values()] == ["住在", "住在", "两处"]
    box.choose("keep")
    _settle(qtbot, page)
    assert "two_homes" not in _open_kinds(desk)


def test_two_that_are_the_same_are_merged(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "possible_duplicate")
    record = page.waiting.view.card.record if page.waiting.view.card else ""
    assert "上官俊军" in box.asked.sentence or "另一个是" in box.asked.sentence
    box.choose("mine")
    _settle(qtbot, page)
    assert _value(desk, record, "name") is None
    assert checking.check(desk.session).is_sound


def test_what_was_made_twice_and_differs_takes_one_of_both(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "duplicate")
    record = page.waiting.view.card.record if page.waiting.view.card else ""
    box.choose("mine")
    _settle(qtbot, page)
    assert _value(desk, record, "marital_status") == "20"


def test_what_names_something_gone_is_emptied_or_names_another(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "dangling")
    assert [button.text() for button in box.buttons.values()] == ["清空这一项", "改选一个"]
    box.choose("theirs")
    _settle(qtbot, page)
    assert "dangling" not in _open_kinds(desk)
    assert checking.check(desk.session).is_sound


def test_a_removal_with_something_beneath_is_kept(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    box = _box(page, "parent_delete")
    box.choose("theirs")
    _settle(qtbot, page)
    assert "parent_delete" not in _open_kinds(desk)


def test_what_settled_itself_can_be_turned_the_other_way_and_back(
    qtbot: QtBot, page: ConflictsPage, desk: Desk
) -> None:
    page.tabs.setCurrentIndex(1)
    undoing = Undoing(desk.session)
    box = _box(page, "newest")
    record = page.settled.view.card.record if page.settled.view.card else ""
    before = _value(desk, record, "phone")
    box.choose("theirs")
    with qtbot.waitSignal(desk.said, timeout=_PATIENCE_MS) as said:
        qtbot.mouseClick(page.settled.settle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    assert _value(desk, record, "phone") == "13612345678"
    undoing.undo(action=int(said.args[1]))
    assert _value(desk, record, "phone") == before


def test_what_an_authority_says_offers_nothing_to_choose(page: ConflictsPage) -> None:
    page.tabs.setCurrentIndex(1)
    box = _box(page, "authority")
    assert box.buttons == {}


def test_the_records_page_is_one_click_away(qtbot: QtBot, page: ConflictsPage, desk: Desk) -> None:
    _box(page, "manual", group="name")
    card = page.waiting.view.card
    with qtbot.waitSignal(desk.asked_for_place) as asked:
        qtbot.mouseClick(page.waiting.view.open_button, Qt.MouseButton.LeftButton)
    assert card is not None
    assert (asked.args[0].page, asked.args[0].record) == ("person", card.record)


def test_an_empty_store_has_nothing_to_settle(qtbot: QtBot, empty_desk: Desk) -> None:
    page = ConflictsPage(empty_desk)
    qtbot.addWidget(page)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.waiting.states.state == page.settled.states.state == "empty")
