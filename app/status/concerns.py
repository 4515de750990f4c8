"""What of a store's status needs somebody's eye: one line each, with how urgent it is and where it is mended (R118)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app import words
from app.status.standing import StoreStatus

Tone = Literal["bad", "warn"]
FREE_LEAST: Final = 500_000_000
FREE_ENOUGH: Final = 5_000_000_000
_ROOM_FOR_COPIES: Final = 3
"""Times the database that has to be free: a backup, a restore beside it, a new data key."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing. `key` stays the same while it lasts; `page` is where something can be done about it."""

    key: str
    tone: Tone
    text: str
    page: str = ""


def of(status: StoreStatus) -> tuple[Concern, ...]:
    """What is wrong, the urgent first."""
    found = [*_disk(status), *_backups(status), *_log(status), *_work(status)]
    return tuple(sorted(found, key=lambda one: one.tone != "bad"))


def is_disk_low(status: StoreStatus) -> bool:
    """True when the next backup or a rekeying may not find room."""
    return status.disk.free < max(FREE_LEAST, _ROOM_FOR_COPIES * status.disk.database)


def _disk(status: StoreStatus) -> Iterator[Concern]:
    free = words.gigabytes(status.disk.free)
    if is_disk_low(status):
        yield Concern("disk-low", "bad", f"磁盘只剩 {free}，再不清理就存不进去，也做不了备份。")
    elif status.disk.free < FREE_ENOUGH:
        yield Concern("disk-near", "warn", f"磁盘只剩 {free}，请清理磁盘。")


def _backups(status: StoreStatus) -> Iterator[Concern]:
    kept = status.backups
    if kept.last is None:
        tone: Tone = "bad" if kept.is_backup_overdue else "warn"
        yield Concern("backup-none", tone, "还没有备份。", "backups")
    elif kept.is_backup_overdue:
        yield Concern("backup-overdue", "bad", f"已经 {kept.days_since_backup} 天没有备份。", "backups")
    if kept.second is None:
        yield Concern("second-none", "warn", "备份只存在这台电脑上，电脑坏了备份也没有了。", "backups")
    elif not kept.is_second_reached:
        yield Concern("second-away", "warn", "备份的第二个位置现在用不了。", "backups")
    if kept.last_drill and not kept.is_drill_good:
        yield Concern("drill-failed", "bad", "上一次恢复演练没有通过。", "backups")
    elif kept.is_drill_due:
        yield Concern("drill-due", "warn", "该做恢复演练了。", "backups")


def _log(status: StoreStatus) -> Iterator[Concern]:
    if not status.log.is_whole:
        yield Concern("log-broken", "bad", f"日志从第 {status.log.first_bad} 条起和当时记的不一样。", "audit")
    elif status.log.has_gap:
        yield Concern("log-gap", "bad", "打开台账时发现过日志缺失。", "audit")
    elif status.log.has_edits:
        yield Concern("log-edited", "bad", "账号、权限、审批或安全事件被绕过程序改动过。", "audit")


def _work(status: StoreStatus) -> Iterator[Concern]:
    if status.incidents_open:
        yield Concern("incidents-open", "bad", f"有 {status.incidents_open} 件安全事件没有办结。", "incidents")
    if status.alerts_open:
        yield Concern("alerts-open", "warn", f"有 {status.alerts_open} 条异常提醒没有处理。", "watch")
    if status.emergency_drill.is_over:
        yield Concern("emergency-drill", "warn", "一年内没有做过应急演练。", "incidents")
