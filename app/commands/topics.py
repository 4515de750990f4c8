"""`topic`: topic ledgers defined, listed, kept row by row, imported, exported, checked off, reported."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.topics.defining import Kept, Proposal
from app.topics.rows import Listing, TopicRow
from app.topics.summing import Sums


def topic(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with topic ledgers."""
    return _DOERS[chosen.action](chosen, console)


def _list(chosen: argparse.Namespace, console: Console) -> int:
    """Those there are with what is due, and those that come with the program and are not taken over."""
    from app.topics import defining, rows

    work.words(chosen, ())
    with work.session(chosen, console) as session:
        kept, offered = defining.kept(session), defining.offered(session)
        due = {one.kept.id: one.count for one in rows.due(session)}
    answer: dict[str, object] = {
        "rows": [_told(one) | {"due": due.get(one.id, 0)} for one in kept],
        "offered": [{"code": one.code, "name": one.name, "purpose": one.purpose} for one in offered],
    }

    def lines() -> Iterator[str]:
        shown = [(one.topic.code, one.topic.name, one.topic.period, str(due.get(one.id, 0))) for one in kept]
        yield from table(("代号", "台账", "周期", "待核对"), shown) if shown else ("还没有专题台账。",)
        if offered:
            yield "可以直接启用（topic define 代号）：" + "、".join(f"{one.code} {one.name}" for one in offered)

    console.give(answer, lines)
    return 0


def _told(one: Kept) -> dict[str, object]:
    facts = {name: getattr(one.topic, name) for name in ("code", "name", "module", "lead", "coop", "period", "version")}
    return {"id": one.id, **facts}


def _define(chosen: argparse.Namespace, console: Console) -> int:
    """From a file, or by the code of one that comes with the program."""
    from app.topics import defining

    (said,) = work.words(chosen, ("FILE",))
    with work.session(chosen, console) as session:
        shipped = next((one for one in defining.shipped() if one.code == said), None)
        wanted = shipped or defining.of_file(session, Path(said).expanduser())
        seen = defining.standing(session, wanted.code)
        if chosen.preview:
            plan = defining.propose(session, wanted, seen=seen)
            console.give(_previewed(plan), lambda: _preview_lines(plan))
            return 0
        done = defining.define(session, wanted, seen=seen)
    answer: dict[str, object] = {"id": done.id, "version": done.version}
    console.give(answer, lambda: (f"已存“{wanted.name}”第 {done.version} 版：{done.id}",))
    return 0


def _previewed(plan: Proposal) -> dict[str, object]:
    return {
        "version": plan.topic.version,
        "rows": plan.rows,
        "differences": list(plan.differences),
        "flaws": [{"where": one.where, "rule": one.rule} for one in plan.flaws],
        "clashes": list(plan.clashes),
        "fields": [{"name": one.name, "label": one.label, "kind": one.kind} for one in plan.topic.live],
    }


def _preview_lines(plan: Proposal) -> Iterator[str]:
    from app.message_texts.topics import flaw, keys_clash

    yield f"“{plan.topic.name}”第 {plan.topic.version} 版，已有 {plan.rows:,} 条"
    yield from plan.differences
    yield from (f"不对：{flaw(one)}" for one in plan.flaws)
    if plan.clashes:
        yield f"不对：{keys_clash(plan.clashes)}"


def _show(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import rows

    (said,) = work.words(chosen, ("TOPIC",))
    with work.session(chosen, console) as session:
        found = rows.listing(session, said, search=chosen.search, only_due=chosen.due)
    is_series = found.kept.topic.month_field is not None
    answer: dict[str, object] = {
        "topic": _told(found.kept),
        "total": found.total,
        "due": found.due,
        "as_of": found.as_of.as_json(),
        "rows": [
            {
                "id": one.id,
                **{name: text or None for name, text in one.texts.items()},
                "confirmed_on": one.confirmed_on or None,
                "is_due": one.is_due,
                "order": one.order.number or None,
                **({"missing": one.missing or None} if is_series else {}),
                **({"orders": one.orders.as_json()} if one.orders is not None else {}),
            }
            for one in found.rows
        ],
    }
    console.give(answer, lambda: _shown(found))
    return 0


def _shown(found: Listing) -> Iterator[str]:
    listed = [one for one in found.kept.topic.live if one.listed]
    from app.topics import as_of

    stands = as_of.words(found.as_of)
    yield f"{found.kept.topic.name}　共 {found.total:,} 条，待核对 {found.due:,} 条" + (f"，{stands}" if stands else "")
    lines = [(one.id, *(one.texts[item.name] for item in listed), one.confirmed_on, _aside(one)) for one in found.rows]
    if lines:
        yield from table(("标识", *(item.label for item in listed), "核对", ""), lines)


def _aside(one: TopicRow) -> str:
    """The month that a series lacks, or the orders of a device."""
    told = one.orders
    counts = f"未结 {told.open}，已结 {told.past}，误报 {told.false_alarms}" if told is not None else ""
    return f"{one.missing} 还没有填" if one.missing else counts


def _sums(chosen: argparse.Namespace, console: Console) -> int:
    """Shown, or written as a workbook where a file is named."""
    from app.topics import summing

    said, name = (*chosen.words, "")[:2] if len(chosen.words) == 1 else work.words(chosen, ("TOPIC", "FILE"))
    with work.session(chosen, console) as session:
        found = summing.sums(session, said, year=chosen.year)
        stamp = summing.save(session, found, Path(name).expanduser()) if name else None
    answer = found.as_json() | ({"file": name, "number": str(stamp.number)} if stamp is not None else {})
    console.give(answer, lambda: _summed(found) if stamp is None else (f"已导出到 {name}，登记号 {stamp.number}",))
    return 0


def _summed(found: Sums) -> Iterator[str]:
    labels = ("条数", *(item.label for item in found.figures))
    for first, lines in (("月份", found.months), (found.thing, (*found.things, found.whole))):
        yield from table((first, *labels), [found.texts(line) for line in lines])


def _add(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import writing

    said, pairs = _first(chosen, "TOPIC")
    with work.session(chosen, console) as session:
        done = writing.save(session, said, work.pairs(pairs, chosen.command))
    console.give({"id": done.id}, lambda: (f"已新增：{done.id}",))
    return 0


def _set(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import writing

    record, pairs = _first(chosen, "ID")
    with work.session(chosen, console) as session:
        done = writing.save(session, "", work.pairs(pairs, chosen.command), record=record)
    console.give({"id": record, "changed": bool(done.action)}, lambda: ("已修改" if done.action else "没有变化",))
    return 0


def _remove(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import writing

    (record,) = work.words(chosen, ("ID",))
    with work.session(chosen, console) as session:
        writing.remove(session, record, reason=chosen.reason)
    console.give({"id": record}, lambda: ("已删除，回收站里可以还原。",))
    return 0


def _import(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import sheets

    said, name = work.words(chosen, ("TOPIC", "FILE"))
    password = work.workbook_password(chosen, console)
    with work.session(chosen, console) as session:
        done = sheets.read(session, said, Path(name).expanduser(), password=password, ctx=console.watch())
    answer: dict[str, object] = {"added": done.added, "unchanged": done.unchanged}
    console.give(answer, lambda: (f"{done.told()}。",))
    return 0


def _export(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import handing_out, rows

    said, name = work.words(chosen, ("TOPIC", "FILE"))
    path = Path(name).expanduser()
    with work.session(chosen, console) as session:
        found = rows.listing(session, said, search=chosen.search, only_due=chosen.due)
        stamp = handing_out.save(session, found, path)
    answer: dict[str, object] = {"file": str(path), "rows": len(found.rows), "number": str(stamp.number)}
    console.give(answer, lambda: (f"已导出 {len(found.rows):,} 条到 {path}，登记号 {stamp.number}",))
    return 0


def _confirm(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import writing

    if not chosen.words:
        raise WrongUsage("缺少：ID", chosen.command)
    with work.session(chosen, console) as session:
        writing.confirm(session, [str(one) for one in chosen.words])
    console.give({"rows": len(chosen.words)}, lambda: (f"已核对 {len(chosen.words):,} 条",))
    return 0


def _report(chosen: argparse.Namespace, console: Console) -> int:
    from app.topics import reporting

    (record,) = work.words(chosen, ("ID",))
    with work.session(chosen, console) as session:
        made = reporting.report(session, chosen.ledger, record, chosen.reason)
    answer: dict[str, object] = {"id": made.id, "order_no": made.order_no}
    console.give(answer, lambda: (f"已上报，工单 {made.order_no}：{made.id}",))
    return 0


def _first(chosen: argparse.Namespace, name: str) -> tuple[str, list[str]]:
    if not chosen.words:
        raise WrongUsage(f"缺少：{name}", chosen.command)
    return str(chosen.words[0]), [str(one) for one in chosen.words[1:]]


_DOERS: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "list": _list,
    "define": _define,
    "show": _show,
    "add": _add,
    "set": _set,
    "remove": _remove,
    "import": _import,
    "export": _export,
    "confirm": _confirm,
    "report": _report,
    "sums": _sums,
}
