"""The report of an incident ready for paper, as the lead signs it."""

from __future__ import annotations

from app import access
from app.incidents import recording
from app.incidents.recording import EVENTS
from app.printed import PrintedColumn, PrintedFields, PrintedTable, Printout, printout
from app.release import prints
from app.stores.session import Session
from ledger import clock
from ledger.incident_levels import SOURCES

_STEPS = (PrintedColumn("阶段", wraps=False), PrintedColumn("步骤"), PrintedColumn("完成", wraps=False))
_EVENTS = (
    PrintedColumn("时间", wraps=False),
    PrintedColumn("谁", wraps=False),
    PrintedColumn("做了什么", wraps=False),
    PrintedColumn("内容"),
)


@access.operation("incident")
def as_print(session: Session, number: int) -> Printout:
    """The report as it stands now; raises IncidentMissing."""
    view = recording.one(session, number)
    one = view.incident
    facts = (
        ("事件编号", str(one.id)),
        ("种类", view.kind_label),
        ("级别", f"{view.level.label}（{view.level.number} 级）"),
        ("目前状态", view.state_label),
        ("发生时间", one.happened_at),
        ("登记", f"{clock.local_text(one.noted_at)} {view.noted_by}"),
        ("涉及人数", f"{one.people:,} 人" if one.people else "正在核实"),
        ("涉及范围", one.scope or "正在核实"),
        ("定级理由", view.level.here),
        ("负责人签字", ""),
    )
    steps = tuple((line.step.stage, line.step.text, f"{line.done_at} {line.done_by}".strip()) for line in view.steps)
    events = tuple(
        (clock.local_text(event.at), event.user, EVENTS.get(event.what, event.what), event.told)
        for event in view.events
    )
    parts = (PrintedFields(facts), PrintedTable(_STEPS, steps, "处置步骤"), PrintedTable(_EVENTS, events, "经过"))
    return printout(session, f"安全事件报告：{one.title}", SOURCES, parts, (prints.INCIDENT, "L2"))
