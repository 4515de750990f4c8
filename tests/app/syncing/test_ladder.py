"""Two PCs tell by themselves that an order is late, through a real cloud: it counts once, and both read the same."""

from __future__ import annotations

from datetime import timedelta

from app.orders import intake, keeping, moving, showing, urging
from app.stores.session import Session
from app.syncing import questions
from ledger import clock
from tests.app.syncing.office import settled, sync


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
    assert (urging.tell_due(one), urging.tell_due(other)) == (1, 1)
    assert told(one, order) == told(other, order) == [("overdue-10", "applied")]
    sync(one)
    sync(other)
    sync(one)
    assert told(one, order) == told(other, order) == [("overdue-10", "applied"), ("overdue-10", "noted")]
    assert (urging.tell_due(one), urging.tell_due(other)) == (0, 0)
    assert questions.open_questions(one) == questions.open_questions(other) == []
    story = showing.dossier(one, order).story
    assert [(step.who, step.title, step.is_noted) for step in story[:2]] == [
        ("系统", "督办", True),
        ("系统", "督办", False),
    ]
    assert "领导" in story[1].lines[0]


def test_what_one_pc_told_the_other_does_not_tell_again(one: Session, other: Session) -> None:
    order = late_order(one, other)
    assert urging.tell_due(one) == 1
    settled(one, other)
    assert urging.tell_due(other) == 0
    assert told(other, order) == [("overdue-10", "applied")]
