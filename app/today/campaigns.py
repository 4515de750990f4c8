"""An annual check that goes on, falls behind or ends soon, one that waits for the head, homes that the ledger owes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from app import access
from app.campaigns import owing, progress, standing, yearly
from app.campaigns.owing import Owed
from app.campaigns.progress import Progress
from app.campaigns.standing import OPEN, SUMMED
from app.campaigns.yearly import Yearly
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import clock

LEFT: Final = "campaign_left"
TO_SIGN: Final = "campaign_to_sign"
BEHIND: Final = "campaign_behind"
GOING: Final = "campaign_going"
YEARLY: Final = "campaign_yearly"
OWED: Final = "campaign_owed"
_DAYS_AHEAD = 14
_LAGS = 20  # homes of a hundred fewer than the days that are gone ask for: then it is behind
_TOLD = 2  # buildings by name
_PAGE, _ICON = "campaigns", "list-checks"


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who confirm homes, and for the head."""
    rights = session.rights
    walks, signs = rights.may("edit", "dwelling"), rights.may("sign")
    if not (rights.may("view", "dwelling") and (walks or signs)):
        return ()
    owed = tuple(_owing(session, ctx)) if walks else ()
    task = yearly.due(session) if rights.may("campaign") else None
    if task is not None:
        return (*_yearly(task), *owed)
    found = []
    for one in standing.campaigns(session):
        ctx.checkpoint()
        if one.is_going and (walks or one.stage == SUMMED):
            found.append(progress.progress(session, one.id))
    waiting = [told for told in found if signs and told.campaign.stage == SUMMED]
    walked = [told for told in found if walks and told.tally.left]
    left = [told for told in walked if _ends_soon(told)]
    behind = [told for told in walked if told not in left and told.campaign.stage == OPEN and _shortfall(told)]
    going = [told for told in walked if told not in left and told not in behind and told.campaign.stage == OPEN]
    return (*_to_sign(waiting), *_left(left), *_behind(behind), *owed, *_going(going))


def _ends_soon(one: Progress) -> bool:
    return one.campaign.ends_on <= (clock.today() + timedelta(days=_DAYS_AHEAD)).isoformat()


def _shortfall(one: Progress) -> int:
    """How many homes fewer are done than the days that are gone ask for; 0 while it keeps about its pace."""
    begins, ends = date.fromisoformat(one.campaign.starts_on), date.fromisoformat(one.campaign.ends_on)
    gone, whole = (clock.today() - begins).days, (ends - begins).days + 1
    short = one.tally.total * gone // whole - one.tally.done
    return short if short * 100 >= one.tally.total * _LAGS else 0


def _yearly(task: Yearly) -> Iterator[Group]:
    since = f"{task.since.month}月{task.since.day}日起该开展，今年还没有开始"
    line = Line(task.name, f"全部小区 {task.homes:,} 户", since, _PAGE, "", facts={"start": True})
    sentence = "一年把人和房核对一遍。名称、日期和小区都已经填好，看过就开始；开始以后逐户列出要核对的。"
    yield Group(YEARLY, "今年的年度核对", sentence, _ICON, 1, (line,), _PAGE, way="打开年度核对")


def _to_sign(waiting: list[Progress]) -> Iterator[Group]:
    if waiting:
        lines = tuple(
            Line(
                one.campaign.name, "", f"{one.campaign.summed} 送来，完成 {one.tally.percent}%", _PAGE, one.campaign.id
            )
            for one in waiting[:TOLD]
        )
        sentence = "逐户核对已经汇总，看过确认表后请书记确认。"
        yield Group(
            TO_SIGN,
            "待确认的年度核对",
            sentence,
            _ICON,
            len(waiting),
            lines,
            _PAGE,
            way="打开年度核对",
            facts=_first(waiting),
        )


def _left(found: list[Progress]) -> Iterator[Group]:
    if found:
        ends_on = date.fromisoformat(min(one.campaign.ends_on for one in found))
        left = sum(one.tally.left for one in found)
        sentence = f"{ends_on.month}月{ends_on.day}日就截止了，还有 {left:,} 户没有核对到。先走剩得多的楼。"
        yield _by_doors(LEFT, "年度核对还没核对完", sentence, found)


def _behind(found: list[Progress]) -> Iterator[Group]:
    if found:
        sentence = f"按日子算，比该核对的少 {sum(map(_shortfall, found)):,} 户。先走剩得多的楼。"
        yield _by_doors(BEHIND, "年度核对赶不上进度", sentence, found)


def _by_doors(kind: str, title: str, sentence: str, found: list[Progress]) -> Group:
    """One check is one thing to do; its doors are told in words, and the way leads to where most are left."""
    lines = tuple(map(_doors, found[:TOLD]))
    return Group(kind, title, sentence, _ICON, len(found), lines, _PAGE, way="打开年度核对", facts=_first(found))


def _owing(session: Session, ctx: JobContext) -> Iterator[Group]:
    """Homes whose ledger still says what was before."""
    found = owing.owed(session, ctx)
    if found:
        sentence = (
            "上门时写明了变化，台账还是老样子，住户也没有核实。改好台账就从这里消失；再记一次有变，现在住的人就核实了。"
        )
        lines = tuple(_owed(one) for one in found[:TOLD])
        facts = dict(lines[0].facts) | {"campaign": found[0].campaign.id}
        yield Group(
            OWED, "记下有变、台账还没改", sentence, "pencil", len(found), lines, _PAGE, way="打开年度核对", facts=facts
        )


def _owed(one: Owed) -> Line:
    day = date.fromisoformat(one.on)
    facts = {"building": one.building, "cell": one.home, "panel": True}
    why = f"{day.month}月{day.day}日{one.by}记下有变"
    return Line(one.address or "没有写地址的房屋", one.campaign.name, why, _PAGE, one.campaign.id, facts=facts)


def _going(found: list[Progress]) -> Iterator[Group]:
    """Good to know."""
    if found:
        lines = tuple(map(_campaign, found[:TOLD]))
        sentence = "进度正常，有空就走几户。"
        yield Group(
            GOING,
            "进行中的年度核对",
            sentence,
            _ICON,
            len(found),
            lines,
            _PAGE,
            is_due=False,
            way="打开年度核对",
            facts=_first(found),
        )


def _first(found: list[Progress]) -> dict[str, object]:
    """The page shows one check at a time."""
    return {"campaign": found[0].campaign.id}


def _campaign(one: Progress) -> Line:
    tally, ends_on = one.tally, date.fromisoformat(one.campaign.ends_on)
    why = f"已核 {tally.done:,}/{tally.total:,} 户（{tally.percent}%），{ends_on.month}月{ends_on.day}日截止"
    return Line(one.campaign.name, "", why, _PAGE, one.campaign.id)


def _doors(one: Progress) -> Line:
    """A check with what is left of it, the buildings with most doors first."""
    tally, ends_on = one.tally, date.fromisoformat(one.campaign.ends_on)
    inside = [(compound, building) for compound in one.compounds for building in compound.inside if building.tally.left]
    inside.sort(key=lambda pair: -pair[1].tally.left)
    shut = f"（不遇 {tally.unreached:,}）" if tally.unreached else ""
    where = "、".join(
        f"{compound.name}{building.name} {building.tally.left:,} 户" for compound, building in inside[:_TOLD]
    )
    more = f"等 {len(inside)} 栋" if len(inside) > _TOLD else ""
    why = f"还剩 {tally.left:,} 户{shut}，{ends_on.month}月{ends_on.day}日截止"
    facts = {"building": inside[0][1].id}
    return Line(one.campaign.name, f"{where}{more}", why, _PAGE, one.campaign.id, facts=facts)
