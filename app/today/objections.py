"""Open objections to what has no page of its own: households, residences, tags, cars, shops.

People and homes that are disputed are told by the rules of `app.due`.
"""

from __future__ import annotations

from typing import Final

from app import access, words
from app.jobs import JobContext
from app.objections import about
from app.objections.about import Told
from app.stores.session import Session
from app.today.groups import LISTED, Group, Line

OTHERS: Final = "disputed"
_BY_RULES: Final = ("person", "dwelling")


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who may edit what is disputed."""
    ctx.checkpoint()
    every = about.listing(session, but=_BY_RULES)
    found = [one for one in every if session.rights.may("edit", one.ledger)]
    if not found:
        return ()
    sentence = "有人对登记的内容提出异议：打开看清异议，核对清楚，逐条写明结果。"
    lines = tuple(map(_line, found[:LISTED]))
    return (Group(OTHERS, "异议核实中的其他登记", sentence, "message-square-warning", len(found), lines, ""),)


def _line(one: Told) -> Line:
    called = words.ledger(one.ledger)
    return Line(one.called or called, called, one.label, "", one.record, one.ledger, facts={"objections": True})
