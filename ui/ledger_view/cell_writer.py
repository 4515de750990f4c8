"""Writes single cells that were typed: shown at once, taken back with the reason where the ledger refuses them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.jobs import JobContext
from app.messages import window_message_for
from app.records.editing import Edited
from app.tables import cell_changes
from ledger.definition import Ledger
from ledger.errors import ChangedBeneath, FieldsRefused, LedgerError
from ui.desk import Desk
from ui.ledger_view.rows_model import RowsModel


class CellWriter(QObject):
    """One table's writer. `refused(record, field, why)`: nothing was written, the cell shows what it did before."""

    refused = Signal(str, str, str)
    written = Signal(str, str)

    def __init__(self, desk: Desk, model: RowsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows = model

    def write(self, row: int, column: int, text: str) -> None:
        """Write what was typed into a cell."""
        shown, source = self._rows.row_at(row), self._rows.source
        if shown is None or source is None:
            return
        record, name, seen = shown.id, source.columns[column], shown.texts[column]
        session, ledger = self._desk.session, source.ledger
        self._rows.tell(record, name, text)

        def change(_ctx: JobContext) -> Edited:
            return cell_changes.change_cell(session, ledger, record, name, text, seen)

        called = shown.texts[0]
        handle = self._desk.runner.writing(change)
        handle.done.connect(lambda edited: self._on_done(edited, ledger, name, called))
        handle.failed.connect(lambda error: self._on_failed(error, ledger, record, name))
        handle.crashed.connect(lambda _error: self._rows.tell(record, name, None))
        handle.stopped.connect(lambda: self._rows.tell(record, name, None))
        self._desk.runner.start(handle)

    def _on_done(self, edited: Edited, ledger: Ledger, name: str, called: str) -> None:
        if not isValid(self):  # the page went meanwhile: the lock let go of it
            return
        if not edited.action:
            self._rows.tell(edited.id, name, None)
            return
        self._rows.settle(edited.id, name)
        self._desk.say(f"已修改{called}的{ledger.field(name).label}", action=edited.action)
        self.written.emit(edited.id, name)

    def _on_failed(self, error: LedgerError, ledger: Ledger, record: str, name: str) -> None:
        if not isValid(self):
            return
        self._rows.tell(record, name, None)
        if isinstance(error, ChangedBeneath):
            self._rows.refresh()
        self.refused.emit(record, name, why_refused(error, ledger, name))


def why_refused(error: LedgerError, ledger: Ledger, name: str) -> str:
    """Why a cell was not written, as short as the place asks for."""
    if isinstance(error, FieldsRefused):
        told = [cell_changes.problem_text(ledger, field, rule) for field, rule in error.problems]
        own = [text for (field, _), text in zip(error.problems, told, strict=True) if field == name]
        return "；".join(own or told)
    return window_message_for(error)
