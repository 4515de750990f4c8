"""What tests of the desktop open: a demo store of today, and a desk that leaves nothing of it in the loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.demo.fill import fill
from app.jobs import SILENT
from app.stores.session import Session
from ledger import clock
from tests.committee import new_session
from ui.desk import Desk
from ui.workers import JobRunner

PEOPLE = 300


@contextmanager
def a_desk(session: Session, qapp: QApplication) -> Iterator[Desk]:
    """What pages are made with, for this session; afterwards its jobs are ended."""
    runner = JobRunner()
    yield Desk(session, runner)
    runner.close()
    qapp.processEvents()


class DemoFolders:
    """Closed demo stores, filled once a day: a run that goes on over midnight has one whose today is today."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of_today(self) -> Path:
        """A store with 300 invented people; read or copied, never written to."""
        made = self.folder / clock.today().isoformat()
        if not made.exists():
            with new_session(made) as session:
                fill(session, people=PEOPLE, seed=1, ctx=SILENT)
        return made
