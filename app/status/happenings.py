"""The event list 要紧的事: what went wrong or was noticed lately, and what of it is still to be told (R117).

Read from the audit, the alerts and the status. What an account was told of is remembered, so that sound and tray speak
once; what went wrong with the store itself is recorded with a state beside it (`operation_events.py`). How they speak
is the window's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

from app import access, words
from app.status import concerns, operation_events, standing
from app.status.concerns import Tone
from app.status.operation_events import OperationEvent, Trouble
from app.status.standing import StoreStatus
from app.stores.session import Session
from app.syncing import morning
from app.watch import alerts
from ledger import clock
from storage.audit import Action

KEPT_DAYS: Final = 30
_TOLD = "told_happenings"
_MOST_TOLD = 300
_URGENT = frozenset(("disk-low", "backup-overdue", "log-broken", "log-gap", "log-edited", "drill-failed"))
"""Warnings that ring; the rest stands on the page."""
_LASTING: Final = {
    "disk-low": "磁盘快满了",
    "disk-near": "磁盘不多了",
    "second-away": "备份的第二个位置用不了",
    "log-broken": "日志对不上",
    "log-gap": "日志有缺失",
    "log-edited": "账号、权限等被绕过程序改动",
}
"""What lasts and is an operation event: key -> what it is called. Advice and what other pages deal with is none."""
_FAILED: Final = frozenset(("backup-failed", "drill"))
_NIGHTS: Final = "nights-"
_NIGHTS_TOLD: Final = 2
"""One night that failed stands in 今日 by itself."""


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
    state: Literal["", "open", "handled", "over"] = ""
    """Of an operation event: `open`, `handled` or `over`; "" for what is dealt with elsewhere."""
    note: str = ""
    """What was done about it, or until when it lasted."""


@access.operation(access.OWN)
def listing(session: Session, status: StoreStatus | None = None) -> list[Happening]:
    """What happened in the last month and what lasts, the newest first; alerts for those alone who may see them."""
    now = status or standing.read(session)
    found = [*_backups(session), *_nights(session), *_alerts(session), *_lasting(now)]
    known = {one.key: one for one in operation_events.listing(session) if one.state != "over"}
    told = (_with_state(one, known.get(one.key)) if _is_operational(one) else one for one in found)
    return sorted(told, key=lambda one: one.when, reverse=True)


@access.operation(access.OWN)
def past(session: Session) -> list[Happening]:
    """Operation events of the last month that are over, the newest first."""
    since = clock.instant_text(clock.now() - _month())
    over = (one for one in operation_events.listing(session) if one.ended_at >= since)
    return [_over(one) for one in over]


@access.operation(access.OWN)
def record(session: Session, present: list[Happening]) -> None:
    """Record what of the present is an operation event."""
    wrong = (one for one in present if _is_operational(one))
    operation_events.record(
        session,
        (Trouble(one.key, one.tone, _LASTING.get(one.key, one.title), one.told, one.page) for one in wrong),
    )


@access.operation(access.OWN)
def take_new(session: Session) -> list[Happening]:
    """What rings and the person at work was not told of before; it counts as told from now on."""
    found = listing(session)
    record(session, found)
    present = [one for one in found if one.rings]
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


def _nights(session: Session) -> Iterator[Happening]:
    """An exchange that failed night after night, until one that did well follows."""
    failed = morning.failed_nights(session)
    if failed is not None and failed.nights >= _NIGHTS_TOLD:
        title = f"连着 {failed.nights} 个晚上没有上报成功"
        yield Happening(f"{_NIGHTS}{failed.since}", clock.local_text(failed.last), "bad", title, failed.why, "settings")


def _is_operational(one: Happening) -> bool:
    kind, _, number = one.key.rpartition("-")
    return one.key in _LASTING or one.key.startswith(_NIGHTS) or (kind in _FAILED and number.isdecimal())


def _with_state(one: Happening, event: OperationEvent | None) -> Happening:
    if event is None:
        return replace(one, state="open")
    note = f"{event.handled_by} {clock.local_text(event.handled_at)}：{event.note}" if event.note else ""
    return replace(one, state=event.state, note=note)


def _over(event: OperationEvent) -> Happening:
    note = "，".join(filter(None, (f"到 {clock.local_text(event.ended_at)}", event.note)))
    tone: Tone = "bad" if event.tone == "bad" else "warn"
    when = clock.local_text(event.at)
    return Happening(event.key, when, tone, event.title, event.told, event.page, rings=False, state="over", note=note)


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
