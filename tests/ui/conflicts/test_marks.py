"""Rows and pages tell what the exchange left: asked about, refused, not sent yet; alone, a store marks nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.demo import disagreements
from app.records.filters import Selection
from app.syncing import cards, marks, settling
from app.tables.row_source import RowSource
from ledger import catalog
from ui.desk import Desk
from ui.dossier.exchange_band import ExchangeBand
from ui.ledger_view.rows_model import RowsModel

_PERSON = catalog.named("person")
_PATIENCE_MS = 20_000


def _marks(desk: Desk) -> set[str]:
    part = RowSource(desk.session, _PERSON, Selection(), ("name",)).part(0, 400)
    return {row.mark for row in part.rows}


def test_a_store_that_shares_with_nobody_marks_nothing(desk: Desk) -> None:
    assert _marks(desk) == {""}


def test_each_mark_is_painted_and_told_in_words(qtbot: QtBot, desk: Desk) -> None:
    disagreements.share(desk.session)
    disagreements.add(desk.session)
    disagreements.refuse(desk.session)
    assert _marks(desk) == {"asked", "refused", "waits"}
    model = RowsModel(desk.runner)
    with qtbot.waitSignal(model.shown, timeout=_PATIENCE_MS):
        model.show_source(RowSource(desk.session, _PERSON, Selection(), ("name", "sex")))
    row = next(row for row in range(60) if model.mark_at(row))
    told = marks.TOLD[model.row_at(row).mark]  # type: ignore[union-attr,index]
    assert told in str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole))
    assert told in str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert told not in str(model.index(row, 1).data(Qt.ItemDataRole.ToolTipRole))


def test_a_records_page_tells_of_its_questions_until_they_are_settled(qtbot: QtBot, desk: Desk) -> None:
    disagreements.share(desk.session)
    disagreements.add(desk.session)
    card = next(one for one in cards.open_cards(desk.session) if one.ledger == "person" and len(one.asked) > 1)
    band = ExchangeBand(desk)
    qtbot.addWidget(band)
    band.look(card.record)
    qtbot.waitUntil(lambda: not band.isHidden(), timeout=_PATIENCE_MS)
    assert f"{len(card.asked)} 处" in band.text.text()
    with qtbot.waitSignal(desk.asked_for_place) as asked:
        band.button.click()
    assert (asked.args[0].page, asked.args[0].record) == ("conflicts", card.record)
    settling.settle_several(desk.session, dict.fromkeys((one.id for one in card.asked), "theirs"))
    qtbot.waitUntil(band.isHidden, timeout=_PATIENCE_MS)
