"""`audit`, `watch`: the log and what looks unusual in it, on the command line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from app import messages
from app.auditing import archiving, checking_log, handing_out, log_words, reading
from app.auditing.checking_log import Checked
from app.auditing.reading import LogLine, LogQuery
from app.commands import work
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.stores.session import Session
from app.watch import alerts, changes
from app.watch.alerts import AlertLine
from app.watch.changes import HourOfChanges
from app.watch.watching import Watching
from ledger import clock
from storage.trail.archive import Archive

_UNSOUND = "日志有问题：从第 {first_bad} 条起和当时记的不一样（{why}）。请保留台账文件夹原样，报告上级并查明原因。"
_HOUR = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2})(:00)?")
_DAYS_BACK = 30


def audit(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with the log."""
    if chosen.action == "export" and not chosen.file:
        raise WrongUsage("缺少：FILE", chosen.command)
    query = _query(chosen)
    with work.session(chosen, console) as session:
        return _AUDIT[chosen.action](session, query, chosen, console)


def watch(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with what looks unusual."""
    if chosen.action in ("seen", "done") and not chosen.number:
        raise WrongUsage("缺少：NUMBER", chosen.command)
    with work.session(chosen, console) as session:
        return _WATCH[chosen.action](session, chosen, console)


# -- the log


def _verify(session: Session, _query: LogQuery, chosen: argparse.Namespace, console: Console) -> int:
    if chosen.file:
        return _verify_file(session, Path(chosen.file).absolute(), console)
    checked = checking_log.verify(session)
    answer = checked.as_json()
    if not checked.is_whole:
        text = _told(checked)
        answer["error"] = {"code": messages.DAMAGED, "name": "LogBroken", "message": text, "why": checked.why}
        console.note(text)
    console.give(answer, lambda: _verdict_lines(checked))
    return messages.DONE if checked.is_whole else messages.DAMAGED


def _verify_file(session: Session, path: Path, console: Console) -> int:
    is_genuine = handing_out.is_genuine(session, path)
    text = "和导出时一样，签名是本台账的。" if is_genuine else "文件被改动过，或不是本台账导出的。"
    answer: dict[str, object] = {"file": str(path), "ok": is_genuine}
    if not is_genuine:
        answer["error"] = {"code": messages.DAMAGED, "name": "LogChanged", "message": text}
        console.note(text)
    console.give(answer, lambda: (text,))
    return messages.DONE if is_genuine else messages.DAMAGED


def _list(session: Session, query: LogQuery, chosen: argparse.Namespace, console: Console) -> int:
    session.notes.flush()
    lines = reading.page(session, query, limit=max(chosen.limit, 1))
    total = reading.count(session, query)
    console.give({"total": total, "entries": [asdict(line) for line in lines]}, lambda: _log_lines(lines, total))
    return 0


def _export(session: Session, query: LogQuery, chosen: argparse.Namespace, console: Console) -> int:
    done = handing_out.hand_out(session, query, Path(chosen.file).absolute(), console.watch())
    answer: dict[str, object] = {"path": str(done.path), "signature": str(done.signature), "entries": done.entries}
    answer["number"] = done.number
    told = (f"已导出 {done.entries:,} 条日志：{done.path}", f"签名：{done.signature}", f"登记号：{done.number}")
    console.give(answer, lambda: told)
    return 0


def _archive(session: Session, _query: LogQuery, _chosen: argparse.Namespace, console: Console) -> int:
    made = archiving.archive_old(session)
    days = archiving.kept_days(session)
    answer: dict[str, object] = {"path": None, "entries": 0, "first": None, "last": None, "days": days}
    if made:
        answer |= {"path": str(made.path), "entries": made.entries, "first": made.first, "last": made.last}
    console.give(answer, lambda: (_archived(made, days),))
    return 0


_AUDIT = {"verify": _verify, "list": _list, "export": _export, "archive": _archive}


def _query(chosen: argparse.Namespace) -> LogQuery:
    unknown = [name for name in chosen.classes if name not in log_words.CLASSES]
    if unknown:
        raise WrongUsage(f"没有“{unknown[0]}”这个类别，可以写：{'、'.join(log_words.CLASSES)}", chosen.command)
    return LogQuery(
        classes=tuple(chosen.classes),
        user=chosen.of,
        first_day=_day(chosen.first_day, chosen.command),
        last_day=_day(chosen.last_day, chosen.command),
        ledger=chosen.ledger,
        record=chosen.record,
        text=chosen.search,
        archive=chosen.archive,
    )


def _day(text: str, command: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(f"“{text}”不是日期，要写成 2026-05-01", command) from error


def _told(checked: Checked) -> str:
    return _UNSOUND.format(first_bad=checked.first_bad, why=log_words.WHY.get(checked.why, checked.why))


def _verdict_lines(checked: Checked) -> Iterator[str]:
    yield f"日志 {checked.entries:,} 条"
    if checked.is_whole:
        yield "每一条都和当时记的一样。"


def _log_lines(lines: list[LogLine], total: int) -> Iterator[str]:
    for one in lines:
        parts = (one.ledger_label, one.name, one.about, one.source, one.reason)
        yield f"{one.number:>6}  {one.when}  {one.user}  {one.kind_label}  {'  '.join(part for part in parts if part)}"
    yield f"共 {total:,} 条"


def _archived(made: Archive | None, days: int) -> str:
    if made is None:
        return f"没有超过 {days} 天的日志要归档。"
    return f"已归档 {made.entries:,} 条（第 {made.first} 到 {made.last} 条）：{made.path}"


# -- the watch


def _alerts(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    session.notes.flush()
    Watching(session).catch_up()
    lines = alerts.listing(session, "all" if chosen.all else "open")
    console.give({"alerts": [asdict(line) for line in lines]}, lambda: _alert_lines(lines))
    return 0


def _seen(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    alerts.see(session, (chosen.number,))
    console.give({"alert": chosen.number, "state": "seen"}, lambda: ("已记下：看过了。",))
    return 0


def _done(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    alerts.deal_with(session, chosen.number, chosen.note)
    console.give({"alert": chosen.number, "state": "done"}, lambda: ("已记下处理情况。",))
    return 0


def _changes(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    last = _day(chosen.last_day, chosen.command) or clock.today()
    first = _day(chosen.first_day, chosen.command) or last - timedelta(days=_DAYS_BACK)
    hours = changes.report(session, first, last, unusual_only=not chosen.all)
    console.give({"changes": [asdict(one) for one in hours]}, lambda: _hour_lines(hours))
    return 0


def _restore(session: Session, chosen: argparse.Namespace, console: Console) -> int:
    hour = _HOUR.fullmatch(chosen.hour)
    if not chosen.of or not hour:
        raise WrongUsage("要写 --of NAME 和 --hour 2026-11-21T09", chosen.command)
    which = f"{hour[1]} {hour[2]}"
    if chosen.dry_run:
        stays = changes.foresee(session, chosen.of, which)
        console.give({"action": None, "stays": stays}, lambda: (f"可以恢复；{stays}" if stays else "可以全部恢复。",))
        return 0
    done = changes.restore(session, chosen.of, which, console.watch())
    console.give({"action": str(done.action), "label": done.label}, lambda: (f"已恢复：{done.label}",))
    return 0


_WATCH = {"list": _alerts, "seen": _seen, "done": _done, "changes": _changes, "restore": _restore}


def _alert_lines(lines: list[AlertLine]) -> Iterator[str]:
    for one in lines:
        parts = (one.when, one.who, one.title, one.told, one.state_label, one.note)
        yield f"{one.number:>4}  {'  '.join(part for part in parts if part)}"
    if not lines:
        yield "没有异常提醒。"


def _hour_lines(hours: list[HourOfChanges]) -> Iterator[str]:
    for one in hours:
        yield f"{one.when}  {one.who}  {one.told}  {'、'.join(one.why)}{'' if one.stands else f'（{one.now}）'}"
    if not hours:
        yield "没有非正常的变更。"
