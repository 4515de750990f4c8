"""`visit`: recording visits, looking at them, who is due, the route, a workbook of visits."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app import words
from app.accounts.colleagues import volunteers_told
from app.commands import imports, records, work
from app.commands.console import Console, table
from app.records import filters
from app.visits.due import Due
from app.visits.recording import Recorded
from ledger import catalog

_VISIT = catalog.named("visit")


def visit(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with visits."""
    return _DOERS[chosen.action](chosen, console)


def _create(chosen: argparse.Namespace, console: Console) -> int:
    from app.visits import doubts, passing_on, recording
    from ledger.orders.refusals import RecordMissing

    with work.session(chosen, console) as session:
        try:
            said = work.pairs(chosen.words, chosen.command)
            if not chosen.confirm:
                doubts.refuse(session, said)
            done = recording.record(session, said)
        except RecordMissing as refused:
            raise passing_on.OrderOfVisitRefused(refused) from refused
    answer: dict[str, object] = {
        "id": done.id,
        "next_visit_on": done.next_visit_on or None,
        "changed": {name: list(fields) for name, fields in done.changed.items()},
        "advice": done.advice or None,
        "deeds": [one.as_json() for one in done.deeds],
        "objections": list(done.objections),
        "volunteers": list(done.volunteers),
        "order": {"id": done.order, "order_no": done.order_no} if done.order else None,
    }
    console.give(answer, lambda: _created(done))
    return 0


def _created(done: Recorded) -> Iterator[str]:
    yield f"已登记走访：{done.id}"
    for name, fields in done.changed.items():
        yield f"  {words.called(name)}已修改：{'、'.join(words.field(name, one) for one in fields)}"
    if done.objections:
        yield f"  已记下异议：{len(done.objections)} 条"
    if done.next_told:
        yield f"  {done.next_told}"
    if done.order:
        yield f"  已登记工单：{done.order_no}"
    yield from volunteers_told(done.volunteers)
    if done.advice:
        yield f"  {words.VISIT_ADVICE[done.advice]}"
        yield from (f"    {command}" for one in done.deeds for command in one.commands())


def _list(chosen: argparse.Namespace, console: Console) -> int:
    """The newest first."""
    work.words(chosen, ())
    chosen.ledger, chosen.deleted, chosen.all = _VISIT.name, False, False
    chosen.order, chosen.desc, chosen.search = "visited_at", True, ""
    return records.list_records(chosen, console)


def _show(chosen: argparse.Namespace, console: Console) -> int:
    chosen.ledger, chosen.id, chosen.all = _VISIT.name, work.only_word(chosen, "ID"), True
    return records.show(chosen, console)


def _due(chosen: argparse.Namespace, console: Console) -> int:
    work.words(chosen, ())
    found = _found(chosen, console)
    answer: dict[str, object] = {"total": len(found), "rows": [one.as_json() for one in found]}
    console.give(answer, lambda: _due_lines(found))
    return 0


def _route(chosen: argparse.Namespace, console: Console) -> int:
    """The route on the screen, or as a sheet where a file is named."""
    if not chosen.words:
        return _due(chosen, console)
    from app.visits import due, routes

    path = Path(work.only_word(chosen, "FILE")).expanduser().absolute()
    with work.session(chosen, console) as session:
        found = due.due(session, on=filters.day(chosen.on), worker=chosen.worker, building=chosen.building)
        stamp = routes.save(session, found, path)
    answer: dict[str, object] = {"path": str(path), "rows": len(found), "number": str(stamp.number)}
    console.give(answer, lambda: (f"走访路线 {len(found):,} 行已写到：{path}（登记号 {stamp.number}）",))
    return 0


def _import(chosen: argparse.Namespace, console: Console) -> int:
    """A workbook of which every sheet is taken for one of visits."""
    chosen.file = work.only_word(chosen, "FILE")
    return imports.import_sheets(chosen, console, subject=_VISIT.name)


def _found(chosen: argparse.Namespace, console: Console) -> tuple[Due, ...]:
    from app.visits import due

    with work.session(chosen, console) as session:
        return due.due(session, on=filters.day(chosen.on), worker=chosen.worker, building=chosen.building)


def _due_lines(found: Sequence[Due]) -> Iterator[str]:
    if not found:
        yield "现在没有该走访的人。"
        return
    rows = [(one.building_name, one.address, one.name, one.last, one.due_on, one.worker) for one in found]
    yield from table(("楼栋", "地址", "姓名", "上次走访", "应走访", "负责人"), rows)
    yield f"共 {len(found):,} 次走访"


_DOERS: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "create": _create,
    "list": _list,
    "show": _show,
    "due": _due,
    "route": _route,
    "import": _import,
}
