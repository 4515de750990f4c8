"""`incident`: security incidents on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.incidents import recording, report
from app.incidents.recording import EVENTS, IncidentView, NewIncident
from app.stores.session import Session
from ledger import clock

_NUMBERED = ("show", "tick", "tell", "level", "close", "report")


def incident(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with incidents."""
    if chosen.action in _NUMBERED and not chosen.number:
        raise WrongUsage("缺少：NUMBER", chosen.command)
    with work.session(chosen, console) as session:
        if chosen.action == "list":
            found = recording.listing(session)
            console.give({"incidents": [_facts(one) for one in found]}, lambda: _list_lines(found))
        elif chosen.action == "report":
            _report(session, chosen, console)
        else:
            number = _add(session, chosen) if chosen.action == "add" else chosen.number
            _CHANGES[chosen.action](session, chosen)
            view = recording.one(session, number)
            console.give(_facts(view), lambda: _lines(view))
    return 0


def _add(session: Session, chosen: argparse.Namespace) -> int:
    new = NewIncident(chosen.kind, chosen.level, chosen.title, chosen.at, chosen.scope, chosen.people)
    return recording.note(session, new)


def _report(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    if chosen.to:
        path = Path(chosen.to).expanduser().absolute()
        report.save(session, chosen.number, path)
        console.give({"number": chosen.number, "path": str(path)}, lambda: (f"报告已写到：{path}",))
        return
    lines = report.lines(session, chosen.number)
    console.give({"number": chosen.number, "report": list(lines)}, lambda: lines)


def _nothing(_session: Session, _chosen: argparse.Namespace) -> None:
    """What is shown was recorded already."""


_CHANGES: dict[str, Callable[[Session, argparse.Namespace], None]] = {
    "add": _nothing,
    "show": _nothing,
    "tick": lambda session, chosen: recording.tick(session, chosen.number, chosen.step),
    "tell": lambda session, chosen: recording.tell(session, chosen.number, chosen.note),
    "level": lambda session, chosen: recording.change_level(session, chosen.number, chosen.level, chosen.note),
    "close": lambda session, chosen: recording.close(session, chosen.number, chosen.note),
}


def _facts(view: IncidentView) -> dict[str, object]:
    one = view.incident
    return {
        "number": one.id,
        "title": one.title,
        "kind": one.kind,
        "level": one.level,
        "level_label": view.level.label,
        "state": one.state,
        "state_label": view.state_label,
        "happened_at": one.happened_at,
        "noted_at": one.noted_at,
        "noted_by": one.noted_by,
        "scope": one.scope,
        "people": one.people,
        "steps": [
            {"step": line.step.key, "stage": line.step.stage, "text": line.step.text, "done": bool(line.done_at)}
            for line in view.steps
        ],
        "events": [
            {"at": event.at, "user": event.user, "what": event.what, "text": event.told} for event in view.events
        ],
    }


def _list_lines(found: Sequence[IncidentView]) -> Iterator[str]:
    if not found:
        yield "没有登记过安全事件。"
        return
    headings = ("编号", "发生时间", "级别", "种类", "事件", "状态", "还剩步骤")
    yield from table(
        headings,
        [
            (
                *(str(one.number), one.incident.happened_at, one.level.label, one.kind_label, one.incident.title),
                *(one.state_label, str(one.left)),
            )
            for one in found
        ],
    )


def _lines(view: IncidentView) -> Iterator[str]:
    yield f"事件 {view.number}　{view.level.label}　{view.state_label}　{view.incident.title}"
    for line in view.steps:
        yield f"  {'☑' if line.done_at else '☐'} {line.step.key:<14} {line.step.text}"
    for event in view.events:
        yield f"  {clock.local_text(event.at)} {event.user} {EVENTS.get(event.what, event.what)}：{event.told}"
