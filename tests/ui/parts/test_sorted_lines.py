"""Small tables are sorted by their headings, with the mouse and without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ui.parts.sorted_lines import SortedLines, sort_by_headings
from ui.parts.table import PlainTable, plain_table


class Lane(NamedTuple):
    name: str
    people: int | None


class Lanes(SortedLines[Lane]):
    HEADINGS = ("弄堂", "人口")
    NUMBERS = (1,)

    @override
    def cells(self, line: Lane) -> tuple[str, ...]:
        return (line.name, "—" if line.people is None else f"{line.people:,}")

    @override
    def key(self, line: Lane, column: int) -> str | int | None:
        return line.name if column == 0 else line.people

    @override
    def is_above(self, line: Lane) -> bool:
        return line.name == "合计"


WHOLE, A, B, C, D = Lane("合计", 1305), Lane("a", 9), Lane("b", 1200), Lane("c", None), Lane("d", 96)


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[PlainTable]:
    """Its model is held to Qt's rules all the while."""
    model = Lanes()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show((WHOLE, C, B, D, A))
    made = plain_table(model, "弄堂")
    model.setParent(made)
    sort_by_headings(made, model)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    yield made
    assert tester.model() is model


def _names(table: PlainTable) -> str:
    return "".join(str(table.model().index(row, 0).data()) for row in range(table.model().rowCount()))


def _click(table: PlainTable, column: int, qtbot: QtBot) -> None:
    header = table.horizontalHeader()
    at = header.viewport().rect().center()
    at.setX(header.sectionViewportPosition(column) + header.sectionSize(column) // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_heading_sorts_numbers_as_numbers_and_what_has_none_last_whichever_way(
    table: PlainTable, qtbot: QtBot
) -> None:
    assert _names(table) == "合计cbda"
    _click(table, 1, qtbot)
    assert _names(table) == "合计adbc"
    _click(table, 1, qtbot)
    assert _names(table) == "合计bdac"
    _click(table, 0, qtbot)
    assert _names(table) == "合计abcd"


def test_what_is_chosen_stays_chosen_and_new_lines_are_sorted_too(table: PlainTable, qtbot: QtBot) -> None:
    table.selectRow(2)
    _click(table, 1, qtbot)
    assert table.currentIndex().data() == "b"
    model = table.model()
    assert isinstance(model, Lanes)
    model.show((A, WHOLE, Lane("e", 10)))
    assert _names(table) == "合计ae"


def test_alt_down_offers_the_headings_and_turns_the_one_that_sorts(table: PlainTable, qtbot: QtBot) -> None:
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    for expected in ("合计adbc", "合计bdac"):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        menu = next(one for one in table.findChildren(QMenu) if one.isVisible())
        if expected == "合计adbc":
            qtbot.keyClick(menu, Qt.Key.Key_Down)
        active = menu.activeAction()
        assert active is not None
        assert "按人口排序" in active.text()
        assert active.isChecked() is ("从小到大" in active.text())
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert _names(table) == expected
