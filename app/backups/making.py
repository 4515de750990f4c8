"""Makes backups: when a person asks, every day, and before what could go wrong. Copies them to the second folder.

What a backup is and whether it is sound is decided in `storage.backup`, where they lie and how long in `shelf.py`.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app import access, files, logs
from app.backups import shelf
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from ledger import clock
from ledger.errors import Cancelled, LedgerError
from storage import backup_file
from storage.backup import Copying, Watch
from storage.backup_file import Manifest, Why
from storage.files import PRIVATE_FILE
from storage.journal import Entry

COPYING_AWAY = "backup-second"
Second = Literal["", "copied", "stopped", "unreachable"]
"""What became of the copy for the second folder; "" where none is set. A cancel stops it, the backup stands by then."""
_CHUNK = 1 << 20
_NICE = 10
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and verified."""

    path: Path
    manifest: Manifest
    size_bytes: int
    second: Second
    seconds: float


@access.operation("backup")
def make(session: Session, ctx: JobContext = SILENT, *, why: Why = "manual", to: Path | None = None) -> Made:
    """Make a backup, at `to` or among the store's own; a cancel leaves none.

    Raises:
        CopyUnsound, DatabaseDamaged, DiskFull, FileNotWritten: there is none.
    """
    return _make(session, ctx, why, to)


@access.operation(access.OWN)
def make_daily(session: Session, ctx: JobContext = SILENT) -> Made | None:
    """Make today's backup unless there is one; everybody's work is saved, whatever their rights. Raises as `make`."""
    if is_made_today(session):
        return None
    return _make(session, ctx, "daily", None)


@access.operation(access.OWN)
def make_last(session: Session, ctx: JobContext = SILENT) -> Made | None:
    """The backup before the program ends: of what changed since the last one, None where nothing did. As `make`."""
    session.store.settle_beside()
    if not is_wanted(session):
        return None
    with _one_at_a_time:
        return _written(session, session.store.copying("daily"), None, ctx)


@access.operation(access.OWN)
def make_before(session: Session, why: Why, ctx: JobContext) -> Made:
    """The backup that goes before what its caller has the right to do; raises as `make`."""
    return _make(session, ctx, why, None)


@access.operation(access.OWN)
def is_made_today(session: Session) -> bool:
    """True when one of today's backups lies there."""
    last = shelf.newest(session)
    return last is not None and clock.day_of(last.made_at) == clock.today()


@access.operation(access.OWN)
def start_beside(session: Session, why: Why) -> None:
    """Keep this moment in a backup that is written while work goes on; nobody waits for it but who closes the store.

    None is made where nothing changed since the last one, or nothing stands in the ledgers yet. One that cannot be
    made does not stop the work, which can be undone: the log and the audit tell of it.
    """
    session.store.settle_beside()
    if is_wanted(session):
        copying = session.store.copying(why)
        session.store.beside(lambda: _finish_beside(session, copying))


@access.operation(access.OWN)
def is_wanted(session: Session) -> bool:
    """True when the ledgers changed since the last backup in the store's folder."""
    last = next((one for one in shelf.everything(session) if one.where == "store" and one.manifest), None)
    since = last.manifest.action + 1 if last and last.manifest else 1
    with session.reader() as reader:
        return bool(reader.changes(since))


def _make(session: Session, ctx: JobContext, why: Why, to: Path | None) -> Made:
    with _one_at_a_time:
        copying = session.store.copying(why, "whole")
        return _written(session, copying, to, ctx)


def _finish_beside(session: Session, copying: Copying) -> None:
    _let_others_go_first()
    try:
        with _one_at_a_time:
            _written(session, copying, None, SILENT)
    except LedgerError as error:
        logs.event("backup not made", error=type(error).__name__)
        with suppress(LedgerError):
            _enter(session, "backup-failed", {"why": copying.manifest.why, "error": type(error).__name__})
    except Exception as error:  # noqa: BLE001 - the edge of a thread: the work beside it goes on
        logs.bug("backup not made", error)
    finally:
        copying.close()


def _let_others_go_first() -> None:
    """Have this thread wait for processors that others want, where the system knows priorities of threads."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _written(session: Session, copying: Copying, to: Path | None, ctx: JobContext) -> Made:
    """Write, copy away, thin out and enter; the store cannot be sealed under a lock meanwhile."""
    began = time.monotonic()
    try:
        path = to or _new_place(session)
        with files.replacing(path, "backup") as stream:
            beside = Path(stream.name)
            beside.chmod(PRIVATE_FILE)
            manifest = copying.into(stream, beside, watched(ctx))
        second: Second = "" if to is not None else _copy_away(session, path, ctx)
        made = Made(path, manifest, path.stat().st_size, second, time.monotonic() - began)
        if to is None:
            shelf.thin_out(session)
        facts: dict[str, object] = {"why": manifest.why, "bytes": made.size_bytes, "depth": manifest.depth}
        _enter(session, "backup", facts | {"second": second, "elsewhere": to is not None})
    finally:
        copying.clear()
        copying.close()
    logs.event("backup made", why=manifest.why, seconds=round(made.seconds, 1), second=second)
    return made


def _new_place(session: Session) -> Path:
    folder = shelf.own_folder(session)
    files.make_folder(folder)
    return shelf.new_name(session, folder)


def _copy_away(session: Session, path: Path, ctx: JobContext) -> Second:
    """Copy and read back; a disk that is not there does not spoil the backup that stands."""
    folder = shelf.second_folder(session)
    if folder is None:
        return ""
    try:
        with files.replacing(folder / path.name, "backup") as stream:
            Path(stream.name).chmod(PRIVATE_FILE)
            digest, done, total = hashlib.sha256(), 0, path.stat().st_size
            with path.open("rb") as source:
                while piece := source.read(_CHUNK):
                    ctx.checkpoint()
                    stream.write(piece)
                    digest.update(piece)
                    done += len(piece)
                    ctx.report(done, total, COPYING_AWAY)
            stream.flush()
            with Path(stream.name).open("rb") as copy:
                if hashlib.file_digest(copy, "sha256").digest() != digest.digest():
                    raise files.TargetUnreachable(folder)
        backup_file.read(folder / path.name)
    except Cancelled:
        return "stopped"
    except (files.FileNotWritten, OSError) as error:
        logs.event("second folder not reached", why=type(error).__name__)
        return "unreachable"
    return "copied"


def watched(ctx: JobContext) -> Watch:
    """Hands the storage's progress to a job, which may stop it there."""

    def heard(done: int, total: int, phase: str) -> None:
        ctx.checkpoint()
        ctx.report(done, total, phase)

    return heard


def _enter(session: Session, kind: str, facts: dict[str, object]) -> None:
    session.store.note([(Entry(session.login, kind, class_="backup"), facts)])
