"""What was removed in the last days and can come back."""

from __future__ import annotations

from datetime import timedelta

from app import access
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from app.undo import recycle_bin
from ledger import clock

_DAYS = 7


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """Nothing to do, only good to know."""
    if not session.rights.may("remove"):
        return ()
    since = clock.today() - timedelta(days=_DAYS)
    late = [one for one in recycle_bin.binned(session, ctx) if one.at[:10] > since.isoformat()]
    if not late:
        return ()
    page = "recycle_bin"
    lines = tuple(Line(one.name, one.ledger_label, f"{one.by} {one.at} 删除", page, one.record) for one in late[:TOLD])
    sentence, count = f"最近 {_DAYS} 天里删除的，删错了可以恢复。", len(late)
    return (
        Group(
            "removed",
            "最近删除的",
            sentence,
            "trash-2",
            count,
            lines,
            page,
            is_due=False,
            way="打开回收站",
            facts={"search": "", "ledger": ""},
        ),
    )
