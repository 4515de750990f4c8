"""Work orders in a simulated world of real files: people and the street move them, and every log is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from app.orders import intake, keeping
from app.orders.keeping import EVENT, ORDER
from cloud.orders import events
from cloud.street.orders import MainIsGone, OrderUnknown, Street
from cloud.street.units import Unit
from cloud.working import Working
from ledger import clock, ids
from ledger.orders import chain, flow, stored, urging
from ledger.orders.duties import GRID, HEAD, WORKER, Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request
from ledger.orders.numbers import outside_id
from ledger.orders.placing import Placed, in_order, place
from ledger.orders.refusals import MoveRefused
from ledger.orders.states import GONE
from sync.local_side import LocalSide
from sync.protocol import CLOCK_TRUST_MS, CONFLICT
from tests.ledger.orders.rounds import RULES
from tests.sync.simulation.order_log import follows_the_page, placed_as, state_before
from tests.sync.simulation.order_world import given_for, wanted

if TYPE_CHECKING:
    from tests.sync.simulation.pc import SimulatedPc
    from tests.sync.simulation.world import SimulatedWorld

CID = "310115007012"
PEOPLE = (
    (Actor("chen", frozenset((HEAD,)), org=CID), Actor("wang", frozenset((WORKER,)), org=CID)),
    (Actor("zhao", frozenset((GRID,)), org=CID), Actor("wang", frozenset((WORKER,)), org=CID)),
    (Actor("li", frozenset((WORKER,)), org=CID, is_on_duty=True),),
)
_HOTLINE = 4
"""Orders of the hotline that somebody may register; the same one at several places, sometimes."""


def _people(pc: SimulatedPc) -> tuple[Actor, ...]:
    return PEOPLE[int(pc.name[2:]) % len(PEOPLE)]


def _outside(chance_number: int) -> dict[str, str]:
    return {"source": "01", "external_no": f"SH{chance_number}"} if chance_number < _HOTLINE else {"source": "03"}


def register(pc: SimulatedPc) -> None:
    """A new order, of the committee's own or of the hotline."""
    actor, where = pc._chance.choice(_people(pc)), _outside(pc._chance.randrange(2 * _HOTLINE))
    one = outside_id(where["source"], where.get("external_no", "")) or ids.new_id()
    with pc.store.reader() as reader:
        if reader.get(ORDER, one, dead=True) is not None:
            return
    given = given_for(pc._chance, Order(), clock.now()) | where
    given |= pc._chance.choice(({}, {"received_at": (clock.now() - timedelta(days=60)).date()}))
    request = Request("create", clock.now(), given)
    event = flow.move(Order(id=ids.to_text(one)), request, actor, RULES).event
    told = intake.told_by(event)
    values = {"title": "渗水", "description": "三楼渗水", "order_no": f"GD{pc._text()}", **told}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    with pc.store.write(user=actor.login, kind="order-create") as write:
        write.create(ORDER, [(one, values)])
        write.create(EVENT, [(ids.new_id(), keeping.event_values(one, event, actor, chain.FIRST))])


def move(pc: SimulatedPc) -> None:
    """Somebody here does something with an order, as this PC knows it."""
    found = pc._any(ORDER)
    if found is None:
        return
    placed = _placed(pc, found)
    with pc.store.reader() as reader:
        mains = [one for one, status in reader.scan(ORDER, ("status",)) if one != found and status not in GONE]
    next_ = wanted(pc._chance, placed.order, _people(pc), clock.now(), RULES, sorted(map(ids.to_text, mains)))
    if next_ is None:
        return
    actor, request = next_
    try:
        event = flow.move(placed.order, request, actor, RULES).event
    except MoveRefused:
        return
    _keep(pc, found, placed, event, actor)


def _keep(pc: SimulatedPc, order: bytes, placed: Placed, event: Event, actor: Actor) -> None:
    head = placed.heads[-1] if placed.heads else chain.FIRST
    with pc.store.write(user=_people(pc)[0].login if actor.is_system else actor.login, kind="order-move") as write:
        write.create(EVENT, [(ids.new_id(), keeping.event_values(order, event, actor, head))])


def tell(pc: SimulatedPc) -> None:
    """The program here tells what is late, or by a clock that is days ahead: every PC does, of all that it knows."""
    if abs(LocalSide(pc.store).facts().clock_offset_ms) > CLOCK_TRUST_MS:
        return
    with pc.store.reader() as reader:
        orders = sorted(row[0] for row in reader.scan(ORDER, ()))
    at = clock.now() + timedelta(days=pc._chance.choice((0, 0, 3, 14)))
    for one in orders:
        placed = _placed(pc, one)
        told = urging.tell(placed.order, at, RULES)
        if told is not None:
            _keep(pc, one, placed, told.event, urging.SYSTEM)


def take_part(world: SimulatedWorld) -> None:
    """The street hands an order down, moves one, or says whether one may end."""
    street = Street(world.cloud.means, CID, "qian", Unit(CID[:9]))
    held = [one for one in street.orders(ended=True) if one.order.timing is not None]
    try:
        if not held or world.chance.random() < 0.15:
            words = {"category": "C104", "description": "三楼渗水", **_outside(world.chance.randrange(_HOTLINE))}
            if outside_id("01", words["external_no"]) not in {ids.from_text(one.record.id) for one in held}:
                street.create(words)
            return
        one = world.chance.choice(held)
        if one.order.awaiting and world.chance.random() < 0.7:
            street.answer(one.record.id, "意见", is_granted=world.chance.random() < 0.5)
            return
        mains = [other.order.id for other in held if other.order.status not in GONE and other != one]
        next_ = wanted(world.chance, one.order, [street.actor], clock.now(), RULES, mains)
        if next_ is not None:
            street.move(one.record.id, next_[1].action, next_[1].given)  # type: ignore[arg-type]
    except (MoveRefused, MainIsGone, OrderUnknown):
        return
    finally:
        with world.cloud.store.look(world.cloud.cid) as look:
            world.cloud.highest = max(world.cloud.highest, look.head.seq)


def check(world: SimulatedWorld) -> int:
    """All logs of all orders are equal, gap-free and the page's; answers how many events there are."""
    count = 0
    asked = _asked(world)
    with world.cloud.store.look(world.cloud.cid) as look:
        working = Working(look, world.cloud.means.keyed)
        logs = {one: events.log(working, one) for one, _, _ in look.marks(ORDER.name)}

        def was(order_id: str, before: int) -> str:
            return state_before(logs.get(order_id, ()), before)

        for order_id, log in logs.items():
            order = events.standing(working, order_id).order
            told = [placed_as(one.f, one.id) for one, _ in log]
            assert [seq for _, seq, _, _ in told] == list(range(1, len(log) + 1))
            links = [chain.Link(str(one.f["prev_hash"]), chain.body_of(events.row_of(one.f))) for one, _ in log]
            assert chain.verify(links).is_sound
            for pc in world.pcs:
                assert _log(pc, order_id) == told
                assert _placed(pc, ids.from_text(order_id) or b"").order == order
            follows_the_page(log, asked, was=was)
            count += len(log)
        assert count == sum(1 for _ in look.marks(EVENT.name)), "an event of no order"
    return count


def _asked(world: SimulatedWorld) -> Mapping[str, list[str]]:
    with world.cloud.store.look(world.cloud.cid) as look:
        found = look.records([(CONFLICT, one) for one, _, _ in look.marks(CONFLICT)]).values()
    return {one.f["more"]["event"]: one.f["more"]["noticed"] for one in found if one.f["kind"] == "order_move"}


def _rows(pc: SimulatedPc, order: bytes) -> list[stored.Row]:
    with pc.store.reader() as reader:
        return in_order([dict(row) for row in reader.children(EVENT, "order_uid", [order])])


def _placed(pc: SimulatedPc, order: bytes) -> Placed:
    return place(_rows(pc, order), ids.to_text(order), RULES.book)


def _log(pc: SimulatedPc, order_id: str) -> list[tuple[str, int, str, str]]:
    rows = _rows(pc, ids.from_text(order_id) or b"")
    return [(ids.to_text(row["id"]), row["seq"], row["outcome"], row["landed"] or "") for row in rows]
