"""A line that takes names of people: those who work here are offered, and who does not is told below it."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit
from typing_extensions import override

from app.accounts import colleagues
from app.accounts.colleagues import Colleagues
from ui.desk import Desk
from ui.parts.fields import Labelled
from ui.workers import Latest

_LAST = re.compile(r"[^、,，;；|\n]*$")
"""The name that is being typed, behind the others."""


class ColleagueLine(QObject):
    """Lives with its line. Nothing is refused: volunteers are called by their names."""

    def __init__(self, desk: Desk, edit: QLineEdit, field: Labelled, hint: str = "") -> None:
        super().__init__(edit)
        self._edit, self._field, self._hint = edit, field, hint
        self._known: Colleagues | None = None
        self._reading = Latest(desk.runner, self)
        self.names = QStringListModel(self)
        completer = _ByLastName(self.names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        edit.setCompleter(completer)
        edit.textChanged.connect(self._tell)
        session = desk.session
        self._reading.ask(lambda _ctx: colleagues.read(session), self._take, failed=lambda _: None)

    def _take(self, found: Colleagues) -> None:
        self._known = found
        self.names.setStringList(found.offered)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._known is not None:
            self._field.set_hint(self._known.told(self._edit.text()) or self._hint)


class _ByLastName(QCompleter):
    """Of several names the last one is completed."""

    @override
    def splitPath(self, path: str) -> list[str]:
        found = _LAST.search(path)
        return [found[0].strip() if found else path]

    @override
    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        edit = self.widget()
        before = _LAST.sub("", edit.text()) if isinstance(edit, QLineEdit) else ""
        return before + super().pathFromIndex(index)
