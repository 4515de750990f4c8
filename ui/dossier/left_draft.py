"""A draft that an earlier time left of a record: looked for when its page is gone to, offered, thrown away."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from app.dossiers import drafts
from app.dossiers.drafts import Draft
from ui.desk import Desk
from ui.record_form.draft_keeper import DraftBand
from ui.workers import Latest


class LeftDraft(DraftBand):
    """`gone_on_with(Draft)` when the person goes on with it."""

    gone_on_with = Signal(object)

    def __init__(self, desk: Desk, ledger: str) -> None:
        super().__init__()
        self._desk, self._ledger = desk, ledger
        self._record = ""
        self._draft: Draft | None = None
        self._asked = Latest(desk.runner, self)
        self.taken.connect(self._on_taken)
        self.thrown_away.connect(self._on_thrown_away)

    def look(self, record: str) -> None:
        """Look for one of this record; nothing is offered until it is found."""
        self.hide()
        self._record = record
        session, ledger = self._desk.session, self._ledger
        self._asked.ask(lambda _: drafts.find(session, ledger, record), self._offer)

    def _offer(self, draft: Draft | None) -> None:
        self._draft = draft
        if draft is not None and draft.values:
            self.offer(draft)

    @Slot()
    def _on_taken(self) -> None:
        if self._draft is not None:
            self.gone_on_with.emit(self._draft)

    @Slot()
    def _on_thrown_away(self) -> None:
        self.hide()
        session, ledger, record = self._desk.session, self._ledger, self._record
        self._desk.runner.start(self._desk.runner.writing(lambda _: drafts.drop(session, ledger, record)))
