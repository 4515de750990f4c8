"""Saves a form beside the window and turns what stands in the way into what the form can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from app.dossiers import clashes
from app.messages import window_message_for
from app.records import editing
from app.records.editing import Edited, Seen
from app.records.twins import AlreadyThere
from ledger.definition import Ledger
from ledger.errors import ChangedBeneath, FieldsRefused, LedgerError
from ui.desk import Desk
from ui.workers import Latest


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was saved: problems by field, a record that stands already, or a sentence."""

    problems: tuple[tuple[str, str], ...] = ()
    twin: str = ""
    text: str = ""


class Saver(QObject):
    """One form's saving. Exactly one of `saved(Edited)`, `refused(Trouble)`, `clashed(Clashes)` follows `save`."""

    saved = Signal(object)
    refused = Signal(object)
    clashed = Signal(object)

    def __init__(self, desk: Desk, ledger: Ledger, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._ledger = desk, ledger
        self._latest = Latest(desk.runner, self)
        self.is_saving = False
        self._asked: tuple[str, Mapping[str, str], Seen | None] = ("", {}, None)

    def save(self, record: str, typed: Mapping[str, str], seen: Seen | None, *, kind: str = "") -> None:
        """Write the typed fields of a record, or a new one."""
        if self.is_saving:
            return
        self.is_saving = True
        session, ledger, wanted = self._desk.session, self._ledger, dict(typed)
        self._asked = (record, wanted, seen)
        handle = self._desk.runner.writing(
            lambda _: editing.save(session, ledger, wanted, record=record, seen=seen, kind=kind)
        )
        handle.done.connect(self._on_saved)
        handle.failed.connect(self._on_failed)
        handle.crashed.connect(self._on_crashed)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_saved(self, edited: Edited) -> None:
        self.is_saving = False
        self.saved.emit(edited)

    @Slot(object)
    def _on_crashed(self, _error: Exception) -> None:
        self.is_saving = False

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.is_saving = False
        record, typed, seen = self._asked
        if isinstance(error, ChangedBeneath) and error.fields and seen is not None:
            session, ledger = self._desk.session, self._ledger
            self._latest.ask(
                lambda _: clashes.clashes(session, ledger, record, seen, typed), self.clashed.emit, failed=self._tell
            )
            return
        self._tell(error)

    def _tell(self, error: LedgerError) -> None:
        if isinstance(error, FieldsRefused):
            self.refused.emit(Trouble(problems=error.problems))
        elif isinstance(error, AlreadyThere):
            self.refused.emit(Trouble(twin=error.record_id, text="台账里已有同样的一条，没有保存。"))
        else:
            self.refused.emit(Trouble(text=window_message_for(error)))
