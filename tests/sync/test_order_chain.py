"""The chain of an order of which the cloud did not take an event, while a colleague had gone on from it already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.orders import intake, keeping, moving, verifying
from app.stores.session import Session
from ledger import clock, ids
from storage.rows import Row
from tests.app.rights.staff import at_work, employ
from tests.sync.little_cloud import NOON_MS, LittleCloud, Pc, settle, two_pcs

SINCE = "2026-01-01T00:00:00.000Z"


class Office:
    """Two PCs that have one order; Li works at the first one."""

    def __init__(self, cloud: LittleCloud, one: Pc, two: Pc) -> None:
        self.cloud, self.one, self.two = cloud, one, two
        self.li = employ(one.store, "li", "worker")
        self.order = intake.create(self.head(one), {"description": "三楼渗水", "category": "C104"}).id
        self.move(one, "accept")
        settle(one, two)

    def head(self, pc: Pc) -> Session:
        return at_work(pc.store, pc.store.accounts()[0].login)

    def move(self, pc: Pc, action: str, session: Session | None = None, **given: str) -> None:
        if session is not None:
            session = at_work(pc.store, session.login)
        moving.move(session or self.head(pc), self.order, action, {"opinion": "意见", **given})

    def events(self, pc: Pc) -> list[Row]:
        with pc.store.reader() as reader:
            return list(keeping.read(reader, self.order).events)

    def faults(self, pc: Pc) -> list[str]:
        """The events that the chain names."""
        return [one.event_id for one in verifying.verify(self.head(pc)).faults]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with two_pcs(tmp_path) as (cloud, one, two):
        yield Office(cloud, one, two)


def refused_between(office: Office, *, count: int = 1) -> None:
    """Li, who was let go, works on as nobody told this PC; the head goes on from there."""
    office.cloud.stopped["li"] = SINCE
    for _ in range(count):
        office.move(office.one, "comment", office.li)
    office.move(office.one, "take")
    office.move(office.one, "progress")
    settle(office.one, office.two)
    assert [row["action"] for row in office.events(office.two)] == ["create", "accept", "take", "progress"]


def test_each_pc_knows_when_an_event_came_to_the_cloud(office: Office) -> None:
    office.move(office.one, "take")
    assert office.events(office.one)[-1]["server_at"] is None
    settle(office.one, office.two)
    for pc in (office.one, office.two):
        assert {row["server_at"] for row in office.events(pc)} == {clock.text_of_ms(NOON_MS)}
        assert office.faults(pc) == []


@pytest.mark.parametrize("count", [1, 3])
def test_what_the_cloud_did_not_take_is_no_fault_of_the_chain(office: Office, count: int) -> None:
    refused_between(office, count=count)
    for pc in (office.one, office.two):
        assert office.faults(pc) == []
        pc.is_right()
    office.move(office.two, "finish", result="已修好", result_kind="实际解决", minutes_spent="40")
    settle(office.one, office.two)
    for pc in (office.one, office.two):
        assert office.faults(pc) == []
        pc.is_right()


def test_until_the_answer_is_whole_the_pc_goes_by_its_own_refused_events(office: Office) -> None:
    office.cloud.stopped["li"] = SINCE
    office.move(office.one, "comment", office.li)
    office.move(office.one, "take")
    assert office.faults(office.one) == []
    office.one.push()
    assert [row["action"] for row in office.events(office.one)] == ["create", "accept", "take"]
    assert office.faults(office.one) == []
    office.move(office.one, "progress")
    settle(office.one, office.two)
    assert (office.faults(office.one), office.faults(office.two)) == ([], [])


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE work_order_event SET to_person = 'wang' WHERE action = 'accept'", "take"),
        ("UPDATE work_order_event SET opinion = 'x' WHERE action = 'take'", "progress"),
        ("UPDATE work_order_event SET prev_hash = follows, follows = NULL WHERE action = 'take'", "progress"),
        ("UPDATE work_order_event SET follows = NULL WHERE action = 'take'", "take"),
        ("UPDATE work_order_event SET follows = prev_hash WHERE action = 'take'", "take"),
        ("DELETE FROM work_order_event WHERE action = 'accept'", "take"),
        ("DELETE FROM work_order_event WHERE action = 'take'", "progress"),
        ("DELETE FROM work_order_event WHERE action = 'progress'", ""),
    ],
)
def test_what_somebody_did_to_the_store_is_named_all_the_same(office: Office, damage: str, named: str) -> None:
    refused_between(office)
    actions = {ids.to_text(row["id"]): row["action"] for row in office.events(office.two)}  # type: ignore[arg-type]
    office.two.store._writer.run(damage)
    assert [actions.get(one, "") for one in office.faults(office.two)] == [named]
    assert office.faults(office.one) == []
