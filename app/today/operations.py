"""Operation events that nobody has dealt with: exchanges and backups that failed, a full disk, a broken log."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.status import operation_events
from app.status.operation_events import HANDLED, NOTICED, OperationEvent
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import clock

OPEN = "operations"
KINDS = frozenset((NOTICED, HANDLED))
_PAGE = "status"


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who may see to it; what they say was done is kept with the event."""
    del ctx
    found = operation_events.open_events(session) if session.rights.may("backup") else ()
    if not found:
        return ()
    sentence = "处理好会自己消失；要等的，写明怎么处理的，标为已处理。"
    lines = tuple(map(_line, found[:TOLD]))
    return (Group(OPEN, "运行事件", sentence, "activity", len(found), lines, _PAGE, way="打开运行状况"),)


def _line(one: OperationEvent) -> Line:
    at = clock.local(one.at)
    return Line(one.title, "", f"{at.month}月{at.day}日起：{one.told}", _PAGE, "", facts={"event": one.key})
