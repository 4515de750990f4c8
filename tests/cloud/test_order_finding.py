"""Orders are found by a number, and those that go on by a mark: what a committee ever had costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import psycopg
import pytest

from cloud import memory_store
from cloud.data_folder import ServerKeys
from cloud.erasure import order as erasing
from cloud.means import Means
from cloud.orders.events import GOES_ON, ORDER
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.migrating import migrate
from cloud.postgres.store import PostgresStore
from cloud.records import Key, Record
from cloud.store import CloudStore
from cloud.street.orders import OrderUnknown, Street
from cloud.street.units import Unit
from ledger.orders.facts import Order
from tests.cloud.conftest import fresh_database
from tests.cloud.moving import CHEN, LI, Desk
from tests.cloud.pcs import Committee

KEYS = ServerKeys(b"c" * 32, b"s" * 32, "p")
TO_THE_END = ("accept", "take", "finish", "check_pass")
AS = {"check_pass": LI}


def registered(committee: Committee, number: str, *, moves: int = 0, **words: str) -> Desk:
    """An order with its number that came so far on the way to its end."""
    desk = Desk(committee.pc(f"pc-{number}"), Order())
    desk.register(CHEN)
    made = desk.pc.waiting[0]
    desk.pc.waiting[0] = replace(made, f={**made.f, "order_no": number, **words})
    for action in TO_THE_END[:moves]:
        desk.move(action, AS.get(action, CHEN))
    assert {result["outcome"] for result in desk.pc.push()} == {"applied"}
    desk.pull()
    return desk


def street_of(committee: Committee) -> Street:
    return Street(Means(committee.store, KEYS), committee.cid, "qian", Unit(committee.cid[:9]))


def listed(committee: Committee, *, ended: bool = False) -> list[str]:
    return [held.order_no for held in street_of(committee).orders(ended=ended)]


def test_the_list_follows_an_order_to_its_end_and_back(store: CloudStore, cid: str) -> None:
    committee = Committee(store, cid)
    one, other = registered(committee, "GD1"), registered(committee, "GD2")
    assert listed(committee) == ["GD1", "GD2"]
    for action in TO_THE_END:
        one.move(action, AS.get(action, CHEN))
    one.pc.push()
    one.pull()
    assert one.order.status == "S70"
    assert (listed(committee), listed(committee, ended=True)) == (["GD2"], ["GD1", "GD2"])
    one.move("reopen", CHEN)
    one.pc.push()
    assert listed(committee) == ["GD1", "GD2"]
    erasing.erase(
        Means(store, KEYS), cid, [(ORDER, other.order.id)], erasing.Order("ops", "consent", "浦民发〔2026〕1号")
    )
    assert listed(committee) == ["GD1"]
    with store.look(cid) as look:
        assert set(look.facts(GOES_ON)) == {one.order.id}


def test_an_order_is_named_by_either_number_or_its_id(store: CloudStore, cid: str) -> None:
    committee = Committee(store, cid)
    desk = registered(committee, "GD1", external_no="SH7")
    for number in ("GD2", "GD3"):
        registered(committee, number, external_no="SH8")
    street = street_of(committee)
    assert {street.order(said).record.id for said in ("GD1", " SH7 ", desk.order.id)} == {desk.order.id}
    for said in ("GD9", "", "SH8"):
        with pytest.raises(OrderUnknown):
            street.order(said)


def test_what_has_ended_is_not_read(committee: Committee, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        registered(committee, f"GD{number}", moves=len(TO_THE_END))
    desk = registered(committee, "GD99")
    read: set[Key] = set()
    records = memory_store._View.records

    def watched(view: memory_store._View, keys: Iterable[Key]) -> Mapping[Key, Record]:
        found = records(view, keys)
        read.update(found)
        return found

    def never(*_: object) -> None:
        raise AssertionError("everything is read")

    monkeypatch.setattr(memory_store._View, "records", watched)
    monkeypatch.setattr(memory_store._View, "marks", never)
    assert listed(committee) == ["GD99"]
    assert street_of(committee).move("GD99", "comment", {"opinion": "请尽快"}).order_id == desk.order.id
    assert {one for type_, one in read if type_ == ORDER} == {desk.order.id}


def test_orders_of_before_are_marked_when_the_database_is_brought_up(embedded_server: EmbeddedDatabase) -> None:
    dsn = fresh_database(embedded_server.dsn, "order_marks")
    store = PostgresStore(dsn)
    committee = Committee(store)
    registered(committee, "GD1", moves=len(TO_THE_END))
    going_on = {registered(committee, f"GD{moves + 2}", moves=moves).order.id for moves in range(3)}
    late = registered(committee, "GD9", moves=len(TO_THE_END))
    late.order = replace(late.order, status="S40")
    late.move("progress", CHEN)
    late.pc.push()
    again = registered(committee, "GD10", moves=len(TO_THE_END))
    again.move("reopen", CHEN)
    again.pc.push()
    with psycopg.connect(dsn, autocommit=True) as connection:
        for name in ("rec_order_process", "rec_order_no", "rec_external_no", "rec_question"):
            connection.execute(f"drop index {name}")
        connection.execute("delete from fact")
        connection.execute("delete from migration where version >= 6")
    assert listed(committee) == []
    migrate(dsn)
    with store.look(committee.cid) as look:
        assert set(look.facts(GOES_ON)) == {*going_on, again.order.id}
    store.close()
