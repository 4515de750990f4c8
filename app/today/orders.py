"""The work orders that wait for whoever is at work: late, soon late, what waits for a word, what is in hand.

A head is told besides of the committee's orders that are late in the hands of others, or that lie idle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from app import access
from app.jobs import JobContext
from app.orders import major, mine
from app.orders.filters import Filters
from app.orders.lagging import Lagging, lagging
from app.orders.major import Unread
from app.orders.mine import DECIDED, HANDLED, LATE, NEAR, Mine, Pile
from app.stores.session import Session
from app.today.groups import LISTED, TOLD, Group, Line

MAJOR = "orders_major"
LAGGING = "orders_lagging"
_TOLD: Final = {
    LATE: ("超时的工单", "时限已过：办完，或者写明原因申请延期、挂起。", "timer"),
    NEAR: ("快到期的工单", "时限用了八成，或者只剩一个工作日：先办；办不完的到期以前申请延期。", "calendar-clock"),
    DECIDED: ("等我核查、回访、审批的工单", "办理人已经交上来，看清记录再定。", "user-check"),
    HANDLED: ("等我办的工单", "接单、办理、写结果；下一步能做什么，工单上都有按钮。", "clipboard-list"),
}


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who look at orders; each stands in one group, what is late or soon will be among that alone."""
    if not session.rights.may("view", "work_order"):
        return ()
    ctx.checkpoint()
    piles, own = mine.piles(session, most=TOLD)
    others = lagging(session, own, most=TOLD)
    news = major.unread(session)
    told = (*((_of_major(news),) if news else ()), *(_group(kind, piles[kind]) for kind in _TOLD if kind in piles))
    return (*told, _of_others(others)) if others.count else told


def _group(kind: str, pile: Pile) -> Group:
    title, sentence, icon = _TOLD[kind]
    lines = tuple(map(_line, pile.first))
    return Group(kind, title, sentence, icon, pile.total, lines, "orders", way="打开我的工单", facts=_standing(kind))


def _standing(kind: str) -> dict[str, object]:
    """The page among whoever waits for me, whatever was asked for there before."""
    return {"tab": "mine", "kind": kind, **asdict(Filters())}


def _of_major(news: Sequence[Unread]) -> Group:
    return Group(
        MAJOR,
        "新标的重大问题",
        "打开看过就不再提醒；没有办结的都在“本周未办结问题清单”上。",
        "star",
        len(news),
        tuple(
            Line(one.card.title, one.card.place, f"{one.by} 标为重大", "order", one.card.id) for one in news[:LISTED]
        ),
        "",
    )


def _of_others(others: Lagging) -> Group:
    return Group(
        LAGGING,
        "全居委超时、停滞的工单",
        "超时一个工作日以上，或者三个工作日没有人办理：问清情况，催办、督办或者转派。",
        "clock-alert",
        others.count,
        tuple(Line(one.card.title, one.card.place, one.told, "order", one.card.id) for one in others.first),
        "orders",
        way="打开这些工单",
        facts=_standing(LAGGING),
    )


def _line(one: Mine) -> Line:
    card = one.card
    return Line(card.title, card.place, "，".join(filter(None, (one.what, card.left))), "order", card.id)
