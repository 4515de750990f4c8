"""The event list 要紧的事: what went wrong or was noticed lately, and what of it is still to be told (R117).

Read from the audit, the alerts and the status; nothing is kept twice. What an account was told of is remembered, so
that sound and tray speak once. How they speak is the window's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app import access, words
from app.status import concerns, standing
from app.status.concerns import Tone
from app.status.standing import StoreStatus
from app.stores.session import Session
from app.watch import alerts
from ledger import clock
from storage.audit import Action

KEPT_DAYS: Final = 30
_TOLD = "told_happenings"
_MOST_TOLD = 300
_URGENT = frozenset(("disk-low", "backup-overdue", "log-broken", "log-gap", "log-edited", "drill-failed"))
"""Warnings that ring; the rest stands on the page."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. `key` is the same as long as it is the same event; `page` is where it is dealt with."""

    key: str
    when: str
    tone: Tone
    title: str
    told: str
    page: str = ""
    rings: bool = True


@access.operation(access.OWN)
def listing(session: Session, status: StoreStatus | None = None) -> list[Happening]:
    """What happened in the last month and what lasts, the newest first; alerts for those alone who may see them."""
    now = status or standing.read(session)
    found = [*_backups(session), *_alerts(session), *_lasting(now)]
    return sorted(found, key=lambda one: one.when, reverse=True)


@access.operation(access.OWN)
def take_new(session: Session) -> list[Happening]:
    """What rings and the person at work was not told of before; it counts as told from now on."""
    present = [one for one in listing(session) if one.rings]
    key = f"{_TOLD}:{session.login}"
    kept = session.store.setting(key)
    told = [str(one) for one in kept] if isinstance(kept, list) else []
    new = [one for one in present if one.key not in told]
    stays = [one.key for one in present]
    if new or set(told) - set(stays):
        session.store.set_setting(key, stays[:_MOST_TOLD])
    return new


def _backups(session: Session) -> Iterator[Happening]:
    """Backups that failed or did not reach the second folder, until one that did well follows."""
    since = clock.instant_text(clock.now() - _month())
    with session.reader() as reader:
        entries = [one for one in reader.actions(classes=("backup",), limit=_MOST_TOLD) if one.at >= since]
    is_made_good, is_copied = False, False
    for one in entries:  # the newest first
        if one.kind == "backup":
            is_made_good = is_made_good or not one.detail.get("elsewhere")
            second = one.detail.get("second")
            is_copied = is_copied or second == "copied"
            if second == "unreachable" and not is_copied:
                is_copied = True  # told once, for the newest
                yield _happening(one, "warn", "备份没有存到第二个位置", "第二个文件夹或磁盘用不了。", rings=False)
        elif one.kind == "backup-failed" and not is_made_good:
            why = words.BACKUP_WHY.get(str(one.detail.get("why")), "")
            yield _happening(one, "bad", "备份没有做成", f"{why}。请另做一份，看磁盘是不是满了。".lstrip("。"))
        elif one.kind == "drill" and one.detail.get("ok") is not True:
            yield _happening(one, "bad", "恢复演练没有通过", "请马上另做一份备份，再演练一次。")


def _happening(one: Action, tone: Tone, title: str, told: str, *, rings: bool = True) -> Happening:
    return Happening(f"{one.kind}-{one.id}", clock.local_text(one.at), tone, title, told, "backups", rings)


def _alerts(session: Session) -> Iterator[Happening]:
    if not session.rights.may("watch"):
        return
    for one in alerts.listing(session, "open"):
        told = f"{one.who} {one.when} {one.told}"
        yield Happening(f"alert-{one.number}", one.when, "warn", one.title, told, "watch", rings=one.state == "new")


def _lasting(status: StoreStatus) -> Iterator[Happening]:
    when = clock.local_text(status.at)
    for one in concerns.of(status):
        if one.key != "alerts-open":
            yield Happening(one.key, when, one.tone, "现在的情况", one.text, one.page, rings=one.key in _URGENT)


def _month() -> timedelta:
    return timedelta(days=KEPT_DAYS)
