"""Tasks and notices from the level above that are unread or still to be done, the most urgent first."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.notices import inbox
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line

_LIGHTS: dict[inbox.Light, str] = {"": "", "soon": "快到期", "over": "已超期"}


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """Those that wait for the committee, or to be read by the account at work."""
    del ctx
    if not session.rights.may("notices"):
        return ()
    found = inbox.listing(session, only_open=True)
    if not found:
        return ()
    lines = tuple(_line(one) for one in found[:TOLD])
    sentence = "街道下发的：看过，签收，任务按期回复。名单可以从台账里直接交。"
    return (Group("notices", "任务和通知", sentence, "inbox", len(found), lines, "notices", way="打开任务和通知"),)


def _line(one: inbox.Line) -> Line:
    due = f"{one.due_on} 前完成" if one.due_on else ""
    said = one.state if one.is_read else "未读"
    why = "，".join(filter(None, (due, _LIGHTS[one.light], said)))
    return Line(one.title, one.sender, why, "notices", one.id)
