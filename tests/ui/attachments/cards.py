"""The card 照片和材料 on a page, opened and looked at as somebody does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog
from storage.audit import Action
from ui.attachments.card import AttachmentsCard
from ui.attachments.tile import Tile
from ui.desk import Desk
from ui.dossier.dwelling_page import DwellingPage
from ui.dossier.person_page import PersonPage

PERSON = catalog.named("person")


def some(desk: Desk, *filters: str, ledger: str = "person") -> str:
    rows = browsing.page(desk.session, catalog.named(ledger), Selection(filters=filters), Order(limit=1)).rows
    return str(rows[0]["id"])


def opened(
    qtbot: QtBot, desk: Desk, record: str, page: type[PersonPage | DwellingPage] = PersonPage
) -> AttachmentsCard:
    made = page(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    with qtbot.waitSignal(made.shown):
        made.enter(record, {})
    card = made.attachments
    assert card is not None
    qtbot.waitUntil(lambda: card.wait.text() != "正在读取…" or bool(card.list.tiles))
    return card


def looked(qtbot: QtBot, card: AttachmentsCard) -> list[Tile]:
    qtbot.mouseClick(card.look_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.look_button.text() == "遮盖" and all(one.isVisible() for one in card.list.tiles))
    return card.list.tiles


def said(card: AttachmentsCard) -> str:
    return "\n".join(one.text() for one in card.findChildren(QLabel) if one.isVisibleTo(card))


def looks(session: Session) -> list[Action]:
    with session.reader() as reader:
        return [one for one in reader.actions(limit=50) if one.class_ == "reveal"]


# -- looking
