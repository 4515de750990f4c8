"""`campaign`: the annual check, started, walked, told of, summed up, signed, opened again."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from app.campaigns.checking import Noted
from app.campaigns.grid import CheckedGrid
from app.campaigns.progress import Progress, Worker
from app.campaigns.standing import Campaign
from app.commands import work
from app.commands.console import Console, table


def campaign(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with annual checks."""
    return _DOERS[chosen.action](chosen, console)


def _start(chosen: argparse.Namespace, console: Console) -> int:
    from app.campaigns import starting

    with work.session(chosen, console) as session:
        said = work.pairs(chosen.words, chosen.command)
        done = starting.start(session, said, chosen.compound, although=chosen.confirm)
    answer: dict[str, object] = {"id": done.id, "compounds": done.compounds, "homes": done.homes}
    console.give(answer, lambda: (f"已开始年度核对：{done.id}，{done.compounds} 个小区，{done.homes:,} 套房屋",))
    return 0


def _list(chosen: argparse.Namespace, console: Console) -> int:
    """The newest first, each with its figures."""
    from app.campaigns import progress, standing

    work.words(chosen, ())
    with work.session(chosen, console) as session:
        found = [progress.progress(session, one.id) for one in standing.campaigns(session)]
    answer: dict[str, object] = {
        "total": len(found),
        "rows": [_told(one.campaign) | one.tally.as_json() for one in found],
    }
    console.give(answer, lambda: _listed(found))
    return 0


def _told(one: Campaign) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "stage": one.stage,
        "summed": one.summed or None,
        "signed": one.signed or None,
        "reopened": one.reopened or None,
    }


def _listed(found: list[Progress]) -> Iterator[str]:
    rows = [
        (one.campaign.name, one.campaign.stage, one.campaign.ends_on, f"{one.tally.done:,}/{one.tally.total:,}")
        for one in found
    ]
    yield from table(("核对", "到哪一步", "截止", "完成"), rows) if rows else ("还没有年度核对。",)


def _grid(chosen: argparse.Namespace, console: Console) -> int:
    from app.campaigns import grid

    campaign, building = work.words(chosen, ("CAMPAIGN", "BUILDING"))
    with work.session(chosen, console) as session:
        found = grid.grid(session, campaign, building)
    rows = [
        {
            "dwelling": cell.id,
            "room": cell.room,
            "unit": cell.unit,
            "floor": cell.floor,
            "outcome": cell.occupancy,
            "people": cell.people,
            "doors": [
                {"outcome": door.outcome, "when": door.when, "by": door.by, "told": door.told}
                for door in found.doors.get(cell.id, ())
            ],
        }
        for cell in found.cells
    ]
    answer: dict[str, object] = {"building": found.grid.title, "counts": found.counts, "rows": rows}
    console.give(answer, lambda: _drawn(found))
    return 0


def _drawn(found: CheckedGrid) -> Iterator[str]:
    yield found.grid.title
    rows = [
        (f"{cell.unit}{cell.name}", cell.occupancy, next((one.line for one in found.doors.get(cell.id, ())), ""))
        for cell in found.cells
    ]
    yield from table(("房屋", "结果", "上一次"), rows)


def _check(chosen: argparse.Namespace, console: Console) -> int:
    from app.campaigns import checking

    campaign, home, outcome = work.words(chosen, ("CAMPAIGN", "DWELLING", "已查|有变|不遇"))
    with work.session(chosen, console) as session:
        done = checking.check(session, campaign, home, outcome, chosen.note)
    answer: dict[str, object] = {
        "id": done.id,
        "outcome": done.outcome,
        "confirmed": done.confirmed,
        "changed": done.changed or None,
        "owed": done.is_owed,
    }
    console.give(answer, lambda: (_noted(done),))
    return 0


def _noted(done: Noted) -> str:
    if done.is_owed:
        return f"已记下：{done.outcome}。台账还没有改，没有核实；请改好台账，再记一次有变"
    return f"已记下：{done.outcome}，核实 {done.confirmed} 条"


def _progress(chosen: argparse.Namespace, console: Console) -> int:
    from app.campaigns import progress

    (campaign,) = work.words(chosen, ("CAMPAIGN",))
    with work.session(chosen, console) as session:
        found = progress.progress(session, campaign)
    answer: dict[str, object] = {
        **_told(found.campaign),
        **found.tally.as_json(),
        "compounds": [
            {
                "id": place.id,
                "name": place.name,
                **place.tally.as_json(),
                "buildings": [{"id": one.id, "name": one.name, **one.tally.as_json()} for one in place.inside],
            }
            for place in found.compounds
        ],
        "workers": [{"name": one.name, "last_on": one.last_on, **one.tally.as_json()} for one in found.workers],
        "changed_records": dict(found.changed),
        "owed": len(found.owed),
        "after_signing": found.after_signing,
    }
    console.give(answer, lambda: _figures(found))
    return 0


def _figures(found: Progress) -> Iterator[str]:
    yield f"{found.campaign.name}　{found.campaign.stage}　{found.campaign.starts_on} 至 {found.campaign.ends_on}"
    rows = []
    for place in found.compounds:
        for name, tally in ((place.name, place.tally), *((f"  {one.name}", one.tally) for one in place.inside)):
            counts = (tally.total, tally.checked, tally.changed, tally.unreached, tally.unchecked)
            rows.append((name, *(str(one) for one in counts), f"{tally.percent}%"))
    yield from table(("小区、楼栋", "应核", "已查", "有变", "不遇", "未查", "完成"), rows)
    if found.owed:
        yield f"记下有变、台账还没有改的 {len(found.owed):,} 套"
    if found.campaign.reopened:
        yield f"重新打开 {found.campaign.reopened}"
    if found.workers:
        yield from table(("核对人", "次数", "已查", "有变", "不遇", "最近一次"), [_went(one) for one in found.workers])


def _went(one: Worker) -> tuple[str, ...]:
    tally = one.tally
    return (one.name, *map(str, (tally.total, tally.checked, tally.changed, tally.unreached)), one.last_on)


def _sum(chosen: argparse.Namespace, console: Console) -> int:
    from app.campaigns import signing

    (campaign,) = work.words(chosen, ("CAMPAIGN",))
    with work.session(chosen, console) as session:
        signing.sum_up(session, campaign)
    console.give({"stage": "汇总"}, lambda: ("已汇总，等书记确认。",))
    return 0


def _sign(chosen: argparse.Namespace, console: Console) -> int:
    """The head signs; with homes left to check, only when that is meant."""
    from app.campaigns import progress, signing
    from app.campaigns.refusals import HomesLeft

    (campaign,) = work.words(chosen, ("CAMPAIGN",))
    with work.session(chosen, console) as session:
        session.rights.require("sign")
        before = progress.progress(session, campaign)
        if before.tally.left and before.campaign.is_going and not chosen.confirm:
            raise HomesLeft(before.tally.unchecked, before.tally.unreached)
        signing.sign(session, campaign)
        found = progress.progress(session, campaign)
    answer: dict[str, object] = {**_told(found.campaign), **found.tally.as_json()}
    console.give(answer, lambda: (f"已确认：{found.campaign.name}",))
    return 0


def _reopen(chosen: argparse.Namespace, console: Console) -> int:
    from app.campaigns import signing, standing

    (campaign,) = work.words(chosen, ("CAMPAIGN",))
    with work.session(chosen, console) as session:
        signing.reopen(session, campaign, chosen.reason)
        found = standing.campaign(session, campaign)
    console.give(_told(found), lambda: (f"已重新打开：{found.name}，可以接着核对，再请书记确认。",))
    return 0


def _extend(chosen: argparse.Namespace, console: Console) -> int:
    from app.campaigns import signing, standing

    campaign, ends_on = work.words(chosen, ("CAMPAIGN", "DATE"))
    with work.session(chosen, console) as session:
        signing.put_off(session, campaign, ends_on)
        found = standing.campaign(session, campaign)
    console.give(_told(found), lambda: (f"{found.name}：截止日期改为 {found.ends_on}",))
    return 0


_DOERS: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "start": _start,
    "list": _list,
    "grid": _grid,
    "check": _check,
    "progress": _progress,
    "sum": _sum,
    "sign": _sign,
    "reopen": _reopen,
    "extend": _extend,
}
