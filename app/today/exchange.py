"""What the exchange with the cloud left for people: how the night went, questions, what was refused."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.stores.session import Session
from app.syncing import cards, morning, refused
from app.today.groups import TOLD, Group, Line

_SECTION = "exchange"  # of the page of settings: how the rounds went


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """The night first, then what two people changed, then what did not go up."""
    del ctx
    return (*_night(session), *_conflicts(session), *_refused(session))


def _night(session: Session) -> tuple[Group, ...]:
    """The night's run that nobody has read yet; a good one is only good to know."""
    told = morning.unread(session)
    if told is None:
        return ()
    line = Line("上报的情况", "", "".join(told.lines), "settings", _SECTION)
    title = "昨夜自动上报" if told.is_good else "昨夜没有全部上报"
    sentence = "".join(told.todo) or "点开可以看每次上报的情况。"
    return (Group("night", title, sentence, "cloud-upload", 1, (line,), "", is_due=not told.is_good),)


def _conflicts(session: Session) -> tuple[Group, ...]:
    found = cards.open_cards(session)
    if not found:
        return ()
    lines = tuple(Line(one.called, one.what, _newest(one), "conflicts", one.record) for one in found[:TOLD])
    sentence, count = "两个人各自改了同一处，请选用哪一个。", sum(len(one.asked) for one in found)
    page = "conflicts"
    return (
        Group(
            "conflicts",
            "两处都改了",
            sentence,
            "arrow-left-right",
            count,
            lines,
            page,
            way="逐个处理",
            facts={"leaf": 0},
        ),
    )


def _newest(card: cards.Card) -> str:
    return f"{card.asked[-1].when} 修改"


def _refused(session: Session) -> tuple[Group, ...]:
    found = refused.refused(session)
    if not found:
        return ()
    lines = tuple(Line(one.called or one.did, one.did, one.why, "refused", "") for one in found[:TOLD])
    sentence = "上级平台没有接受，看看原因，改好再上报或放弃。"
    count = len(found)
    return (Group("refused", "没有上报成功的", sentence, "circle-alert", count, lines, "refused", way="查看原因"),)
