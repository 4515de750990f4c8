"""Everything that the page of backups shows, ready to show: what lies where, when it was made, what is arranged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import access, words
from app.backups import drilling, shelf, standing
from app.backups.shelf import Kept
from app.backups.standing import Standing
from app.schedule import installing, unattended
from app.schedule.installing import Schedule
from app.stores.session import Session
from ledger import clock

_PLACES = {"store": "本机", "second": "第二个位置"}


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup, wherever copies of it lie. `is_good` is False for a file that does not read."""

    path: Path
    when: str
    why: str
    size: str
    people: str
    where: str
    is_good: bool

    @property
    def state(self) -> str:
        """Whether it was verified, in a word."""
        return "写完已核对" if self.is_good else "读不出来"


@dataclass(frozen=True, slots=True)
class Overview:
    """The page of backups at one moment."""

    standing: Standing
    lines: tuple[BackupLine, ...]
    schedule: Schedule
    is_key_kept: bool
    report: Path | None


@access.operation("backup")
def overview(session: Session) -> Overview:
    """How everything stands now."""
    folder = session.store.folder
    return Overview(
        standing=standing.standing(session),
        lines=_lines(shelf.everything(session)),
        schedule=installing.status(folder),
        is_key_kept=unattended.is_kept(folder),
        report=drilling.newest_report(session),
    )


def _lines(found: list[Kept]) -> tuple[BackupLine, ...]:
    """One line for a backup and its copies, the newest first."""
    places: dict[str, list[Kept]] = {}
    for one in found:
        places.setdefault(one.path.name, []).append(one)
    return tuple(_line(copies) for copies in places.values())


def _line(copies: list[Kept]) -> BackupLine:
    first = min(copies, key=lambda one: (one.manifest is None, one.where != "store"))
    manifest = first.manifest
    return BackupLine(
        path=first.path,
        when=clock.local_text(manifest.made_at) if manifest else first.path.name,
        why=words.BACKUP_WHY[manifest.why] if manifest else "",
        size=words.megabytes(first.size_bytes),
        people=f"{manifest.records.get('person', 0):,}" if manifest else "",
        where="、".join(dict.fromkeys(_PLACES[one.where] for one in copies)),
        is_good=manifest is not None,
    )
