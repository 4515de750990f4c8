"""Possible same people."""

from __future__ import annotations

from app import access
from app.doubles import duplicates
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import Group
from ledger import catalog

_COMPARED_AT_MOST = 20_000  # people; half a second


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """Nothing of a ledger so large that comparing takes seconds: the page of doubts does it."""
    if not (session.rights.may("view", "person") and session.rights.may("merge", "person")):
        return ()
    with session.reader() as reader:
        if reader.count(catalog.named("person")) > _COMPARED_AT_MOST:
            return ()
    count = duplicates.find(session, lambda _: None, ctx)
    if not count:
        return ()
    sentence = "姓名、出生日期、电话等相同，可能是一个人记了两次。"
    return (Group("duplicates", "可能重复的人", sentence, "copy", count, (), "duplicates", way="逐对核对"),)
