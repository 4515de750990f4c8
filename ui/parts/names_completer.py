"""Offers names in a line that takes several: the last one is completed, the others stay."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit
from typing_extensions import override

_LAST = re.compile(r"[^、,，;；|\n]*$")
"""The name that is being typed, behind the others."""


class NamesCompleter(QCompleter):
    """Of one line; any part of a name finds it."""

    def __init__(self, names: QStringListModel, parent: QObject) -> None:
        super().__init__(names, parent)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)

    @override
    def splitPath(self, path: str) -> list[str]:
        found = _LAST.search(path)
        return [found[0].strip() if found else path]

    @override
    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        edit = self.widget()
        before = _LAST.sub("", edit.text()) if isinstance(edit, QLineEdit) else ""
        return before + super().pathFromIndex(index)
