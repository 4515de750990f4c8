"""Topic ledgers with rows that were not checked within their period, or whose month is missing: one group each."""

from __future__ import annotations

from typing import Final

from app import access
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import Group
from app.topics import rows
from app.topics.rows import Due
from app.topics.series import last_month
from ledger import clock

KIND: Final = "topic_due"
_PAGE, _ICON = "topics", "table-2"


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who keep topic ledgers."""
    rights = session.rights
    if not (rights.may("view", "topic_row") and rights.may("edit", "topic_row")):
        return ()
    ctx.checkpoint()
    return tuple(map(_group, rows.due(session)))


def _group(one: Due) -> Group:
    topic = one.kept.topic
    title = f"待核对的{topic.name}"
    sentence = f"{topic.period}核对一次，由{topic.lead}牵头。看过没有变的点“已核对”，变了的先改好。"
    if topic.month_field is not None:
        title = f"{topic.name}还没有填"
        month = last_month(clock.today())
        sentence = f"{topic.period}填一条，由{topic.lead}牵头。{month} 的还没有填，选中一条点“填 {month}”。"
    return Group(
        KIND,
        title,
        sentence,
        _ICON,
        one.count,
        (),
        _PAGE,
        facts={"topic": one.kept.id, "due": True},
        way=f"打开{topic.name}",
    )
