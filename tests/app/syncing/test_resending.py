"""What the cloud refused is said again: as an action of its own, upon what stands now, once."""

from __future__ import annotations

from typing import cast

import pytest

from app.records import editing
from app.stores.session import Session
from app.syncing import comparing, refused, resending
from app.syncing.refused import RefusalNotFound
from ledger import ids
from tests.app.syncing.office import PERSON, edit, let_in_again, person, row, stop, sync
from tests.cloud.callers import House


def refuse(house: House, session: Session) -> int:
    """What waits is refused; answers its number."""
    assert sum(sync(session).refused.values()) == 1
    let_in_again(house, session.login)
    (found,) = refused.refused(session)
    assert found.reason == "forbidden"
    return found.number


def taken(one: Session, other: Session, number: int) -> None:
    """It is said again, taken this time, and nobody is told of it any more."""
    assert resending.resend(one, number)
    assert refused.refused(one) == []
    assert not sync(one).refused
    sync(other)
    assert comparing.digest(one) == comparing.digest(other)
    with pytest.raises(RefusalNotFound):
        resending.resend(one, number)


def test_a_new_record_comes_under_another_id(house: House, one: Session, other: Session) -> None:
    person(one, "李四")
    sync(one)
    stop(house, "wang")
    never = person(one)
    number = refuse(house, one)
    with one.reader() as reader:
        assert reader.count(PERSON) == 1
    taken(one, other, number)
    with other.reader() as reader:
        (made,) = [found for found in reader.rows_by_id(PERSON) if found["name"] == "张三"]
    assert ids.to_text(cast("bytes", made["id"])) != never


def test_a_change_stands_upon_what_others_wrote_meanwhile(house: House, one: Session, other: Session) -> None:
    record = person(one)
    sync(one)
    sync(other)
    stop(house, "wang")
    edit(one, record, name="张山")
    number = refuse(house, one)
    edit(other, record, name="章三")
    sync(other)
    sync(one)
    taken(one, other, number)
    assert row(one, record)["name"] == row(other, record)["name"] == "张山"


def test_a_change_of_what_became_another_is_said_of_that_one(house: House, one: Session, other: Session) -> None:
    number = {"id_type": "111", "id_no": "310115199001011232", "birth_date": "1990-01-01"}
    person(one, "李四")
    sync(one)
    stands = person(other, **number)
    sync(other)
    record = person(one, **number)
    stop(house, "wang")
    edit(one, record, employer="街道")
    refused_one = refuse(house, one)
    taken(one, other, refused_one)
    assert row(one, stands)["employer"] == row(other, stands)["employer"] == "街道"


def test_a_removal_and_a_restoring(house: House, one: Session, other: Session) -> None:
    record = person(one)
    sync(one)
    sync(other)
    for life in (2, 3):
        stop(house, "wang")
        if life == 2:
            editing.remove(one, PERSON, record, reason="误录")
        else:
            editing.restore(one, PERSON, record)
        number = refuse(house, one)
        taken(one, other, number)
        assert row(one, record)["life"] == row(other, record)["life"] == life
