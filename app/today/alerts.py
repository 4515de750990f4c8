"""What the watch noticed and nobody has dealt with."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from app.watch import alerts


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who may deal with it."""
    del ctx
    if not session.rights.may("watch"):
        return ()
    found = alerts.listing(session)
    if not found:
        return ()
    lines = tuple(Line(one.title, one.who, f"{one.when}，{one.told}", "watch", "") for one in found[:TOLD])
    sentence = "看一看是不是正常的工作，写下处理情况。改错、删错的可以恢复到变更前。"
    group = Group(
        "alerts",
        "异常提醒",
        sentence,
        "triangle-alert",
        len(found),
        lines,
        "watch",
        way="打开异常提醒",
        facts={"which": "open"},
    )
    return (group,)
