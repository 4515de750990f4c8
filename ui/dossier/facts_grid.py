"""Fields as quiet text in two columns: a muted label, the value below it. Copying a value copies what is shown."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from app.dossiers.sections import Cell
from ui.dossier.masked_value import MaskedValue, Unmasking
from ui.look.roles import label
from ui.look.tokens import L, M

_COLUMNS = 2
_WIDE = ("long_text",)
_LONG = 24  # letters of a value that gets a line of its own


class FactsGrid(QWidget):
    """The filled cells of a section, in its order. The right button copies a value, masked as it stands."""

    def __init__(self, cells: Iterable[Cell], unmasking: Unmasking | None = None) -> None:
        super().__init__()
        self._unmasking = unmasking if unmasking is not None and unmasking.is_offered() else None
        self.masked: list[MaskedValue] = []
        self._values: dict[QWidget, Cell] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M)
        at = 0
        for cell in cells:
            is_wide = cell.item.kind in _WIDE or len(cell.text) > _LONG
            at += at % _COLUMNS if is_wide else 0
            grid.addLayout(self._fact(cell), at // _COLUMNS, at % _COLUMNS, 1, _COLUMNS if is_wide else 1)
            at += _COLUMNS if is_wide else 1
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)

    def _fact(self, cell: Cell) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        name, value = label(cell.item.label, "caption"), self._value(cell)
        for widget in (name, value):
            column.addWidget(widget)
        for widget in (name, value.value if isinstance(value, MaskedValue) else value):
            self._values[widget] = cell
        if cell.note:
            column.addWidget(label(cell.note, "caption", wraps=True))
        column.addStretch(1)
        return column

    def _value(self, cell: Cell) -> QWidget:
        if cell.is_masked and self._unmasking is not None:
            made = MaskedValue(cell, self._unmasking)
            self.masked.append(made)
            return made
        return _value(cell)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        under = self.childAt(event.pos())
        cell = self._values.get(under) if under is not None else None  # also of a shown value its masked text
        if cell is None:
            return
        menu = QMenu(self)
        menu.addAction(f"复制{cell.item.label}", lambda: QGuiApplication.clipboard().setText(cell.text))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())


def _value(cell: Cell) -> QLabel:
    made = label(cell.text, wraps=True)
    made.setAccessibleName(f"{cell.item.label} {cell.text}")
    return made
