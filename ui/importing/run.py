"""One import from the choice of a file to its result: the decisions made so far, and the jobs that answer to them.

The steps of the page show what stands here and hand decisions in. Decisions stay when one goes back; whatever follows
from them is worked out again on a thread. What an import does is `app.review.import_steps`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs import JobContext
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.importing.decisions import Decisions
from ui.workers import JobHandle

if TYPE_CHECKING:
    from app.importing.applying import ImportOutcome
    from app.review.import_questions import Questions
    from app.review.import_steps import BookFound
    from app.review.plan_view import PlanView


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan ready to be looked at, and what it leaves open."""

    view: PlanView
    questions: Questions


class ImportRun(QObject):
    """The state of one import. Each job ends in its own signal, or in `failed(what, LedgerError)` or `stopped(what)`.

    `what` is look, plan, apply, undo or returned.
    """

    began = Signal(str)
    progressed = Signal(object)
    looked = Signal()
    planned = Signal()
    applied = Signal()
    undone = Signal()
    returned = Signal(object)  # the files with the rows that were sent back
    failed = Signal(str, object)
    stopped = Signal(str)
    reset = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._handle: JobHandle | None = None
        self._planned: Planned | None = None
        self._asked: Questions | None = None
        self._what = ""
        self._then: Callable[[Any], None] = lambda _: None
        self.clear()

    def clear(self) -> None:
        """Begin anew, with no file."""
        self.cancel()
        self.path: Path | None = None
        self.decisions = Decisions()
        self.found: BookFound | None = None
        self._let_go()
        self._asked = None
        self.is_planned = False
        self.outcome: ImportOutcome | None = None
        self.reset.emit()

    @property
    def view(self) -> PlanView | None:
        """The plan as it is looked at; None before there is one."""
        return self._planned.view if self._planned else None

    @property
    def questions(self) -> Questions | None:
        """What is open; None before there is a plan."""
        return self._planned.questions if self._planned else None

    @property
    def is_busy(self) -> bool:
        """True while a job is under way."""
        return self._handle is not None

    # -- decisions

    def choose_file(self, path: Path, password: str | None = None) -> None:
        """Take another file and look into it."""
        self.clear()
        self.path = path
        self.decisions.password = password
        self.look()

    def changed(self) -> None:
        """A decision was made: the plan that stands is no longer what would be done."""
        self.is_planned = False

    # -- jobs

    def look(self) -> None:
        """See what is in the file, under the decisions so far."""
        path, decisions, session = self.path, self.decisions, self._desk.session
        if path is None:
            return
        self.changed()

        def job(ctx: JobContext) -> BookFound:
            from app.review import import_steps

            found = import_steps.look(session, path, decisions.options(), ctx)
            import_steps.remember_file(session, path)
            return found

        self._start("look", self._desk.runner.reading(job), self._on_looked)

    def plan(self) -> None:
        """Work out what would be done. The plan before is let go first: two of 100,000 rows would be one too many."""
        path, session = self.path, self._desk.session
        if path is None:
            return
        before, options = self._asked, self.decisions.options
        gone, self._planned = self._planned, None
        self.changed()

        def job(ctx: JobContext) -> Planned:
            from app.review import import_questions, import_steps
            from app.review.plan_view import PlanView

            if gone is not None:
                gone.view.dismantle()
            plan = import_steps.plan(session, path, options(), ctx)
            view = PlanView.of(plan, ctx)
            return Planned(view, import_questions.questions(session, path, plan, before, ctx))

        self._start("plan", self._desk.runner.reading(job), self._on_planned)

    def apply(self) -> None:
        """Write the plan; nothing is kept of one that is cancelled."""
        view, session = self.view, self._desk.session
        if view is None or self.path is None:
            return
        plan = view.plan

        def job(ctx: JobContext) -> ImportOutcome:
            from app.importing import applying

            return applying.apply(session, plan, ctx)

        name = f"导入 {self.path.name}"
        self._start("apply", self._desk.runner.writing(job, name=name), self._on_applied)

    def undo(self) -> None:
        """Take the import back."""
        outcome, session = self.outcome, self._desk.session
        if outcome is None:
            return

        def job(ctx: JobContext) -> object:
            return undo_named(session, outcome.batch, ctx)

        self._start("undo", self._desk.runner.writing(job, name="撤销导入"), self._on_undone)

    def write_returned(self, target: Path) -> None:
        """Write the rows that were sent back, with their reasons, to a workbook."""
        view, source = self.view, self.path
        if view is None or source is None:
            return
        plan, session = view.plan, self._desk.session

        def job(_ctx: JobContext) -> tuple[Path, ...]:
            from app.exports import returning

            return tuple(returning.write_returned(session, plan, source, target))

        self._start("returned", self._desk.runner.reading(job), self._on_returned)

    def cancel(self) -> None:
        """Stop the job that is under way; it leaves nothing behind."""
        if self._handle is not None:
            self._handle.cancel()

    def _start(self, what: str, handle: JobHandle, then: Callable[[Any], None]) -> None:
        before, self._handle = self._handle, handle
        self._what, self._then = what, then
        if before is not None:
            before.cancel()
        handle.progressed.connect(self._on_progressed)
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.stopped.connect(self._on_stopped)
        handle.crashed.connect(self._on_crashed)
        self.began.emit(what)
        self._desk.runner.start(handle)

    # Slots of this object, not lambdas: the page may be gone when a job ends.

    @Slot(object)
    def _on_progressed(self, progress: object) -> None:
        if self.sender() is self._handle:
            self.progressed.emit(progress)

    @Slot(object)
    def _on_done(self, result: object) -> None:
        if self.sender() is self._handle:
            self._handle = None
            self._then(result)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if self.sender() is self._handle:
            self._handle = None
            self.failed.emit(self._what, error)

    @Slot()
    def _on_stopped(self) -> None:
        if self.sender() is self._handle:
            self._handle = None
            self.stopped.emit(self._what)

    @Slot(object)
    def _on_crashed(self, _error: object) -> None:
        self._on_stopped()

    # -- answers

    def _on_looked(self, found: BookFound) -> None:
        self.found = found
        self.looked.emit()

    def _on_planned(self, planned: Planned) -> None:
        self._planned = planned
        self._asked = planned.questions
        self.is_planned = True
        self.planned.emit()

    def _on_applied(self, outcome: ImportOutcome) -> None:
        self.outcome = outcome
        self.applied.emit()

    def _on_undone(self, _outcome: object) -> None:
        self.undone.emit()

    def _on_returned(self, paths: tuple[Path, ...]) -> None:
        self.returned.emit(paths)

    def _let_go(self) -> None:
        """Have the plan before taken apart on a thread; the window would stand still while it is given back."""
        before, self._planned = self._planned, None
        if before is not None:
            view = before.view
            self._desk.runner.start(self._desk.runner.reading(lambda _: view.dismantle()))


def undo_named(session: Session, batch: str, ctx: JobContext) -> object:
    """Take an import back; what stands in the way is called by name."""
    from app.importing import undoing
    from app.undo import obstacle_names

    try:
        return undoing.undo(session, batch, ctx)
    except undoing.UndoBlocked as blocked:
        raise obstacle_names.named(session, blocked) from blocked


def wants_password(error: LedgerError) -> bool:
    """True when the file only lacks its password, or the one given was wrong."""
    return type(error).__name__ in ("PasswordNeeded", "PasswordWrong")
