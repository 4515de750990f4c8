"""Tries a backup out: restores it into a temporary store, checks that whole, and writes a dated report.

The report holds times, counts and results, no personal data, and may be printed and filed. The temporary store lies in
the store's own folder, as encrypted as the store, and is removed whatever came of it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from app import access, checking, files, logs, words
from app.backups import making, shelf
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from ledger import clock
from ledger.errors import Cancelled, LedgerError
from storage import backup_file, place
from storage.backup_file import Manifest
from storage.journal import Entry
from storage.keys import KeySlots
from storage.store import KEYS, Store

REPORTS = "drills"
_TEMPORARY = "drill.tmp"
RECOVERY_ORDER = ("人房台账", "工单", "活动", "附件")
"""What is brought back first when not everything can be (R116)."""
T = TypeVar("T")


class NothingToTry(LedgerError):
    """The store has no backup yet that could be tried out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a drill; `fault` names what was wrong, "" for nothing. A part of the check has no time of its own."""

    name: str
    seconds: float
    fault: str = ""


@dataclass(slots=True)
class Drill:
    """A drill that was held: of which backup, when, what came of it, and where its report lies."""

    at: str
    backup: Path
    manifest: Manifest
    by: str
    steps: list[Step] = field(default_factory=list)
    records: dict[str, int] = field(default_factory=dict)
    report: Path | None = None

    @property
    def is_good(self) -> bool:
        """True when every step went well."""
        return not any(step.fault for step in self.steps)

    @property
    def seconds(self) -> float:
        """How long it took to have the store back and checked."""
        return sum(step.seconds for step in self.steps)


@access.operation("backup")
def drill(session: Session, ctx: JobContext = SILENT, *, backup: Path | None = None, recovery_key: str = "") -> Drill:
    """Try a backup out, the newest one unless one is named; with the recovery key that is tried too.

    A fault of the backup is a result and stands in the report. A cancel leaves neither store nor report.

    Raises:
        NothingToTry: no backup was made yet. NotABackup: the named one is none. DiskFull and the disk's other troubles.
    """
    path = backup or _newest(session)
    held = Drill(clock.now_text(), path, backup_file.read(path), session.login)
    with session.reader(), _temporary(session) as folder:  # while somebody reads no lock seals the store
        _hold(session, held, folder, recovery_key, ctx)
    held.report = _write_report(session, held)
    facts = {"ok": held.is_good, "made_at": held.manifest.made_at, "seconds": round(held.seconds, 1)}
    session.store.note([(Entry(session.login, "drill", class_="backup"), facts)])
    logs.event("drill held", ok=held.is_good, seconds=round(held.seconds, 1))
    return held


@access.operation("backup")
def newest_report(session: Session) -> Path | None:
    """The report of the last drill, where it still lies."""
    return max((session.store.folder / REPORTS).glob(f"{words.DRILL_REPORT}-*.txt"), default=None)


def _newest(session: Session) -> Path:
    found = shelf.newest(session)
    if found is None:
        raise NothingToTry
    return found.path


@contextmanager
def _temporary(session: Session) -> Iterator[Path]:
    folder = session.store.folder / _TEMPORARY
    place.require_writable(session.store.folder)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


def _hold(session: Session, held: Drill, folder: Path, recovery_key: str, ctx: JobContext) -> None:
    watch = making.watched(ctx)
    if not _did(held, "unpack", lambda: session.store.unpack_backup(held.backup, folder, watch)):
        return
    if recovery_key:
        _did(held, "recovery_key", lambda: KeySlots.load(folder / KEYS).unwrap_with_recovery_key(recovery_key))
    store = _did(held, "open", lambda: session.store.open_copy(folder))
    if not isinstance(store, Store):
        return
    with store:
        report = _did(held, "check", lambda: checking.whole(store, ctx))
    if report is None:
        return
    held.steps += [Step(part, 0.0, "problems" if problems else "") for part, problems in report.parts.items()]
    held.records = report.records
    is_same = all(held.records.get(name) == count for name, count in held.manifest.records.items())
    held.steps.append(Step("counts", 0.0, "" if is_same else "counts"))


def _did(held: Drill, name: str, work: Callable[[], T]) -> T | None:
    """Do one step and note it; None where it failed."""
    began = time.monotonic()
    try:
        done = work()
    except Cancelled:
        raise
    except LedgerError as error:
        held.steps.append(Step(name, time.monotonic() - began, type(error).__name__))
        return None
    held.steps.append(Step(name, time.monotonic() - began))
    return done


def _write_report(session: Session, held: Drill) -> Path:
    folder = session.store.folder / REPORTS
    files.make_folder(folder)
    path = folder / f"{words.DRILL_REPORT}-{clock.local(held.at):%Y%m%d-%H%M%S}.txt"
    files.write_whole(path, ("\ufeff" + "\r\n".join(lines(session.store.committee_name, held)) + "\r\n").encode())
    return path


def lines(committee_name: str, held: Drill) -> Iterator[str]:
    """The report, line by line."""
    manifest = held.manifest
    yield f"{committee_name}（{manifest.committee_code}）备份恢复演练报告"
    yield ""
    yield f"演练时间：{clock.local_text(held.at)}"
    yield f"演练人账号：{held.by}"
    yield f"所用备份：{held.backup.name}"
    yield f"备份时间：{clock.local_text(manifest.made_at)}（{words.BACKUP_WHY[manifest.why]}）"
    yield f"备份大小：{words.megabytes(held.backup.stat().st_size)}"
    yield ""
    for step in held.steps:
        result = "通过" if not step.fault else f"没有通过（{step.fault}）"
        name, took = (words.DRILL_STEPS | words.CHECKED)[step.name], f"，{step.seconds:.1f} 秒" if step.seconds else ""
        yield f"{name}：{result}{took}"
    yield ""
    yield "恢复出来的内容：" + "，".join(
        f"{words.ledger(name)} {count:,}" for name, count in held.records.items() if count
    )
    yield f"用时合计：{held.seconds:.1f} 秒"
    yield f"恢复次序：{' → '.join(RECOVERY_ORDER)}"
    yield f"结论：{'备份可以恢复。' if held.is_good else '备份有问题，请马上另做一份备份并查明原因。'}"
    yield ""
    yield "负责人签字：                    日期："
