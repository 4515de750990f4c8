"""The street's part in a committee's orders: it hands some down, moves them, and answers what awaits it (待上级确认).

Everything is done in the committee's turn, on the order as it stands then, by the same rules as on a PC
(`ledger/orders/flow.py`), and is written as operations of the source `street`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from cloud import numbering, people
from cloud.deciding import Sending, decide
from cloud.means import Means
from cloud.orders import events, processes, taken_in
from cloud.orders.events import EVENT, ORDER
from cloud.records import Device, Record
from cloud.store import Look, Turn
from cloud.street import units
from cloud.street.held import Held, Holding
from cloud.street.units import Unit
from cloud.working import Working
from ledger import catalog, clock, ids, kinds, position
from ledger.broken import Broken
from ledger.errors import LedgerError
from ledger.orders import acting, chain, flow, numbers, states, stored
from ledger.orders.duties import Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request, Rules
from ledger.orders.modules import STREET, Modules
from ledger.orders.records import PARTS
from ledger.orders.refusals import GuardForbids
from ledger.orders.titles import title_of
from ledger.outside_facts import SOURCES
from sync.protocol import Json, Op

SOURCE: Final = "street"
DEVICE: Final = "feed-street"
LABEL: Final = SOURCES[SOURCE]
_NUMBERS: Final = "order_number"
_ITSELF: Final = Unit(SOURCE)
_LETTERS: Final = "JDBL"
"""In a number, where those of a committee have their PC's letters."""
_AT_ONCE: Final = 500


class OrderUnknown(LedgerError):
    """The committee has no order of this number."""


class OrderKnown(LedgerError):
    """This outside order is registered already; `order_no` is its number in the committee."""

    def __init__(self, order_no: str) -> None:
        super().__init__("known")
        self.order_no = order_no


class NotTaken(LedgerError):
    """The committee's ledger does not take it; `reason` is the decision's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OrderElsewhere(LedgerError):
    """The order is of a module with which the operator's department has nothing to do."""


class MainIsGone(LedgerError):
    """The order `order_no` takes no other in: it was merged itself, or ended unhandled."""

    def __init__(self, order_no: str) -> None:
        super().__init__(order_no)
        self.order_no = order_no


class PartUnknown(LedgerError):
    """An order and its moves have no part of this name, or it cannot have this value; `part` names it."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class PositionHalf(LedgerError):
    """Of a position one number alone was given; `lacking` names the other part."""

    def __init__(self, lacking: str) -> None:
        super().__init__(lacking)
        self.lacking = lacking


@dataclass(frozen=True, slots=True)
class Done:
    """What the street did: the order, the event of it, and where the order stands now."""

    order_id: str
    order_no: str
    event_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Street:
    """Somebody of the street, or of a department of it, at work on the orders of one committee."""

    means: Means
    cid: str
    login: str = SOURCE
    unit: Unit = _ITSELF
    name: str = LABEL
    modules: Modules = field(init=False)
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        """Whoever works here acts as the unit: the street, or a department with its modules."""
        table = units.modules_now(self.means.store)
        object.__setattr__(self, "modules", table)
        object.__setattr__(self, "actor", units.actor(self.login, self.unit, table))

    # -- to look at

    def orders(self, *, ended: bool = False) -> Iterator[Held]:
        """Those of the unit's orders that go on, or all, by number."""
        yield from self.marked("" if ended else events.GOES_ON)

    def marked(self, mark: str) -> Iterator[Held]:
        """Those of the unit's orders that have a mark (`cloud/orders/events.py`), by number; with "" all."""
        with self.means.store.look(self.cid) as look:
            holding = Holding(self.means, look)
            keys = ((ORDER, one) for one in (look.facts(mark) if mark else _every(look)))
            alive = (one for one in look.records(keys).values() if one.is_alive)
            found = sorted(alive, key=lambda one: (str(one.f.get("order_no") or ""), one.id))
            for at in range(0, len(found), _AT_ONCE):
                several = found[at : at + _AT_ONCE]
                events.read(holding.working, (one.id for one in several))
                yield from filter(self._is_theirs, map(holding.held, several))

    def order(self, said: str) -> Held:
        """One order with its events, by its number, its number outside or its id.

        Raises OrderUnknown, OrderElsewhere.
        """
        with self.means.store.look(self.cid) as look:
            holding = Holding(self.means, look)
            held = holding.held(_found(holding.working, look, said), is_whole=True)
        return self._require_theirs(held)

    def may_read_whole(self, held: Held) -> bool:
        """Whether this unit sees who reported the order: the street any, a department what it leads or has in hand."""
        with self.means.store.look(self.cid) as look:
            return self.unit.is_street or Holding(self.means, look).may_read_confidential(held, self.actor)

    def _is_theirs(self, held: Held) -> bool:
        return units.is_theirs(self.unit, held.order, held.module, self.modules)

    def _require_theirs(self, held: Held) -> Held:
        if not self._is_theirs(held):
            raise OrderElsewhere
        return held

    # -- to do

    def create(self, given: Mapping[str, str]) -> Done:
        """Hand an order down. Raises PartUnknown, PositionHalf, OrderKnown, MoveRefused, NotTaken."""
        words = _words(given)
        with self.means.store.turn(self.cid) as turn:
            event = flow.move(Order(), Request("create", self._now, given), self.actor, self._rules(turn)).event
            told = _told_of(event)
            one = numbers.outside_id(str(told.get("source")), str(told.get("external_no") or "")) or ids.new_id()
            key = (ORDER, ids.to_text(one))
            known = turn.records([key]).get(key)
            if known is not None:
                raise OrderKnown(str(known.f.get("order_no") or ""))
            title = words.get("title") or title_of(str(told["category"]), str(words.get("address") or ""))
            f = {**words, **told, "title": title, "order_no": self._number(turn)}
            made = Held(Record(*key, 0, 1, f, {}, ("", "")), Order(id=key[1]))
            return self._keep(turn, made, event, [self._op(ids.new_id(), "", *key, f)])

    def move(self, said: str, action: str, given: Mapping[str, str]) -> Done:
        """Do something with an order.

        Raises OrderUnknown (this one, or the one that it is merged into), MainIsGone, PartUnknown, MoveRefused,
        NotTaken.
        """
        _require_parts(given)
        with self._holding(said) as (turn, held):
            if given.get("duplicate_of"):
                given = {**given, "duplicate_of": self._main(turn, given["duplicate_of"])}
            waiting = taken_in.waiting(Working(turn, self.means.keyed), held.order.id)
            owed = self._numbers(turn, waiting)
            request = Request(action, self._now, given, came_due=_came_due(held), owed=owed)
            event = flow.move(held.order, request, self.actor, self._rules(turn)).event
            return self._keep(turn, held, event)

    def answer(self, said: str, opinion: str, *, is_granted: bool) -> Done:
        """Grant or decline what an order waits for. Raises OrderUnknown, MainIsGone, MoveRefused, NotTaken."""
        with self._holding(said) as (turn, held):
            if is_granted and held.order.awaiting == (states.MERGING, states.MERGED):
                self._main(turn, held.order.duplicate_of)
            moved = flow.acknowledge(held.order, self.actor, self._now, is_granted=is_granted, opinion=opinion)
            self._require_answered(turn, held, moved.event)
            return self._keep(turn, held, moved.event)

    # -- parts

    def _main(self, turn: Turn, said: str) -> str:
        """The order that is meant to take this one in; raises OrderUnknown, MainIsGone."""
        holding = Holding(self.means, turn)
        main = holding.held(_found(holding.working, turn, said))
        if main.order.status in states.GONE:
            raise MainIsGone(main.order_no)
        return main.order.id

    def _require_answered(self, turn: Turn, held: Held, event: Event) -> None:
        """Raise GuardForbids where an end leaves reporters of what was merged into the order without a reply."""
        if event.to_status in states.UNHANDLED:
            left = taken_in.left_waiting(Working(turn, self.means.keyed), held.order.id, event)
            if left:
                raise GuardForbids(event.action, held.order.status, "owed", "、".join(self._numbers(turn, left)))

    def _numbers(self, turn: Turn, orders: Sequence[str]) -> tuple[str, ...]:
        """What people call these orders by."""
        found = turn.records([(ORDER, one) for one in orders]).values()
        return tuple(sorted(str(one.f.get("order_no") or "") for one in found))

    @property
    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.means.now_ms() / 1000, UTC)

    def _rules(self, turn: Turn) -> Rules:
        """The tables by which orders are handled in the committee."""
        return Rules(book=processes.book(Working(turn, self.means.keyed)))

    @contextmanager
    def _holding(self, said: str) -> Iterator[tuple[Turn, Held]]:
        """The committee's turn, with the order as it stands then; it is looked for before."""
        record_id = self.order(said).record.id
        with self.means.store.turn(self.cid) as turn:
            holding = Holding(self.means, turn)
            yield turn, holding.held(_found(holding.working, turn, record_id), is_whole=True)

    def _keep(self, turn: Turn, held: Held, event: Event, before: Sequence[Op] = ()) -> Done:
        """Write an event, behind the operations that belong to it, as one group."""
        row = stored.row_of(acting.signed(event, self.actor)) | {"order_uid": held.order.id, "device_id": DEVICE}
        row |= {"prev_hash": _head(held.events), "seq": None, "outcome": None, "landed": None}
        op_id = ids.new_id()
        group = before[0].op_id if before else ids.to_text(op_id)
        op = self._op(op_id, group, EVENT, ids.to_text(op_id), events.groups_of(row))
        sending = Sending(Device(DEVICE, 1, 0, "", ""), self.means.now_ms(), turn.head.seq, SOURCE)
        results, written = decide(turn, [*before, op], sending, self.means.keyed)
        for result in results:
            if result["outcome"] == "rejected":
                raise NotTaken(str(result["reason"]))
        written.device = None
        who = {self.login: {"name": self.name, "post": self._post}}
        people.note(turn, who, [op], written, (DEVICE, self.means.now_text()))
        turn.write(written)
        now = events.event_of(written.records[EVENT, op.id].f)  # type: ignore[union-attr]  # it was just written
        return Done(held.order.id, held.order_no, op.id, now.leads_to)

    def _op(self, op_id: bytes, group: str, type_: str, record_id: str, f: Mapping[str, Json]) -> Op:
        own = ids.to_text(op_id)
        return Op(
            n=numbering.of_new(op_id, SOURCE),
            op_id=own,
            g=group or own,
            k="create",
            t=type_,
            id=record_id,
            base=0,
            was={},
            f=f,
            at=self.means.now_text(),
            off=0,
            u=self.login,
            cv="",
        )

    @property
    def _post(self) -> str:
        """What stands beside the name: the department, or that it is the street."""
        if self.unit.name != STREET:
            return self.unit.name
        return LABEL if self.name != LABEL else ""

    def _number(self, turn: Turn) -> str:
        """The next number of today."""
        day = clock.local(self.means.now_text()).strftime("%Y%m%d")
        last = int((turn.fact(_NUMBERS, day) or {}).get("last", 0)) + 1
        turn.put_fact(_NUMBERS, day, {"last": last})
        return f"GD{day}{_LETTERS}{last:03}"


def _came_due(held: Held) -> datetime | None:
    """The due date with which an outside order came."""
    due = held.record.f.get("external_due_at")
    return clock.moment_of(due) if isinstance(due, str) and due else None


def _every(look: Look) -> Iterator[str]:
    return (one for one, _, _ in look.marks(ORDER))


def _found(working: Working, look: Look, said: str) -> Record:
    """The live order that is meant; raises OrderUnknown."""
    text = said.strip()
    one = ids.from_text(text)
    record = working.record((ORDER, ids.to_text(one))) if one is not None else None
    if record is not None and record.is_alive:
        return record
    named = look.numbered(text) if text else ()
    if len(named) != 1:
        raise OrderUnknown
    return named[0]


def _head(log: Sequence[tuple[Record, Event]]) -> str:
    """The hash of the last event, which the next one names."""
    if not log:
        return chain.FIRST
    f = log[-1][0].f
    return chain.hash_of(str(f["prev_hash"]), chain.body_of(events.row_of(f)))


# -- what is given


def _typed() -> dict[str, kinds.Parse]:
    """The words of an order that somebody types."""
    fields = (item for item in catalog.named(ORDER).stored if item.need in ("required", "optional"))
    today = clock.today()
    return {item.name: kinds.parser(item, today, typed=True) for item in fields if item.kind != "ref"}


def _require_parts(given: Mapping[str, str]) -> None:
    for name in given:
        if name not in PARTS:
            raise PartUnknown(name)


def _words(given: Mapping[str, str]) -> dict[str, Json]:
    """What the order's own record says; raises PartUnknown, PositionHalf."""
    typed = _typed()
    _require_parts({name: value for name, value in given.items() if name not in typed})
    row: dict[str, Json] = {}
    for name, value in position.apart(given).items():
        if name in typed:
            read = typed[name](str(value))
            if isinstance(read, Broken):
                raise PartUnknown(name)
            row[name] = read
    if (alone := position.half(row)) is not None:
        raise PositionHalf(alone[1])
    return _as_groups(ORDER, row)


def _told_of(event: Event) -> dict[str, Json]:
    """What stands in the order's record as its first event says it."""
    detail = json.loads(str(stored.row_of(event)["detail"]))
    system = {item.name for item in catalog.named(ORDER).stored if item.need == "system"}
    return _as_groups(ORDER, {name: value for name, value in detail.items() if name in system})


def _as_groups(ledger: str, row: Mapping[str, Json]) -> dict[str, Json]:
    """Values as they travel, a group of several fields whole; without groups that are empty."""
    of = catalog.named(ledger)
    given = {name: value for name, value in row.items() if value is not None and value != ""}
    values = {name: bool(value) if of.field(name).kind == "bool" else value for name, value in given.items()}
    told: dict[str, Json] = {}
    for group, names in of.groups.items():
        if not values.keys().isdisjoint(names):
            told[group] = values[names[0]] if len(names) == 1 else {name: values.get(name) for name in names}
    return told
