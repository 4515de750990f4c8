"""`refused`: what the cloud did not take, listed, shown, said once more, let go."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence

from app import words
from app.commands import console as texts
from app.commands import work
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.stores.session import Session
from app.syncing import refused as refusals
from app.syncing import resending
from app.syncing.refused import Refusal


def refused(chosen: argparse.Namespace, console: Console) -> int:
    """List, show, say once more, let go."""
    if chosen.action != "list" and not chosen.id:
        raise WrongUsage("缺少：ID", chosen.command)
    with work.session(chosen, console) as session:
        if chosen.action == "list":
            found = refusals.refused(session)
            console.give({"rows": [one.as_json() for one in found]}, lambda: _table(found))
        else:
            _VERBS[chosen.action](session, refusals.find(session, chosen.id), console)
    return 0


def _show(_session: Session, one: Refusal, console: Console) -> None:
    console.give(one.as_json(), lambda: _shown(one))


def _resend(session: Session, one: Refusal, console: Console) -> None:
    action = resending.resend(session, one.number)
    answer: dict[str, object] = {
        "id": str(one.number),
        "resent": bool(action),
        "action": str(action) if action else None,
    }
    told = "已重新写入，下次运行 linongctl sync 时上报。" if action else "台账里已经是这样，不用再上报。"
    console.give(answer, lambda: (told,))


def _done(session: Session, one: Refusal, console: Console) -> None:
    refusals.deal_with(session, one.number)
    console.give({"id": str(one.number), "done": True}, lambda: ("不再列出。这条改动不会上报，也不会回到台账里。",))


_VERBS: dict[str, Callable[[Session, Refusal, Console], None]] = {"show": _show, "resend": _resend, "done": _done}


def _table(found: Sequence[Refusal]) -> Iterator[str]:
    if not found:
        yield "没有没上报成功的。"
        return
    rows = [(str(one.number), _did(one), one.called, one.why, one.user, one.at) for one in found]
    yield from texts.table(("标识", "做了什么", "哪一条", "原因", "谁", "什么时候"), rows)


def _shown(one: Refusal) -> Iterator[str]:
    yield f"{_did(one)}：{one.called}".rstrip("：")
    yield f"{one.user} {one.at}"
    yield f"原因：{one.why}。{one.todo}。"
    for part in one.values:
        yield f"  {part.label}：{part.text}"


def _did(one: Refusal) -> str:
    return f"{one.did}{words.called(one.ledger)}" if one.ledger else one.did
