"""`objection`: 数据异议 raised, listed, looked at, settled."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator

from app import words
from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.objections import about, raising, settling
from app.objections.about import Told


def objection(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with objections."""
    return _DOERS[chosen.action](chosen, console)


def _raise(chosen: argparse.Namespace, console: Console) -> int:
    ledger, record = _words(chosen, ("LEDGER", "ID"), more=True)
    said = work.pairs(chosen.words[2:], chosen.command)
    with work.session(chosen, console) as session:
        made = raising.dispute(session, ledger, record, said)
    console.give({"id": made.id}, lambda: (f"已记下异议：{made.id}",))
    return 0


def _list(chosen: argparse.Namespace, console: Console) -> int:
    """All that are open, or those of one record."""
    wanted = _words(chosen, ("LEDGER", "ID")) if chosen.words else ()
    with work.session(chosen, console) as session:
        if wanted:
            found = about.of_record(session, *wanted)
            found = found if chosen.all else tuple(one for one in found if one.is_open)
        else:
            found = about.listing(session, everything=chosen.all)
    answer: dict[str, object] = {"total": len(found), "rows": [one.as_json() for one in found]}
    console.give(answer, lambda: _listed(found))
    return 0


def _listed(found: Iterable[Told]) -> Iterator[str]:
    rows = [(one.id, f"{words.ledger(one.ledger)} {one.called}", one.claim, one.raised, one.state) for one in found]
    yield from table(("标识", "登记", "异议", "提出", "状态"), rows) if rows else ("没有异议。",)


def _show(chosen: argparse.Namespace, console: Console) -> int:
    (one,) = _words(chosen, ("ID",))
    with work.session(chosen, console) as session:
        found = about.show(session, about.ledger_of(session, one), one)
    console.give(found.as_json(), lambda: _shown(found))
    return 0


def _shown(one: Told) -> Iterator[str]:
    yield f"{words.ledger(one.ledger)} {one.called}：{one.sentence}"
    yield f"  {one.state}{f'：{one.result}（{one.settled}）' if not one.is_open else ''}"


def _settle(chosen: argparse.Namespace, console: Console) -> int:
    one, outcome, result = _words(chosen, ("ID", "true|false|withdrawn", "RESULT"))
    if outcome not in settling.BY_WORD:
        raise WrongUsage(f"不认识的结果：{outcome}（可用 {'、'.join(settling.BY_WORD)}）", chosen.command)
    with work.session(chosen, console) as session:
        ledger = about.ledger_of(session, one)
        wanted = settling.Settling(one, settling.BY_WORD[outcome], result, chosen.value)
        done = settling.settle(session, ledger, wanted)
    answer: dict[str, object] = {"id": one, "ledger": ledger, "record": done.id, "changed": list(done.fields)}
    changed = "、".join(words.field(ledger, name) for name in done.fields)
    console.give(answer, lambda: (f"异议已记为“{wanted.outcome}”{f'，一起改了：{changed}' if changed else ''}。",))
    return 0


def _words(chosen: argparse.Namespace, wanted: tuple[str, ...], *, more: bool = False) -> tuple[str, ...]:
    """The words behind the action; raises WrongUsage for too few or too many."""
    if len(chosen.words) < len(wanted):
        raise WrongUsage(f"缺少：{', '.join(wanted[len(chosen.words) :])}", chosen.command)
    if len(chosen.words) > len(wanted) and not more:
        raise WrongUsage(f"多出了不认识的内容：{' '.join(chosen.words[len(wanted) :])}", chosen.command)
    return tuple(chosen.words[: len(wanted)])


_DOERS: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "raise": _raise,
    "list": _list,
    "show": _show,
    "settle": _settle,
}
