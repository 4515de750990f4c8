"""A world of a few orders only: PCs and the street move them at once, and every side's log of each order is looked at.

The cloud is the real decision over the store in memory, the street the real `cloud.street.orders`, what a PC reckons is
the product's (`ledger.orders.placing`). A PC's store is a dict here, so that thousands of seeds are played.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cloud.data_folder import ServerKeys
from cloud.deciding import Sending, decide
from cloud.means import Means
from cloud.memory_store import MemoryStore
from cloud.orders import events
from cloud.orders.events import EVENT, ORDER
from cloud.records import Device, Record
from cloud.street.orders import MainIsGone, OrderUnknown, Street
from cloud.street.units import Unit
from cloud.working import PROCESS, Working
from ledger import ids
from ledger.orders import acting, chain, flow, placing, stored, urging
from ledger.orders.duties import GRID, HEAD, WORKER, Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request, Rules
from ledger.orders.process import Process, as_data, of_data
from ledger.orders.process_book import book_of_texts
from ledger.orders.refusals import MoveRefused
from ledger.orders.rows import NOTES
from ledger.orders.states import GONE, MERGED, NEW, UNHANDLED
from sync.protocol import CONFLICT, Json, Op, dump
from tests.ledger.orders.rounds import EVERY_PART, RULES
from tests.ledger.orders.test_offline import LIKELY
from tests.sync.simulation.order_log import (
    Logged,
    follows_the_page,
    merged_before,
    names_what_holds,
    narrowed_by,
    placed_as,
    state_before,
)
from tests.sync.simulation.order_model import Narrowed

CID = "310115007012"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PEOPLE = {
    "office": (
        Actor("chen", frozenset((HEAD,)), org=CID),
        Actor("wang", frozenset((WORKER,)), org=CID),
        Actor("li", frozenset((WORKER,)), org=CID, is_on_duty=True),
    ),
    "stairs": (Actor("zhao", frozenset((GRID,)), org=CID), Actor("wang", frozenset((WORKER,)), org=CID)),
}
CATEGORIES = ("C104", "C101", "0103")
"""Of what orders are: what is published for one, for a class or for all reaches some of them."""
_ASSIGNABLE = ("zhao", "wang", "wang", "li")
_RARELY = dict.fromkeys(("void_request", "void_approve", "merge", "recall", *NOTES), 0.1) | {"reject": 0.4}
_REFUSALS = {"void_refuse": 0.3, "suspend_refuse": 3.0}
_OFTEN = dict.fromkeys(("joint", "joint_done", "extend_request", "extend_approve", "reopen"), 6.0)
_LIKELY = LIKELY | _RARELY | _REFUSALS | _OFTEN
"""So that walks are long, get to every state, and somebody works on an order at one PC that is checked at another."""
Row = dict[str, Any]


def wanted(
    chance: random.Random,
    order: Order,
    people: Sequence[Actor],
    at: datetime,
    rules: Rules = RULES,
    mains: Sequence[str] = (),
) -> tuple[Actor, Request] | None:
    """What one of these people does next: of all that they may, what brings the order on rather than words.

    `mains`: into which orders it may be merged; into none that anybody knows if there is none.
    """
    found = [(actor, one.action) for actor in people for one in flow.allowed(order, actor, at, rules)]
    if not found:
        return None
    ((actor, action),) = chance.choices(found, [_LIKELY.get(action, 1) for _, action in found])
    return actor, Request(action, at, given_for(chance, order, at, mains))


def given_for(chance: random.Random, order: Order, at: datetime, mains: Sequence[str] = ()) -> dict[str, Any]:
    """A record for any move."""
    due = order.timing.due_at if order.timing else None
    return EVERY_PART | {
        "satisfaction": chance.choice("01245"),
        "contacted_at": at,
        "to_person": chance.choice(_ASSIGNABLE),
        "duplicate_of": chance.choice(mains or ["other"]),
        "parties": chance.choice(["wang", "li,wang"]),
        "new_due_at": None if order.status in ("S20", "S50") else (due or at) + timedelta(days=chance.randrange(1, 9)),
        "resume_on": (at + timedelta(days=chance.randrange(2, 60))).date(),
    }


def waiting_for(order_id: str, mains: Mapping[str, tuple[str, bool]]) -> tuple[str, ...]:
    """The orders whose reporters wait for this one's reply: of each, into which it was merged, and whether it waits."""
    found, passed = list[str](), {order_id}
    while below := [one for one, (main, _) in mains.items() if main in passed and one not in passed]:
        passed |= set(below)
        found += [one for one in below if mains[one][1]]
    return tuple(found)


@dataclass
class LightPc:
    """What a PC knows: records of events as they came, and its own that the cloud has not told of yet."""

    name: str
    cursor: int = 0
    known: dict[str, Mapping[str, Json]] = field(default_factory=dict)
    waiting: dict[str, Op] = field(default_factory=dict)
    orders: tuple[str, ...] = ()
    published: dict[str, Mapping[str, Json]] = field(default_factory=dict)
    is_older: bool = False
    """Its program does not know yet that committees publish processes of their own."""

    @property
    def rules(self) -> Rules:
        return Rules(book=book_of_texts(map(dump, self._processes())))

    def narrowed(self) -> list[Narrowed]:
        return [narrowed_by(of_data(one)) for one in self._processes()]

    def _processes(self) -> list[Any]:
        own = {one: op.f for one, op in self.waiting.items() if op.t == PROCESS}
        every = {} if self.is_older else {**self.published, **own}
        return [every[one]["process"] for one in sorted(every)]

    def rows(self, order_id: str) -> list[Row]:
        own = {one: op.f for one, op in self.waiting.items() if op.t == EVENT}
        every = {**own, **self.known}
        return [events.row_of(f) for f in every.values() if f["order_uid"] == order_id]

    def order(self, order_id: str) -> placing.Placed:
        return placing.place(self.rows(order_id), order_id, self.rules.book)

    def owed(self, order_id: str) -> tuple[str, ...]:
        """The orders merged into this one whose reporters wait, as this PC knows them."""
        known = [self.order(one).order for one in self.orders]
        return waiting_for(
            order_id, {one.id: (one.duplicate_of if one.status == MERGED else "", one.need_reply) for one in known}
        )

    def log(self, order_id: str) -> list[Logged]:
        found = [placed_as(f, one) for one, f in self.known.items() if f["order_uid"] == order_id]
        return sorted(found, key=lambda one: one[1])

    def copied(self) -> LightPc:
        return replace(self, known=dict(self.known), waiting=dict(self.waiting), published=dict(self.published))


class OrderWorld:
    """Everything of one seed."""

    def __init__(self, seed: int, narrowed: Sequence[Process] = ()) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a repeatable walk
        self.at = START
        self.store = MemoryStore()
        self.store.add_committee(CID, "测试居委会", "e-1")
        keys = ServerKeys(b"c" * 32, b"s" * 32, "p")
        self.means = Means(self.store, keys, now_ms=self._now_ms, random=self.chance.randbytes)
        self.street = Street(self.means, CID, "qian", Unit(CID[:9]))
        self.pcs = [LightPc(name) for name in PEOPLE]
        self.made: set[str] = set()
        self.sent: set[str] = set()
        self._copies: dict[str, LightPc] = {}
        for pc in self.pcs:
            with self.store.turn(CID) as turn:
                turn.put_device(Device(pc.name, 1, 0, "", ""))
        self._narrowed, self._registers = list(narrowed), bool(narrowed)
        self._narrow(self.pcs[0])
        self.orders: tuple[str, ...] = ()
        self.orders = self._begin()

    def _now_ms(self) -> int:
        return int(self.at.timestamp() * 1000)

    def _begin(self) -> tuple[str, ...]:
        """One order is handed down from above, one is registered at the office."""
        office = self.pcs[0]
        self.exchange(office, is_peaceful=True)
        own = self.register(office, PEOPLE["office"][1])
        words = {"category": "C104", "description": "三楼渗水", "source": "01", "external_no": "SH1"}
        handed = self.street.create(words | {"reporter_phone": "13800000000"})
        self.made.add(handed.event_id)
        names_what_holds(self.log(handed.order_id)[0][1], [process for _, process in self._processes()])
        for pc in (office, *self.pcs):
            self.exchange(pc, is_peaceful=True)
            pc.orders = (own, handed.order_id)
        return own, handed.order_id

    def register(self, pc: LightPc, author: Actor, category: str = "C104") -> str:
        own, n = ids.to_text(ids.new_id()), len(self.orders) + 1
        given = EVERY_PART | {"source": "03", "reporter_phone": "13800000000", "category": category}
        event = flow.move(Order(id=own), Request("create", self.at, given), author, pc.rules).event
        names_what_holds(event, pc.narrowed())
        f = {"order_no": f"GD{n}", "title": "渗水", "description": "三楼渗水", "source": "03", "category": category}
        self._keep(pc, Op(n, own, own, "create", ORDER, own, 0, {}, f, self.means.now_text(), 0, author.login, "1"))
        self._write(pc, own, event, author, group=own)
        pc.orders = (*pc.orders, own)
        return own

    # -- what happens

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.at += timedelta(minutes=self.chance.randrange(1, 120))
            self._narrow(self.chance.choice(self.pcs), 0.03)
            draw, pc = self.chance.random(), self.chance.choice(self.pcs)
            if self._registers and self.chance.random() < 0.05:
                self.register(pc, PEOPLE[pc.name][0], self.chance.choice(CATEGORIES))
            if draw < 0.02:
                self._days_pass()
            elif draw < 0.2:
                self.exchange(pc)
            elif draw < 0.36:
                self._street_acts()
            elif draw < 0.4:
                self._copy_or_put_back(pc)
            else:
                self._pc_acts(pc)

    def settle(self) -> None:
        for pc in (*self.pcs, *self.pcs):
            self.exchange(pc, is_peaceful=True)
        for pc in self.pcs:
            pc.is_older = False

    def do(self, pc: LightPc, order_id: str, actor: Actor, action: str, **given: str) -> None:
        """Somebody at a PC does just this."""
        request = Request(action, self.at, EVERY_PART | given, owed=pc.owed(order_id))
        self._write(pc, order_id, flow.move(pc.order(order_id).order, request, actor, pc.rules).event, actor)

    def _narrow(self, pc: LightPc, likely: float = 1.0) -> None:
        """The next of the versions that the committee publishes, under the number that none of the program's has."""
        if not self._narrowed or self.chance.random() >= likely:
            return
        one, process = ids.to_text(ids.new_id()), self._narrowed.pop(0)
        f = {"category": process.category, "version": process.version, "process": as_data(process)}
        n, at = len(self.made) + 2, self.means.now_text()
        self._keep(pc, Op(n, one, one, "create", PROCESS, one, 0, {}, f, at, 0, "chen", "1"))

    def _pc_acts(self, pc: LightPc) -> None:
        order_id = self.chance.choice(pc.orders)
        order = pc.order(order_id).order
        mains = self._mains({one: pc.order(one).order for one in pc.orders}, order)
        next_ = wanted(self.chance, order, PEOPLE[pc.name], self.at, pc.rules, mains)
        if next_ is not None:
            actor, request = next_
            try:
                event = flow.move(order, replace(request, owed=pc.owed(order_id)), actor, pc.rules).event
            except MoveRefused:
                return
            self._write(pc, order_id, event, actor)

    def _mains(self, known: Mapping[str, Order], order: Order) -> list[str]:
        """Into which others this one may be merged, as far as they are known."""
        return [one for one, other in known.items() if one != order.id and other.status not in (*GONE, NEW)]

    def _days_pass(self) -> None:
        """Some days nobody does anything; then each PC tells by itself what it knows to be late or to lie idle."""
        self.at += timedelta(days=self.chance.randrange(1, 8))
        for pc in self.pcs:
            for order_id in pc.orders:
                self.tell(pc, order_id)

    def tell(self, pc: LightPc, order_id: str) -> None:
        """The program at a PC tells what is to be told of an order."""
        while (told := urging.tell(pc.order(order_id).order, self.at, RULES)) is not None:
            self._write(pc, order_id, told.event, urging.SYSTEM, at_work=PEOPLE[pc.name][0].login)

    def _street_acts(self) -> None:
        order_id = self.chance.choice(self.orders)
        held = self.street.order(order_id)
        try:
            if held.order.awaiting and self.chance.random() < 0.7:
                done = self.street.answer(order_id, "意见", is_granted=self.chance.random() < 0.5)
            else:
                mains = self._mains({one: self.street.order(one).order for one in self.orders}, held.order)
                next_ = wanted(self.chance, held.order, [self.street.actor], self.at, RULES, mains)
                if next_ is None:
                    return
                done = self.street.move(order_id, next_[1].action, next_[1].given)  # type: ignore[arg-type]
        except (MoveRefused, MainIsGone, OrderUnknown):
            return
        self.made.add(done.event_id)

    def _write(
        self, pc: LightPc, order_id: str, event: Event, actor: Actor, *, group: str = "", at_work: str = ""
    ) -> None:
        heads = pc.order(order_id).heads
        row = stored.row_of(acting.signed(event, actor)) | {"order_uid": order_id, "device_id": pc.name}
        row |= {"prev_hash": heads[-1] if heads else chain.FIRST, "seq": None, "outcome": None, "landed": None}
        one, n = ids.to_text(ids.new_id()), len(self.made) + 2
        f, at = events.groups_of(row), self.means.now_text()
        self._keep(pc, Op(n, one, group or one, "create", EVENT, one, 0, {}, f, at, 0, at_work or actor.login, "1"))
        self.made.add(one)

    def _keep(self, pc: LightPc, op: Op) -> None:
        pc.waiting[op.id] = op

    def _copy_or_put_back(self, pc: LightPc) -> None:
        """A backup is made; the next time the PC is what it was then, and what nobody had heard of is gone."""
        kept = self._copies.pop(pc.name, None)
        if kept is None:
            self._copies[pc.name] = pc.copied()
            return
        unheard = pc.waiting.keys() - kept.waiting.keys() - self.sent
        self.made -= unheard
        self.pcs[self.pcs.index(pc)] = kept

    # -- the exchange

    def exchange(self, pc: LightPc, *, is_peaceful: bool = False) -> None:
        """Up in batches, which may come twice and whose answer may be lost; down in pages."""
        ops = list(pc.waiting.values())
        size = self.chance.choice((1, 3, 200))
        for at in range(0, len(ops), size):
            self._push(pc, ops[at : at + size])
            if not is_peaceful and self.chance.random() < 0.1:
                return
            if self.chance.random() < 0.1:
                self._push(pc, ops[at : at + size])
        with self.store.look(CID) as look:
            page = look.pulled(pc.cursor, 10**6 if is_peaceful else self.chance.randrange(1, 20), 10**9)
        for record in page:
            pc.cursor = record.rv
            pc.waiting.pop(record.id, None)
            if record.type == EVENT:
                pc.known[record.id] = record.f
                pc.orders = tuple(dict.fromkeys((*pc.orders, str(record.f["order_uid"]))))
            elif record.type == PROCESS:
                pc.published[record.id] = record.f

    def _push(self, pc: LightPc, ops: Sequence[Op]) -> None:
        self.sent |= {op.op_id for op in ops}
        told = [str(op.f["order_uid"]) for op in ops if op.t == EVENT]
        self.orders = tuple(dict.fromkeys((*self.orders, *told)))
        with self.store.turn(CID) as turn:
            device = turn.device(pc.name)
            assert device is not None
            results, written = decide(turn, ops, Sending(device, self._now_ms(), pc.cursor), self.means.keyed)
            turn.write(written)
        assert all(result["outcome"] in ("applied", "conflict", "duplicate") for result in results), results

    # -- what must be true

    def check(self) -> None:
        """All of it; raises AssertionError."""
        logged: set[str] = set()
        for order_id in self.orders:
            log = self.log(order_id)
            logged |= {one.id for one, _ in log}
            told = [placed_as(one.f, one.id) for one, _ in log]
            assert [seq for _, seq, _, _ in told] == list(range(1, len(log) + 1))
            for pc in self.pcs:
                assert pc.log(order_id) == told
                assert pc.order(order_id).order == self.street.order(order_id).order
            links = [chain.Link(str(one.f["prev_hash"]), chain.body_of(events.row_of(one.f))) for one, _ in log]
            assert chain.verify(links).is_sound
            follows_the_page(log, self.asked(), self._processes(), self._was, self._owed)
            self._is_not_lost(order_id)
            self._is_answered(order_id)
        assert logged == self.made, "an event was lost, or came to be twice"

    def _was(self, order_id: str, before: int) -> str:
        return state_before(self.log(order_id), before) if order_id in self.orders else ""

    def _owed(self, order_id: str, before: int) -> int:
        """How many reporters of what was merged into an order waited before the cloud wrote under a number."""
        mains = {one: merged_before(self.log(one), before) for one in self.orders}
        return len(waiting_for(order_id, mains))

    def _is_answered(self, order_id: str) -> None:
        """Whoever waits for a main order's reply waits for one that goes on, was handled or answered as it ended."""
        log, number = self.log(order_id), 10**9
        order = self.street.order(order_id).order
        if order.status in UNHANDLED:
            told = [event.detail.get("replies_for", 0) for _, event in log if event.action == "reject"]
            assert self._owed(order_id, number) <= (max(map(int, map(str, told)), default=0))

    def _is_not_lost(self, order_id: str) -> None:
        """Whoever follows an order through the ones into which it was merged comes to one that nobody merged."""
        passed = set[str]()
        while (order := self.street.order(order_id).order).status == MERGED and order.duplicate_of in self.orders:
            assert order_id not in passed, f"merged in a circle: {passed}"
            passed.add(order_id)
            order_id = order.duplicate_of

    def log(self, order_id: str) -> list[tuple[Record, Event]]:
        """The cloud's events of an order."""
        with self.store.look(CID) as look:
            working = Working(look, self.means.keyed)
            events.read(working, [order_id])
            return events.log(working, order_id)

    def _processes(self) -> list[tuple[int, Narrowed]]:
        """What was published, with the number at which each came to the cloud; the later id last."""
        with self.store.look(CID) as look:
            found = look.records([(PROCESS, one) for one, _, _ in look.marks(PROCESS)]).values()
        return [(one.rv, narrowed_by(of_data(one.f["process"]))) for one in sorted(found, key=lambda one: one.id)]

    def asked(self) -> dict[str, list[str]]:
        """By event, whom a question about it is shown to."""
        return {one["event"]: one["noticed"] for one in self._questions()}

    def whys(self) -> list[str]:
        """Why each move that did not count did not."""
        return [str(one["why"]) for one in self._questions()]

    def _questions(self) -> list[dict[str, Any]]:
        with self.store.look(CID) as look:
            found = look.records([(CONFLICT, one) for one, _, _ in look.marks(CONFLICT)]).values()
        assert all((one.f["kind"], one.f["type"]) == ("order_move", ORDER) for one in found)
        return [one.f["more"] for one in found]
