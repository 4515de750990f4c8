"""`linong-cloud admin order`: the street looks at the orders of a committee, hands some down, moves and answers them.

What names a person or tells who reported stands behind its mask; `show --whole` is for whoever handles the order.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from cloud import operators
from cloud.means import Means
from cloud.orders.events import ORDER
from cloud.records import Record
from cloud.store import CITY
from cloud.street.orders import Done, Held, Street
from ledger import catalog, clock, codes, kinds, masking
from ledger.errors import LedgerError
from ledger.orders import ladder, stored, telling
from ledger.orders.facts import Event, Order, ToldRung
from ledger.orders.ladder import Hears
from ledger.orders.telling import action, status
from ledger.tiers import Holder
from sync.protocol import Json

Acting = Callable[[argparse.Namespace], AbstractContextManager[tuple[Means, Holder | None]]]
Adding = Callable[..., argparse.ArgumentParser]
Say = Callable[[str], None]
_READERS: Final = frozenset(("head", "worker", "viewer"))
_HANDLERS: Final = frozenset(("head", "worker"))
"""Roles of operators that look at orders, and that move them."""
_ABOVE: Final[tuple[Hears, ...]] = ("module_lead", "centre", "leaders")
"""Who of those above a committee is told by the ladder of orders that are late or lie idle."""
_SHOWN: Final = ("title", "description", "address", "lon", "lat", "reporter_name", "reporter_phone", "remark")


class OrderForbidden(LedgerError):
    """The operator's role does not handle orders."""


class Commands:
    """The commands; `acting` opens the database and says who is at work."""

    def __init__(self, acting: Acting, say: Say) -> None:
        self._acting, self._say = acting, say

    def list(self, chosen: argparse.Namespace) -> None:
        with self._street(chosen, _READERS) as street:
            for held in street.orders(ended=chosen.all):
                is_told = not chosen.told or any(chosen.told in one.hears for one in held.order.told)
                if is_told and (not chosen.awaiting or held.order.awaiting):
                    self._say(_as_json(_listed(held)) if chosen.json else _line(held))

    def show(self, chosen: argparse.Namespace) -> None:
        with self._street(chosen, _HANDLERS if chosen.whole else _READERS) as street:
            held = street.order(chosen.order)
        if chosen.json:
            self._say(_as_json(_shown(held, is_whole=chosen.whole)))
            return
        for line in _lines(held, is_whole=chosen.whole):
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
            yield Street(means, chosen.code, holder.login, holder.unit, _name(means, holder.login))

    def _tell(self, chosen: argparse.Namespace, done: Done) -> None:
        if chosen.json:
            told = {"id": done.order_id, "order_no": done.order_no, "event": done.event_id, "status": done.status}
            self._say(_as_json(told))
        else:
            self._say("\t".join((done.order_no, status(done.status), done.order_id)))


def add(admin: Any, adding: Adding, acting: Acting, say: Say) -> list[argparse.ArgumentParser]:
    """Add the commands below `admin`; answers them: each needs to know who is at work."""
    commands = Commands(acting, say)
    verbs = admin.add_parser("order", help="居委会的工单").add_subparsers(required=True, metavar="操作")
    listed = _of_committee(adding(verbs, "list", commands.list, "列出还没有结束的工单"))
    listed.add_argument("--all", action="store_true", help="已结束的也列出")
    listed.add_argument("--awaiting", action="store_true", help="只列出等上级确认的")
    heard = "、".join(f"{name} {telling.HEARS[name]}" for name in _ABOVE)
    listed.add_argument("--told", choices=_ABOVE, metavar="WHO", help=f"只列出按超时、未办理规则已经通知到的：{heard}")
    shown = _of_order(adding(verbs, "show", commands.show, "一件工单和它的流转记录"))
    shown.add_argument("--whole", action="store_true", help="不遮盖反映人的姓名和电话")
    made = _of_committee(adding(verbs, "create", commands.create, "交办一件工单给居委会"))
    _with_parts(made, "内容，如 category=C104 description=三楼渗水 source=01 external_no=SH2026112200001")
    moved = _of_order(adding(verbs, "move", commands.move, "办理：派单、转派、同意延期或挂起、督办等"))
    moved.add_argument("action", metavar="ACTION", choices=sorted(_ACTIONS), help="、".join(_ACTIONS))
    _with_parts(moved, "办理内容，如 opinion=同意 new_due_at=2026-12-01")
    every = [listed, shown, made, moved]
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


def _with_parts(parser: argparse.ArgumentParser, said: str) -> None:
    parser.add_argument("parts", metavar="NAME=TEXT", nargs="*", type=_part, help=said)


def _part(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name:
        raise argparse.ArgumentTypeError(f"应为 名称=内容：{text}")
    return name, value


def _name(means: Means, login: str) -> str:
    """What an operator is called."""
    with means.store.look(CITY) as look:
        return next(one.name for one in operators.listed(look) if one.login == login)


# -- what is told


def _as_json(told: Mapping[str, Json]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _listed(held: Held) -> dict[str, Json]:
    order, timing = held.order, held.order.timing
    return {
        "id": held.record.id,
        "order_no": held.order_no,
        "external_no": order.external_no or None,
        "title": held.record.f.get("title"),
        "category": order.category,
        "status": order.status,
        "assignee": order.assignee or None,
        "assignee_org": order.assignee_org or None,
        "due_at": clock.instant_text(timing.due_at) if timing and timing.due_at else None,
        "awaiting": order.awaiting[1] if order.awaiting else None,
        "asked": order.asked or None,
        "told": [_told(one) for one in order.told],
    }


def _told(one: ToldRung) -> dict[str, Json]:
    """A rung of the ladder that was told in the present run of its clock."""
    return {
        "rung": ladder.name_of(one.because, one.day),
        "mark": one.level or None,
        "at": clock.instant_text(one.at),
        "hears": list(one.hears),
    }


def _marked(order: Order) -> str:
    """What was told last of each reason to those above: its card, since when it shows it, and why."""
    last = {one.because: one for one in order.told if set(_ABOVE) & set(one.hears)}
    said = (
        (one.level, clock.local_text(clock.instant_text(one.at)), telling.why_told(one.because, one.day))
        for one in last.values()
    )
    return "；".join(" ".join(filter(None, parts)) for parts in said)


def _line(held: Held) -> str:
    told = _listed(held)
    due = clock.local_text(told["due_at"]) if told["due_at"] else ""
    waits = f"等上级确认：{status(told['awaiting'])}" if told["awaiting"] else ""
    holder = told["assignee"] or told["assignee_org"] or ""
    return "\t".join(
        (held.order_no, status(held.order.status), str(told["title"] or ""), holder, due, _marked(held.order), waits)
    )


def _shown(held: Held, *, is_whole: bool) -> dict[str, Json]:
    words = {name: text for name, _, text in _words(held.record, is_whole=is_whole)}
    return {**_listed(held), **words, "events": [_event(record, event) for record, event in held.events]}


def _event(record: Record, event: Event) -> dict[str, Json]:
    row = stored.row_of(event)
    names = ("seq", "action", "from_status", "to_status", "actor", "acted_at", "opinion", "outcome", "landed")
    return {"id": record.id, **{name: row[name] for name in names}, "rung": event.detail.get("rung")}


def _words(record: Record, *, is_whole: bool) -> Iterator[tuple[str, str, str]]:
    """Name, label and text of what the order's record says."""
    ledger, f = catalog.named(ORDER), record.f
    for name in _SHOWN:
        item = ledger.field(name)
        of_group = f.get(item.merge_group)
        value = of_group.get(name) if isinstance(of_group, dict) else of_group
        if value is not None:
            text = kinds.as_text(item, value)
            yield name, item.label, masking.mask(item.mask, text) if item.mask and not is_whole else text


def _lines(held: Held, *, is_whole: bool) -> Iterator[str]:
    yield _line(held)
    for _, label, text in _words(held.record, is_whole=is_whole):
        yield f"{label}\t{text}"
    for _, event in held.events:
        when = clock.local_text(clock.instant_text(event.at))
        noted = "（只记录，没有生效）" if event.outcome == "noted" else ""
        said = event.opinion or telling.rung_told(event)
        yield "\t".join((when, event.actor, action(event.action), status(event.leads_to) + noted, said))
