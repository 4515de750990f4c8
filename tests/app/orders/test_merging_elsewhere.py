"""Two PCs without a line merge the same orders: whatever each meant, one of them is still handled."""

from __future__ import annotations

from app.orders import intake, keeping, moving
from app.stores.session import Session
from app.syncing import cards
from tests.app.syncing.conftest import house, one, other, wire
from tests.app.syncing.office import sync

__all__ = ["house", "one", "other", "wire"]


def _everywhere(*sessions: Session) -> None:
    for _ in range(2):
        for session in sessions:
            sync(session)


def _registered(session: Session, said: str) -> str:
    return intake.create(session, {"category": "C104", "description": said, "address": "2号楼"}).id


def _state(session: Session, order: str) -> str:
    with session.reader() as reader:
        return keeping.read(reader, order).placed.order.status


def test_of_two_orders_merged_into_each_other_the_first_merging_stands(one: Session, other: Session) -> None:
    leak, wet = _registered(one, "三楼渗水"), _registered(one, "三楼天花板滴水")
    _everywhere(one, other)
    moving.move(one, wet, "merge", {"duplicate_of": leak})
    moving.move(other, leak, "merge", {"duplicate_of": wet})
    _everywhere(one, other)
    for session in (one, other):
        assert _state(session, wet) == "S92"
        assert _state(session, leak) == "S10", "somebody still handles it"
    [card] = cards.open_cards(other)
    assert "请另选主工单" in str(card), "whoever merged second reads why it did not count"


def test_nothing_is_merged_into_an_order_that_was_rejected_elsewhere(one: Session, other: Session) -> None:
    leak, wet = _registered(one, "三楼渗水"), _registered(one, "三楼天花板滴水")
    _everywhere(one, other)
    moving.move(one, leak, "reject", {"opinion": "不归居委"})
    moving.move(other, wet, "merge", {"duplicate_of": leak})
    _everywhere(one, other)
    for session in (one, other):
        assert (_state(session, leak), _state(session, wet)) == ("S90", "S10")
