"""What the window shows of orders side by side is what their events say, whoever looks and by whatever filter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.demo import fill
from app.demo import orders as demo
from app.jobs import SILENT
from app.orders import columns, keeping, mine, places
from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.orders.mine import Mine
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import clock
from ledger.orders.flow import allowed
from ledger.orders.states import OPEN
from tests.app.orders.crew import ABOVE, DUTY, GRID, HEAD, Crew
from tests.colleagues import LI, add_colleague
from tests.committee import new_session


class _At:
    """A clock that stands."""

    def __init__(self, instant: str) -> None:
        self._now = datetime.fromisoformat(instant)

    def now(self) -> datetime:
        return self._now


_STEP = {
    "等我受理": "accept",
    "等我核实": "verify",
    "等我派单": "dispatch",
    "等我接单": "take",
    "我在办理": "finish",
    "等我协办": "joint_done",
    "等我核查": "check_pass",
    "等我回访": "followup",
    "可以恢复办理": "resume",
    "等我审批延期": "extend_approve",
    "等我审批退回": "return_approve",
    "等我审批作废": "void_approve",
    "没有承办人，等我转派": "transfer",
    "派给了外单位，等我代办": "take",
}
"""What an order waits for, and the step that it means."""
_WAITING = {
    "S10": {"accept"},
    "S15": {"verify"},
    "S20": {"dispatch"},
    "S30": {"take"},
    "S40": {"finish"},
    "S45": {"finish", "joint_done"},
    "S60": {"check_pass"},
    "S65": {"followup"},
    "S85": {"extend_approve"},
    "S86": {"return_approve"},
}
"""State -> the steps of which one waits for whoever may take it."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demo committee with its orders, and a worker beside the head."""
    folder: Path = tmp_path_factory.mktemp("orders") / "store"
    with new_session(folder) as session:
        fill.fill(session, people=60, seed=1, ctx=SILENT)
        demo.add(session)
        add_colleague(session.store, roles=("worker",))
        yield session


def _every(session: Session) -> list[str]:
    listed = browsing.page(session, ORDER, Selection(everyone=True), Order(limit=500))
    return [str(row["id"]) for row in listed.rows]


def _open_to(session: Session, order: str) -> set[str]:
    """The steps that the rules open to whoever is at work, by the order's events alone."""
    with session.reader() as reader:
        kept, who = keeping.read(reader, order), keeping.actor(session, reader)
        return {one.action for one in allowed(kept.placed.order, who, clock.now(), keeping.rules(session))}


@pytest.mark.parametrize("login", ["wang", LI])
def test_what_waits_for_somebody_is_what_the_rules_open_to_them(office: Session, login: str) -> None:
    session = Session(office.store, login, office.settings)
    found: dict[str, Mine] = {one.card.id: one for one in mine.mine(session, Filters())}
    for one in found.values():
        assert _STEP[one.what] in _open_to(session, one.card.id), one
    for order in _every(session):
        with session.reader() as reader:
            state = keeping.read(reader, order).placed.order.status
        if not _WAITING.get(state, set()).isdisjoint(_open_to(session, order)):
            assert order in found, state


def test_orders_that_differ_in_one_thing_alone_are_not_taken_for_one_another(crew: Crew) -> None:
    new, accepted, own, given = (crew.register(HEAD) for _ in range(4))
    for order in (accepted, own, given):
        crew.move(DUTY, order, "accept")
    for order, who in ((own, DUTY), (given, GRID)):
        crew.move(DUTY, order, "dispatch", to_person=who, opinion="请去看看")
        if who == DUTY:
            crew.move(who, order, "take")
            crew.move(HEAD, order, "transfer", to_person=GRID, opinion="请接着办")
        crew.move(GRID, order, "take")
        done = {"result": "修好了", "result_kind": "实际解决", "minutes_spent": "40"}
        assert crew.move(GRID, order, "finish", **done) == "S60"
    crew.register(GRID, is_draft="是")
    draft = crew.register(DUTY, is_draft="是")
    found = {one.card.id: one.what for one in mine.mine(crew.at[DUTY], Filters())}
    assert found == {new: "等我受理", accepted: "等我派单", given: "等我核查", draft: "草稿，还没有登记"}


def _mine(crew: Crew, who: str) -> dict[str, str]:
    return {one.card.id: one.what for one in mine.mine(crew.at[who], Filters())}


def _taken(crew: Crew) -> str:
    order = crew.register(GRID)
    crew.move(HEAD, order, "accept")
    crew.move(HEAD, order, "dispatch", to_person=GRID, opinion="请去看看")
    crew.move(GRID, order, "take")
    return order


def test_what_is_asked_for_stands_with_whoever_may_grant_it(crew: Crew) -> None:
    order = _taken(crew)
    assert _mine(crew, HEAD) == {}
    crew.move(GRID, order, "void_request", opinion="登记错了")
    assert (_mine(crew, HEAD), _mine(crew, GRID)) == ({order: "等我审批作废"}, {order: "我在办理"})
    crew.move(GRID, order, "suspend_request", reason_kind="材料", resume_on=_later(20))
    assert crew.row(order)["asked"] == "suspend、void"
    assert _mine(crew, HEAD) == {order: "等我审批作废"}, "both stand, and a head suspends nothing"
    piles, _ = mine.piles(crew.head, most=2)
    assert [one.card.id for one in piles[mine.DECIDED].first] == [order]
    crew.move(HEAD, order, "void_approve")
    assert _mine(crew, HEAD) == {}
    outside = crew.register(GRID, source="01", external_no="SH1")
    crew.move(GRID, outside, "void_request", opinion="登记错了")
    assert _mine(crew, HEAD) == {outside: "等我审批作废"}
    crew.move(HEAD, outside, "void_approve")
    assert _mine(crew, HEAD) == {outside: "等我受理"}, "the street has it now; it goes on as before"


def test_what_nobody_has_and_what_a_unit_without_an_account_got_stand_with_the_head(crew: Crew) -> None:
    order = crew.register(GRID)
    crew.move(HEAD, order, "accept")
    crew.move(HEAD, order, "dispatch", to_org="银杏物业公司", opinion="请修")
    assert (_mine(crew, HEAD), _mine(crew, DUTY)) == ({order: "派给了外单位，等我代办"}, {})
    crew.move(HEAD, order, "take")
    assert _mine(crew, HEAD) == {order: "我在办理"}
    nobodys = crew.register(GRID)
    crew.move(HEAD, nobodys, "accept")
    crew.move(HEAD, nobodys, "escalate", opinion="管不了", tried="去过", materials="见照片")
    crew.move(ABOVE, nobodys, "finish", opinion="办了", result_kind="解释说明")
    crew.move(DUTY, nobodys, "check_fail", opinion="没有办好")
    assert crew.row(nobodys)["assignee"] is None
    assert (_mine(crew, HEAD)[nobodys], _mine(crew, DUTY)) == ("没有承办人，等我转派", {})
    crew.move(HEAD, nobodys, "transfer", to_person=DUTY, opinion="请办")
    assert _mine(crew, DUTY) == {nobodys: "等我接单"}


def _later(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_however_many_wait_all_are_told_and_the_pressing_ones_first(crew: Crew) -> None:
    with clock.use(_At("2026-11-20T01:00:00+00:00")):
        several = [crew.register(HEAD) for _ in range(120)]
    with clock.use(_At("2026-11-20T03:00:00+00:00")):
        soon, late = (crew.register(HEAD, received_at=said) for said in ("2026-11-19 10:00", "2026-11-16 10:00"))
        accepted = crew.register(HEAD, received_at="2026-11-12 10:00")
        crew.move(HEAD, accepted, "accept")
        found = [one.card.id for one in mine.mine(crew.head, Filters())]
        piles, numbers = mine.piles(crew.head, most=2)
    assert found[:3] == [accepted, late, soon]
    assert set(found) == {*several, soon, late, accepted}
    assert len(numbers) == len(found) == 123
    assert sum(pile.total for pile in piles.values()) == 123
    assert [one.card.id for one in piles[mine.LATE].first] == [accepted, late]


def test_every_order_stands_in_one_column_and_an_open_one_at_one_place(office: Session) -> None:
    shown = columns.columns(office, Filters())
    assert sorted(card.id for one in shown for card in one.cards) == sorted(_every(office))
    held = sum(one.count for one in shown if one.status in OPEN)
    assert sum(one.count for one in places.places(office, Filters())) == held
    for place in places.places(office, Filters()):
        assert sum(below.count for below in place.buildings) in (place.count, 0)
        assert len(places.cards(office, Filters(), key=place.key, first=0, many=500)) == place.count


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(category="C1"), Filters(source="01"), Filters(overdue=True), Filters(search="漏水")]
)
def test_lights_sort_what_is_open_out_whatever_else_is_asked_for(office: Session, filters: Filters) -> None:
    def ids(asked: Filters) -> set[str]:
        shown = columns.columns(office, asked)
        return {card.id for one in shown if one.status in OPEN for card in one.cards}

    values = {name: getattr(filters, name) for name in ("search", "category", "source", "overdue")}
    lit = [ids(Filters(**values, light=str(light))) for light in (0, 1, 2)]
    assert set.union(*lit) == ids(filters)
    assert sum(map(len, lit)) == len(ids(filters))
    for light, wanted in enumerate(lit):
        asked = Filters(**values, light=str(light))
        by_place = [
            card.id
            for place in places.places(office, asked)
            for card in places.cards(office, asked, key=place.key, first=0, many=500)
        ]
        assert sorted(by_place) == sorted(wanted)
