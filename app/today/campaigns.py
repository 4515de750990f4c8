"""An annual check that comes to its end with doors left to walk, and one that waits for the head's signature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from app import access
from app.campaigns import progress, standing
from app.campaigns.progress import Place, Progress
from app.campaigns.standing import SUMMED
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import clock

LEFT: Final = "campaign_left"
TO_SIGN: Final = "campaign_to_sign"
_DAYS_AHEAD = 14
_PAGE, _ICON = "campaigns", "list-checks"


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """For those who confirm homes, and for the head."""
    rights = session.rights
    walks, signs = rights.may("edit", "dwelling"), rights.may("sign")
    if not (rights.may("view", "dwelling") and (walks or signs)):
        return ()
    found = []
    for one in standing.campaigns(session):
        ctx.checkpoint()
        ends_soon = one.ends_on <= (clock.today() + timedelta(days=_DAYS_AHEAD)).isoformat()
        if one.is_going and ((walks and ends_soon) or (signs and one.stage == SUMMED)):
            found.append((progress.progress(session, one.id), ends_soon))
    left = [told for told, ends_soon in found if walks and ends_soon and told.tally.left]
    waiting = [told for told, _ in found if signs and told.campaign.stage == SUMMED]
    return (*_to_sign(waiting), *_left(left))


def _to_sign(waiting: list[Progress]) -> Iterator[Group]:
    if waiting:
        lines = tuple(
            Line(
                one.campaign.name, "", f"{one.campaign.summed} 送来，完成 {one.tally.percent}%", _PAGE, one.campaign.id
            )
            for one in waiting[:TOLD]
        )
        sentence = "逐户核对已经汇总，看过确认表后请书记确认。"
        yield Group(TO_SIGN, "待确认的年度核对", sentence, _ICON, len(waiting), lines, _PAGE, way="打开年度核对")


def _left(found: list[Progress]) -> Iterator[Group]:
    """Building by building, where the most is left first."""
    if not found:
        return
    doors = [(one, compound, building) for one in found for compound in one.compounds for building in compound.inside]
    open_ones = [told for told in doors if told[2].tally.left]
    open_ones.sort(key=lambda told: -told[2].tally.left)
    lines = tuple(_building(*told) for told in open_ones[:TOLD])
    sentence = f"快到截止日期（{min(one.campaign.ends_on for one in found)}）了，这些楼还有没核对到的。"
    count = sum(one.tally.left for one in found)
    yield Group(LEFT, "年度核对还没核对完", sentence, _ICON, count, lines, _PAGE, way="打开年度核对")


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
