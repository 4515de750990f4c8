"""Moves of work orders as they come to the cloud: the first stands, each gets one number, and no word is lost (K10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloud import feeding
from cloud.data_folder import ServerKeys
from cloud.deciding import Sending, decide
from cloud.erasure import order
from cloud.feeding import RowBroken
from cloud.means import Means
from cloud.orders import events
from cloud.orders.events import EVENT, ORDER
from cloud.store import CloudStore
from ledger import clock
from ledger.orders import flow
from ledger.orders.duties import STREET, Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request
from ledger.orders.stored import event_of
from tests.cloud.moving import CHEN, LI, WANG, Desk, two_desks
from tests.cloud.pcs import NOON_MS, Committee, keyed, new_id
from tests.ledger.orders.rounds import MONDAY, RULES

OVERDUE = MONDAY + timedelta(days=8, hours=16)
"""A day after the order of the desks was due, at the end of Monday, the 30th; just on Wednesday."""


@pytest.fixture
def desks(committee: Committee) -> tuple[Desk, Desk]:
    return two_desks(committee)


def test_what_two_pcs_tell_of_the_ladder_at_once_counts_once_and_nobody_is_asked(store: CloudStore, cid: str) -> None:
    committee = Committee(store, cid)
    one, other = two_desks(committee)
    at = MONDAY + timedelta(days=9)  # due on Monday, the 30th: overdue since two working days
    one.tell(at)
    other.tell(at, LI)
    assert [result["outcome"] for result in (*one.pc.push(), *other.pc.push())] == ["applied"] * 4
    assert committee.conflicts() == []
    _, rows = one.seen()
    told = [(event.action, event.detail["rung"], row["outcome"]) for _, row in rows[2:] for event in [event_of(row)]]
    first = [("urge", "overdue-1", "applied"), ("urge", "idle-5", "applied")]
    assert told == [*first, *((action, rung, "noted") for action, rung, _ in first)]
    one.pull()
    other.pull()
    assert one.order == other.order
    assert one.tell(at) == other.tell(at) == []
    one.move("dispatch", CHEN, to_person="zhao", new_due_at=None)
    more = [event_of(events.row_of(op.f)).detail["rung"] for op in one.tell(at + timedelta(days=2))]
    assert more == ["overdue-3", "idle-5"], "higher by now, and idle once more since it was handed on"
    assert [result["outcome"] for result in one.pc.push()] == ["applied"] * 3
    assert [(one.because, one.day) for one in other.seen()[0].told] == [("overdue", 1), ("overdue", 3), ("idle", 5)]


@pytest.mark.parametrize(
    ("fast", "known", "counts"),
    [
        (timedelta(days=9), True, []),
        (timedelta(days=9), False, []),
        (timedelta(days=-9), True, []),
        (timedelta(hours=23), True, ["idle-5"]),
        (timedelta(minutes=5), True, ["overdue-1", "idle-5"]),
    ],
)
def test_a_pc_with_a_wrong_clock_hands_out_no_card(
    desks: tuple[Desk, Desk], fast: timedelta, *, known: bool, counts: list[str]
) -> None:
    """By the cloud's clock the order is not that late yet, or nobody knows: the event stays, and nobody is asked."""
    one, _ = desks
    made = [event_of(events.row_of(op.f)).detail["rung"] for op in one.tell(OVERDUE, fast=fast, known=known)]
    assert made == ["overdue-1", "idle-5"]
    assert [result["outcome"] for result in one.pc.push()] == ["applied"] * 2
    assert [row[2] for row in one.log[2:]] == ["applied" if rung in counts else "noted" for rung in made]
    assert [f"{told.because}-{told.day}" for told in one.seen()[0].told] == counts
    assert one.pc.committee.conflicts() == []
    one.pull()
    assert [event_of(events.row_of(op.f)).detail["rung"] for op in one.tell(OVERDUE)] == [
        rung for rung in made if rung not in counts
    ]


def test_when_an_event_came_is_said_by_the_clock_of_the_cloud_alone(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    one.pull()
    event = flow.move(one.order, Request("comment", MONDAY, {"opinion": "好"}), CHEN, RULES).event
    one.add(event, CHEN, server_at="2020-01-01T00:00:00.000Z")
    one.pc.push()
    assert {row["server_at"] for _, row in one.seen()[1]} == {clock.text_of_ms(NOON_MS)}


def test_a_rung_in_the_name_of_a_person_is_no_move(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    made = one.tell(MONDAY + timedelta(days=9))
    assert made
    event = event_of(events.row_of(made[0].f))
    one.pc.waiting.clear()
    one.pull()
    one.add(replace(event, actor="wang"), WANG)
    (result,) = one.pc.push()
    assert result["outcome"] == "conflict"
    assert one.log[-1] == ("urge", 3, "noted", None)
    assert one.seen()[0].told == ()


def test_of_two_who_hand_out_one_order_the_first_stands_on_every_database(store: CloudStore, cid: str) -> None:
    committee = Committee(store, cid)
    one, other = two_desks(committee)
    one.move("dispatch", CHEN, to_person="zhao")
    late = other.move("dispatch", LI, to_person="wang")
    other.move("comment", LI)
    assert [result["outcome"] for result in one.pc.push()] == ["applied"]
    sent = list(other.pc.waiting)
    first, words = other.pc.push()
    assert (first["outcome"], words["outcome"]) == ("conflict", "applied")
    told = [("create", 1), ("accept", 2), ("dispatch", 3), ("dispatch", 4), ("comment", 5)]
    outcomes = ["applied", "applied", "applied", "noted", "applied"]
    log = [(*step, outcome, None) for step, outcome in zip(told, outcomes, strict=True)]
    assert one.log == log
    order, _ = one.seen()
    assert (order.status, order.assignee) == ("S30", "zhao")
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["type"], asked["record"]) == ("order_move", ORDER, order.id)
    assert asked["mine"]["value"]["move"] == {
        "action": "dispatch", "from": "S20", "to": "S30", "person": "wang", "org": "",
    }  # fmt: skip
    assert asked["theirs"]["value"]["stood"]["assignee"] == "zhao"
    assert (asked["mine"]["user"], asked["theirs"]["user"]) == ("li", "chen")
    assert asked["more"] == {"why": "assigned", "event": late.id, "noticed": ["li", "zhao"]}
    seq = committee.seq
    again = other.pc.push_again(sent)
    assert [(result["outcome"], result["first"]["outcome"]) for result in again] == [
        ("duplicate", "conflict"),
        ("duplicate", "applied"),
    ]
    assert (one.log, committee.seq) == (log, seq)


def test_the_cloud_alone_says_where_an_event_stands(committee: Committee, desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    event = events.event_of(one.move("take", CHEN).f)
    one.pc.waiting.clear()
    one.pull()
    op = one.add(event, CHEN, seq=99, outcome="noted", landed="S70")
    one.pc.push()
    assert committee.record(EVENT, op.id).f["placing"] == {"seq": 3, "outcome": "applied", "landed": None}


@pytest.mark.parametrize("kind", ["patch", "delete", "restore"])
def test_an_event_is_never_changed(committee: Committee, desks: tuple[Desk, Desk], kind: Any) -> None:
    one, _ = desks
    (_, _), (event_id, _) = one.seen()[1]
    before = committee.record(EVENT, event_id)
    one.pc.write(kind, EVENT, event_id, f={"opinion": "改了"} if kind == "patch" else {}, reason="误录", life=3)
    (result,) = one.pc.push()
    assert (result["outcome"], result["reason"]) == ("rejected", "append_only")
    assert committee.record(EVENT, event_id) == before


def test_an_order_with_events_stays(committee: Committee, desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    one.pc.remove(ORDER, one.order.id)
    assert one.pc.push()[0]["reason"] == "ref_in_use"
    assert committee.record(ORDER, one.order.id).is_alive


def test_nobody_moves_in_another_s_name(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    one.move("take", CHEN)
    one.pc.waiting[-1] = replace(one.pc.waiting[-1], u="wang")
    assert one.pc.push()[0]["reason"] == "forbidden"
    assert len(one.log) == 2


def test_no_pc_is_the_street(committee: Committee, desks: tuple[Desk, Desk]) -> None:
    """What an event says that it was done as counts within what a committee's account can be."""
    one, _ = desks
    street = Actor("wang", frozenset((STREET,)), org="committee")
    one.move("escalate", CHEN)
    one.move("finish", street)
    assert [result["outcome"] for result in one.pc.push()] == ["applied", "conflict"]
    assert committee.conflicts()[0]["more"]["why"] == "not_for_you"
    assert one.seen()[0].status == "S50"


def push_as(desk: Desk, roles: Mapping[str, tuple[str, ...]]) -> list[Any]:
    """Push, where the cloud knows these accounts."""
    committee = desk.pc.committee
    with committee.store.turn(committee.cid) as turn:
        device = turn.device(desk.pc.name)
        assert device is not None
        sending = Sending(device, NOON_MS, desk.pc.seen, roles=roles)
        results, written = decide(turn, desk.pc.waiting, sending, keyed)
        turn.write(written)
    return results


def test_an_account_that_the_cloud_knows_has_no_more_than_its_roles(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    one.move("take", CHEN)
    assert push_as(one, {"chen": ("grid",)})[0]["outcome"] == "conflict"
    one.pc.waiting.clear()
    one.pull()
    one.move("take", CHEN)
    assert push_as(one, {"chen": ("head", "worker")})[0]["outcome"] == "applied"


def spoiled(f: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    return {**f, name: value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("order_uid", "GD1"),
        ("action", None),
        ("to_status", 4),
        ("acted_at", "昨天"),
        ("new_due_at", "2026"),
        ("prev_hash", "00"),
        ("attachments", 3),
        ("detail", {"days": "x"}),
        ("detail", {"parties": "zhou"}),
        ("detail", {"acting": {"duties": [[]]}}),
        ("stage_light", "红"),
    ],
)
def test_an_event_that_no_version_writes_harms_nobody(desks: tuple[Desk, Desk], name: str, value: Any) -> None:
    one, _ = desks
    op = one.move("take", CHEN)
    action = {"action": "extend_approve"} if value == {"days": "x"} else {}
    one.pc.waiting[-1] = replace(op, f=spoiled({**op.f, **action}, name, value))
    result = one.pc.push()[0]
    assert result["outcome"] in ("rejected", "conflict")
    assert result.get("reason", "validation") == "validation"
    one.pull()
    one.move("comment", CHEN)
    assert one.pc.push()[0]["outcome"] == "applied"


def test_a_form_that_is_refused_leaves_no_event_and_no_gap(desks: tuple[Desk, Desk]) -> None:
    one, _ = desks
    op = one.move("take", CHEN)
    one.pc.write("patch", "person", new_id(), g=op.g, was={}, f={"name": "张"})
    group = one.pc.waiting[-1].g
    one.pc.waiting[:] = [replace(each, g=group) for each in one.pc.waiting]
    assert [result["reason"] for result in one.pc.push()] == ["group_failed", "unknown_record"]
    one.pull()
    one.move("take", CHEN)
    one.pc.push()
    assert one.log[-1] == ("take", 3, "applied", None)


def test_who_went_on_from_what_was_refused_stands_behind_what_was_taken(desks: tuple[Desk, Desk]) -> None:
    one, other = desks
    behind, op = one.head, one.move("take", CHEN)
    again = one.move("comment", CHEN)
    one.pc.waiting[:] = [replace(op, u="wang"), replace(again, u="wang")]
    assert [result["reason"] for result in one.pc.push()] == ["forbidden", "forbidden"]
    went_on = one.move("comment", LI, follows="f" * 64)
    elsewhere = other.move("comment", LI, follows="f" * 64)
    one.pc.push()
    other.pc.push()
    committee = one.pc.committee
    assert committee.record(EVENT, went_on.id).f["follows"] == behind
    assert went_on.f["prev_hash"] != behind
    assert "follows" not in committee.record(EVENT, elsewhere.id).f, "a PC's own word of it counts for nothing"


def test_an_outside_order_registered_at_two_pcs_is_one(committee: Committee) -> None:
    one, other = Desk(committee.pc("a"), Order()), Desk(committee.pc("b"), Order())
    one.register(CHEN, source="01", external_no="SH1")
    mine = one.order.id
    theirs = other.register(LI, source="01", external_no="SH1")
    other.pc.waiting[0] = replace(other.pc.waiting[0], id=mine)
    other.pc.waiting[1] = replace(theirs, f={**theirs.f, "order_uid": mine})
    one.pc.push()
    assert [result["outcome"] for result in other.pc.push()] == ["applied", "applied"]
    assert one.log == [("create", 1, "applied", None), ("create", 2, "noted", None)]


def test_an_order_that_was_refused_gets_no_events(committee: Committee) -> None:
    one, other = Desk(committee.pc("a"), Order()), Desk(committee.pc("b"), Order())
    mine = one.register(CHEN, source="01", external_no="SH1")
    one.pc.waiting[1] = replace(mine, u="wang")
    other.order = replace(one.order, seq=1)
    late = other.move("accept", CHEN)
    assert [result["reason"] for result in one.pc.push()] == ["group_failed", "forbidden"]
    assert other.pc.push()[0]["reason"] == "gone"
    assert not committee.has(EVENT, late.id)


def test_many_events_of_one_order_are_replayed_once(desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = desks
    for _ in range(200):
        one.move("comment", WANG)
    replayed: list[Event] = []
    after = events.after
    monkeypatch.setattr(events, "after", lambda order, event: replayed.append(event) or after(order, event))
    one.pc.push()
    assert len(replayed) == len(one.log[:2]) + 200
    assert len(one.log) == 202


def test_the_words_of_an_erased_order_go_with_it(committee: Committee, desks: tuple[Desk, Desk]) -> None:
    one, other = desks
    means = Means(committee.store, ServerKeys(b"c" * 32, b"s" * 32, "p"))
    other.move("comment", LI)
    order.erase(means, committee.cid, [(ORDER, one.order.id)], order.Order("ops", "consent", "浦民发〔2026〕1号"))
    assert one.log == []
    assert other.pc.push()[0]["reason"] == "create_dead"
    assert one.log == []


def test_no_feed_sends_events() -> None:
    row = {"t": EVENT, "f": {"action": "close"}}
    with pytest.raises(RowBroken):
        feeding.read("street", {"batch": new_id(), "rows": [row]}, "2026-11-18T09:00:00.000Z")
