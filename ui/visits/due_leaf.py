"""该走访: who is due by building, of one worker and up to a day; recorded from its row, printed as the route.

It opens on the visits that are the own task, where there are some.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import JobContext
from app.messages import window_message_for
from app.records.choosing import Choice
from app.release.departing import Stamp
from app.visits import due, routes
from app.visits.due import Due
from ledger import clock, dates
from ledger.errors import LedgerError
from ledger.partial_date import PartialDate
from ui.desk import Desk
from ui.dossier.visit_dialog import VisitDialog
from ui.look.tokens import L, S
from ui.parts.bands import FilterBand, StatusLine
from ui.parts.choices import ChoiceBox
from ui.parts.dates import DateEdit
from ui.parts.dialog import open_dialog
from ui.parts.fields import Labelled
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.printing.preview import PreviewDialog, preview
from ui.visits.due_model import DueModel
from ui.workers import Latest

_HINT = "回车登记这一行的走访；Ctrl+O 打开档案"
_KINDS = "表格 (*.xlsx);;文本 (*.csv)"


class DueLeaf(QWidget):
    """`counted(text)` for the title; what is listed is also what is printed and saved."""

    counted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.found: tuple[Due, ...] = ()
        self._was_shown = False
        self._reading = Latest(desk.runner, self)
        self.worker, self.building, self.until = ChoiceBox(), ChoiceBox(), DateEdit(clock.today().isoformat())
        self.model = DueModel(self)
        self.table = plain_table(self.model, "该走访的名单")
        self.table.fit_letters(DueModel.LETTERS)
        self.notice = Notice(across=True)
        self.states = PageStates(self.table)
        self.status = StatusLine(_HINT)
        self._lay_out()
        self._offer([], [])
        self.worker.chosen.connect(self._narrow)
        self.building.chosen.connect(self._narrow)
        self.until.editingFinished.connect(self.read)
        self.table.activated.connect(self._on_activated)

    def _lay_out(self) -> None:
        band = FilterBand()
        for text, box in (("负责人", self.worker), ("楼栋", self.building), ("到哪一天为止", self.until)):
            band.add(Labelled(text, box))
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(L, S, L, S)
        within.addWidget(self.states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (band, self.notice):
            column.addWidget(widget)
        column.addWidget(inside, 1)
        column.addWidget(self.status)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Who is due up to the day that is written."""
        self.notice.tell("")
        session, until = self.desk.session, self._until()
        if not self.found:
            self.states.show_loading("正在推算谁该走访…")

        def job(ctx: JobContext) -> tuple[Due, ...]:
            return due.due(session, on=until, ctx=ctx)

        self._reading.ask(job, self.show_found, failed=lambda error: self.states.show_error(error, self.read))

    def ask_of(self, worker: str) -> None:
        """List what is due today of one worker, "" for everybody, in all buildings, whatever was chosen before."""
        self._was_shown = True
        self.until.setText(clock.today().isoformat())
        self.building.set_value("")
        self.worker.set_value(worker)

    def _until(self) -> date:
        """The day that is written, ahead too; today where none is."""
        written = dates.parse(self.until.text(), today=clock.today(), allow_future=True)
        day = written.last_day() if isinstance(written, PartialDate) else clock.today()
        self.until.setText(day.isoformat())
        return day

    def show_found(self, found: tuple[Due, ...]) -> None:
        """Show these, as far as they are of the worker and the building that are chosen."""
        self.found = found
        workers = sorted({name for one in found for name in one.workers})
        buildings = {one.building: one.building_name for one in found if one.building}
        own = self.desk.session.user_name()
        choices = [(one, f"{one}（我）" if one == own else one) for one in workers]
        if choices and any(one.is_of(due.NOBODY) for one in found):
            choices.append((due.NOBODY, due.NOBODY))
        self._offer(choices, list(buildings.items()))
        if found and not self._was_shown:
            self._was_shown = True
            self.worker.set_value(own if own in workers else "")
        self._narrow()

    def _offer(self, workers: list[tuple[str, str]], buildings: list[tuple[str, str]]) -> None:
        for box, choices, everything in ((self.worker, workers, "所有人"), (self.building, buildings, "所有楼栋")):
            box.set_choices(choices)
            box.setItemText(0, everything)

    def route(self) -> tuple[Due, ...]:
        """What is listed."""
        worker, building = self.worker.value(), self.building.value()
        return tuple(one for one in self.found if one.is_of(worker) and building in ("", one.building))

    @Slot()
    def _narrow(self) -> None:
        listed = self.route()
        self.model.show(listed)
        homes = len({one.dwelling for one in listed if one.dwelling})
        self.counted.emit(f"{len(listed):,} 次该走访 · {homes:,} 户" if listed else "")
        if listed:
            self.states.show_content()
            self.table.selectRow(0)
            return
        text = "按人群标签的走访周期和上次走访推算。把“到哪一天为止”往后改，可以看到接下来要走访的人。"
        self.states.show_empty("circle-check", "现在没有该走访的人", text)

    # -- acts

    def chosen(self) -> Due | None:
        """The row that is chosen."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.record()

    def record(self, *, with_row: bool = True) -> VisitDialog:
        """登记走访 of the row that is chosen, or of whoever is named in the form."""
        one = self.chosen() if with_row else None
        about, subject = ("person", None) if one is None else _subject(one)
        dialog = VisitDialog(self.desk, about, subject, parent=self.window())
        open_dialog(dialog)
        return dialog

    def open_dossier(self) -> None:
        """The page of whom or what the row is about."""
        one = self.chosen()
        if one is not None:
            about, subject = _subject(one)
            self.desk.go(about, subject.id)

    def print_route(self) -> PreviewDialog:
        """The preview of the route on paper."""
        session, listed = self.desk.session, self.route()
        return preview(self.desk, "打印走访路线", lambda _ctx: routes.printout(session, listed))

    def save_route(self) -> QWidget:
        """Ask where the route is to be written."""
        listed, name = self.route(), f"走访路线 {clock.today().isoformat()}.xlsx"
        return choose_target(self, "导出走访路线", name, _KINDS, lambda path: self.write_route(listed, path))

    def write_route(self, listed: Sequence[Due], path: Path) -> None:
        """Write it there; it leaves under a register number."""
        session = self.desk.session

        def job(_ctx: JobContext) -> Stamp:
            return routes.save(session, listed, path)

        handle = self.desk.runner.writing(job, name="导出走访路线")
        handle.done.connect(self._on_saved)
        handle.failed.connect(self._on_refused)
        self.desk.runner.start(handle)

    @Slot(object)
    def _on_saved(self, stamp: Stamp) -> None:
        self.desk.say(f"走访路线已导出，登记号 {stamp.number}")

    @Slot(object)
    def _on_refused(self, error: LedgerError) -> None:
        self.notice.tell(window_message_for(error))


def _subject(one: Due) -> tuple[str, Choice]:
    """Whom a visit is to: the person, or the home alone."""
    if one.person:
        return "person", Choice(one.person, one.name)
    return "dwelling", Choice(one.dwelling, one.address)
