"""`transfer`: a person moves to another committee of the same cloud."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.stores.session import Session
from app.syncing import transfers
from app.syncing.transfers import Transfer
from ledger import clock


def transfer(chosen: argparse.Namespace, console: Console) -> int:
    """Offer a person, take the offer back, list transfers, take a person over or send him back."""
    if chosen.action != "list" and not chosen.id:
        raise WrongUsage("缺少：PERSON|ID", chosen.command)
    if (chosen.action == "offer") != bool(chosen.to):
        raise WrongUsage("转出时要写 --to CODE，别的时候不写", chosen.command)
    with work.session(chosen, console) as session:
        _VERBS[chosen.action](session, chosen, console)
    return 0


def _offer(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    made = transfers.offer(session, chosen.id, chosen.to, chosen.to_name)
    console.give({"id": made}, lambda: ("已请对方居委会接收。对方接收后，这里会记上迁往何处。",))


def _withdraw(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    transfers.withdraw(session, chosen.id)
    console.give({"id": chosen.id}, lambda: ("已撤回，对方不能再接收。",))


def _list(session: Session, _chosen: argparse.Namespace, console: Console) -> None:
    found = transfers.listed(session)
    console.give({"rows": [one.as_json() for one in found]}, lambda: _lines(found))


def _lines(found: list[Transfer]) -> Iterator[str]:
    rows = [
        (one.id, "转入" if one.is_incoming else "转出", one.name, one.other, one.state_label, _when(one), one.reason)
        for one in found
    ]
    yield from table(("标识", "方向", "姓名", "对方", "状态", "时间", "原因"), rows)


def _when(one: Transfer) -> str:
    return f"{clock.local(one.at):%Y-%m-%d %H:%M}"


def _accept(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    own = transfers.accept(session, chosen.id)
    console.give({"id": own}, lambda: (f"已接收，本居委会的这一条：{own}。请登记住址和标签。",))


def _decline(session: Session, chosen: argparse.Namespace, console: Console) -> None:
    transfers.decline(session, chosen.id, chosen.reason)
    console.give({"id": chosen.id}, lambda: ("已退回。",))


_VERBS: dict[str, Callable[[Session, argparse.Namespace, Console], None]] = {
    "offer": _offer,
    "withdraw": _withdraw,
    "list": _list,
    "accept": _accept,
    "decline": _decline,
}
