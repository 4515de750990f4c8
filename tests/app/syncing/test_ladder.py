"""Two PCs tell by themselves that an order is late, through a real cloud: it counts once, and both read the same."""

from __future__ import annotations

from datetime import timedelta

from app.orders import intake, keeping, moving, showing
from app.status import daily
from app.stores.session import Session
from app.syncing import questions
from ledger import clock
from sync.local_side import LocalSide
from sync.protocol import CLOCK_TRUST_MS
from tests.app.syncing.office import settled, sync
from tests.cloud.callers import House

_DAY_MS = 24 * 3600 * 1000


def late_order(one: Session, other: Session) -> str:
    """An order that both PCs have, and that was due weeks ago."""
    long_ago = (clock.today() - timedelta(days=60)).isoformat()
    said = {"description": "三楼渗水", "category": "C104", "title": "三楼渗水", "received_at": long_ago}
    made = intake.create(one, said)
    for action in ("accept", "take"):
        moving.move(one, made.id, action, {})
    settled(one, other)
    return made.id


def told(session: Session, order: str) -> list[tuple[object, str]]:
    """The rungs in the log of the order, and whether they count."""
    with session.reader() as reader:
        events = keeping.read(reader, order).placed.events
    return [(event.detail["rung"], event.outcome) for event in events if "rung" in event.detail]


def test_what_two_pcs_tell_without_a_line_counts_once(one: Session, other: Session) -> None:
    order = late_order(one, other)
    assert (daily.tell_late(one), daily.tell_late(other)) == (1, 1)
    assert told(one, order) == told(other, order) == [("overdue-10", "applied")]
    sync(one)
    sync(other)
    sync(one)
    assert told(one, order) == told(other, order) == [("overdue-10", "applied"), ("overdue-10", "noted")]
    assert (daily.tell_late(one), daily.tell_late(other)) == (0, 0)
    assert questions.open_questions(one) == questions.open_questions(other) == []
    story = showing.dossier(one, order).story
    assert [(step.who, step.title, step.is_noted) for step in story[:2]] == [
        ("系统", "督办", True),
        ("系统", "督办", False),
    ]
    assert "领导" in story[1].lines[0]


def test_what_ended_while_a_pc_was_away_it_does_not_tell(house: House, one: Session, other: Session) -> None:
    order = late_order(one, other)
    house.time.ms += 8 * _DAY_MS
    moving.move(one, order, "void_request", {"opinion": "重复登记"})
    moving.move(one, order, "void_approve", {})
    sync(one)
    assert daily.waits(other)
    assert daily.tell_late(other) == 0, "it was not told yet what happened meanwhile"
    sync(other)
    assert not daily.waits(other)
    assert daily.tell_late(other) == 0
    assert told(other, order) == []


def test_a_pc_whose_clock_is_wrong_tells_nothing(one: Session, other: Session) -> None:
    order = late_order(one, other)
    local = LocalSide(one.store)
    for _ in range(5):
        local.note_clock(-CLOCK_TRUST_MS - 1, 0)
    assert daily.tell_late(one) == 0
    for _ in range(5):
        local.note_clock(-CLOCK_TRUST_MS, 0)
    assert daily.tell_late(one) == 1
    assert told(one, order) == [("overdue-10", "applied")]


def test_what_one_pc_told_the_other_does_not_tell_again(one: Session, other: Session) -> None:
    order = late_order(one, other)
    assert daily.tell_late(one) == 1
    settled(one, other)
    assert daily.tell_late(other) == 0
    assert told(other, order) == [("overdue-10", "applied")]
