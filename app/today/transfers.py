"""People whom other committees sent here and nobody has answered, as the cloud told when it was last asked."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.stores.session import Session
from app.syncing import offers
from app.syncing.offers import Offer
from app.today.groups import TOLD, Group, Line
from ledger import clock

WAITING = "transfers"
ANSWERED = frozenset((offers.SEEN, "transfer-accepted", "transfer-declined"))


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who may take people over."""
    del ctx
    rights = session.rights
    if not (rights.may("act", "person") and rights.may("view", "person")):
        return ()
    found = offers.waiting(session)
    if not found:
        return ()
    sentence = "别的居委会请这里接收：接收后登记住址和标签，不是本居委会的请退回。"
    lines = tuple(map(_line, found[:TOLD]))
    return (Group(WAITING, "等这里接收的居民", sentence, "user-check", len(found), lines, "transfers", way="打开转接"),)


def _line(one: Offer) -> Line:
    at = clock.local(one.at)
    return Line(
        "转来的居民", f"居委会 {one.from_committee}", f"{at.month}月{at.day}日转来，等接收", "transfers", one.id
    )
