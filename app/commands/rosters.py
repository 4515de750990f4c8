"""`roster`: who of a building needs which help, and the muster after an alarm."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.exports.emergency_papers import EmergencyPaper
from app.roster.muster import Muster
from app.roster.roster import Roster
from app.stores.session import Session
from ledger.catalog.muster import AWAY, MISSING, SAFE

_SAID = (("safe", SAFE), ("away", AWAY), ("missing", MISSING))


def roster(chosen: argparse.Namespace, console: Console) -> int:
    """Show the roster, print it, or muster the building."""
    from app.roster import muster
    from app.roster import roster as rosters

    if chosen.paper or chosen.ask:
        from app.roster.on_paper import ROSTER

        return print_paper(ROSTER, chosen.building, chosen, console)
    if chosen.unmasked:
        raise WrongUsage("缺少：--print", chosen.command)
    if len(chosen.building) > 1:
        raise WrongUsage(f"多出了不认识的内容：{' '.join(chosen.building[1:])}", chosen.command)
    (chosen.building,) = chosen.building

    counts = chosen.end or any(getattr(chosen, name) for name, _ in _SAID)
    if chosen.muster is None and counts:
        raise WrongUsage("缺少：--muster", chosen.command)
    with work.session(chosen, console) as session:
        if chosen.muster is None:
            found = rosters.roster(session, chosen.building)
            _give(found, console, everyone=chosen.everyone)
            return 0
        _muster(session, chosen)
        counted = muster.going_on(session, chosen.building)
    if counted is None:
        raise muster.MusterOver
    console.give(counted.as_json(), lambda: _counted(counted))
    return 0


def print_paper(kind: EmergencyPaper, places: Sequence[str], chosen: argparse.Namespace, console: Console) -> int:
    """Write a paper for an emergency, or ask for that."""
    from app.release import prints, purposes

    if chosen.paper and chosen.ask:
        raise WrongUsage("--print 和 --ask 只写一个：写出文件，或者提交申请", chosen.command)
    said = purposes.meant(chosen.purpose or (purposes.EMERGENCY if chosen.unmasked else ""), chosen.basis)
    path = Path(chosen.paper).expanduser().absolute()
    with work.session(chosen, console) as session:
        if chosen.ask:
            asked = kind.ask(session, places, said, is_open=chosen.unmasked, reason=chosen.reason)
            console.give({"request": asked.id}, lambda: (f"已提交第 {asked.id} 号申请，等另一个人批准。",))
            return 0
        made = kind.printout_of(session, places, is_open=chosen.unmasked)
        stamp = prints.save_text(session, replace(made, purpose=said.purpose, basis=said.basis), path)
    answer: dict[str, object] = {"path": str(path), "rows": made.rows, "number": str(stamp.number)}
    console.give(answer, lambda: (f"{kind.label} {made.rows:,} 人已写到：{path}（登记号 {stamp.number}）",))
    return 0


def _muster(session: Session, chosen: argparse.Namespace) -> None:
    """Begin, account for, end: what the options say, in this order."""
    from app.roster import muster

    if chosen.muster:
        muster.begin(session, chosen.building, chosen.muster)
    for name, outcome in _SAID:
        if people := getattr(chosen, name):
            muster.account_for(session, chosen.building, people, outcome)
    if chosen.end:
        muster.end(session, chosen.building)


def _give(found: Roster, console: Console, *, everyone: bool) -> None:
    shown = found.residents if everyone else found.in_need
    answer: dict[str, object] = {
        "building": found.building,
        "name": found.name,
        "residents": len(found.residents),
        "in_need": len(found.in_need),
        "counts": dict(found.counts),
        "rows": [one.as_json() for one in shown],
    }
    console.give(answer, lambda: _listed(found, everyone=everyone))


def _listed(found: Roster, *, everyone: bool) -> Iterator[str]:
    yield f"{found.name}　住 {len(found.residents):,} 人，需要帮助 {len(found.in_need):,} 人"
    shown = found.residents if everyone else found.in_need
    rows = [
        (one.place, one.name, one.about, "、".join(one.help.labels), one.phone, one.contact, one.contact_phone)
        for one in shown
    ]
    if rows:
        yield from table(("房屋", "姓名", "性别年龄", "需要的帮助", "电话", "紧急联系人", "联系人电话"), rows)


def _counted(found: Muster) -> Iterator[str]:
    yield f"{found.roster.name}　{found.reason}　{found.begun} 开始{'，已结束' if found.is_over else ''}"
    yield "，".join(f"{outcome} {count} 人" for outcome, count in found.counts.items())
    rows = [
        (one.place, one.name, "、".join(one.help.labels), found.word(one.person).outcome, found.word(one.person).when)
        for one in found.roster.residents
    ]
    yield from table(("房屋", "姓名", "需要的帮助", "清点", "时间"), rows)
