"""The table of people, shown and read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records.filters import Selection
from tests.ui.ledger_view.at_table import COLUMNS, PERSON
from ui.desk import Desk
from ui.ledger_view.table import LedgerTable
from ui.look.theme import theme


@pytest.fixture
def table(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Iterator[LedgerTable]:
    theme().apply(qapp)
    made = LedgerTable(desk, PERSON, columns=COLUMNS, adds_rows=True)
    made.resize(1000, 500)
    qtbot.addWidget(made)
    tester = QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show()
    with qtbot.waitSignal(made.model.shown):
        made.show_list(Selection(everyone=True))
    qtbot.waitUntil(lambda: bool(made.current_record))
    made.setFocus()
    yield made
    tester.deleteLater()
