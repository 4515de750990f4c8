"""`linong-cloud admin order`: the street looks at the orders of a committee, hands some down, moves and answers them.

What names a person or tells who reported stands behind its mask; `show --whole` is for whoever handles the order.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from cloud import operators
from cloud.means import Means
from cloud.operators import Operator
from cloud.sources import found_city
from cloud.store import CITY
from cloud.street import hearing, order_lines, units
from cloud.street.held import Held
from cloud.street.orders import Done, Street
from cloud.street.units import Unit
from ledger import clock, codes
from ledger.errors import LedgerError
from ledger.orders import ladder, telling
from ledger.orders.telling import status
from ledger.tiers import Holder

Acting = Callable[[argparse.Namespace], AbstractContextManager[tuple[Means, Holder | None]]]
Opening = Callable[[argparse.Namespace], AbstractContextManager[Means]]
Adding = Callable[..., argparse.ArgumentParser]
Say = Callable[[str], None]
_READERS: Final = frozenset(("head", "worker", "viewer"))
_HANDLERS: Final = frozenset(("head", "worker"))
"""Roles of operators that look at orders, and that move them."""
_RUNGS: Final = tuple(one.name for one in ladder.LADDER if not set(ladder.ABOVE).isdisjoint(one.hears))
"""Rungs of the ladder by which those above are told."""


class OrderForbidden(LedgerError):
    """The operator's role does not handle orders."""


class NewsWaiting(LedgerError):
    """A unit was told of orders that it did not look at yet."""


class Commands:
    """The commands; `opened` opens the database, `acting` says who is at work besides."""

    def __init__(self, opened: Opening, acting: Acting, say: Say) -> None:
        self._opened, self._acting, self._say = opened, acting, say

    def list(self, chosen: argparse.Namespace) -> None:
        with self._street(chosen, _READERS) as street:
            for held in street.orders(ended=chosen.all):
                is_told = not chosen.told or any(chosen.told in one.hears for one in held.order.told)
                if is_told and _is_meant(held, chosen) and (not chosen.awaiting or held.waits_above):
                    told = order_lines.as_json(order_lines.listed(held)) if chosen.json else order_lines.line(held)
                    self._say(told)

    def show(self, chosen: argparse.Namespace) -> None:
        with self._street(chosen, _HANDLERS if chosen.whole else _READERS) as street:
            held = street.order(chosen.order)
            if chosen.whole and not street.may_read_whole(held):
                raise OrderForbidden
        if chosen.json:
            self._say(order_lines.as_json(order_lines.shown(held, is_whole=chosen.whole)))
            return
        for line in order_lines.lines(held, is_whole=chosen.whole):
            self._say(line)

    def create(self, chosen: argparse.Namespace) -> None:
        with self._street(chosen, _HANDLERS) as street:
            self._tell(chosen, street.create(dict(chosen.parts)))

    def move(self, chosen: argparse.Namespace) -> None:
        with self._street(chosen, _HANDLERS) as street:
            self._tell(chosen, street.move(chosen.order, chosen.action, dict(chosen.parts)))

    def answer(self, chosen: argparse.Namespace) -> None:
        with self._street(chosen, _HANDLERS) as street:
            self._tell(chosen, street.answer(chosen.order, chosen.opinion, is_granted=chosen.is_granted))

    def inbox(self, chosen: argparse.Namespace) -> None:
        with self._acting(chosen) as (means, holder):
            if holder is not None and not holder.roles & _READERS:
                raise OrderForbidden
            unit = units.of_operator(_operator(means, holder.login)) if holder else Unit("")
            beneath = (one for one in sorted(means.store.committees()) if one.startswith(unit.code))
            every = hearing.inbox(means, unit, beneath)
            found = [one for one in every if _is_meant(one.held, chosen) and (one.new or not chosen.new)]
            for one in found:
                told = order_lines.as_json(order_lines.heard(one)) if chosen.json else order_lines.heard_line(one)
                self._say(told)
            if not chosen.keep and (holder is None or holder.roles & _HANDLERS):
                hearing.mark_read(means, unit, found)

    def news(self, chosen: argparse.Namespace) -> None:
        with self._opened(chosen) as means:
            found = hearing.news(means)
        for one in found:
            nobody = "" if one.is_anybody else "没有登记管理人员，没有人能看到"
            told = one.unit.code, one.unit.name, f"{one.count} 件", clock.local_text(one.since), nobody
            self._say("\t".join(filter(None, told)))
        if found:
            raise NewsWaiting

    @contextmanager
    def _street(self, chosen: argparse.Namespace, roles: frozenset[str]) -> Iterator[Street]:
        """Whoever is at work, on the orders of the committee; raises OrderForbidden, NotBeneath."""
        with self._acting(chosen) as (means, holder):
            if holder is None:
                yield Street(means, chosen.code)
                return
            operators.require_beneath(holder, chosen.code)
            if not holder.roles & roles:
                raise OrderForbidden
            at_work = _operator(means, holder.login)
            yield Street(means, chosen.code, holder.login, units.of_operator(at_work), at_work.name)

    def _tell(self, chosen: argparse.Namespace, done: Done) -> None:
        if chosen.json:
            told = {"id": done.order_id, "order_no": done.order_no, "event": done.event_id, "status": done.status}
            self._say(order_lines.as_json(told))
        else:
            self._say("\t".join((done.order_no, status(done.status), done.order_id)))


def add(admin: Any, adding: Adding, opened: Opening, acting: Acting, say: Say) -> list[argparse.ArgumentParser]:
    """Add the commands below `admin`; answers them: each needs to know who is at work."""
    commands = Commands(opened, acting, say)
    verbs = admin.add_parser("order", help="居委会的工单").add_subparsers(required=True, metavar="操作")
    listed = _of_committee(adding(verbs, "list", commands.list, "列出还没有结束的工单"))
    listed.add_argument("--all", action="store_true", help="已结束的也列出")
    listed.add_argument("--awaiting", action="store_true", help="只列出等上级确认、等同意挂起或作废的")
    heard = "、".join(f"{name} {telling.HEARS[name]}" for name in ladder.ABOVE)
    listed.add_argument(
        "--told", choices=ladder.ABOVE, metavar="WHO", help=f"只列出按超时、未办理规则已经通知到的：{heard}"
    )
    _with_choice(listed)
    inbox = adding(verbs, "inbox", commands.inbox, "本单位被通知到的工单，先通知的在前；看过就记下")
    inbox.add_argument("--new", action="store_true", help="只列出还没有看过的")
    inbox.add_argument("--keep", action="store_true", help="不记为看过")
    inbox.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    _with_choice(inbox)
    adding(verbs, "news", commands.news, "每个单位有几件没有看过的；有就以 10 退出，给定时任务用")
    shown = _of_order(adding(verbs, "show", commands.show, "一件工单和它的流转记录"))
    shown.add_argument("--whole", action="store_true", help="不遮盖反映人的姓名和电话")
    made = _of_committee(adding(verbs, "create", commands.create, "交办一件工单给居委会"))
    _with_parts(made, "内容，如 category=C104 description=三楼渗水 source=01 external_no=SH2026112200001")
    moved = _of_order(adding(verbs, "move", commands.move, "办理：派单、转派、同意延期或挂起、督办等"))
    moved.add_argument("action", metavar="ACTION", choices=sorted(_ACTIONS), help="、".join(_ACTIONS))
    _with_parts(moved, "办理内容，如 opinion=同意 new_due_at=2026-12-01")
    every = [listed, inbox, shown, made, moved]
    for name, is_granted, said in (
        ("acknowledge", True, "确认：12345 和网格工单可以这样结束"),
        ("decline", False, "不确认：工单退回居委会继续办理"),
    ):
        one = _of_order(adding(verbs, name, commands.answer, said))
        one.add_argument("--opinion", default="", metavar="TEXT", help="意见")
        one.set_defaults(is_granted=is_granted)
        every.append(one)
    return every


_ACTIONS: Final = {line.code: line.label for line in codes.table("work_order_action").lines if line.code != "create"}


def _of_committee(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("code", metavar="CODE", help="12 位居委会代码")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    return parser


def _of_order(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    _of_committee(parser).add_argument("order", metavar="ORDER", help="工单编号、外部工单号或内部编号")
    return parser


def _with_choice(parser: argparse.ArgumentParser) -> None:
    modules = "、".join(f"{line.code} {line.label}" for line in codes.table("topic_module").lines)
    choices = [line.code for line in codes.table("topic_module").lines]
    parser.add_argument("--module", default="", choices=choices, metavar="MODULE", help=f"只列出这个模块的：{modules}")
    rungs = "、".join(
        f"{one.name} {telling.why_told(one.because, one.day)}" for one in ladder.LADDER if one.name in _RUNGS
    )
    parser.add_argument("--rung", default="", choices=_RUNGS, metavar="RUNG", help=f"只列出已经到这一步的：{rungs}")


def _with_parts(parser: argparse.ArgumentParser, said: str) -> None:
    parser.add_argument("parts", metavar="NAME=TEXT", nargs="*", type=_part, help=said)


def _part(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name:
        raise argparse.ArgumentTypeError(f"应为 名称=内容：{text}")
    return name, value


def _operator(means: Means, login: str) -> Operator:
    """Who is at work."""
    found_city(means.store)
    with means.store.look(CITY) as look:
        return next(one for one in operators.listed(look) if one.login == login)


def _is_meant(held: Held, chosen: argparse.Namespace) -> bool:
    """Whether an order is of the module, and told by the rung, that are asked for."""
    rungs = {ladder.name_of(one.because, one.day) for one in held.order.told}
    return chosen.module in ("", held.module) and (not chosen.rung or chosen.rung in rungs)
