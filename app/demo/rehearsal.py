"""Two throw-away stores for looking at the desktop: one with an invented committee, one with nothing in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import logs
from app.demo.fill import fill
from app.demo.opening import COMMITTEE
from app.jobs import SILENT
from app.session import Session
from ledger.errors import LedgerError
from storage.errors import DiskTrouble

LOGIN, NAME, PASSWORD = "wang", "王芳", "Yinxing-2026"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The open stores, an error that reading may meet, and a folder for what is tried out."""

    full: Session
    empty: Session
    trouble: LedgerError
    folder: Path


@contextmanager
def rehearsal(people: int) -> Iterator[Rehearsal]:
    """Make the stores with `people` invented people; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="linong-screens-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        full, _ = Session.create(folder / "full", committee=COMMITTEE, account=(LOGIN, NAME), password=PASSWORD)
        empty, _ = Session.create(folder / "empty", committee=COMMITTEE, account=(LOGIN, NAME), password=PASSWORD)
        with full, empty:
            fill(full, people=people, seed=1, ctx=SILENT)
            try:
                yield Rehearsal(full, empty, DiskTrouble(folder / "full", "IOERR"), folder)
            finally:
                logs.close_log()
