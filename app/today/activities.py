"""Activities of today, those that wait for a review or are not ready for a day that is near, those to sum up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from app import access
from app.activities import listing
from app.activities.listing import DAYS_AHEAD, OWED, REVIEW, UNREADY, Entry
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import activity_states, clock

TODAY = "activities"
_AHEAD = frozenset((activity_states.PUBLISHED, activity_states.UNDER_WAY))
"""What has ended is not to be held any more; its summary is asked for by itself."""
_NEXT = {
    activity_states.DRAFT: "还是草稿，请发布或提交审核",
    activity_states.PENDING: "等别人审核",
    activity_states.SENT_BACK: "审核退回，改好再提交",
}


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
    here = [one for one in listing.between(session, today, today) if one.status in _AHEAD]
    if here:
        sentence = "今天的活动：报名的人到了就签到，结束后写总结。"
        lines = tuple(_line(one, f"{one.span} {one.status_label}") for one in here[:TOLD])
        facts: dict[str, object] = {"view": "month", "day": today.isoformat()}
        yield Group(
            TODAY, "今天的活动", sentence, "calendar-days", len(here), lines, "activities", way="打开活动", facts=facts
        )
    waiting = listing.unpublished(session, today + timedelta(days=DAYS_AHEAD))
    yield from _of(REVIEW, "待审核的活动", "对外公开的活动，看过内容再审核通过或者退回。", waiting.to_review)
    sentence = f"{DAYS_AHEAD} 天内要办的活动，发布以后才能通知和签到。"
    yield from _of(UNREADY, "快到了还没有发布的活动", sentence, waiting.to_prepare)
    count, longest = listing.owed(session, TOLD)
    if count:
        sentence = "办过的活动要写总结，写了就办结。没有办成的请取消。"
        lines = tuple(_line(one, f"{one.day} 已办，{one.status_label}") for one in longest)
        facts = {"view": "list", "to_do": OWED}
        yield Group(
            OWED, "活动待总结", sentence, "calendar-check", count, lines, "activities", way="打开活动列表", facts=facts
        )


def _of(kind: str, title: str, sentence: str, found: Sequence[Entry]) -> Iterator[Group]:
    if found:
        lines = tuple(_line(one, f"{_when(one)}，{_word(kind, one)}") for one in found[:TOLD])
        facts = {"view": "list", "to_do": kind}
        yield Group(
            kind, title, sentence, "calendar-clock", len(found), lines, "activities", way="打开活动列表", facts=facts
        )


def _word(kind: str, one: Entry) -> str:
    if one.day < clock.today():
        return "日子已过，请退回或取消"
    return "等你审核" if kind == REVIEW else _NEXT[one.status]


def _when(one: Entry) -> str:
    days = (one.day - clock.today()).days
    near = {0: "今天", 1: "明天"}.get(days, f"{one.day.month}月{one.day.day}日")
    return f"{near} {one.start}"


def _line(one: Entry, why: str) -> Line:
    came = f"报名 {one.signed_up} 人，签到 {one.signed_in} 人" if one.signed_up or one.signed_in else ""
    return Line(one.title, one.place, "，".join(filter(None, (why, came))), "activity", one.id)
