"""What waits for whoever is at work: each order with what it waits for, the pressing ones first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from app import access
from app.orders import cards, keeping, open_orders
from app.orders.cards import Card, Cards
from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.stores.session import Session
from ledger import clock, kinds
from ledger.orders import facts
from ledger.orders.clocks import RED
from ledger.orders.duties import HEAD, MATRIX, Actor, Group
from ledger.orders.flow import Rules, allowed
from ledger.orders.standing import is_assignee
from ledger.orders.states import DRAFT, OPEN
from storage.reading import Reader

LATE, NEAR, DECIDED, HANDLED = "orders_late", "orders_near", "orders_decided", "orders_handled"
_DECIDES: Final = frozenset(("S60", "S65", "S85", "S86"))
"""States in which an order waits for a check, a follow-up call or an approval."""
_HELD: Final = frozenset(("S30", "S40", "S45", "S80"))
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
    "S40": (("finish", "我在办理"), ("transfer", "没有承办人，等我转派")),
    "S45": (("joint_done", "等我协办"), ("finish", "我在办理")),
    "S60": (("check_pass", "等我核查"),),
    "S65": (("followup", "等我回访"),),
    "S80": (("resume", "可以恢复办理"),),
    "S85": (("extend_approve", "等我审批延期"),),
    "S86": (("return_approve", "等我审批退回"),),
}
"""State -> the steps that an order waits for there, and how that is told; the first that is open to somebody counts."""
_GRANTED: Final[dict[str, tuple[Group, str, str]]] = {
    "void": ("accept", "void_approve", "等我审批作废"),
    "suspend": ("suspend", "suspend_approve", "等我审批挂起"),
}
"""What is asked for in whatever state an order is: the right to grant it, the step, and how that is told."""
_FOR_UNIT: Final = "派给了外单位，等我代办"
_REPLAYED: Final = frozenset(("S15", "S80"))
_ASKED: Final = (
    "status", "source", "category", "process_version", "process_category", "module", "created_by", "assignee",
    "assignee_org", "joint_orgs", "result_kind", "asked",
)  # fmt: skip
"""The columns of an order that the rules ask for."""
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
    is_granting: bool = False
    """It waits for a word about a request, in whatever state it is."""


@access.operation("view", ledger="work_order")
def mine(session: Session, filters: Filters, kind: str = "") -> tuple[Mine, ...]:
    """What waits for the account at work, all of it or that of one kind."""
    with session.reader() as reader, reader.snapshot():
        made = Cards(session, reader)
        found = _waiting(session, reader, filters, made)
        return _told(reader, made, [one for one in found if kind in ("", _kind(one, made))])


@access.operation("view", ledger="work_order")
def piles(session: Session, *, most: int) -> tuple[dict[str, Pile], frozenset[int]]:
    """What waits for the account at work, by kind; and the rows' numbers.

    Each order is of one kind: what is late or soon will be is of that alone. Of each the first `most` are made cards.
    """
    with session.reader() as reader, reader.snapshot():
        made = Cards(session, reader)
        found = _waiting(session, reader, Filters(), made)
        sorted_out: defaultdict[str, list[_Waiting]] = defaultdict(list)
        for one in found:
            sorted_out[_kind(one, made)].append(one)
        several = {kind: Pile(len(pile), _told(reader, made, pile[:most])) for kind, pile in sorted_out.items()}
    return several, frozenset(one.row["nr"] for one in found)


def _kind(one: _Waiting, made: Cards) -> str:
    reading = made.reading(one.row)
    if reading is not None and reading.light == RED:
        return LATE
    if reading is not None and reading.is_near:
        return NEAR
    return DECIDED if one.is_granting or one.row["status"] in _DECIDES else HANDLED


def _told(reader: Reader, made: Cards, found: Sequence[_Waiting]) -> tuple[Mine, ...]:
    several = made.of(reader.numbered(ORDER, (one.row["nr"] for one in found), cards.READ))
    return tuple(Mine(one.what, card) for one, card in zip(found, several, strict=True))


def _waiting(session: Session, reader: Reader, filters: Filters, made: Cards) -> list[_Waiting]:
    who = keeping.actor(session, reader)
    told = _Orders(reader, who, keeping.rules(session)).waiting(_candidates(reader, filters, who))
    granting = {said for _, _, said in _GRANTED.values()}
    found = (_Waiting(what, made.light(row), row, what in granting) for what, row in told)
    kept = [one for one in found if filters.light in ("", str(one.light))]
    return sorted(kept, key=lambda one: made.pressing(one.row))


def _candidates(reader: Reader, filters: Filters, who: Actor) -> list[Row]:
    """The orders that may wait for somebody."""
    states = {code for code in _WAITS_FOR if code not in _OF_RIGHT or who.duties & MATRIX[_OF_RIGHT[code]].keys()}
    grants = {one for one, (right, _, _) in _GRANTED.items() if who.duties & MATRIX[right].keys()}

    def may_wait(row: Row) -> bool:
        if row["asked"] and not grants.isdisjoint(_several(row["asked"])):
            return True
        return row["status"] in states and (row["status"] not in _HELD or _is_held(who, row))

    return [row for row in open_orders.of(reader, filters, OPEN) if may_wait(row)]


def _is_held(who: Actor, row: Row) -> bool:
    """True of an order that was handed to somebody, to their unit, or that is with them beside; nobody's is the head's.

    Nobody's is also what went to a unit and was not taken there.
    """
    if not row["assignee"] and (HEAD in who.duties or (who.org and row["assignee_org"] == who.org)):
        return True
    return row["assignee"] == who.login or who.login in _several(row["joint_orgs"])


def _several(text: str | None) -> list[str]:
    return text.split(kinds.LIST_MARK) if text else []


class _Orders:
    """Orders as the rules ask for them: from their columns.

    Whom an order was given to verify, until when it is suspended and which step waits for the street no column says:
    those few are replayed. Of orders that the rules cannot tell apart one is asked about.
    """

    def __init__(self, reader: Reader, who: Actor, rules: Rules) -> None:
        self._reader, self._who, self._rules = reader, who, rules
        self._known: dict[tuple[object, ...], str] = {}

    def waiting(self, rows: Sequence[Row]) -> Iterator[tuple[str, Row]]:
        """What each of the orders that wait for the one who looks waits for."""
        replayed = keeping.orders(self._reader, [row["id"] for row in rows if _is_replayed(row)])
        for row in rows:
            order = replayed.get(row["id"])
            what = _waits_for(order, self._who, self._rules) if order else self._alike(row)
            if what:
                yield what, row

    def _alike(self, row: Row) -> str:
        has_handled = self._who.login in _several(row["handlers"])
        alike = (has_handled, row["checker"] == self._who.login, *map(row.__getitem__, _ASKED))
        if alike not in self._known:
            self._known[alike] = _waits_for(self._of(row, has_handled=has_handled), self._who, self._rules)
        return self._known[alike]

    def _of(self, row: Row, *, has_handled: bool) -> facts.Order:
        return facts.Order(
            status=row["status"] or "",
            source=row["source"] or "",
            category=row["category"] or "",
            process_version=row["process_version"] or 0,
            process_category=row["process_category"] or "",
            module=row["module"] or "",
            author=str(row["created_by"]),
            assignee=row["assignee"] or "",
            assignee_org=row["assignee_org"] or "",
            parties=tuple(_several(row["joint_orgs"])),
            handlers=frozenset((self._who.login,)) if has_handled else frozenset(),
            checker=row["checker"] or "",
            result_kind=row["result_kind"] or "",
            asked=frozenset(_several(row["asked"])),
        )


def _is_replayed(row: Row) -> bool:
    return row["status"] in _REPLAYED or row["awaiting"] is not None


def _waits_for(order: facts.Order, who: Actor, rules: Rules) -> str:
    if order.status == DRAFT and order.author != who.login:
        return ""
    steps = dict(_steps(order, who))
    open_to_me = {one.action for one in allowed(order, who, clock.now(), rules, among=steps)}
    return next((told for action, told in steps.items() if action in open_to_me), "")


def _steps(order: facts.Order, who: Actor) -> Iterator[tuple[str, str]]:
    """What might wait for somebody, and how that is told: what was asked for, then what its state waits for."""
    for one, (_, step, told) in _GRANTED.items():
        if one in order.asked:
            yield step, told
    for step, told in _WAITS_FOR.get(order.status, ()):
        if step == "take" and not is_assignee(order, who):
            yield step, _FOR_UNIT
        elif step != "transfer" or not (order.assignee or order.assignee_org):
            yield step, told
