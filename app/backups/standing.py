"""How the store stands as to backups and drills: when the last one was, what is overdue, for pages and `status`."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app import access
from app.backups import keeping, shelf
from app.backups.shelf import Kept
from app.stores.session import Session
from app.stores.standing import begun_on
from ledger import clock
from storage.store import DATABASE

DRILL_MONTHS = "drill_months"
"""The setting: months between two drills."""
_DAYS_OF_MONTH = 30.5


@dataclass(frozen=True, slots=True)
class Standing:
    """When things were last done, in local days and instants; None for never.

    `drill_due_on` is the day from which the next drill is to be held, `second` the second folder as set.
    """

    last: Kept | None
    last_drill: str | None
    is_drill_good: bool
    drill_due_on: date
    second: Path | None
    is_second_reached: bool
    days_since_backup: int | None
    is_backup_overdue: bool

    @property
    def is_drill_due(self) -> bool:
        """True when the next drill should have been held by today."""
        return clock.today() >= self.drill_due_on


@dataclass(frozen=True, slots=True)
class Disk:
    """Sizes in bytes: the database, the whole folder, and what is free where it lies."""

    database: int
    folder: int
    free: int
    total: int


@access.operation(access.OWN)
def standing(session: Session) -> Standing:
    """How the store stands today."""
    last = shelf.newest(session)
    begun = begun_on(session.store)
    since = clock.day_of(last.made_at) if last else None
    days = (clock.today() - since).days if since else None
    drilled_at, is_good = _last_drill(session)
    waited = timedelta(days=session.settings.number(DRILL_MONTHS) * _DAYS_OF_MONTH)
    second = shelf.second_folder(session)
    return Standing(
        last=last,
        last_drill=drilled_at,
        is_drill_good=is_good,
        drill_due_on=(clock.day_of(drilled_at) if drilled_at else begun) + waited,
        second=second,
        is_second_reached=second is not None and _is_folder(second),
        days_since_backup=days,
        is_backup_overdue=(days if days is not None else (clock.today() - begun).days) >= keeping.DAYS_WITHOUT,
    )


@access.operation(access.OWN)
def disk(session: Session) -> Disk:
    """What the store takes, and what is left."""
    folder = session.store.folder
    usage = shutil.disk_usage(folder)
    return Disk((folder / DATABASE).stat().st_size, session.size_bytes(), usage.free, usage.total)


def _last_drill(session: Session) -> tuple[str | None, bool]:
    with session.reader() as reader:
        found = reader.actions(kind="drill", limit=1)
    return (found[0].at, found[0].detail.get("ok") is True) if found else (None, False)


def _is_folder(folder: Path) -> bool:
    with suppress(OSError):
        return folder.is_dir()
    return False
