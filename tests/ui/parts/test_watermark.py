"""The watermark: over the page, read on a photo, no burden to the eye, in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.access import Rights
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog, clock
from tests.ui.look.test_tokens import LEAST_TEXT, contrast, pairs
from ui.desk import Desk, Place
from ui.frame.page_stack import PageStack
from ui.frame.pages import PAGES
from ui.look.theme import theme
from ui.look.tokens import SETS, WATERMARK
from ui.parts.watermark import Watermark

RIGHTS = Rights("wang", ("head",), name="王芳")
SENSITIVE = {
    "today",
    "conflicts",
    "refused",
    "people",
    "homes",
    "visits",
    "orders",
    "order_figures",
    "campaigns",
    "roster",
    "risks",
    "contacts",
    "topics",
    "transfers",
    "duplicates",
    "import",
    "batches",
    "recycle_bin",
    "person",
    "dwelling",
    "order",
    "activity",
    "visit",
}


class Sheet(QWidget):
    """A page with a button and a field beneath a watermark."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        self.mark = Watermark(RIGHTS, self)
        column = QVBoxLayout(self)
        self.button, self.edit = QPushButton("保存"), QLineEdit()
        column.addWidget(self.button)
        column.addWidget(self.edit)
        column.addStretch(1)
        self.resize(900, 600)


@pytest.fixture
def sheet(qtbot: QtBot) -> Iterator[Sheet]:
    made = Sheet()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    theme().set(kind="light")


def _over(colour: str, base: str) -> str:
    mixed = (
        round(int(colour[at : at + 2], 16) * WATERMARK + int(base[at : at + 2], 16) * (1 - WATERMARK))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{one:02X}" for one in mixed)


@pytest.mark.parametrize("kind", SETS)
def test_text_keeps_its_contrast_under_the_watermark(kind: str) -> None:
    tokens = SETS[kind]
    for front, behind, least in pairs():
        if least == LEAST_TEXT:
            text, ground = getattr(tokens, front), getattr(tokens, behind)
            marked = _over(tokens.text, ground)
            assert contrast(text, marked) >= (7 if kind == "contrast" else least), (front, behind)
    assert contrast(tokens.surface, _over(tokens.text, tokens.surface)) > 1.1  # and it can be read


@pytest.mark.parametrize("kind", SETS)
def test_it_is_painted_pale_and_all_over(sheet: Sheet, kind: str) -> None:
    theme().set(kind=kind)
    blank = QColor(theme().tokens.surface)
    sheet.mark.update()
    picture = QImage(sheet.mark.size(), QImage.Format.Format_RGB32)
    picture.fill(blank)
    sheet.mark.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    for part in (picture.copy(0, 0, 450, 300), picture.copy(450, 300, 450, 300)):
        differing = sum(part.pixelColor(x, y) != blank for x in range(0, 450, 3) for y in range(0, 300, 3))
        assert 100 < differing < 150 * 100 * 0.15
    furthest = max(
        abs(picture.pixelColor(x, y).lightness() - blank.lightness())
        for x in range(0, 900, 2)
        for y in range(0, 600, 2)
    )
    assert 0 < furthest <= 255 * WATERMARK * 1.3


def test_it_says_who_and_when(sheet: Sheet) -> None:
    assert "王芳 wang" in sheet.mark.text()
    assert clock.today().isoformat() in sheet.mark.text()


def test_it_is_in_nobodys_way(sheet: Sheet, qtbot: QtBot) -> None:
    at = sheet.button.geometry().center()
    assert sheet.childAt(at) is sheet.button
    with qtbot.waitSignal(sheet.button.clicked):
        qtbot.mouseClick(sheet.childAt(at), Qt.MouseButton.LeftButton)
    sheet.edit.setFocus()
    qtbot.keyClicks(sheet.edit, "abc")
    assert sheet.edit.text() == "abc"
    assert sheet.mark.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_it_stays_on_top_and_as_large_as_the_page(sheet: Sheet, qtbot: QtBot) -> None:
    late = QPushButton("后来的", sheet)
    late.show()
    qtbot.waitUntil(lambda: sheet.children()[-1] is sheet.mark)
    sheet.resize(1000, 700)
    qtbot.waitUntil(lambda: sheet.mark.geometry() == sheet.rect())


def test_its_picture_is_made_once_and_again_when_the_look_changes(sheet: Sheet) -> None:
    first = sheet.mark._present_tile()
    assert sheet.mark._present_tile().cacheKey() == first.cacheKey()
    assert first.width() < 600
    theme().set(kind="dark")
    assert sheet.mark._present_tile().cacheKey() != first.cacheKey()


def test_every_page_that_shows_sensitive_fields_has_it(desk: Desk, qtbot: QtBot) -> None:
    stack = PageStack(desk)
    qtbot.addWidget(stack)
    record = {"person": "person", "dwelling": "dwelling"}
    for entry in PAGES:
        assert entry.load().shows_sensitive == (entry.name in SENSITIVE), entry.name
        if entry.name in SENSITIVE:
            place = Place(entry.name, _first(desk, record[entry.name]) if entry.name in record else "")
            assert len(stack.show_place(place).findChildren(Watermark)) == 1, entry.name
    qtbot.waitUntil(lambda: not desk.runner.is_busy)


def _first(desk: Desk, ledger: str) -> str:
    return str(browsing.page(desk.session, catalog.named(ledger), Selection(), Order(limit=1)).rows[0]["id"])
