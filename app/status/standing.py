"""The status of an open store, for the page 运行状况, `linongctl status` and the support bundle (R118).

Counts, sizes and times only, so everybody who works may read it. What is wrong with any of it is `concerns.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.backups import standing as backups
from app.backups.standing import Disk
from app.backups.standing import Standing as Backups
from app.incidents import drills
from app.incidents.drills import Due
from app.schedule import installing
from app.stores.session import Session
from app.syncing import standing as exchange
from ledger import clock
from storage import alerts, incidents
from storage.operations import State
from storage.trail.beside import CHANGED
from storage.trail.verifying import LOST, VERIFIED


@dataclass(frozen=True, slots=True)
class LogCheck:
    """When the log was last looked at and what came of it; "" for never. `entries`: how many there are now."""

    at: str
    is_whole: bool
    first_bad: int
    entries: int
    has_gap: bool
    has_edits: bool

    @property
    def is_sound(self) -> bool:
        """True when nothing is known to be wrong with it."""
        return self.is_whole and not self.has_gap and not self.has_edits


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Everything that the status page shows. `waiting`: operations that no cloud has; `last_sync` "" for never."""

    at: str
    disk: Disk
    backups: Backups
    waiting: int
    is_enrolled: bool
    last_sync: str
    log: LogCheck
    alerts_open: int
    incidents_open: int
    emergency_drill: Due
    is_scheduled: bool

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl status --json`."""
        last, held = self.backups.last, self.emergency_drill
        return {
            "database_bytes": self.disk.database,
            "folder_bytes": self.disk.folder,
            "free_bytes": self.disk.free,
            "disk_bytes": self.disk.total,
            "queue": self.waiting,
            "enrolled": self.is_enrolled,
            "last_sync": self.last_sync or None,
            "last_backup": last.made_at if last and last.made_at else None,
            "backup_overdue": self.backups.is_backup_overdue,
            "second_folder": str(self.backups.second) if self.backups.second else None,
            "second_folder_reached": self.backups.is_second_reached,
            "scheduled": self.is_scheduled,
            "last_drill": self.backups.last_drill,
            "drill_due": self.backups.is_drill_due,
            "log_checked_at": self.log.at or None,
            "log_ok": self.log.is_sound,
            "log_entries": self.log.entries,
            "alerts_open": self.alerts_open,
            "incidents_open": self.incidents_open,
            "last_emergency_drill": held.last or None,
            "emergency_drill_due": held.is_over,
        }


@access.operation(access.OWN)
def read(session: Session) -> StoreStatus:
    """How the store stands now; the log is not looked at anew (`daily.look_at_log` does that)."""
    with session.reader() as reader, reader.snapshot():
        connection = reader.connection
        waiting = connection.number("SELECT count(*) FROM operation WHERE state < ?", (State.ACKED,))
        alerts_open, incidents_open = alerts.open_count(connection), incidents.open_count(connection)
    return StoreStatus(
        at=clock.now_text(),
        disk=backups.disk(session),
        backups=backups.standing(session),
        waiting=waiting,
        is_enrolled=session.store.is_enrolled(),
        last_sync=exchange.last_whole(session),
        log=log_check(session),
        alerts_open=alerts_open,
        incidents_open=incidents_open,
        emergency_drill=drills.due(session),
        is_scheduled=installing.status(session.store.folder).is_installed,
    )


@access.operation(access.OWN)
def log_check(session: Session) -> LogCheck:
    """What the last look at the log found."""
    with session.reader() as reader, reader.snapshot():
        last = reader.actions(kind=VERIFIED, limit=1)
        gap, edits = (bool(reader.actions(kind=kind, limit=1)) for kind in (LOST, CHANGED))
        entries = reader.connection.number("SELECT count(*) FROM action")
    if not last:
        return LogCheck("", is_whole=True, first_bad=0, entries=entries, has_gap=gap, has_edits=edits)
    found = last[0].detail
    bad = found.get("first_bad")
    is_whole = found.get("is_sound") is True
    return LogCheck(last[0].at, is_whole, bad if isinstance(bad, int) else 0, entries, gap, edits)
