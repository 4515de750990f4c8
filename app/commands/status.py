"""`status`, `support`, `compliance`: how the store stands, what maintenance needs, which rules are kept."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from app import files
from app.commands import work
from app.commands.console import Console
from app.status import concerns, daily, happenings, operation_events, standing
from app.status.concerns import Concern
from app.status.happenings import Happening
from app.status.standing import StoreStatus
from app.stores import paths
from ledger import clock

_RED = 9


def status(chosen: argparse.Namespace, console: Console) -> int:
    """The whole picture; with `--check-log` the log is looked at first."""
    with work.session(chosen, console) as session:
        if chosen.handled:
            operation_events.handle(session, chosen.handled, chosen.note)
        if chosen.check_log:
            daily.look_at_log(session)
        now = standing.read(session)
        happened = happenings.listing(session, now)
        happenings.record(session, happened)
        happened += happenings.past(session)
    found = concerns.of(now)
    answer: dict[str, object] = {"store": str(paths.store_folder(chosen.store)), **now.as_json()}
    answer["concerns"] = [{"key": one.key, "tone": one.tone, "text": one.text} for one in found]
    answer["events"] = [
        {
            "key": one.key,
            "at": one.when,
            "tone": one.tone,
            "title": one.title,
            "text": one.told,
            "state": one.state or None,
            "note": one.note or None,
        }
        for one in happened
    ]
    console.give(answer, lambda: _status_lines(now, found, happened))
    return 0


def support(chosen: argparse.Namespace, console: Console) -> int:
    """Write the support bundle; with `--json` its parts are told by name, as text they are shown on standard error."""
    from app.support import bundle

    path = Path(chosen.file).expanduser().absolute()
    files.check_writable(path, "bundle")
    with work.session(chosen, console) as session:
        made = bundle.collect(session, console.watch(), with_check=not chosen.no_check)
        bundle.save(session, made, path)
    answer: dict[str, object] = {"path": str(path), "parts": [part.name for part in made.parts]}
    told = (f"{part.title}（{part.name}，{len(part.text):,} 字）" for part in made.parts)
    console.give(answer, lambda: ("诊断包里有：", *(f"  {line}" for line in told), f"已写到：{path}"))
    return 0


def compliance(chosen: argparse.Namespace, console: Console) -> int:
    """Look at every rule; a rule that is not kept is exit code 9."""
    from app.compliance import checking

    with work.session(chosen, console) as session:
        lines = checking.everything(session, console.watch())
        paper = checking.paper(session, lines)
        if chosen.to:
            path = Path(chosen.to).expanduser().absolute()
            files.write_whole(path, ("\ufeff" + "\r\n".join(paper) + "\r\n").encode(), "report")
            checking.note_printed(session, lines)
    told = checking.counts(lines)
    states = {str(state): count for state, count in told.items()}
    answer: dict[str, object] = {"ok": not told["bad"], **states, "rules": [line.as_json() for line in lines]}
    console.give(answer, lambda: paper)
    return _RED if told["bad"] else 0


def _status_lines(now: StoreStatus, found: Sequence[Concern], happened: Sequence[Happening]) -> Iterator[str]:
    disk, kept = now.disk, now.backups
    yield f"台账文件 {disk.database / 1_000_000:,.1f} MB，文件夹 {disk.folder / 1_000_000:,.1f} MB"
    yield f"磁盘还剩 {disk.free / 1_000_000_000:,.1f} GB，共 {disk.total / 1_000_000_000:,.1f} GB"
    sync = clock.local_text(now.last_sync) if now.last_sync else "还没有接入上级平台"
    yield f"待上报 {now.waiting:,} 条；最近同步：{sync}"
    last = clock.local_text(kept.last.made_at) if kept.last else "还没有"
    yield f"最近备份：{last}；{'每晚自动备份' if now.is_scheduled else '没有安排每晚备份'}"
    if kept.second:
        yield f"第二个位置：{kept.second}{'' if kept.is_second_reached else '（现在用不了）'}"
    drilled = clock.local_text(kept.last_drill) if kept.last_drill else "还没有"
    yield f"最近恢复演练：{drilled}；最近应急演练：{now.emergency_drill.last or '还没有'}"
    looked = clock.local_text(now.log.at) if now.log.at else "还没有"
    sound = "完好" if now.log.is_sound else "前后接不上，请马上查明"
    yield f"日志审计 {now.log.entries:,} 条，最近核查：{looked}{f'，{sound}' if now.log.at or now.log.has_gap else ''}"
    for one in found:
        yield f"{'！' if one.tone == 'bad' else '·'} {one.text}"
    lately = [one for one in happened if one.title != "现在的情况" or one.state]
    if lately:
        yield "最近要紧的事："
        yield from (f"  {one.when}  {one.title}  {one.told}{_state(one)}" for one in lately)


def _state(one: Happening) -> str:
    """Of an operation event, and the key by which it is named."""
    if not one.state:
        return ""
    return f"  {one.note}" if one.note else f"  {operation_events.STATES[one.state]}（{one.key}）"
