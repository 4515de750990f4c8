"""Forms that were filled and neither saved nor given up: a crash or a power cut left them."""

from __future__ import annotations

from app import access, words
from app.dossiers import drafts
from app.dossiers.drafts import Draft
from app.jobs import JobContext
from app.records import browsing
from app.stores.session import Session
from app.today.groups import LISTED, Group, Line
from ledger import catalog, clock
from ledger.errors import RecordNotFound

_OWN_PAGES = {"person": "name", "dwelling": "full_address"}
"""Ledgers whose records have a page -> the field that says which it is."""


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """Each opens where it can go on."""
    del ctx
    lines = tuple(_line(session, draft) for draft in drafts.every(session) if draft.values)
    if not lines:
        return ()
    sentence = "上次没有来得及保存，打开可以继续填写，也可以放弃。"
    return (Group("drafts", "没有保存的填写", sentence, "history", len(lines), lines[:LISTED], ""),)


def _line(session: Session, draft: Draft) -> Line:
    called, is_new = words.called(draft.ledger), not draft.record
    who = f"新增{called}" if is_new else f"修改{called}"
    where, has_page = "、".join(draft.titles.values()), not is_new and draft.ledger in _OWN_PAGES
    if has_page:
        try:
            row = browsing.show(session, catalog.named(draft.ledger), draft.record, everyone=True).row
            where = str(row[_OWN_PAGES[draft.ledger]] or "")
        except RecordNotFound:
            where = "已经不在台账里"
    why = f"{clock.local_text(draft.at)} 填写"
    return Line(who, where, why, draft.ledger if has_page else "", draft.record, "" if has_page else draft.ledger)
