"""How pages and dialogs are put before an eye, a camera or a test: scenes, and the stage that they are played on.

A page's package declares its scenes in `scenes.py` as `SCENES`, a tuple; `ui.screens` finds them there, photographs
each one, looks for clipped text and controls without a name, and walks it by Tab.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.demo.rehearsal import Rehearsal
from app.jobs import Job, JobContext
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.page import Page
from ui.workers import JobHandle, JobRunner

_Page = TypeVar("_Page", bound=Page)


@dataclass(frozen=True, slots=True)
class Scene:
    """A page or dialog in one state. The name is `page--state`; states are normal, empty, loading, error or its own.

    `make` answers the widget, not yet shown. What it asked of the desk's runner is waited for before the picture is
    taken; `is_ready` says more where that is not enough.
    """

    name: str
    make: Callable[[Stage], QWidget]
    is_ready: Callable[[QWidget], bool] | None = None


class Stage:
    """Desks in every state that a page may find itself in, and the records that scenes are about."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.folder = rehearsal.folder
        full, empty, never, fails = JobRunner(), JobRunner(), _NeverAnswers(), _AlwaysFails(rehearsal.trouble)
        self._runners: list[JobRunner] = [full, empty, never, fails]
        self._shared: Desk | None = None
        self._busy: Desk | None = None
        self.full = Desk(rehearsal.full, full)
        """The demo committee."""
        self.empty = Desk(rehearsal.empty, empty)
        """A store with nothing in it."""
        self.loading = Desk(rehearsal.full, never)
        """Jobs are never answered."""
        self.failing = Desk(rehearsal.full, fails)
        """Every job fails with a `LedgerError`, `stage.trouble`."""

    @property
    def shared(self) -> Desk:
        """A committee that shares its ledger with another PC, and what both changed; made when first asked for."""
        if self._shared is None:
            runner = JobRunner()
            self._runners.append(runner)
            self._shared = Desk(self.rehearsal.shared(), runner)
        return self._shared

    @property
    def busy(self) -> Desk:
        """A committee on a day on which everything waits; made when first asked for."""
        if self._busy is None:
            runner = JobRunner()
            self._runners.append(runner)
            self._busy = Desk(self.rehearsal.busy(), runner)
        return self._busy

    @property
    def trouble(self) -> LedgerError:
        """What jobs of `failing` fail with."""
        return self.rehearsal.trouble

    @property
    def is_busy(self) -> bool:
        """True while a job of any desk is still to be answered."""
        return any(runner.is_busy for runner in self._runners)

    def opened(self, page: type[_Page], desk: Desk | None = None, record: str = "", **facts: object) -> _Page:
        """A page as the window would open it; on the demo committee unless said otherwise."""
        made = page(desk or self.full)
        made.enter(record, facts)
        return made

    def first(self, ledger: str, search: str = "", *filters: str) -> str:
        """The id of the first record of the demo committee that answers."""
        order = Order(limit=1)
        found = browsing.page(
            self.full.session, catalog.named(ledger), Selection(search=search, filters=filters), order
        )
        return str(found.rows[0]["id"])

    def close(self) -> None:
        """Stop all jobs."""
        for runner in self._runners:
            runner.close()


class _NeverAnswers(JobRunner):
    @override
    def start(self, handle: JobHandle) -> None:
        """Leave the job waiting for ever."""


class _AlwaysFails(JobRunner):
    def __init__(self, trouble: LedgerError) -> None:
        super().__init__()
        self._trouble = trouble

    @override
    def reading(self, job: Job[object], *, name: str = "") -> JobHandle:
        return super().reading(self._fail, name=name)

    @override
    def writing(self, job: Job[object], *, name: str = "") -> JobHandle:
        return super().writing(self._fail, name=name)

    def _fail(self, _ctx: JobContext) -> None:
        raise self._trouble
