"""`risk`: which buildings come first by their hazards and key people; the emergency contact tree."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.commands.rosters import print_paper
from app.risks.contacts import Tree, gap_of
from app.risks.risks import BuildingRisk, Detail


def risk(chosen: argparse.Namespace, console: Console) -> int:
    """Show the list, one building or the contact tree; or print the list or the tree."""
    from app.risks import contacts, risks

    if chosen.building and (chosen.contacts or chosen.paper):
        raise WrongUsage("--building 不和 --contacts、--print 一起写", chosen.command)
    if chosen.contacts and (chosen.paper or chosen.ask):
        from app.risks.contacts_on_paper import CONTACTS

        return print_paper(CONTACTS, chosen.contacts, chosen, console)
    if chosen.ask or chosen.unmasked:
        raise WrongUsage(f"缺少：{'--print' if chosen.contacts else '--contacts'}", chosen.command)
    if chosen.paper:
        return _print(chosen, console)
    with work.session(chosen, console) as session:
        if chosen.contacts:
            tree = contacts.tree(session, chosen.contacts)
            console.give(tree.as_json(), lambda: _tree(tree))
            return 0
        if chosen.building:
            found = risks.detail(session, chosen.building)
            answer = found.risk.as_json() | {
                "hazards": [one.as_json() for one in found.hazards],
                "people": [one.as_json() for one in found.people],
            }
            console.give(answer, lambda: _detail(found))
            return 0
        every = risks.survey(session)
    console.give({"buildings": [one.as_json() for one in every]}, lambda: _listed(every))
    return 0


def _print(chosen: argparse.Namespace, console: Console) -> int:
    """Write the list for paper."""
    from app.release import prints, purposes
    from app.risks import on_paper

    said = purposes.meant(chosen.purpose, chosen.basis)
    path = Path(chosen.paper).expanduser().absolute()
    with work.session(chosen, console) as session:
        made = on_paper.printout_of(session)
        stamp = prints.save_text(session, replace(made, purpose=said.purpose, basis=said.basis), path)
    answer: dict[str, object] = {"path": str(path), "rows": made.rows, "number": str(stamp.number)}
    console.give(answer, lambda: (f"风险研判已写到：{path}（登记号 {stamp.number}）",))
    return 0


def _listed(every: Sequence[BuildingRisk]) -> Iterator[str]:
    at_risk = sum(bool(one.hazards) for one in every)
    yield f"{at_risk:,} 幢楼有隐患，共 {sum(one.hazards for one in every):,} 处"
    rows = [
        (one.name, f"{one.risk:,}", str(one.orders), str(one.rows), str(one.people), one.leader_told) for one in every
    ]
    if rows:
        yield from table(("楼栋", "风险", "工单", "台账", "重点人员", "楼组长"), rows)


def _detail(found: Detail) -> Iterator[str]:
    yield f"{found.risk.name}　{found.risk.why}"
    hazards = [(one.title, one.why, str(one.points), one.left, one.number, one.place) for one in found.hazards]
    if hazards:
        yield from table(("隐患", "为什么算", "分", "时限", "编号", "地点"), hazards)
    people = [
        (one.resident.place, one.resident.name, one.resident.about, "、".join(one.resident.tags), str(one.points))
        for one in found.people
    ]
    if people:
        yield from table(("房屋", "姓名", "性别年龄", "标签", "分"), people)


def _tree(found: Tree) -> Iterator[str]:
    if found.gaps:
        yield f"要补的：{'，'.join(f'{word} {count} 处' for word, count in found.gaps)}"
    rows = [(one.role, one.name, one.phone, "", "", one.gap) for one in found.staff]
    for house in found.houses:
        one = house.leader
        rows.append((f"{house.name} {one.role}", one.name, one.phone, "", "", one.gap))
        rows += [
            (f"  {who.place}", who.name, who.phone, who.contact, who.contact_phone, gap_of(who))
            for who in house.residents
        ]
    yield from table(("在哪里", "谁", "电话", "紧急联系人", "联系人电话", "要补的"), rows)
