"""Throw-away stores for looking at the desktop: one with an invented committee, one with nothing in it.

A third one, which shares its ledger with another PC, and one of a day on which everything waits, are made when they are
first asked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app import logs
from app.demo import busy_day, disagreements, instructions
from app.demo.fill import fill
from app.demo.opening import COMMITTEE
from app.jobs import SILENT
from app.stores.session import Session
from ledger.errors import LedgerError
from storage.errors import DiskTrouble

_SHARED_PEOPLE = 120
LOGIN, NAME, PASSWORD = "wang", "王芳", "Wutong-Lin7"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The open stores, an error that reading may meet, and a folder for what is tried out."""

    full: Session
    empty: Session
    shared: Callable[[], Session]
    busy: Callable[[], Session]
    trouble: LedgerError
    folder: Path


@contextmanager
def rehearsal(people: int) -> Iterator[Rehearsal]:
    """Make the stores with `people` invented people; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="linong-screens-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        full, _ = Session.create(folder / "full", committee=COMMITTEE, account=(LOGIN, NAME), password=PASSWORD)
        empty, _ = Session.create(folder / "empty", committee=COMMITTEE, account=(LOGIN, NAME), password=PASSWORD)
        with ExitStack() as open_stores:
            open_stores.enter_context(full)
            open_stores.enter_context(empty)
            fill(full, people=people, seed=1, ctx=SILENT)
            shared = cache(lambda: open_stores.enter_context(_shared(folder / "shared")))
            busy = cache(lambda: open_stores.enter_context(busy_day.committee(folder / "busy", COMMITTEE)))
            try:
                yield Rehearsal(full, empty, shared, busy, DiskTrouble(folder / "full", "IOERR"), folder)
            finally:
                logs.close_log()


def _shared(folder: Path) -> Session:
    made, _ = Session.create(folder, committee=COMMITTEE, account=(LOGIN, NAME), password=PASSWORD)
    fill(made, people=_SHARED_PEOPLE, seed=1, ctx=SILENT)
    disagreements.share(made)
    disagreements.add(made)
    disagreements.refuse(made)
    instructions.send(made)
    return made
