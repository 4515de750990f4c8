"""Fields as quiet text in two columns: a muted label, the value beside it. Copying a value copies what is shown."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.dossier_parts import Cell
from ui.look.roles import label
from ui.look.tokens import L, M, S

_COLUMNS = 2
_WIDE = ("long_text",)
_LONG = 24  # letters of a value that gets a line of its own


class FactsGrid(QWidget):
    """The filled cells of a section, in its order."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M)
        at = 0
        for cell in cells:
            is_wide = cell.item.kind in _WIDE or len(cell.text) > _LONG
            at += at % _COLUMNS if is_wide else 0
            grid.addWidget(_Fact(cell), at // _COLUMNS, at % _COLUMNS, 1, _COLUMNS if is_wide else 1)
            at += _COLUMNS if is_wide else 1
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)


class _Fact(QWidget):
    def __init__(self, cell: Cell) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(cell.item.label, "caption"))
        column.addWidget(value_label(cell.text, cell.item.label))
        if cell.note:
            column.addWidget(label(cell.note, "caption", wraps=True))
        column.addStretch(1)
        column.setSpacing(S // 2)


def value_label(text: str, name: str) -> QLabel:
    """A value that can be marked and copied, with the pointer or by keyboard."""
    made = label(text, wraps=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setAccessibleName(f"{name} {text}")
    return made
