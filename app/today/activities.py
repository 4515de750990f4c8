"""The activities of today, and those that are over and not summed up."""

from __future__ import annotations

from collections.abc import Iterator

from app import access
from app.activities import listing
from app.activities.listing import Entry
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import activity_states, clock

TODAY, OWED = "activities", "summaries"
_TAKES_PLACE = activity_states.OUT | {activity_states.PENDING}


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who keep activities."""
    rights = session.rights
    if not (rights.may("view", "activity") and rights.may("edit", "activity")):
        return ()
    ctx.checkpoint()
    return tuple(_groups(session))


def _groups(session: Session) -> Iterator[Group]:
    today = clock.today()
    here = [one for one in listing.between(session, today, today) if one.status in _TAKES_PLACE]
    if here:
        sentence = "今天的活动：报名的人到了就签到，结束后写总结。"
        lines = tuple(_line(one, f"{one.span} {one.status_label}") for one in here[:TOLD])
        yield Group(TODAY, "今天的活动", sentence, "calendar-days", len(here), lines, "activities", way="打开活动")
    count, longest = listing.owed(session, TOLD)
    if count:
        sentence = "办过的活动要写总结，写了就办结。没有办成的请取消。"
        lines = tuple(_line(one, f"{one.day} 已办，{one.status_label}") for one in longest)
        facts = {"view": "list"}
        yield Group(
            OWED, "活动待总结", sentence, "calendar-check", count, lines, "activities", way="打开活动列表", facts=facts
        )


def _line(one: Entry, why: str) -> Line:
    came = f"报名 {one.signed_up} 人，签到 {one.signed_in} 人" if one.signed_up or one.signed_in else ""
    return Line(one.title, one.place, "，".join(filter(None, (why, came))), "activity", one.id)
