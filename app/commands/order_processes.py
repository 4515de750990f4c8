"""`order process`: how orders of a category are handled, tried out and published."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.orders.processes import Proposal, Published, Standing

VERBS = ("list", "show", "check", "publish")


def process(words: list[str], chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with processes: `words` are the verb, the category, and what is to be otherwise."""
    verb, *rest = words or ["list"]
    if verb not in _DOERS:
        raise WrongUsage(f"process 后面要写：{'、'.join(VERBS)}", chosen.command)
    return _DOERS[verb](rest, chosen, console)


def _list(rest: list[str], chosen: argparse.Namespace, console: Console) -> int:
    """The process of every category, or only of those that go by one that the committee published (`own`)."""
    from app.orders import processes

    with work.session(chosen, console) as session:
        found = processes.listing(session)
    if rest == ["own"]:
        found = tuple(one for one in found if one.at)
    console.give({"rows": [_as_json(one) for one in found]}, lambda: _lines(found))
    return 0


def _as_json(one: Standing) -> dict[str, object]:
    return {
        "category": one.category,
        "label": one.label,
        "version": one.version,
        "scope": one.scope or None,
        "limits": dict(one.limits),
        "module": one.module or None,
        "priority": one.priority,
        "published_at": one.at or None,
        "published_by": one.by or None,
    }


def _lines(found: tuple[Standing, ...]) -> Iterator[str]:
    rows = [
        (one.category or "·", one.label, str(one.version), one.scope, "、".join(dict(one.limits).values()), one.by)
        for one in found
    ]
    yield from table(("类别", "", "版本", "用的是", "时限", "变更人"), rows)


def _show(rest: list[str], chosen: argparse.Namespace, console: Console) -> int:
    from app.orders import processes

    category = _category(rest, chosen)
    with work.session(chosen, console) as session:
        shown, versions = processes.show(session, category), processes.versions(session, category)
    answer = _proposal_json(shown) | {"versions": [_version_json(one) for one in versions]}
    console.give(answer, lambda: _show_lines(shown, versions))
    return 0


def _version_json(one: Published) -> dict[str, object]:
    told = {"version": one.process.version, "category": one.process.category}
    return told | {"at": one.at or None, "by": one.by or None, "note": one.note or None}


def _show_lines(shown: Proposal, versions: tuple[Published, ...]) -> Iterator[str]:
    from app.orders.process_words import category_label

    yield f"{category_label(shown.process.category)}：第 {shown.process.version} 版"
    if shown.differences:
        yield from (f"  和随程序的不同：{one}" for one in shown.differences)
    yield from shown.reach
    yield from _move_lines(shown)
    for one in versions:
        if one.at:
            yield f"{category_label(one.process.category)}第 {one.process.version} 版　{one.at}　{one.by}　{one.note}"


def _check(rest: list[str], chosen: argparse.Namespace, console: Console) -> int:
    """Try a change out; nothing is published."""
    from app.orders import processes

    category, said = _category(rest, chosen), work.pairs(rest[1:], chosen.command)
    with work.session(chosen, console) as session:
        proposal = processes.propose(session, category, said)
    console.give(_proposal_json(proposal), lambda: _proposal_lines(proposal))
    return 0


def _publish(rest: list[str], chosen: argparse.Namespace, console: Console) -> int:
    from app.orders import processes
    from app.orders.process_words import category_label

    category, said = _category(rest, chosen), work.pairs(rest[1:], chosen.command)
    with work.session(chosen, console) as session:
        proposal = processes.propose(session, category, said)
        done = processes.publish(session, proposal)
    answer = _proposal_json(proposal) | {"version": done.process.version}
    label = category_label(done.process.category)
    console.give(answer, lambda: (f"“{label}”的流程已发布第 {done.process.version} 版，以后登记的工单按它办理。",))
    return 0


def _proposal_json(proposal: Proposal) -> dict[str, object]:
    process = proposal.process
    return {
        "category": process.category,
        "version": process.version,
        "limits": dict(process.limits),
        "states": list(process.states),
        "roles": {group: list(duties) for group, duties in process.roles.items()},
        "module": process.module or None,
        "priority": process.priority,
        "differences": list(proposal.differences),
        "reach": list(proposal.reach),
        "flaws": [{"kind": one.kind, "what": one.what} for one in proposal.flaws],
        "moves": [
            {
                "status": one.status,
                "action": one.action,
                "to": list(one.leads_to),
                "duties": list(one.duties),
                "may": one.may,
                "limit": one.limit or None,
            }
            for one in proposal.moves
        ],
    }


def _proposal_lines(proposal: Proposal) -> Iterator[str]:
    yield from (proposal.differences or ("和现在的流程没有不同。",))
    if proposal.troubles:
        yield "不能发布："
        yield from (f"  {one}" for one in proposal.troubles)
    yield from proposal.reach
    yield from _move_lines(proposal)
    yield "这是预览，没有发布。"


def _move_lines(proposal: Proposal) -> Iterator[str]:
    rows = [(one.status, one.action, "、".join(one.leads_to), one.may, one.limit) for one in proposal.moves]
    yield from table(("状态", "操作", "到", "谁可以", "时限"), rows)


def _category(rest: list[str], chosen: argparse.Namespace) -> str:
    if not rest:
        raise WrongUsage("缺少：工单类别（代码或名称，“通用”是没有单独流程的类别）", chosen.command)
    return rest[0]


_DOERS: dict[str, Callable[[list[str], argparse.Namespace, Console], int]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "publish": _publish,
}
