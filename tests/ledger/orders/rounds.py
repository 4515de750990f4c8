"""Orders in every state, people of every duty, and a way to move one: what the tests of work orders share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ledger.orders.duties import COOP, GRID, HEAD, LEAD, STREET, WORKER, Actor
from ledger.orders.facts import Order, Timing
from ledger.orders.flow import Moved, Request, Rules, move

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai, a week without holidays
DUE = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
RULES = Rules()

HEAD_CHEN = Actor("chen", frozenset((HEAD,)), org="committee")
WORKER_WANG = Actor("wang", frozenset((WORKER,)), org="committee")
DUTY_LI = Actor("li", frozenset((WORKER,)), org="committee", is_on_duty=True)
GRID_ZHAO = Actor("zhao", frozenset((GRID,)), org="committee")
STREET_QIAN = Actor("qian", frozenset((STREET,)), org="street")
LEAD_SUN = Actor("sun", frozenset((LEAD,)), org="housing", modules=frozenset(("04",)))
COOP_ZHOU = Actor("zhou", frozenset((COOP,)), org="police")
AUDITOR = Actor("wu", frozenset(("security_auditor",)), org="committee")
REVIEWER = Actor("zheng", frozenset(("content_reviewer",)), org="committee")
SYSTEM = Actor("system", frozenset(), is_system=True)
EVERYBODY = (HEAD_CHEN, WORKER_WANG, DUTY_LI, GRID_ZHAO, STREET_QIAN, LEAD_SUN, COOP_ZHOU, AUDITOR, REVIEWER, SYSTEM)

EVERY_PART: dict[str, object] = {
    "category": "C104",
    "description": "三楼渗水",
    "opinion": "意见",
    "reply": "已答复",
    "to_person": "zhao",
    "new_due_at": "2026-11-27",
    "duplicate_of": "other",
    "suggested_org": "物业",
    "parties": "police,housing",
    "evidence": "施工合同",
    "reason_kind": "材料",
    "resume_on": "2026-12-20",
    "tried": "已上门两次",
    "materials": "说明",
    "result": "已修好",
    "result_kind": "实际解决",
    "attachments": ("after.jpg",),
    "minutes_spent": 40,
    "way": "现场",
    "contacted_at": "2026-11-23T09:00",
    "satisfaction": "4",
    "level": "黄牌",
}
"""A record with every part that any move needs."""


def order_in(status: str, **facts: object) -> Order:
    """An order that got to `status`: made by zhao, handed by chen to zhao, with result where it must have one."""
    timing = Timing(started_at=MONDAY, entered_at=MONDAY, progressed_at=MONDAY, rule="help", due_at=DUE)
    order = Order(
        id="order",
        status=status,
        category="C104",
        process_version=1,
        module="04",
        source="03",
        need_reply=True,
        author="zhao",
        dispatcher="chen",
        assignee="zhao" if status not in ("S00", "S10", "S15", "S20") else "",
        verifier="zhao" if status == "S15" else "",
        handlers=frozenset(("zhao",)) if status in ("S60", "S65", "S70") else frozenset(),
        result_kind="实际解决" if status in ("S60", "S65", "S70") else "",
        before={"S85": "S40", "S86": "S40"}.get(status, ""),
        parties=("police",) if status == "S45" else (),
        closed_at=MONDAY if status == "S70" else None,
        timing=timing if status else None,
    )
    return replace(order, **facts)  # type: ignore[arg-type]


def moved(order: Order, action: str, actor: Actor, given: Mapping[str, object] | None = None, **more: object) -> Moved:
    """Move the order an hour after its week began, with every part unless others are given."""
    at = more.pop("at", MONDAY + timedelta(hours=1))
    assert isinstance(at, datetime)
    return move(order, Request(action, at, EVERY_PART | more if given is None else given), actor, RULES)


def shanghai(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An hour of a day in Shanghai, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)
