from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from typing_extensions import override

from ui.parts.lines_model import LinesModel
from ui.parts.table import plain_table

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ACROSS = Qt.Orientation.Horizontal


class Lane(NamedTuple):
    id: str
    name: str
    people: int


class Lanes(LinesModel[Lane]):
    HEADINGS = ("弄堂", "人口")
    NUMBERS = (1,)

    @override
    def cells(self, line: Lane) -> tuple[str, ...]:
        return (line.name, f"{line.people:,}")

    @override
    def aside(self, line: Lane, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole and column == 1:
            return f"{line.name}住着 {line.people:,} 人"
        return line.id if role == Qt.ItemDataRole.UserRole else None


LANES = (Lane("a", "永安里", 1200), Lane("b", "同德里", 36))


@pytest.fixture
def model() -> Iterator[Lanes]:
    """Held to Qt's rules for models all the while."""
    made = Lanes()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show(LANES)
    yield made
    assert tester.model() is made


def test_a_line_is_a_row_of_its_cells(model: Lanes) -> None:
    assert [[model.index(row, column).data() for column in (0, 1)] for row in (0, 1)] == [
        ["永安里", "1,200"],
        ["同德里", "36"],
    ]
    assert [model.headerData(column, ACROSS) for column in (0, 1)] == ["弄堂", "人口"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_a_cell_tells_more_than_its_text(model: Lanes) -> None:
    assert model.index(1, 0).data(Qt.ItemDataRole.UserRole) == "b"
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "永安里"  # the text, where nothing else is said
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == "永安里住着 1,200 人"
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None


def test_figures_stand_at_the_right_under_their_heading(model: Lanes) -> None:
    role = Qt.ItemDataRole.TextAlignmentRole
    assert [model.data(model.index(0, column), role) for column in (0, 1)] == [None, RIGHT]
    assert [model.headerData(column, ACROSS, role) for column in (0, 1)] == [None, RIGHT]


def test_lines_are_added_beneath_and_keep_what_is_chosen(model: Lanes) -> None:
    table = plain_table(model, "弄堂")
    table.setCurrentIndex(model.index(1, 0))
    model.add(())
    model.add((Lane("c", "慎余里", 7),))
    assert [line.id for line in model.lines] == ["a", "b", "c"]
    assert model.line_at(table.currentIndex().row()) == LANES[1]
    assert model.line_at(-1) is None
    assert model.line_at(3) is None


def test_what_is_shown_instead_begins_at_the_top(model: Lanes) -> None:
    model.show(LANES[1:])
    assert model.lines == [LANES[1]]
    model.show(())
    assert model.rowCount() == 0
