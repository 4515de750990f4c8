"""What is done to the record of a row: its page or form opened, its removal asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.jobs import JobContext
from app.messages import window_message_for
from app.records import editing
from app.records.choosing import Choice
from app.records.editing import Edited
from ledger.definition import Ledger
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.ledger_view.table import LedgerTable
from ui.parts.dialog import ask_reason, open_dialog
from ui.people.drawer import RowDrawer
from ui.people.words import PanelWords
from ui.workers import Latest


class RecordActs(QObject):
    """Acts on rows of one ledger's table, beside which the drawer stands."""

    def __init__(self, desk: Desk, table: LedgerTable, drawer: RowDrawer, words: PanelWords, panel: QWidget) -> None:
        super().__init__(panel)
        self._desk, self._panel = desk, panel
        self._table, self._drawer, self._words = table, drawer, words
        self._ledger: Ledger = table.ledger
        self._asked = Latest(desk.runner, self)

    @Slot(str)
    def open(self, record: str) -> None:
        """Open the page of a row's record; its form where it has no page."""
        if self._ledger.name == "person":
            self._desk.go("person", record)
            return
        brief = self._drawer.brief
        if brief is not None and brief.record == record and brief.page:
            self._desk.go(brief.page, brief.page_record)
        elif self._words.page:
            self._open_named(record)
        else:
            self.edit(record)

    def _open_named(self, record: str) -> None:
        """Open the page of the record that a row names."""
        session, ledger = self._desk.session, self._ledger

        def work(_ctx: JobContext) -> tuple[str, str]:
            from app.tables import row_brief

            found = row_brief.brief(session, ledger, record)
            return found.page, found.page_record

        self._asked.ask(work, lambda place: self._desk.go(*place) if place[0] else self.edit(record))

    @Slot(str)
    def visit(self, record: str) -> None:
        """登记走访 of a person or a home."""
        session, ledger = self._desk.session, self._ledger

        def work(_ctx: JobContext) -> Choice:
            from app.tables import row_brief

            found = row_brief.brief(session, ledger, record)
            return Choice(found.record, found.title, found.about)

        self._asked.ask(work, self._visit, failed=self._on_failed)

    def _visit(self, whom: Choice) -> None:
        from ui.dossier.visit_dialog import VisitDialog

        open_dialog(VisitDialog(self._desk, self._ledger.name, whom, parent=self._panel.window()))

    @Slot(str)
    def edit(self, record: str) -> None:
        """Open the form of a record, or of a new one for ""."""
        from ui.record_form.dialog import RecordDialog

        dialog = RecordDialog(self._desk, self._ledger, record or None, parent=self._panel.window())
        dialog.saved.connect(self._on_saved)
        open_dialog(dialog)

    @Slot(object)
    def _on_saved(self, edited: Edited) -> None:
        self._table.stand({"row": edited.id, "at": -1, "column": 0, "offset": 3})

    @Slot(str, str)
    def remove(self, record: str, called: str) -> None:
        """Ask why, then move a record to the recycle bin."""
        why = "删除后在回收站里，可以恢复。为什么删除？"
        ask_reason(self._panel.window(), f"删除 {called}", why, partial(self._discard, record, called))

    def _discard(self, record: str, called: str, reason: str) -> None:
        session, ledger = self._desk.session, self._ledger

        def work(_ctx: JobContext) -> Edited:
            return editing.discard(session, ledger, record, reason=reason)

        handle = self._desk.runner.writing(work)
        handle.done.connect(lambda edited: self._desk.say(f"已删除 {called}", action=edited.action))
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._table.tell(window_message_for(error))
