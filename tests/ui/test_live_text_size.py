"""Text of another size while the window stands open: every page follows, the window stays on the smallest screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.exporting.dialog import ExportDialog
from ui.frame.pages import IN_NAVIGATION
from ui.frame.window import MainWindow
from ui.homes.page import HomesPage
from ui.look.theme import theme
from ui.statistics.page import StatisticsPage

SMALL = QSize(1366, 768)
LARGEST = 175
Sized = Callable[[int], None]


@pytest.fixture
def sized(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Sized]:
    """Changes the text size of the whole application, and puts it back."""
    theme().apply(qapp)

    def to(percent: int) -> None:
        theme().set("light", percent)
        _settle(qtbot, desk)

    yield to
    theme().set()
    qapp.processEvents()


@pytest.fixture
def window(desk: Desk, sized: Sized, qtbot: QtBot) -> MainWindow:
    """The whole window with its own pages, as large as the smallest screen."""
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(SMALL)
    made.begin()
    made.show()
    qtbot.waitExposed(made)
    return made


def _settle(qtbot: QtBot, desk: Desk) -> None:
    QTest.qWait(1)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=60_000)
    QTest.qWait(50)  # what was posted is laid out


@pytest.mark.parametrize("name", [entry.name for entry in IN_NAVIGATION])
def test_the_window_stays_on_a_small_screen(
    window: MainWindow, desk: Desk, sized: Sized, qtbot: QtBot, name: str
) -> None:
    for page in ("people", name):
        window.open_page(page)
        _settle(qtbot, desk)
    for percent in (LARGEST, 100):
        sized(percent)
        assert (window.width(), window.height()) == (SMALL.width(), SMALL.height()), percent


def test_the_dialog_of_exports_fits_on_a_small_screen(desk: Desk, sized: Sized, qtbot: QtBot) -> None:
    for before, percent in ((100, LARGEST), (LARGEST, LARGEST)):
        sized(before)
        dialog = ExportDialog(desk, "person")
        qtbot.addWidget(dialog)
        dialog.show()
        sized(percent)
        for leaf in range(dialog.tabs.count()):
            dialog.tabs.setCurrentIndex(leaf)
            _settle(qtbot, desk)
            assert dialog.width() <= SMALL.width(), leaf
            assert dialog.height() <= SMALL.height(), leaf
        dialog.close()


def test_the_tree_of_houses_shows_the_names_at_any_size(
    window: MainWindow, desk: Desk, sized: Sized, qtbot: QtBot
) -> None:
    window.open_page("homes")
    _settle(qtbot, desk)
    sized(LARGEST)
    page = window.pages.present
    assert isinstance(page, HomesPage)
    tree = page.houses.tree
    for row in range(page.houses.model.rowCount()):
        index = page.houses.model.index(row, 0)
        left = tree.columnWidth(0) - tree.indentation() - tree.iconSize().width()
        assert tree.fontMetrics().horizontalAdvance(index.data()) < left, index.data()


def test_the_rows_of_statistics_follow_the_text(window: MainWindow, desk: Desk, sized: Sized, qtbot: QtBot) -> None:
    window.open_page("statistics")
    _settle(qtbot, desk)
    sized(150)
    page = window.pages.present
    assert isinstance(page, StatisticsPage)
    rows = page.table.verticalHeader()
    qtbot.waitUntil(lambda: rows.count() > 0)
    assert rows.sectionSize(0) >= rows.fontMetrics().height()
    assert rows.sectionSize(0) >= page.table.fontMetrics().height()
    assert rows.width() >= rows.sizeHint().width()
