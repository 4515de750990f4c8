"""What waits for whoever is at work: each order with what it waits for, the pressing ones first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from app import access
from app.orders import keeping
from app.orders.cards import Card, Cards
from app.orders.filters import Filters
from app.orders.keeping import EVENT, ORDER
from app.records import browsing
from app.records.browsing import Order
from app.stores.session import Session
from ledger import clock
from ledger.orders import facts
from ledger.orders.clocks import GREEN
from ledger.orders.duties import MATRIX, Actor, Group
from ledger.orders.effects import WORKING
from ledger.orders.flow import Rules, allowed
from storage.reading import Reader

MOST: Final = 100
"""Orders of one state that are looked at: the pressing ones. Nobody works through more in a day."""
_HELD: Final = ("S30", "S40", "S45", "S80")
"""States in which an order waits for its assignee, or for whoever was asked beside."""
_OF_RIGHT: Final[dict[str, Group]] = {
    "S10": "accept",
    "S20": "accept",
    "S60": "check",
    "S65": "followup",
    "S85": "extend",
    "S86": "return",
}
_WAITS_FOR: Final = {
    "S00": (("create", "草稿，还没有登记"),),
    "S10": (("accept", "等我受理"),),
    "S15": (("verify", "等我核实"),),
    "S20": (("dispatch", "等我派单"),),
    "S30": (("take", "等我接单"),),
    "S40": (("finish", "我在办理"),),
    "S45": (("joint_done", "等我协办"), ("finish", "我在办理")),
    "S60": (("check_pass", "等我核查"),),
    "S65": (("followup", "等我回访"),),
    "S80": (("resume", "可以恢复办理"),),
    "S85": (("extend_approve", "等我审批延期"),),
    "S86": (("return_approve", "等我审批退回"),),
}
"""State -> the steps that an order waits for there, and how that is told; the first that is open to somebody counts."""
_REPLAYED: Final = frozenset(("S15", "S80"))
_BY_OTHERS: Final = frozenset(("S60", "S65"))
"""States in which an order waits for somebody who did not handle it."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mine:
    """One order that waits for me, and what for."""

    what: str
    card: Card


class Pile(NamedTuple):
    """Some of them that belong together: how many there are, and the first of them."""

    total: int
    first: tuple[Mine, ...]


class _Waiting(NamedTuple):
    what: str
    light: int | None
    row: Row


@access.operation("view", ledger="work_order")
def mine(session: Session, filters: Filters) -> tuple[Mine, ...]:
    """What waits for the account at work."""
    with session.reader() as reader, reader.snapshot():
        made = Cards(session, reader)
        return _told(made, _waiting(session, reader, filters, made))


@access.operation("view", ledger="work_order")
def piles(
    session: Session, *, kind_of: Callable[[str, int | None], str], most: int
) -> tuple[dict[str, Pile], frozenset[bytes]]:
    """What waits for the account at work, by the kind that `kind_of` makes of state and light; and the ids of all.

    Of each kind the first `most` are made cards.
    """
    with session.reader() as reader, reader.snapshot():
        made = Cards(session, reader)
        found = _waiting(session, reader, Filters(), made)
        sorted_out: defaultdict[str, list[_Waiting]] = defaultdict(list)
        for one in found:
            sorted_out[kind_of(str(one.row["status"] or ""), one.light)].append(one)
        several = {kind: Pile(len(pile), _told(made, pile[:most])) for kind, pile in sorted_out.items()}
    return several, frozenset(one.row["id"] for one in found)


def _told(made: Cards, found: Sequence[_Waiting]) -> tuple[Mine, ...]:
    cards = made.of(one.row for one in found)
    return tuple(Mine(one.what, card) for one, card in zip(found, cards, strict=True))


def _waiting(session: Session, reader: Reader, filters: Filters, made: Cards) -> list[_Waiting]:
    who, rules = keeping.actor(session, reader), keeping.rules(session)
    rows = list(_candidates(reader, filters, who))
    orders = _Orders(reader, rows, who)
    told = ((what, row) for row in rows if (what := _waits_for(orders.of(row), who, rules)))
    found = [_Waiting(what, made.light(row), row) for what, row in told]
    kept = [one for one in found if filters.light in ("", str(one.light))]
    return sorted(kept, key=lambda one: GREEN + 1 if one.light is None else one.light)


def _candidates(reader: Reader, filters: Filters, who: Actor) -> Iterator[Row]:
    for code in _WAITS_FOR:
        group = _OF_RIGHT.get(code)
        if group is not None and not who.duties & MATRIX[group].keys():
            continue
        for own in _own(code, who):
            yield from _rows(reader, filters, (f"status={code}", *own))


def _own(code: str, who: Actor) -> Iterator[tuple[str, ...]]:
    """How orders of a state may be somebody's: handed to them, to their unit, or with them beside."""
    if code not in _HELD:
        yield ()
        return
    yield (f"assignee={who.login}",)
    if who.org:
        yield ("assignee=", f"assignee_org={who.org}")
    if code == "S45":
        yield (f"assignee!={who.login}", f"joint_orgs~{who.login}")


def _rows(reader: Reader, filters: Filters, asked: Sequence[str]) -> Sequence[Row]:
    query = browsing.query(reader, ORDER, filters.selection(*asked), Order(field="due_at", limit=MOST))
    return reader.page(query).rows


class _Orders:
    """Orders as the rules ask for them: from their columns, with what was done to them by the one who looks.

    Whom an order was given to verify, until when it is suspended and which step waits for the street no column says:
    those few are replayed.
    """

    def __init__(self, reader: Reader, rows: Sequence[Row], who: Actor) -> None:
        self._replayed = keeping.orders(reader, [row["id"] for row in rows if _is_replayed(row)])
        finished = [row["id"] for row in rows if row["status"] in _BY_OTHERS]
        events = reader.brief(EVENT, ("order_uid", "actor", "action"), "order_uid", finished)
        self._handled = {order for order, actor, action in events if actor == who.login and action in WORKING}
        self._who = who.login

    def of(self, row: Row) -> facts.Order:
        """The order of a row."""
        if row["id"] in self._replayed:
            return self._replayed[row["id"]]
        return facts.Order(
            status=row["status"] or "",
            source=row["source"] or "",
            category=row["category"] or "",
            process_version=row["process_version"] or 0,
            module=row["module"] or "",
            author=str(row["created_by"]),
            assignee=row["assignee"] or "",
            assignee_org=row["assignee_org"] or "",
            parties=tuple(str(row["joint_orgs"] or "").split("、")),
            handlers=frozenset((self._who,)) if row["id"] in self._handled else frozenset(),
            result_kind=row["result_kind"] or "",
        )


def _is_replayed(row: Row) -> bool:
    return row["status"] in _REPLAYED or row["awaiting"] is not None


def _waits_for(order: facts.Order, who: Actor, rules: Rules) -> str:
    if order.status == "S00" and order.author != who.login:
        return ""
    steps = dict(_WAITS_FOR.get(order.status, ()))
    open_to_me = {one.action for one in allowed(order, who, clock.now(), rules, among=steps)}
    return next((told for action, told in steps.items() if action in open_to_me), "")
