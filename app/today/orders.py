"""The work orders that wait for whoever is at work: late, soon late, what waits for a word, what is in hand.

A head is told besides of the committee's orders that are late in the hands of others, or that lie idle.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app import access
from app.jobs import JobContext
from app.orders import major, mine
from app.orders.lagging import Lagging, Late, lagging
from app.orders.major import Unread
from app.orders.mine import Mine, Pile
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger.orders.clocks import RED, Reading
from ledger.orders.states import RUNNING

MAJOR = "orders_major"
LATE, NEAR, LAGGING = "orders_late", "orders_near", "orders_lagging"
DECIDED, HANDLED = "orders_decided", "orders_handled"
_DECIDES: Final = frozenset(("S60", "S65", "S85", "S86"))
"""States in which an order waits for a check, a follow-up call or an approval."""
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
    piles, own = mine.piles(session, kind_of=_kind, most=TOLD)
    others = lagging(session, own, most=TOLD)
    news = major.unread(session)
    told = (*((_of_major(news),) if news else ()), *(_group(kind, piles[kind]) for kind in _TOLD if kind in piles))
    return (*told, _of_others(others)) if others.count else told


def _kind(status: str, reading: Reading | None) -> str:
    if reading is not None and reading.light == RED:
        return LATE
    if reading is not None and reading.is_near:
        return NEAR
    return DECIDED if status in _DECIDES else HANDLED


def _group(kind: str, pile: Pile) -> Group:
    title, sentence, icon = _TOLD[kind]
    lines = tuple(map(_line, pile.first))
    return Group(kind, title, sentence, icon, pile.total, lines, "orders", way="打开我的工单", facts={"tab": "mine"})


def _of_major(news: Sequence[Unread]) -> Group:
    return Group(
        MAJOR,
        "新标的重大问题",
        "打开看过就不再提醒；没有办结的都在“本周未办结问题清单”上。",
        "triangle-alert",
        len(news),
        tuple(Line(one.card.title, one.card.place, f"{one.by} 标为重大", "order", one.card.id) for one in news[:TOLD]),
        "",
    )


def _of_others(others: Lagging) -> Group:
    way, facts = (
        ("打开超时的工单", {"tab": "list", "overdue": True}) if others.overdue else ("打开工单", {"tab": "board"})
    )
    return Group(
        LAGGING,
        "全居委超时、停滞的工单",
        "超时一个工作日以上，或者三个工作日没有人办理：问清情况，催办、督办或者转派。",
        "clock-alert",
        others.count,
        tuple(_line_of_other(one) for one in others.first),
        "orders",
        way=way,
        facts=facts,
    )


def _line_of_other(one: Late) -> Line:
    card = one.card
    held_by = f"承办 {card.assignee}" if card.assignee else "还没有派人"
    waits = held_by if card.status in RUNNING else card.status_label
    return Line(card.title, card.place, f"{waits}，{one.why}", "order", card.id)


def _line(one: Mine) -> Line:
    card = one.card
    return Line(card.title, card.place, "，".join(filter(None, (one.what, card.left))), "order", card.id)
