"""`order`: work orders registered, looked at, moved, verified; who is on duty; processes; a workbook of orders."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.commands import imports, order_figures, order_processes, records, work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.orders.duplicates import Similar
from app.orders.intake import KEPT_BACK, Made
from app.orders.mine import Mine
from app.orders.moving import Choice, Moved
from app.orders.showing import Dossier
from app.orders.sources import Source
from app.orders.verifying import Verified
from app.printed import Printout
from app.records import filters
from app.stores.session import Session
from ledger import catalog, clock, yes_no
from ledger.orders.telling import action, status, typed_name

_ORDER = catalog.named("work_order")


def order(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with work orders."""
    return _DOERS[chosen.action](chosen, console)


def _create(chosen: argparse.Namespace, console: Console) -> int:
    """Register an order, and tell of those that may be the same matter."""
    from app.attachments import attaching
    from app.orders import duplicates, intake

    said = work.pairs(chosen.words, chosen.command)
    with work.session(chosen, console) as session:
        alike = duplicates.similar(session, said)
        files = attaching.taken(session, _ORDER.name, [Path(one) for one in chosen.photo])
        made = intake.create(session, said, files)
    similar = [one.as_json() for one in alike]
    answer: dict[str, object] = {"id": made.id, "order_no": made.order_no, "similar": similar}
    console.give(answer, lambda: _created(made, alike))
    return 0


def _created(made: Made, alike: Sequence[Similar]) -> Iterator[str]:
    yield f"{'已存草稿' if made.is_draft else '已登记工单'} {made.order_no}：{made.id}"
    if made.is_draft:
        yield f"还没有登记。登记请用 linongctl order move {made.order_no} create"
    if made.is_kept_back:
        yield KEPT_BACK
    if alike:
        yield "可能是同一件事（是的话请办理 merge 归并重复）："
        rows = [(one.order_no, one.title, status(one.status), "、".join(one.why)) for one in alike]
        yield from table(("工单编号", "标题", "状态", "为什么"), rows)


def _list(chosen: argparse.Namespace, console: Console) -> int:
    """The newest first, unless an order is asked for."""
    work.words(chosen, ())
    chosen.ledger, chosen.deleted, chosen.all, chosen.on = _ORDER.name, False, False, None
    if not chosen.order:
        chosen.order, chosen.desc = "received_at", True
    return records.list_records(chosen, console)


def _sources(chosen: argparse.Namespace, console: Console) -> int:
    """By what moment the data of each outside source stands."""
    from app.orders import sources

    work.words(chosen, ())
    with work.session(chosen, console) as session:
        found = sources.standing(session)
    console.give({"sources": [one.as_json() for one in found]}, lambda: _source_lines(found))
    return 0


def _source_lines(found: Sequence[Source]) -> Iterator[str]:
    from app.orders import sources

    if not found:
        yield "还没有从外面来的工单"
        return
    rows = [
        (
            one.label,
            clock.local_text(one.as_of),
            f"{one.orders}",
            sources.brought(one),
            "数据旧了" if one.is_old else "",
        )
        for one in found
    ]
    yield from table(("来源", "数据截至", "件数", "最近一件", ""), rows)


def _show(chosen: argparse.Namespace, console: Console) -> int:
    from app.orders import major, showing
    from app.rights import looking

    with work.session(chosen, console) as session:
        found = showing.dossier(session, work.only_word(chosen, "ID"))
        looking.note(session, _ORDER.name, found.id)
        major.note_read(session, found.id)
    console.give(found.as_json(), lambda: _shown(found))
    return 0


def _shown(found: Dossier) -> Iterator[str]:
    yield f"{found.order_no} {found.title}"
    told = (found.status_label, found.category_label, found.held_by, *found.marks)
    yield "  ".join(filter(None, told))
    if found.visit:
        yield f"来自 {found.visit.title}（linongctl visit show {found.visit.id}）"
    yield from found.lines
    if found.awaiting:
        yield found.awaiting
    for section in found.sections:
        yield from table((section.label, ""), [(cell.item.label, cell.text) for cell in section.cells if cell.text])
    yield from ("", "【流转记录】")
    for step in found.story:
        who = " ".join(filter(None, (step.unit, step.who)))
        yield f"{step.at}  {who}  {step.title}{'（待上报）' if step.waits else ''}"
        yield from (f"    {line}" for line in (*step.lines, *(one.text for one in step.shots), step.note) if line)
    yield from _offered(found.choices)


def _offered(choices: Sequence[Choice]) -> Iterator[str]:
    if choices:
        yield from ("", "【现在可以】")
        yield from table(("操作", "", "要写"), [(one.action, one.label, "、".join(_to_type(one))) for one in choices])


def _to_type(one: Choice) -> Iterator[str]:
    """The parts without which it is not done."""
    yield from map(typed_name, one.needs)
    yield from (" 或 ".join(map(typed_name, names)) for names in one.either)


def _move(chosen: argparse.Namespace, console: Console) -> int:
    """Move an order; what forbids it exits 6 and says why."""
    from app.attachments import attaching
    from app.orders import moving

    if len(chosen.words) < 2:
        raise WrongUsage("要写：move ID ACTION [FIELD=VALUE…]", chosen.command)
    named, act, *given = chosen.words
    with work.session(chosen, console) as session:
        said = work.pairs(given, chosen.command)
        files = attaching.taken(session, _ORDER.name, [Path(one) for one in chosen.photo], named)
        done = moving.move(session, named, act, said, files)
    answer = {"event": done.event_id, "action": done.action, "status": done.status, "awaits": done.awaits}
    console.give(answer, lambda: _moved(done))
    return 0


def _moved(done: Moved) -> Iterator[str]:
    yield f"已办理“{action(done.action)}”，工单现在是“{status(done.status)}”。"
    if done.awaits:
        yield "要结束还待上级确认。"


def _mine(chosen: argparse.Namespace, console: Console) -> int:
    """What waits for the account at work."""
    from app.orders import mine
    from app.orders.filters import Filters

    work.words(chosen, ())
    with work.session(chosen, console) as session:
        found = mine.mine(session, Filters())
    rows = [_as_json(one) for one in found]
    console.give({"total": len(found), "rows": rows}, lambda: _mine_lines(found))
    return 0


def _as_json(one: Mine) -> dict[str, object]:
    card = one.card
    told = {"id": card.id, "order_no": card.order_no, "what": one.what, "title": card.title, "status": card.status}
    return {**told, "light": card.light, "left": card.left}


def _mine_lines(found: Sequence[Mine]) -> Iterator[str]:
    if not found:
        yield "现在没有等您办的工单。"
        return
    rows = [(one.card.order_no, one.card.title, one.what, one.card.light_word, one.card.left) for one in found]
    yield from table(("工单编号", "标题", "等什么", "时限灯", "时限"), rows)


def _receipt(chosen: argparse.Namespace, console: Console) -> int:
    """The receipt for whoever told an order, shown or written as a text file."""
    from app import order_slip

    with work.session(chosen, console) as session:
        printout = order_slip.receipt(session, work.only_word(chosen, "ID"))
        return _paper(session, printout, chosen, console)


def _open(chosen: argparse.Namespace, console: Console) -> int:
    """本周未办结问题清单, shown or written as a text file."""
    from app import open_problems

    work.words(chosen, ())
    with work.session(chosen, console) as session:
        return _paper(session, open_problems.weekly(session), chosen, console)


def _major(chosen: argparse.Namespace, console: Console) -> int:
    """Mark an order as a major problem, or no longer."""
    from app.orders import major

    if not 1 <= len(chosen.words) <= 2:
        raise WrongUsage("要写：major ID [否] --reason TEXT", chosen.command)
    is_major = len(chosen.words) == 1 or yes_no.parse(chosen.words[1]) is not False
    with work.session(chosen, console) as session:
        event = major.mark(session, chosen.words[0], chosen.reason, is_major=is_major)
    done = (
        ("已标为重大问题，居委主任会看到。" if is_major else "已取消重大问题。")
        if event
        else "本来就是这样，没有改动。"
    )
    console.give({"event": event or None, "is_major": is_major}, lambda: (done,))
    return 0


def _correct(chosen: argparse.Namespace, console: Console) -> int:
    """Put right what was registered wrongly."""
    from app.orders import correcting

    if len(chosen.words) < 2:
        raise WrongUsage("要写：correct ID FIELD=VALUE… --reason TEXT", chosen.command)
    named, *given = chosen.words
    said = work.pairs(given, chosen.command)
    with work.session(chosen, console) as session:
        event = correcting.correct(session, named, said, chosen.reason)
    console.give({"event": event}, lambda: ("已更正登记，原来的写进了流转记录。",))
    return 0


def _paper(session: Session, printout: Printout, chosen: argparse.Namespace, console: Console) -> int:
    """A print as text: shown, or written for a purpose."""
    from app.release import prints, purposes

    if not chosen.to:
        text = prints.text_of(printout)
        console.give({"title": printout.title, "text": text}, text.splitlines)
        return 0
    said, out = purposes.meant(chosen.purpose, chosen.basis), Path(chosen.to).absolute()
    stamp = prints.save_text(session, replace(printout, purpose=said.purpose, basis=said.basis), out)
    answer: dict[str, object] = {"title": printout.title, "path": str(out), "register": str(stamp.number)}
    console.give(answer, lambda: (f"已写到 {out}，登记号 {stamp.number}",))
    return 0


def _verify(chosen: argparse.Namespace, console: Console) -> int:
    """Whether every event stands as it was written; exits 9 when one does not."""
    from app.message_texts.told import DAMAGED
    from app.orders import verifying

    work.words(chosen, ())
    with work.session(chosen, console) as session:
        found = verifying.verify(session)
    console.give(found.as_json(), lambda: _verified(found))
    return DAMAGED if found.faults else 0


def _verified(found: Verified) -> Iterator[str]:
    yield f"核对了 {found.orders:,} 件工单的 {found.events:,} 条流转记录。"
    if not found.faults:
        yield "每一条都和办理时写下的一样。"
        return
    rows = [(one.order_no, one.at, one.action or "缺少最后的记录，或它被改动过", one.event_id) for one in found.faults]
    yield from table(("工单编号", "时间", "第一条对不上的", "标识"), rows)
    yield f"共 {len(found.faults):,} 件对不上，请找管理员用备份核对。"


def _duty(chosen: argparse.Namespace, console: Console) -> int:
    """Who is on duty on a day; with people named, the head says who."""
    from app.orders import duty

    day = filters.day(chosen.words[0]) if chosen.words else None
    with work.session(chosen, console) as session:
        on = day or clock.today()
        if len(chosen.words) > 1:
            logins = duty.put(session, on, [one for word in chosen.words[1:] for one in duty.several(word)])
        else:
            logins = duty.on(session, on)
        names = session.store.account_names()
    called = "、".join(names.get(login, login) for login in logins)
    console.give(
        {"day": on.isoformat(), "people": list(logins)}, lambda: (f"{on.isoformat()} 值班：{called or '没有安排'}",)
    )
    return 0


def _process(chosen: argparse.Namespace, console: Console) -> int:
    return order_processes.process(chosen.words, chosen, console)


def _import(chosen: argparse.Namespace, console: Console) -> int:
    """A workbook of which every sheet is taken for one of orders."""
    chosen.file = work.only_word(chosen, "FILE")
    return imports.import_sheets(chosen, console, subject=_ORDER.name)


_DOERS: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "create": _create,
    "list": _list,
    "sources": _sources,
    "show": _show,
    "move": _move,
    "mine": _mine,
    "correct": _correct,
    "major": _major,
    "receipt": _receipt,
    "open": _open,
    "figures": order_figures.order_figures,
    "verify": _verify,
    "duty": _duty,
    "process": _process,
    "import": _import,
}
