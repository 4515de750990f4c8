"""Objections between two PCs: both stand, the status follows them, and two ends of one are asked about."""

from __future__ import annotations

import pytest

from app.objections import about, raising, settling
from app.objections.settling import Settling
from app.stores.session import Session
from app.syncing import cards, questions
from app.syncing import settling as answering
from ledger.catalog.objection import CORRECTED, KEPT
from tests.app.syncing.office import only, person, row, settled, sync


def _raise(session: Session, record: str, why: str) -> str:
    return raising.dispute(session, "person", record, {"why": why, "disputed": "phone", "should_be": "13811112222"}).id


def _settle(session: Session, one: str, outcome: str = KEPT) -> None:
    settling.settle(session, "person", Settling(one, outcome, "查过"))


def _open(session: Session, record: str) -> set[str]:
    return {one.why for one in about.of_record(session, "person", record) if one.is_open}


def test_two_pcs_that_raise_at_once_keep_both(one: Session, other: Session) -> None:
    record = person(one)
    settled(one, other)
    _raise(one, record, "甲说的")
    _raise(other, record, "乙说的")
    settled(one, other)
    assert _open(one, record) == _open(other, record) == {"甲说的", "乙说的"}
    assert questions.open_questions(one) == []


def test_one_that_is_raised_while_another_is_settled_keeps_the_record_disputed(one: Session, other: Session) -> None:
    record = person(one)
    first = _raise(one, record, "甲说的")
    settled(one, other)
    _settle(one, first)
    _raise(other, record, "乙说的")
    settled(one, other)
    assert row(one, record)["check_status"] == row(other, record)["check_status"] == "4"


def test_the_last_two_settled_at_once_leave_nothing_disputed(one: Session, other: Session) -> None:
    record = person(one)
    first, second = _raise(one, record, "甲说的"), _raise(one, record, "乙说的")
    settled(one, other)
    _settle(one, first)
    _settle(other, second)
    settled(one, other)
    assert row(one, record)["check_status"] == row(other, record)["check_status"] == "0"


@pytest.mark.parametrize(("choice", "outcome"), [("mine", KEPT), ("theirs", CORRECTED)])
def test_two_ends_of_one_objection_are_asked_about(one: Session, other: Session, choice: str, outcome: str) -> None:
    record = person(one)
    objection = _raise(one, record, "甲说的")
    settled(one, other)
    _settle(one, objection, CORRECTED)
    _settle(other, objection, KEPT)
    sync(one)
    sync(other)
    sync(one)
    asked = only(other)
    assert (asked.ledger, asked.group) == ("objection", "outcome")
    (card,) = cards.open_cards(other)
    assert (card.called, KEPT in str(card.asked)) == ("对 张三 的异议", True), "its page shows both"
    answering.settle(other, asked.id, choice)  # type: ignore[arg-type]
    settled(one, other)
    assert about.show(one, "person", objection).state == about.show(other, "person", objection).state == outcome
