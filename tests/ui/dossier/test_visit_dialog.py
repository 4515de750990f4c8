"""登记走访 as somebody does it: from a person, from a home, from a line of 今日; and taken back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.dossiers import dossier
from app.dossiers.dossier import PersonDossier
from app.records import browsing
from app.records.browsing import Order
from app.records.choosing import Choice
from app.records.filters import Selection
from app.stores.session import Session
from app.undo.undoing import Undoing
from app.visits import due
from ledger import catalog, clock, codes
from tests.colleagues import LI, add_colleague
from tests.input_method import commit
from tests.ui.desks import a_desk
from ui.desk import Desk
from ui.dossier.move_out_dialog import MoveOutDialog
from ui.dossier.person_page import PersonPage
from ui.dossier.visit_dialog import VisitDialog
from ui.parts.dialog import Dialog
from ui.record_form.dialog import RecordDialog
from ui.today.group_card import GroupCard
from ui.today.page import TodayPage

VISIT, PERSON, DWELLING = (catalog.named(name) for name in ("visit", "person", "dwelling"))


def _due(desk: Desk) -> set[str]:
    return {one.person for one in due.due(desk.session)}


def _told(desk: Desk) -> PersonDossier:
    """Somebody who is due, and lives with others."""
    people = (dossier.person(desk.session, one.person) for one in due.due(desk.session) if one.person)
    return next(one for one in people if one.families and len(one.families[0].members) > 1 and one.homes)


def _visits(desk: Desk) -> list[dict[str, object]]:
    listed = browsing.page(desk.session, VISIT, Selection(), Order(field="visited_at", descending=True, limit=5))
    return [dict(row) for row in listed.rows]


def _opened(qtbot: QtBot, dialog: VisitDialog) -> VisitDialog:
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.beginning is not None)
    return dialog


def test_a_visit_from_a_person_clears_the_line_and_undo_brings_it_back(qtbot: QtBot, desk: Desk) -> None:
    who, undoing = _told(desk), Undoing(desk.session)
    page = PersonPage(desk)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.shown):
        page.enter(who.id, {})
    assert page.visit_act in page.acts_button.menu().actions()
    page.visit_act.trigger()
    dialog = page.dialog
    assert isinstance(dialog, VisitDialog)
    qtbot.waitUntil(lambda: dialog.people.ticked() == [who.id])
    commit(dialog.editors["content"].widget, "身体都好")
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    assert who.name in dialog.story.text()
    assert "已见面" in dialog.story.text()
    with qtbot.waitSignals([desk.said, page.shown]):
        qtbot.keyClick(dialog.editors["content"].widget, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.dossier is not None and page.dossier.timeline[0].title == "走访")
    assert who.id not in _due(desk)
    undoing.undo()
    assert who.id in _due(desk)


def test_several_people_of_a_home_in_one_visit(qtbot: QtBot, desk: Desk) -> None:
    family = _told(desk).families[0]
    home = Choice(family.dwelling, dossier.dwelling(desk.session, family.dwelling).address)
    dialog = _opened(qtbot, VisitDialog(desk, "dwelling", home))
    assert dialog.people.ticked() == []
    qtbot.waitUntil(lambda: "没有选居民" in dialog.story.text())
    qtbot.mouseClick(dialog.all_button, Qt.MouseButton.LeftButton)
    dialog.editors["next_visit_on"].widget.setFocus()
    qtbot.keyClicks(dialog.editors["next_visit_on"].widget, "2099-1-5")
    qtbot.waitUntil(lambda: dialog.yes_button.isEnabled() and "早于约定的 2099-01-05" in dialog.story.text())
    names = [box.text().split("　")[0] for box in dialog.people.boxes.values()]
    with qtbot.waitSignal(dialog.acted):
        qtbot.mouseClick(dialog.yes_button, Qt.MouseButton.LeftButton)
    newest = _visits(desk)[0]
    assert set(str(newest["person_uids"]).split("、")) == set(names)
    assert newest["next_visit_on"] == "2099-01-05"


def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(qtbot: QtBot, desk: Desk) -> None:
    who, before = _told(desk), desk.session.store.last_action()
    dialog = _opened(qtbot, VisitDialog(desk, "person", Choice(who.id, who.name)))
    dialog.editors["visited_at"].set_text("2099-01-01")
    dialog.editors["result"].set_text("没有这个结果")
    dialog.note_change()
    qtbot.waitUntil(lambda: bool(dialog.fields["visited_at"].error and dialog.fields["result"].error))
    assert "晚于今天" in dialog.fields["visited_at"].error
    assert not dialog.yes_button.isEnabled()
    dialog.confirm()
    assert desk.session.store.last_action() == before


def test_a_result_says_what_is_to_be_done_beside_in_the_windows_words(qtbot: QtBot, desk: Desk) -> None:
    who = _told(desk)
    dialog = _opened(qtbot, VisitDialog(desk, "person", Choice(who.id, who.name)))
    for code, said in (("4", "接着把房屋的使用状态改为空置"), ("5", "接着办理迁出"), ("7", "改进台账")):
        dialog.editors["result"].set_text(code)
        dialog.note_change()
        qtbot.waitUntil(lambda said=said: said in dialog.story.text())
        assert "=" not in dialog.story.text()


def _recorded(qtbot: QtBot, dialog: VisitDialog, result: str) -> VisitDialog:
    """The visit is recorded with a result; the dialog stays for what that asks for."""
    dialog.editors["result"].set_text(result)
    dialog.note_change()
    label = codes.table("visit_result").label(result)
    qtbot.waitUntil(lambda: dialog.yes_button.isEnabled() and label in dialog.story.text())
    with qtbot.waitSignal(dialog.acted):
        dialog.confirm()
    qtbot.waitUntil(lambda: bool(dialog.deeds.buttons))
    assert dialog.isVisible()
    assert not dialog.yes_button.isVisible()
    return dialog


def test_changed_information_opens_the_form_of_the_person_right_there(qtbot: QtBot, desk: Desk) -> None:
    who = _told(desk)
    dialog = _recorded(qtbot, _opened(qtbot, VisitDialog(desk, "person", Choice(who.id, who.name))), "7")
    person, home = dialog.deeds.buttons
    assert person.text() == f"修改居民 {who.name}…"
    assert person.hasFocus()
    qtbot.mouseClick(person, Qt.MouseButton.LeftButton)
    (form,) = dialog.findChildren(RecordDialog)
    qtbot.waitUntil(lambda: form.form is not None)
    assert form.form is not None
    form.form.fill({"phone": "13816227788"})
    with qtbot.waitSignal(form.saved):
        form.save()
    assert browsing.show(desk.session, PERSON, who.id).row["phone"] != who.seen.row["phone"]
    assert not person.isEnabled()
    assert dialog.isVisible(), "the home's form is still offered"
    assert home.isEnabled()


def test_who_left_moves_out_right_there_with_all_that_is_known(qtbot: QtBot, desk: Desk) -> None:
    who = _told(desk)
    dialog = _opened(qtbot, VisitDialog(desk, "person", Choice(who.id, who.name)))
    dialog.editors["visited_at"].set_text(clock.today().replace(day=1).isoformat())
    (button,) = _recorded(qtbot, dialog, "5").deeds.buttons
    button.click()
    (moving,) = dialog.findChildren(MoveOutDialog)
    qtbot.waitUntil(lambda: moving.people.ticked() == [who.id])
    assert moving.date.text() == clock.today().replace(day=1).isoformat()
    moving.acted.emit(0)
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_a_home_where_nobody_lives_becomes_empty_after_asking(qtbot: QtBot, desk: Desk) -> None:
    row = browsing.page(desk.session, DWELLING, Selection(filters=("occupancy=1",)), Order(limit=1)).rows[0]
    home = Choice(str(row["id"]), str(row["full_address"]))
    (button,) = _recorded(qtbot, _opened(qtbot, VisitDialog(desk, "dwelling", home)), "4").deeds.buttons
    button.click()
    assert browsing.show(desk.session, DWELLING, home.id).row["occupancy"] == "1", "it is asked first"
    (question,) = [one for one in button.window().findChildren(Dialog) if one.windowTitle() == "改为空置"]
    with qtbot.waitSignal(desk.said):
        question.accept()
    qtbot.waitUntil(lambda: browsing.show(desk.session, DWELLING, home.id).row["occupancy"] == "4")


def test_a_finding_is_of_each_who_is_called_on_and_its_error_stands_at_its_line(qtbot: QtBot, desk: Desk) -> None:
    family = _told(desk).families[0]
    home = Choice(family.dwelling, dossier.dwelling(desk.session, family.dwelling).address)
    dialog = _opened(qtbot, VisitDialog(desk, "dwelling", home))
    dialog.all_button.click()
    people = dialog.people.ticked()
    assert len(people) > 1
    qtbot.waitUntil(lambda: {f"person:{one}" for one in people} <= {one.key for one in dialog.findings.offers})
    for one, said in zip(people[:2], ("13816227788", "12"), strict=True):
        dialog.findings.add()
        line = dialog.findings.rows[-1]
        assert not line.key, "whose it is has to be said"
        line.choose(f"person:{one}", "phone")
        assert line.editor is not None
        line.editor.set_text(said)
    dialog.note_change()
    (right,), (wrong,) = (dialog.findings.fields_of("person", one, "phone") for one in people[:2])
    qtbot.waitUntil(lambda: bool(wrong.error))
    assert not right.error
    dialog.findings.rows[1].editor.set_text("13816227799")  # type: ignore[union-attr]
    dialog.note_change()
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    with qtbot.waitSignal(dialog.acted):
        dialog.confirm()
    changed = str(_newest_changes(desk))
    assert all(one in changed for one in people[:2])


def _newest_changes(desk: Desk) -> object:
    with desk.session.reader() as reader:
        rows = reader.scan(VISIT, ("visited_at", "ledger_changes"))
        return max((at, changes) for _, at, changes in rows)[1]


def test_the_photos_of_a_visit_stop_at_as_many_as_it_may_have(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dialog = _opened(qtbot, VisitDialog(desk, "person", Choice(_told(desk).id, "某人")))
    photos, row = [tmp_path / f"{at}.jpg" for at in range(12)], dialog.photos
    row.take(photos[:8])
    assert row.add_button.isEnabled()
    assert row.count.text() == "已选 8 份"
    row.take([*photos[:8], photos[0], photos[8]])
    assert (len(row.paths), row.count.text()) == (9, "已选 9 份，一次走访最多 9 份"), "the same one twice is one"
    assert not row.add_button.isEnabled()
    row.take(photos)
    assert row.paths == photos[:9]
    assert row.count.text() == "已选 9 份，一次走访最多 9 份，后面的 3 份没有选上"
    row.none_button.click()
    assert (row.paths, row.count.text(), row.add_button.isEnabled()) == ([], "", True)


def test_a_line_of_today_records_its_visit_and_goes(qtbot: QtBot, desk: Desk) -> None:
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})

    def card() -> GroupCard | None:
        return next((one for one in page.cards if one.group.kind == "visits"), None)

    qtbot.waitUntil(lambda: card() is not None, timeout=20_000)
    shown = card()
    assert shown is not None
    assert "登记走访（或导入登记表）后" in shown.group.sentence
    line, count = shown.group.lines[0], shown.group.count
    wanted = f"登记走访 {line.who}"
    next(one for one in shown.findChildren(QPushButton) if one.accessibleName() == wanted).click()
    (dialog,) = page.window().findChildren(VisitDialog)
    qtbot.waitUntil(lambda: line.page != "person" or dialog.people.ticked() == [line.record])
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    with qtbot.waitSignal(dialog.acted):
        qtbot.mouseClick(dialog.yes_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (now := card()) is None or now.group.count < count, timeout=20_000)
    now = card()
    assert now is None or line.record not in {one.record for one in now.group.lines}


def test_who_may_not_record_is_not_offered_it(qtbot: QtBot, qapp: QApplication, session: Session, desk: Desk) -> None:
    add_colleague(session.store, roles=("viewer",))
    theirs = Session(session.store, LI, session.settings)
    who = _told(desk)
    with a_desk(theirs, qapp) as other:
        page = PersonPage(other)
        qtbot.addWidget(page)
        page.show()
        with qtbot.waitSignal(page.shown):
            page.enter(who.id, {})
        assert not page.visit_act.isVisible()
        assert not page.acts_button.isEnabled()
