"""A line that takes names of people: those who work here are offered, and who does not is told below it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QStringListModel, Slot
from PySide6.QtWidgets import QLineEdit

from app.accounts import colleagues
from app.accounts.colleagues import Colleagues
from ui.desk import Desk
from ui.parts.fields import Labelled
from ui.parts.names_completer import NamesCompleter
from ui.workers import Latest


class ColleagueLine(QObject):
    """Lives with its line. Nothing is refused: volunteers are called by their names."""

    def __init__(self, desk: Desk, edit: QLineEdit, field: Labelled, hint: str = "") -> None:
        super().__init__(edit)
        self._edit, self._field, self._hint = edit, field, hint
        self._known: Colleagues | None = None
        self._reading = Latest(desk.runner, self)
        self.names = QStringListModel(self)
        edit.setCompleter(NamesCompleter(self.names, self))
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
