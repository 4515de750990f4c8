"""Short ways to work at a ledger's table: keys, the editor that is open, the text of a cell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ledger import catalog
from ui.desk import Desk
from ui.ledger_view.table import LedgerTable

PERSON = catalog.named("person")
COLUMNS = ("name", "residence_address", "sex", "age", "phone", "employer", "occupation_status", "confirmed_on")


def press(
    qtbot: QtBot, table: LedgerTable, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    for key in keys:
        qtbot.keyClick(table.panes.pane_of(max(table.panes.current[1], 0)), key, held)


def editor_of(table: LedgerTable, kind: type[QWidget]) -> QWidget:
    pane = table.panes.pane_of(table.panes.current[1])
    found = [one for one in pane.viewport().findChildren(kind) if one.isVisible() and one.parent() is pane.viewport()]
    assert len(found) == 1
    return found[0]


def at(table: LedgerTable, row: int, name: str) -> str | None:
    return table.model.text_at(row, COLUMNS.index(name))


def written(desk: Desk, qtbot: QtBot, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(desk.events.changed):
        act()
