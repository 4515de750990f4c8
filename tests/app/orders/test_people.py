"""An order goes to somebody who is known, meant alone, and may work on it; a unit is called as people call it."""

from __future__ import annotations

import json

import pytest

from app import messages
from app.orders import moving, people, said
from app.orders.keeping import ORDER
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger.errors import LedgerError
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew
from tests.app.rights.staff import employ

ASKED = {"opinion": "请去看看"}


@pytest.fixture
def order(crew: Crew) -> str:
    """An accepted order; two people are called 李敏, one may only look, one holds no orders."""
    employ(crew.store, "limin", "worker", name="李敏")
    employ(crew.store, "limin2", "worker", name="李敏")
    employ(crew.store, "looker", "viewer", name="王看")
    made = crew.register()
    crew.move(DUTY, made, "accept")
    return made


@pytest.mark.parametrize(
    ("said", "refused", "told"),
    [
        ({"to_person": "zhoa"}, people.NobodyCalled, "没有叫“zhoa”的账号"),
        ({"to_person": "没这人"}, people.NobodyCalled, "没有叫“没这人”的账号"),
        ({"to_whom": "zhoa"}, people.NobodyCalled, "没有叫“zhoa”的账号"),
        ({"to_person": "李敏"}, people.SeveralCalled, "limin、limin2"),
        ({"to_whom": "李敏"}, people.SeveralCalled, "limin、limin2"),
        ({"to_person": "looker"}, people.HandlesNoOrders, "“looker”的账号不办理工单"),
        ({"to_person": "王看"}, people.HandlesNoOrders, "“王看”的账号不办理工单"),
    ],
)
def test_nobody_is_given_an_order_who_cannot_take_it(
    crew: Crew, order: str, said: dict[str, str], refused: type[LedgerError], told: str
) -> None:
    with pytest.raises(refused) as raised:
        moving.move(crew.at[DUTY], order, "dispatch", said | ASKED)
    assert told in messages.message_for(raised.value)
    assert crew.row(order)["status"] == "S20"


@pytest.mark.parametrize(
    ("said", "person", "unit"),
    [
        ({"to_person": "limin"}, "limin", None),
        ({"to_whom": GRID}, GRID, None),
        ({"to_whom": "阳光物业"}, None, "阳光物业"),
    ],
)
def test_a_person_or_a_unit_gets_it(
    crew: Crew, order: str, said: dict[str, str], person: str | None, unit: str | None
) -> None:
    crew.move(DUTY, order, "dispatch", **said, **ASKED)
    row = crew.row(order)
    assert (row["assignee"], row["assignee_org"]) == (person, unit)


def test_a_party_is_a_unit_or_somebody_who_is_known(crew: Crew, order: str) -> None:
    crew.move(DUTY, order, "dispatch", to_person=GRID, **ASKED)
    crew.move(GRID, order, "take")
    with pytest.raises(said.PartyUnknown):
        moving.move(crew.at[GRID], order, "joint", {"parties": '[{"party":"物业"}]'})
    for wrong in ("zhaoo", f"{DUTY}、looker", "李敏"):
        with pytest.raises((said.PartyUnknown, people.SeveralCalled, people.HandlesNoOrders)):
            moving.move(crew.at[GRID], order, "joint", {"parties": wrong})
    with pytest.raises(said.PartyUnknown) as refused:
        moving.move(crew.at[GRID], order, "joint", {"parties": "不存在的人:查电"})
    assert "单位 不存在的人" in messages.message_for(refused.value)
    assert (
        crew.move(GRID, order, "joint", parties=f"阳光物业:查电:2026-11-23、{HEAD}、310115001001、单位 阳光家园")
        == "S45"
    )
    (asked,) = [event for event in crew.events(order) if event["action"] == "joint"]
    assert [one["part"] for one in json.loads(str(asked["detail"]))["parties"]] == ["查电", "", "", ""]
    assert crew.row(order)["joint_orgs"] == f"阳光物业、{HEAD}、310115001001、阳光家园"


def test_who_handles_no_orders_is_not_offered(crew: Crew, order: str) -> None:
    del order
    assert {one.id for one in people.staff(crew.head)} == {HEAD, DUTY, GRID, "limin", "limin2"}


def test_a_list_is_asked_for_by_somebody_s_name_as_it_shows_it(crew: Crew, order: str) -> None:
    crew.move(DUTY, order, "dispatch", to_person="limin2", **ASKED)

    def held_by(who: str) -> int:
        return browsing.page(crew.head, ORDER, Selection(filters=(who,), everyone=True), Order()).total

    several = [f"{name}{word}" for name in ("assignee=", "承办人=") for word in ("李敏", "limin2", f"{GRID}|李敏")]
    assert [held_by(one) for one in several] == [1] * len(several)
    assert (held_by("assignee=limin"), held_by("assignee=没这人"), held_by("assignee!=李敏")) == (0, 0, 0)
