"""An annual check that goes on, that falls behind or comes to its end, and one that waits for the head's signature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from app import access
from app.campaigns import progress, standing, yearly
from app.campaigns.progress import Place, Progress
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
_DAYS_AHEAD = 14
_LAGS = 20  # homes of a hundred fewer than the days that are gone ask for: then it is behind
_PAGE, _ICON = "campaigns", "list-checks"


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who confirm homes, and for the head."""
    rights = session.rights
    walks, signs = rights.may("edit", "dwelling"), rights.may("sign")
    if not (rights.may("view", "dwelling") and (walks or signs)):
        return ()
    task = yearly.due(session) if rights.may("campaign") else None
    if task is not None:
        return tuple(_yearly(task))
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
    return (*_to_sign(waiting), *_left(left), *_behind(behind), *_going(going))


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
        sentence = f"快到截止日期（{min(one.campaign.ends_on for one in found)}）了，这些楼还有没核对到的。"
        count = sum(one.tally.left for one in found)
        yield Group(
            LEFT,
            "年度核对还没核对完",
            sentence,
            _ICON,
            count,
            _buildings(found),
            _PAGE,
            way="打开年度核对",
            facts=_first(found),
        )


def _behind(found: list[Progress]) -> Iterator[Group]:
    if found:
        count = sum(map(_shortfall, found))
        sentence = f"按日子算，比该核对的少 {count:,} 户。先走剩得多的楼。"
        yield Group(
            BEHIND,
            "年度核对赶不上进度",
            sentence,
            _ICON,
            count,
            _buildings(found),
            _PAGE,
            way="打开年度核对",
            facts=_first(found),
        )


def _going(found: list[Progress]) -> Iterator[Group]:
    """Good to know."""
    if found:
        count = sum(one.tally.left for one in found)
        lines = tuple(map(_campaign, found[:TOLD]))
        sentence = "进度正常，有空就走几户。"
        yield Group(
            GOING,
            "进行中的年度核对",
            sentence,
            _ICON,
            count,
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


def _buildings(found: list[Progress]) -> tuple[Line, ...]:
    """Building by building, where the most is left first."""
    doors = [(one, compound, building) for one in found for compound in one.compounds for building in compound.inside]
    open_ones = [told for told in doors if told[2].tally.left]
    open_ones.sort(key=lambda told: -told[2].tally.left)
    return tuple(_building(*told) for told in open_ones[:TOLD])


def _building(found: Progress, compound: Place, building: Place) -> Line:
    tally, ends_on = building.tally, date.fromisoformat(found.campaign.ends_on)
    shut = f"（不遇 {tally.unreached}）" if tally.unreached else ""
    why = f"还剩 {tally.left} 户{shut}，{ends_on.month}月{ends_on.day}日截止"
    return Line(
        f"{compound.name}{building.name}",
        found.campaign.name,
        why,
        _PAGE,
        found.campaign.id,
        facts={"building": building.id},
    )
