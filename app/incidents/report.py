"""The report of an incident for the lead and the street's operation centre: text to print, sign and hand in (R101)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app import access, files
from app.incidents import recording
from app.incidents.recording import EVENTS, IncidentView
from app.stores.session import Session
from ledger import clock
from ledger.incident_levels import SOURCES
from storage.store import Entry

REPORTED = "incident-report"


@access.operation("incident")
def lines(session: Session, number: int) -> tuple[str, ...]:
    """The report as it stands now, line by line; raises IncidentMissing."""
    return tuple(_lines(session, recording.one(session, number)))


@access.operation("incident")
def save(session: Session, number: int, path: Path) -> None:
    """Write the report as a text file. It says what was typed, so it may name people. Raises FileNotWritten."""
    text = "\r\n".join(lines(session, number)) + "\r\n"
    files.write_whole(path, ("\ufeff" + text).encode(), "report")
    session.store.note([(Entry(session.login, REPORTED, class_="security"), {"number": number, "form": "file"})])


def _lines(session: Session, view: IncidentView) -> Iterator[str]:
    one, store = view.incident, session.store
    yield f"{store.committee_name}（{store.committee_code}）安全事件报告"
    yield ""
    yield f"事件编号：{one.id}"
    yield f"事件：{one.title}"
    yield f"种类：{view.kind_label}"
    yield f"级别：{view.level.label}（{view.level.number} 级）"
    yield f"认定：{view.level.here}"
    yield f"发生时间：{one.happened_at}"
    yield f"发现并登记：{clock.local_text(one.noted_at)}，{view.noted_by}"
    yield f"涉及人数：{f'{one.people:,} 人' if one.people else '正在核实'}"
    yield f"涉及范围：{one.scope or '正在核实'}"
    yield f"目前状态：{view.state_label}"
    yield ""
    stage = ""
    for line in view.steps:
        if line.step.stage != stage:
            stage = line.step.stage
            yield f"{stage}："
        done = f"{line.done_at} {line.done_by}" if line.done_at else ""
        yield f"  {'☑' if line.done_at else '☐'} {line.step.text}{f'（{done}）' if done else ''}"
    yield ""
    yield "经过："
    for event in view.events:
        yield f"  {clock.local_text(event.at)} {event.user} {EVENTS.get(event.what, event.what)}：{event.told}"
    yield ""
    yield "依据："
    yield from (f"  {source}" for source in SOURCES)
    yield ""
    yield f"打印时间：{clock.local_text(clock.now_text())}"
    yield "条线负责人签字：                    日期："
