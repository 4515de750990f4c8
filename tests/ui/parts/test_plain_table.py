"""The small table: on a page that is scrolled itself it is as high as its rows, however little room there is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ui.parts.lines_model import LinesModel
from ui.parts.table import PlainTable, plain_table


class _Names(LinesModel[str]):
    HEADINGS = ("姓名",)

    @override
    def cells(self, line: str) -> Sequence[str]:
        return (line,)


def _shown(qtbot: QtBot, rows: int, *, whole: bool) -> PlainTable:
    """Two tables in a page of 200 pixels, the first of them."""
    page, inside = QScrollArea(), QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(inside)
    tables = []
    for _ in range(2):
        model = _Names(inside)
        table = plain_table(model)
        table.take_height_of_rows(whole=whole)
        model.show([f"第 {at} 人" for at in range(rows)])
        column.addWidget(table)
        tables.append(table)
    page.setWidgetResizable(True)
    page.setWidget(inside)
    page.resize(300, 200)
    page.show()
    qtbot.waitExposed(page)
    return tables[0]


@pytest.mark.parametrize(("whole", "is_scrolled"), [(True, False), (False, True)])
def test_a_whole_table_is_never_scrolled_by_itself(qtbot: QtBot, *, whole: bool, is_scrolled: bool) -> None:
    table = _shown(qtbot, 12, whole=whole)
    qtbot.waitUntil(lambda: bool(table.verticalScrollBar().maximum()) is is_scrolled)
