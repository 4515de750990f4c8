"""A box for what a column feeds: typing finds a field by its label and by every other word for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter
from typing_extensions import override

from ui.parts.choices import ChoiceBox

if TYPE_CHECKING:
    from app.review.import_steps import Choice

_WORDS = Qt.ItemDataRole.UserRole + 1
_SHOWN_LINES = 12


class FieldPicker(ChoiceBox):
    """Its list shows labels; what is typed is looked for in labels and other words."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: frozenset[str] = frozenset()
        self._words = QStandardItemModel(self)
        completer = _ByWords(self._words, self)
        completer.setCompletionRole(_WORDS)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_SHOWN_LINES)
        self.setCompleter(completer)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these fields."""
        keys = frozenset(one.key for one in choices)
        if keys == self._keys:
            return
        self._keys = keys
        self.set_choices((one.key, one.label) for one in choices)
        self._words.clear()
        for one in choices:
            item = QStandardItem(one.label)
            item.setData(f"{one.label} {one.words}", _WORDS)
            self._words.appendRow(item)

    def key(self) -> str | None:
        """The field that is chosen; "" for none, None for words that mean no field."""
        value = self.value()
        return value if not value or value in self._keys else None


class _ByWords(QCompleter):
    """Looks in the words and writes the label."""

    @override
    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))

    @override
    def splitPath(self, path: str) -> list[str]:
        return [path]
