"""Lists in memory follow records that came from the cloud, which no operation tells of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from storage.bounds import Bounds
from storage.journal import Committed
from storage.listing.reviews import Reviews
from storage.store import Query
from storage.syncing import landed
from storage.syncing.landed import Landed
from tests.storage.stores import PERSON, a_home, a_person, add, change, remove
from tests.sync.little_cloud import LittleCloud, Pc, settle, two_pcs

Met = tuple[LittleCloud, Pc, Pc]
BY_NAME = Query(ledger=PERSON, order="name")


@pytest.fixture
def met(tmp_path: Path) -> Iterator[Met]:
    with two_pcs(tmp_path) as found:
        yield found


def names(pc: Pc, query: Query = BY_NAME) -> list[object]:
    with pc.store.reader() as reader:
        page = reader.page(query)
    assert page.total == len(page.rows)
    return [row["name"] for row in page.rows]


def test_an_open_list_follows_what_comes(met: Met) -> None:
    _, one, two = met
    first, second = add(one.store, "person", a_person(name="丙"), a_person(name="甲"))
    settle(one, two)
    assert names(two) == ["丙", "甲"]
    change(one.store, "person", first, {"name": "丙"}, {"name": "乙"})
    settle(one, two)
    assert names(two) == ["甲", "乙"]
    add(one.store, "person", a_person(name="丁"))
    remove(one.store, "person", second)
    settle(one, two)
    assert names(two) == ["丁", "乙"]
    assert names(two, Query(ledger=PERSON, search="ding")) == ["丁"]


def test_a_row_that_is_no_more_is_in_no_list(met: Met) -> None:
    _, one, two = met
    same = {"id_type": "111", "id_no": "310115199001010016"}
    add(one.store, "person", a_person(name="甲", **same))
    add(two.store, "person", a_person(name="丁"), a_person(name="甲", **same), a_person(name="丙"))
    assert names(two) == ["丙", "丁", "甲"]
    one.push()
    two.pull()
    assert names(two) == ["丙", "丁", "甲", "甲"]
    settle(two)
    assert names(two) == ["丙", "丁", "甲"]
    with two.store.reader() as reader:
        assert reader.connection.rows("SELECT count(*), max(nr) FROM person") == [(3, 4)]
    assert names(two, Query(ledger=PERSON)) == ["丙", "丁", "甲"]


def test_whoever_sees_an_area_sees_what_comes_into_it(met: Met) -> None:
    _, one, two = met
    home = a_home(one.store)
    settle(one, two)
    two.store.bind(Bounds("admin", frozenset((home["compound"],))))
    assert names(two) == []
    (person,) = add(one.store, "person", a_person(name="甲"))
    add(one.store, "residence", {"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03"})
    settle(one, two)
    assert names(two) == ["甲"]


def test_what_is_past_its_review_is_told_as_of_the_snapshot_that_asks(met: Met) -> None:
    """People came meanwhile, and somebody asked: whoever reads an older moment is told of its people alone."""
    _, one, two = met
    add(one.store, "person", a_person(name="甲", phone="13812345678"))
    settle(one, two)
    reviews, on = Reviews(), date(2040, 1, 1)
    with two.store.reader() as before, before.snapshot():
        assert before.page(BY_NAME).total == 1
        add(one.store, "person", *(a_person(name=name, phone="13900001111") for name in "乙丙丁"))
        settle(one, two)
        with two.store.reader() as after:
            assert len(reviews.over(after.connection, PERSON, ["联系方式"], on)) == 4
        assert len(reviews.over(before.connection, PERSON, ["联系方式"], on)) == 1
    with two.store.reader() as after:
        assert len(reviews.over(after.connection, PERSON, ["联系方式"], on)) == 4


def test_listeners_hear_which_records_came(met: Met) -> None:
    _, one, two = met
    heard: list[Committed] = []
    two.store.on_commit(heard.append)
    (person,) = add(one.store, "person", a_person())
    settle(one, two)
    assert [(one_.kind, one_.ledgers, one_.records) for one_ in heard] == [
        ("sync", frozenset(("person",)), frozenset((person,)))
    ]


def test_the_log_is_short_and_says_what_it_left_out(met: Met) -> None:
    _, one, _ = met
    with one.store._writer.transaction():
        landed.note(one.store._writer, [Landed("person", bytes([n]), is_new=False) for n in range(5)])
        landed.note(one.store._writer, [Landed("person", n.to_bytes(2, "big"), is_new=True) for n in range(3000)])
    with one.store.reader() as reader:
        last = landed.last(reader.connection)
        assert landed.since(reader.connection, last - 1) == [Landed("person", None, is_new=True)]
        assert landed.since(reader.connection, last) == []
    with one.store._writer.transaction():
        for n in range(3):
            many = [Landed("person", (n * 1000 + k).to_bytes(2, "big"), is_new=True) for k in range(1000)]
            landed.note(one.store._writer, many)
    with one.store.reader() as reader:
        assert landed.since(reader.connection, last) is None
        assert len(landed.since(reader.connection, last + 1500) or ()) == 1500
