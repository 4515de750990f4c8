"""数据异议 to what has no page of its own: raised and settled where such a record is shown, and from 今日."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import today
from app.objections import about, raising
from app.records import browsing
from app.records.browsing import Order
from app.records.choosing import Choice
from app.records.filters import Selection
from app.today import objections
from ledger import catalog, ids
from ledger.catalog.objection import KEPT
from ledger.departments import DISPUTED, STATUS
from storage.rows import id_in
from tests.ui.dialogs import give_reason
from ui.desk import Desk
from ui.dossier.dwelling_page import DwellingPage
from ui.dossier.objection_dialogs import DisputeDialog, SettleDialog
from ui.dossier.objections_dialog import ObjectionsDialog
from ui.dossier.person_page import PersonPage
from ui.people.drawer import RowDrawer
from ui.people.panel import LedgerPanel
from ui.today.page import TodayPage

WITHOUT_A_PAGE = [ledger for ledger in about.SUBJECTS if ledger not in ("person", "dwelling")]


def _first(desk: Desk, ledger: str) -> str:
    return str(browsing.page(desk.session, catalog.named(ledger), Selection(), Order(limit=1)).rows[0]["id"])


def _status(desk: Desk, ledger: str, record: str) -> object:
    return browsing.show(desk.session, catalog.named(ledger), record, everyone=True).row[STATUS]


def _on_top(kind: type) -> object:
    return next(one for one in reversed(QApplication.topLevelWidgets()) if isinstance(one, kind) and one.isVisible())


def _opened(qtbot: QtBot, desk: Desk, ledger: str, record: str) -> ObjectionsDialog:
    dialog = ObjectionsDialog(desk, ledger, Choice(record, "这一份"))
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.nothing.isVisible() or bool(dialog.band.rows))
    return dialog


def test_these_are_all_that_may_be_disputed_and_have_no_page() -> None:
    assert set(WITHOUT_A_PAGE) == {"household", "residence", "person_tag", "topic_vehicle", "topic_merchant"}


@pytest.mark.parametrize("ledger", WITHOUT_A_PAGE)
def test_one_is_written_down_and_settled_in_the_dialog_of_its_record(qtbot: QtBot, desk: Desk, ledger: str) -> None:
    record = _first(desk, ledger)
    dialog = _opened(qtbot, desk, ledger, record)
    dialog.dispute_button.click()
    raised = _on_top(DisputeDialog)
    assert isinstance(raised, DisputeDialog)
    raised.editors["why"].set_text("写得不对")
    raised.note_change()
    qtbot.waitUntil(raised.yes_button.isEnabled)
    raised.yes_button.click()
    qtbot.waitUntil(lambda: len(dialog.band.rows) == 1 and dialog.is_disputed and dialog.nothing.isHidden())
    assert _status(desk, ledger, record) == DISPUTED
    dialog.band.rows[0].settle_button.click()
    settled = _on_top(SettleDialog)
    assert isinstance(settled, SettleDialog)
    settled.outcome.set_value(KEPT)
    settled.outcome.chosen.emit()
    settled.words.set_text("看过证件，没有错")
    settled.note_change()
    qtbot.waitUntil(settled.yes_button.isEnabled)
    settled.yes_button.click()
    qtbot.waitUntil(lambda: not dialog.is_disputed and dialog.nothing.isVisible())
    assert _status(desk, ledger, record) != DISPUTED
    shown = (one for one in dialog.findChildren(QLabel) if "看过证件，没有错" in one.text())
    qtbot.waitUntil(next(shown).isVisible)


def test_one_that_was_disputed_without_a_word_is_ended_with_one(qtbot: QtBot, desk: Desk) -> None:
    record, ledger = _first(desk, "topic_merchant"), catalog.named("topic_merchant")
    with desk.session.reader() as reader:
        row = reader.get(ledger, ids.from_text(record) or b"") or {}
    with desk.session.store.write(user="wang", kind="edit") as write:
        write.patch(ledger, [(id_in(row), row, {STATUS: DISPUTED})])
    dialog = _opened(qtbot, desk, ledger.name, record)
    qtbot.waitUntil(dialog.close_button.isVisible)
    dialog.close_button.click()
    give_reason("打过电话，没有错")
    qtbot.waitUntil(lambda: not dialog.close_button.isVisible())
    assert _status(desk, ledger.name, record) != DISPUTED


@pytest.mark.parametrize("ledger", ["household", "person_tag", "topic_vehicle", "topic_merchant"])
def test_the_drawer_of_a_list_leads_to_it(qtbot: QtBot, desk: Desk, ledger: str) -> None:
    panel = LedgerPanel(desk, ledger)
    qtbot.addWidget(panel)
    panel.resize(1200, 700)
    panel.show()
    drawer: RowDrawer = panel.drawer
    drawer.show()
    drawer.show_record(_first(desk, ledger))
    qtbot.waitUntil(lambda: drawer.brief is not None)
    (button,) = (one for one in drawer.findChildren(QPushButton) if one.text() == "异议…")
    qtbot.waitUntil(button.isVisible)
    button.click()
    assert isinstance(drawer.objections, ObjectionsDialog)
    drawer.objections.reject()


def test_the_pages_of_a_person_and_a_home_name_what_else_may_be_disputed(qtbot: QtBot, desk: Desk) -> None:
    for page, ledger, wanted in ((PersonPage(desk), "person", "标签 "), (DwellingPage(desk), "dwelling", "住在这里")):
        qtbot.addWidget(page)
        page.show()
        found = Selection(filters=("tag=A02",)) if ledger == "person" else Selection(filters=("occupancy=1",))
        record = str(browsing.page(desk.session, catalog.named(ledger), found, Order(limit=1)).rows[0]["id"])
        with qtbot.waitSignal(page.shown):
            page.enter(record, {})
        acts = page.objections.beside.actions()
        assert any(wanted in act.text() for act in acts)
        acts[0].trigger()
        assert isinstance(page.dialog, ObjectionsDialog)
        page.dialog.reject()


def test_a_line_of_today_opens_it_and_says_whose_it_is(qtbot: QtBot, desk: Desk) -> None:
    for ledger in ("person_tag", "residence"):
        raising.dispute(desk.session, ledger, _first(desk, ledger), {"why": "不是我"})
    (group,) = (one for one in today.at_once(desk.session) if one.kind == objections.OTHERS)
    assert group.count == 2
    assert all(len(line.who.split()) == 2 for line in group.lines), "whose, and which"
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.take("at_once", (group,))
    page.cards[0].opened.emit(group.lines[0])
    dialog = _on_top(ObjectionsDialog)
    assert isinstance(dialog, ObjectionsDialog)
    qtbot.waitUntil(lambda: len(dialog.band.rows) == 1)
    dialog.reject()
