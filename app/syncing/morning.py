"""The report of the night as people read it the next morning: sent, received, refused, why, what to do. Shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import access
from app.message_texts import syncing as texts
from app.stores.session import Session
from app.syncing import refused
from ledger import clock
from sync.local_side import LocalSide

_READ = "morning_read"
_NIGHT = "night"
_SUCCESS = 12  # exit codes up to here count as such


@dataclass(frozen=True, slots=True)
class Morning:
    """The newest run of the night that nobody has read. `lines` are sentences; `todo` is what remains for people."""

    at: str
    is_good: bool
    lines: tuple[str, ...]
    todo: tuple[str, ...]


@access.operation(access.OWN)
def unread(session: Session) -> Morning | None:
    """What is to be shown at the log-in; None where there was no run, or it was read."""
    local = LocalSide(session.store)
    night = next((one for one in local.reports() if one.get("asker") == _NIGHT), None)
    if night is None or str(night["end"]) <= str(local.value(_READ) or ""):
        return None
    return _told(night)


@dataclass(frozen=True, slots=True)
class FailedNights:
    """Runs of the night that failed one after another: how many, the instants of the first and the last, why."""

    nights: int
    since: str
    last: str
    why: str


@access.operation(access.OWN)
def failed_nights(session: Session) -> FailedNights | None:
    """The runs of the night that failed since an exchange last did well; None where the last one did."""
    failed = []
    for one in LocalSide(session.store).reports():
        if int(one["result"]) <= _SUCCESS:
            break
        if one.get("asker") == _NIGHT:
            failed.append(one)
    if not failed:
        return None
    name = next(iter(failed[0].get("errors") or ()), "")
    why = texts.EXPLAINED.get(str(name), "请再上报一次；一直这样请告诉维护人员。")
    return FailedNights(len(failed), str(failed[-1]["end"]), str(failed[0]["end"]), why)


@access.operation(access.OWN)
def note_read(session: Session, morning: Morning) -> None:
    """Show it no more."""
    LocalSide(session.store).put_value(_READ, morning.at)


def _told(report: dict[str, Any]) -> Morning:
    lines = [
        f"{clock.local_text(str(report['end']))} 自动上报了 {report['acked']:,} 条，取回 {report['pulled']:,} 条。"
    ]
    todo = []
    if report.get("conflicts"):
        lines.append(f"有 {report['conflicts']:,} 处两边都改了。")
        todo.append("到“两处都改了”里选用哪一边的。")
    for reason, count in (report.get("reasons") or {}).items():
        why, advice = refused.explained(str(reason))
        lines.append(f"{count:,} 条被退回：{why}。")
        todo.append(f"{advice}。")
    for name in report.get("errors") or ():
        lines.append(f"没有全部完成：{texts.SHORT.get(str(name), '上报没有完成')}。")
        todo.append(texts.EXPLAINED.get(str(name), "请再上报一次；一直这样请告诉维护人员。"))
    return Morning(str(report["end"]), int(report["result"]) <= _SUCCESS, tuple(lines), tuple(dict.fromkeys(todo)))
