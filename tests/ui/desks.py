"""A desk for one session, with its jobs; afterwards they are ended and nothing of it is left in the loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from app.stores.session import Session
from ui.desk import Desk
from ui.workers import JobRunner


@contextmanager
def a_desk(session: Session, qapp: QApplication) -> Iterator[Desk]:
    """What pages are made with, for this session."""
    runner = JobRunner()
    yield Desk(session, runner)
    runner.close()
    qapp.processEvents()
