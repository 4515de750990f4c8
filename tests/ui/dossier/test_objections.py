"""数据异议 on the page of a person: two at once, each in its line, settled one by one, with papers of its own."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.objections import about, raising
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from ledger.catalog.objection import CORRECTED, KEPT
from ui.attachments.dialog import AttachmentsDialog
from ui.desk import Desk
from ui.dossier.objection_dialogs import DisputeDialog, SettleDialog
from ui.dossier.person_page import PersonPage

PERSON = catalog.named("person")


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> PersonPage:
    made = PersonPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    found = browsing.page(desk.session, PERSON, Selection(filters=("tag=A04",)), Order(limit=1)).rows
    with qtbot.waitSignal(made.shown):
        made.enter(str(found[0]["id"]), {})
    return made


def _status(page: PersonPage) -> object:
    return browsing.show(page.desk.session, PERSON, page.record, everyone=True).row["check_status"]


def _settle(page: PersonPage, qtbot: QtBot, outcome: str, result: str) -> SettleDialog:
    page.objections.band.rows[0].settle_button.click()
    dialog = page.dialog
    assert isinstance(dialog, SettleDialog)
    dialog.outcome.set_value(outcome)
    dialog.outcome.chosen.emit()
    dialog.words.set_text(result)
    dialog.note_change()
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    return dialog


def test_what_a_field_would_never_take_is_told_while_it_is_typed(page: PersonPage, qtbot: QtBot) -> None:
    page.objections.dispute_act.trigger()
    dialog = page.dialog
    assert isinstance(dialog, DisputeDialog)
    dialog.what.set_value("phone")
    dialog.what.chosen.emit()
    dialog.editors["should_be"].set_text("abc")
    dialog.editors["why"].set_text("号码换了")
    dialog.note_change()
    qtbot.waitUntil(lambda: bool(dialog.fields["should_be"].error))
    assert not dialog.yes_button.isEnabled()
    dialog.editors["should_be"].set_text("13816227788")
    dialog.note_change()
    qtbot.waitUntil(dialog.yes_button.isEnabled)


def test_two_objections_stand_in_the_band_and_are_settled_one_by_one(page: PersonPage, qtbot: QtBot) -> None:
    session, band = page.desk.session, page.objections.band
    raising.dispute(session, "person", page.record, {"why": "整份都是我哥哥的"})
    qtbot.waitUntil(lambda: len(band.rows) == 1)
    assert page.objections.dispute_act.isVisible(), "a second one is never refused"
    page.objections.dispute_act.trigger()
    dialog = page.dialog
    assert isinstance(dialog, DisputeDialog)
    assert not dialog.fields["should_be"].isVisibleTo(dialog), "of the whole record nothing is put right"
    dialog.what.set_value("phone")
    dialog.what.chosen.emit()
    qtbot.waitUntil(lambda: "现在登记的是" in dialog.fields["disputed"].note.text())
    dialog.editors["should_be"].set_text("13816227788")
    dialog.editors["objector_phone"].set_text("12")
    dialog.editors["why"].set_text("号码换了")
    dialog.note_change()
    qtbot.waitUntil(lambda: bool(dialog.fields["objector_phone"].error))
    dialog.editors["objector_phone"].set_text("")
    dialog.note_change()
    qtbot.waitUntil(dialog.yes_button.isEnabled)
    with qtbot.waitSignal(dialog.acted):
        dialog.confirm()
    qtbot.waitUntil(lambda: len(band.rows) == 2)
    texts = [row.text.text() for row in band.rows]
    assert any("号码换了" in one for one in texts)
    assert not any("13816227788" in one for one in texts), "behind the mask of the field"
    assert {row.told.field for row in band.rows} == {"", "phone"}
    is_phone = band.rows[0].told.field == "phone"
    done = _settle(page, qtbot, CORRECTED if is_phone else KEPT, "打过电话")
    with qtbot.waitSignal(done.acted):
        done.confirm()
    qtbot.waitUntil(lambda: len(band.rows) == 1)
    assert _status(page) == "4"
    done = _settle(page, qtbot, KEPT if is_phone else CORRECTED, "打过电话")
    with qtbot.waitSignal(done.acted):
        done.confirm()
    qtbot.waitUntil(lambda: not band.rows)
    assert not band.isVisible()
    assert _status(page) == "0"
    assert str(browsing.show(session, PERSON, page.record, everyone=True).row["phone"]).endswith("7788")
    assert {one.state for one in about.of_record(session, "person", page.record)} == {CORRECTED, KEPT}


def test_papers_of_an_objection_and_another_record_without_any(page: PersonPage, qtbot: QtBot) -> None:
    band = page.objections.band
    raising.dispute(page.desk.session, "person", page.record, {"why": "不对"})
    qtbot.waitUntil(lambda: len(band.rows) == 1)
    band.rows[0].evidence_button.click()
    assert isinstance(page.dialog, AttachmentsDialog)
    with qtbot.waitSignal(page.dialog.card.shown):
        pass
    page.dialog.reject()
    found = browsing.page(page.desk.session, PERSON, Selection(filters=("tag=A04",)), Order(limit=2)).rows
    with qtbot.waitSignal(page.shown):
        page.enter(str(found[1]["id"]), {})
    qtbot.waitUntil(lambda: not band.rows)


def test_disputed_without_an_objection_can_be_ended(page: PersonPage, qtbot: QtBot) -> None:
    from ledger import ids

    session, one = page.desk.session, ids.from_text(page.record)
    assert one is not None
    with session.store.write(user=session.login, kind="edit") as write, session.reader() as reader:
        row = reader.get(PERSON, one)
        assert row is not None
        write.patch(PERSON, [(one, row, {"check_status": "4"})])
    qtbot.waitUntil(page.objections.close_act.isVisible)
