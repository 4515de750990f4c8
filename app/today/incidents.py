"""Security incidents that are not closed: what is still to be done about each."""

from __future__ import annotations

from app import access
from app.incidents import recording
from app.incidents.recording import IncidentView
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line

OPEN = "incidents"
KINDS = frozenset((recording.NOTED, recording.CHANGED, recording.CLOSED))
"""Actions after which another incident is open, or none."""


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who work on incidents; the gravest first."""
    if not session.rights.may("incident") or not recording.open_count(session):
        return ()
    ctx.checkpoint()
    found = sorted((one for one in recording.listing(session) if one.is_open), key=lambda one: one.level.number)
    lines = tuple(map(_line, found[:TOLD]))
    sentence = "照处置步骤逐项做，做完一项勾一项；都做完、写明原因后办结。"
    return (Group(OPEN, "没有办结的安全事件", sentence, "siren", len(found), lines, "incidents", way="打开安全事件"),)


def _line(one: IncidentView) -> Line:
    left = f"还有 {one.left} 步没做" if one.left else "步骤都做完了，请写明原因办结"
    why = f"{one.state_label}，{left}"
    return Line(one.incident.title, one.level.label, why, "incidents", "", facts={"number": one.number})
