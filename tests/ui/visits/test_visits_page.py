"""走访 as the office does it: who is due, recorded from its row, found again in the diary and on the visit's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.records import browsing, editing
from app.records.browsing import Order
from app.records.choosing import Choice
from app.records.filters import Selection
from app.stores.session import Session
from app.visits import due, recording
from ledger import catalog, clock
from ledger.departments import DISPUTED
from tests.app.attachments.papers import photograph
from tests.colleagues import LI, add_colleague
from tests.ui.desks import a_desk
from ui.desk import Desk, Place
from ui.dossier.person_page import PersonPage
from ui.dossier.section_card import SectionCard
from ui.dossier.visit_dialog import VisitDialog
from ui.orders.order_page import OrderPage
from ui.visits.due_model import DueModel
from ui.visits.page import VisitsPage
from ui.visits.visit_page import VisitPage

PERSON, VISIT, TAG = (catalog.named(name) for name in ("person", "visit", "person_tag"))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> VisitsPage:
    """Everybody's visits, as 今日 leads there."""
    made = VisitsPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {"leaf": "due", "worker": ""})
    qtbot.waitUntil(lambda: made.due.model.rowCount() > 0)
    return made


def _newest(session: Session) -> dict[str, object]:
    order = Order(field="visited_at", descending=True, limit=1)
    return dict(browsing.page(session, VISIT, Selection(), order).rows[0])


def _in_front(page: VisitsPage) -> VisitDialog:
    return next(one for one in page.window().findChildren(VisitDialog) if one.isVisible())


def test_the_list_opens_on_the_own_task_and_offers_what_is_nobodys(desk: Desk, qtbot: QtBot) -> None:
    session, found = desk.session, due.due(desk.session)
    own = session.user_name()
    nobodys = next(one for one in found if one.person and not one.is_of(own))
    tags = browsing.page(session, TAG, Selection(filters=(f"person_uid={nobodys.person}",)), Order(limit=9)).rows
    for tag in tags:
        editing.change(session, TAG, str(tag["id"]), {"responsible": ""})
    found = due.due(session)
    page = VisitsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: page.due.model.rowCount() > 0)
    assert (page.due.worker.value(), page.due.worker.currentText()) == (own, f"{own}（我）")
    assert page.due.route() == tuple(one for one in found if one.is_of(own))
    assert 0 < len(page.due.route()) < len(found)
    page.due.worker.set_value(due.NOBODY)
    page.due.worker.chosen.emit()
    assert nobodys.person in {one.person for one in page.due.route()}
    page.due.read()
    qtbot.waitUntil(lambda: page.due.worker.value() == due.NOBODY)
    page.enter("", {"leaf": "due", "worker": ""})
    qtbot.waitUntil(lambda: len(page.due.model.lines) == len(found))
    assert page.due.worker.currentText() == "所有人"


def test_the_model_keeps_qts_rules(desk: Desk) -> None:
    model = DueModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    found = due.due(desk.session)[:3]
    model.show(found)
    assert tester.model().rowCount() == 3
    assert model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole) == found[0].why


def test_who_is_due_is_listed_narrowed_and_recorded_from_its_row(page: VisitsPage, desk: Desk, qtbot: QtBot) -> None:
    everybody = due.due(desk.session)
    assert page.due.model.rowCount() == len(everybody)
    assert page.band.count().startswith(f"{len(everybody)} 次该走访")
    building = everybody[-1].building
    page.due.building.set_value(building)
    page.due.building.chosen.emit()
    assert {one.building for one in page.due.model.lines} == {building}
    first = page.due.model.lines[0]
    page.due.table.setFocus()
    qtbot.keyClick(page.due.table, Qt.Key.Key_Return)
    dialog = _in_front(page)
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    with qtbot.waitSignal(dialog.acted):
        qtbot.mouseClick(dialog.yes_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: first.person not in {one.person for one in page.due.found})
    assert page.due.building.value() == building, "what was chosen stays"


def test_further_ahead_more_are_due(page: VisitsPage, desk: Desk, qtbot: QtBot) -> None:
    everybody = page.due.model.rowCount()
    recording.record(desk.session, {"person": next(one.person for one in page.due.found if one.person and one.days)})
    qtbot.waitUntil(lambda: page.due.model.rowCount() == everybody - 1)
    page.due.until.setText(f"{clock.today().year + 2}-01-01")
    page.due.until.editingFinished.emit()
    qtbot.waitUntil(lambda: page.due.model.rowCount() == everybody)


def test_the_route_is_written_under_a_number(page: VisitsPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.said) as said:
        page.due.write_route(page.due.route(), tmp_path / "路线.xlsx")
    assert "登记号" in said.args[0]
    assert (tmp_path / "路线.xlsx").stat().st_size
    page.due.write_route(page.due.route(), tmp_path / "路线.pdf")
    qtbot.waitUntil(page.due.notice.isVisible)


def test_a_visit_to_somebody_who_is_not_due_begins_with_whom(page: VisitsPage, desk: Desk, qtbot: QtBot) -> None:
    page.record_other()
    dialog = _in_front(page)
    assert "哪位居民" in dialog.missing()
    one = next(row for row in browsing.page(desk.session, PERSON, Selection(), Order(limit=1)).rows)
    dialog.whom.chosen.emit(Choice(str(one["id"]), str(one["name"])))
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    assert str(one["name"]) in dialog.story.text()


def test_what_was_recorded_stands_in_the_diary_and_opens(page: VisitsPage, desk: Desk, qtbot: QtBot) -> None:
    who = due.due(desk.session)[0]
    done = recording.record(desk.session, {"person": who.person, "content": "降压药吃完了"})
    page.tabs.setCurrentIndex(1)
    panel = page.diary.panel
    qtbot.waitUntil(lambda: panel.table.model.total == 1)
    assert page.diary.month.value() == f"{clock.today():%Y-%m}"
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    panel.table.setFocus()
    qtbot.waitUntil(lambda: panel.drawer.brief is not None)
    panel.acts.open(done.id)
    assert places == [Place("visit", done.id)]
    page.diary.month.set_value("")
    page.diary.month.chosen.emit()
    qtbot.waitUntil(lambda: panel.table.selection.filters == ())


def test_findings_photos_and_an_objection_in_one_visit(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    who, photo = next(one for one in due.due(desk.session) if one.person), tmp_path / "现场.jpg"
    photo.write_bytes(photograph(400, 300))
    dialog = VisitDialog(desk, "person", Choice(who.person, who.name))
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.findings.add_button.isEnabled)
    for name, said in (("phone", "12"), ("objection", "年龄不对")):
        dialog.findings.add()
        row = dialog.findings.rows[-1]
        row.choose(f"person:{who.person}", name)
        assert row.editor is not None
        row.editor.set_text(said)
    dialog.note_change()
    (phone,) = dialog.findings.fields_of("person", who.person, "phone")
    qtbot.waitUntil(lambda: bool(phone.error))
    assert not dialog.yes_button.isEnabled()
    dialog.findings.rows[0].editor.set_text("13816227788")  # type: ignore[union-attr]
    dialog.note_change()
    dialog.photos.take([photo])
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    assert "有异议" in dialog.story.text()
    with qtbot.waitSignal(dialog.acted):
        dialog.confirm()
    row_now = browsing.show(desk.session, PERSON, who.person).row
    assert row_now["check_status"] == DISPUTED
    record = str(_newest(desk.session)["id"])
    view = VisitPage(desk)
    qtbot.addWidget(view)
    view.show()
    with qtbot.waitSignal(view.shown):
        view.enter(record, {})
    qtbot.waitUntil(lambda: view.attachments is not None and view.attachments.count.text() == "1 份", timeout=20_000)
    assert view.dossier is not None
    assert any("电话" in one for one in view.dossier.changed)


def test_visit_and_order_lead_to_one_another(desk: Desk, qtbot: QtBot) -> None:
    who = next(one for one in due.due(desk.session) if one.person)
    done = recording.record(desk.session, {"person": who.person, "order": "楼道灯不亮", "order.category": "0102"})
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    for made, record, wanted in (
        (OrderPage(desk), done.order, Place("visit", done.id)),
        (VisitPage(desk), done.id, Place("order", done.order)),
        (PersonPage(desk), who.person, Place("order", done.order)),
    ):
        qtbot.addWidget(made)
        made.show()
        with qtbot.waitSignal(made.shown):
            made.enter(record, {})
        day = f"{clock.today().month}月{clock.today().day}日"
        wording = f"来自 {day} 走访" if record == done.order else done.order_no
        ways = [one for one in made.findChildren(QPushButton) if wording in one.text()]
        assert ways, type(made)
        for way in ways:
            way.click()
        assert wanted in places
        places.clear()


def test_no_form_of_a_visit_asks_for_its_order(desk: Desk, qtbot: QtBot) -> None:
    who = next(one for one in due.due(desk.session) if one.person)
    recording.record(desk.session, {"person": who.person})
    view = VisitPage(desk)
    qtbot.addWidget(view)
    view.show()
    with qtbot.waitSignal(view.shown):
        view.enter(str(_newest(desk.session)["id"]), {})
    cards = [card for card in view.findChildren(SectionCard) if card.can_be_edited]
    for card in cards:
        card.edit()
        assert card.form is not None
        assert "work_order_uid" not in card.form.fields, "an order comes of recording the visit alone"
        card.give_up()
    assert cards


def test_whoever_may_not_record_sees_the_list_and_a_grey_button(
    qtbot: QtBot, qapp: QApplication, session: Session, desk: Desk
) -> None:
    add_colleague(session.store, roles=("viewer",))
    theirs = Session(session.store, LI, session.settings)
    with a_desk(theirs, qapp) as other:
        page = VisitsPage(other)
        qtbot.addWidget(page)
        page.show()
        page.enter("", {})
        qtbot.waitUntil(lambda: page.due.model.rowCount() > 0)
        assert not page.record_button.isEnabled()
        assert not page.export_button.isEnabled()
