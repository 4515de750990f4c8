"""Choosing from a list: codes of a code table with type-to-filter, and yes or no."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QWidget
from typing_extensions import override

from ledger import codes
from ui.parts.line_edit import LineEdit

_LEAST_LETTERS = 8
_SHOWN_LINES = 12


class ChoiceBox(QComboBox):
    """Values with labels; typing narrows the list to labels that contain what is typed. The empty value is a choice."""

    chosen = Signal()
    submitted = Signal()

    def __init__(self, choices: Iterable[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_SHOWN_LINES)
        self.setMinimumContentsLength(_LEAST_LETTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._edit = LineEdit()
        self.setLineEdit(self._edit)
        self._edit.submitted.connect(self._on_submitted)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_SHOWN_LINES)
        self.setCompleter(completer)
        self.activated.connect(lambda _: self.chosen.emit())
        self._edit.editingFinished.connect(self._settle)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these (value, label) pairs after the empty one; the value stays if it is still among them."""
        before = self.value()
        self.clear()
        self.addItem("", "")
        for value, shown in choices:
            self.addItem(shown, value)
        self.set_value(before)

    def value(self) -> str:
        """The value; what is typed when it is none of them, for `ledger.check` to refuse with its reason."""
        typed = self.currentText().strip()
        index = self.find_typed(typed)
        return typed if index < 0 else str(self.itemData(index) or "")

    def set_value(self, value: str) -> None:
        """Show a value; one that is not offered is shown as it is."""
        index = self.findData(value) if value else 0
        self.setCurrentIndex(index)
        if index < 0:
            self.setEditText(value)

    def find_typed(self, typed: str) -> int:
        """The place of the choice that the text means; -1 when it means none."""
        return self.findText(typed, Qt.MatchFlag.MatchFixedString) if typed else 0

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel over a form scrolls the form; it changes no value that nobody looked at."""
        event.ignore()

    def _settle(self) -> None:
        index = self.find_typed(self.currentText().strip())
        if index >= 0 and index != self.currentIndex():
            self.setCurrentIndex(index)
            self.chosen.emit()

    def _on_submitted(self) -> None:
        self._settle()
        self.submitted.emit()


class CodeBox(ChoiceBox):
    """A code of a code table; labels, aliases and codes are all understood."""

    def __init__(self, table_name: str, parent: QWidget | None = None) -> None:
        self._table = codes.table(table_name)
        super().__init__(((line.code, line.label) for line in self._table.lines), parent)

    @override
    def find_typed(self, typed: str) -> int:
        if not typed:
            return 0
        code = self._table.find(typed)
        return -1 if code is None else self.findData(code)


class YesNoBox(ChoiceBox):
    """是, 否, or nothing said; the values are 1 and 0 as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((("1", "是"), ("0", "否")), parent)
        self.setMinimumContentsLength(2)
