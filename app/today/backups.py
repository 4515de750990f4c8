"""A backup that is overdue, a drill that is due."""

from __future__ import annotations

from collections.abc import Iterator

from app import access
from app.backups import keeping, standing
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import Group, Line
from ledger import clock


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who may see to it."""
    del ctx
    lines = tuple(_lines(session)) if session.rights.may("backup") else ()
    if not lines:
        return ()
    sentence, page = "电脑坏了、丢了，靠备份恢复。", "backups"
    return (Group("backups", "备份和演练", sentence, "hard-drive", len(lines), lines, page, way="打开备份"),)


def _lines(session: Session) -> Iterator[Line]:
    now = standing.standing(session)
    if now.is_backup_overdue:
        last = f"上次 {clock.local_text(now.last.made_at)}" if now.last else "还没有备份过"
        yield Line("备份", last, f"已超过 {keeping.DAYS_WITHOUT} 天没有备份", "backups", "")
    if now.is_drill_due:
        last = f"上次 {clock.local_text(now.last_drill)}" if now.last_drill else "还没有演练过"
        yield Line("恢复演练", last, f"应在 {now.drill_due_on} 前演练", "backups", "")
