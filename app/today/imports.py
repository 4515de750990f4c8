"""Imports of late that stand and left rows behind."""

from __future__ import annotations

from datetime import timedelta

from app import access
from app.jobs import JobContext
from app.review import batches
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import clock

_RECENT_DAYS = 30


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who import."""
    del ctx
    if not session.rights.may("import"):
        return ()
    since = (clock.now() - timedelta(days=_RECENT_DAYS)).date().isoformat()
    left = [
        (one, one.counts.get("refused", 0), one.counts.get("doubtful", 0))
        for one in batches.batches(session)
        if one.stands and one.at[:10] >= since
    ]
    lines = [
        Line(one.source, one.when, _why(refused, doubts), "batches", str(one.number))
        for one, refused, doubts in left
        if refused or doubts
    ]
    if not lines:
        return ()
    sentence, first = "改好退回的行再导入一次，存疑的逐条确认。", tuple(lines[:TOLD])
    return (Group("imports", "没有办完的导入", sentence, "inbox", len(lines), first, "batches", way="打开导入批次"),)


def _why(refused: int, doubts: int) -> str:
    words = [f"退回 {refused:,} 行"] if refused else []
    return "，".join([*words, *([f"存疑 {doubts:,} 行"] if doubts else [])])
