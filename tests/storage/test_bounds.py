"""What an account of some compounds can read: rows of its compounds, whatever is asked, and nothing beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import catalog, ids
from ledger.errors import RecordNotFound
from storage.bounds import Bounds
from storage.store import Filter, Query, Store
from tests.storage.stores import (
    DWELLING,
    HOUSEHOLD,
    PERSON,
    RESIDENCE,
    TAG,
    a_home,
    a_person,
    add,
    change,
    new_store,
    remove,
)

ROOT = Path(__file__).parents[2]


class Town:
    """Two compounds; `own` is the one of the account."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.own = a_home(store, compound="凌兆小区", room="301")
        self.other = a_home(store, compound="永泰小区", room="302")

    def person(self, name: str, *homes: tuple[dict[str, bytes], dict[str, object]], **values: object) -> bytes:
        (one,) = add(self.store, "person", a_person(name=name, **values))
        for home, how in homes:
            add(self.store, "residence", {"person_uid": one, "dwelling_uid": home["dwelling"], "relation": "03", **how})
        return one

    def names(self, **how: object) -> set[object]:
        with self.store.reader() as reader:
            return {row["name"] for row in reader.page(Query(ledger=PERSON, limit=100, **how)).rows}

    def bind(self, *, user: str = "grid") -> None:
        self.store.bind(Bounds(user, frozenset((self.own["compound"],))))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with new_store(tmp_path / "store") as store:
        yield Town(store)


def test_people_belong_where_they_live(town: Town) -> None:
    own, other = town.own, town.other
    town.person("住本小区", (own, {}))
    town.person("住别处", (other, {}))
    town.person("两处都住", (own, {}), (other, {}))
    town.person("住别处，户口在此", (own, {"relation": "10"}), (other, {}))
    town.person("只有户口在此", (own, {"relation": "10"}))
    town.person("产权在此，住别处", (own, {"relation": "02"}), (other, {}))
    town.person("曾住此，现住别处", (own, {"end_date": "2020-01-01"}), (other, {}))
    town.person("曾住此", (own, {"end_date": "2020-01-01"}))
    town.person("曾住别处，户口在此", (own, {"relation": "10"}), (other, {"end_date": "2020-01-01"}))
    town.person("没有住处")
    town.bind()
    assert town.names() == {"住本小区", "两处都住", "只有户口在此", "曾住此", "曾住别处，户口在此"}
    assert town.names(everyone=True) == town.names()


def test_what_a_person_has_goes_with_the_person(town: Town) -> None:
    mine, theirs = town.person("张三", (town.own, {})), town.person("李四", (town.other, {}))
    for one, plate in ((mine, "沪A11111"), (theirs, "沪A22222")):
        add(town.store, "person_tag", {"person_uid": one, "tag": "A01"})
        add(town.store, "topic_vehicle", {"owner_person": one, "plate": plate})
    for home in (town.own, town.other):
        add(town.store, "household", {"dwelling_uid": home["dwelling"]})
        add(town.store, "visit", {"dwelling_uid": home["dwelling"], "visited_at": "2026-11-20T01:30:00.000Z"})
        add(town.store, "work_order", {"building_uid": home["building"], "title": "楼道灯不亮"})
    (activity,) = add(town.store, "activity", {"title": "议事会", "start_at": "2026-11-20T01:30:00.000Z"})
    for who in ({"person_uid": mine}, {"person_uid": theirs}, {"name": "外来的人"}):
        add(town.store, "activity_person", {"activity_uid": activity, **who})
    add(town.store, "topic_merchant", {"name": "小店", "address": "凌兆小区12号底商", "month": "2026-11"})
    add(town.store, "topic_merchant", {"name": "大店", "address": "永泰小区1号", "month": "2026-11"})
    town.bind()
    with town.store.reader() as reader:
        for ledger in (*catalog.ALL, catalog.named("activity_person")):
            if ledger.name != "unit":
                assert reader.count(ledger) == 1, ledger.name
                assert reader.page(Query(ledger=ledger)).total == 1, ledger.name
                assert len(list(reader.scan(ledger, ()))) == 1, ledger.name


def test_nothing_tells_of_a_record_outside(town: Town) -> None:
    theirs = town.person("李四光", (town.other, {}), phone="13800002222")
    home = town.other["dwelling"]
    town.person("张三", (town.own, {}), phone="13800001111")
    remove(town.store, "person_tag", *add(town.store, "person_tag", {"person_uid": theirs, "tag": "A01"}))
    town.bind()
    with town.store.reader() as reader:
        assert reader.get(PERSON, theirs) is None
        assert reader.get_many(PERSON, [theirs]) == {}
        assert reader.history(PERSON, theirs) == []
        assert list(reader.operations(ledger="person", record_id=theirs)) == []
        assert reader.children(RESIDENCE, "person_uid", [theirs]) == []
        assert list(reader.brief(RESIDENCE, ("person_uid",), "dwelling_uid", [home])) == []
        assert reader.find_by_keys(PERSON, ("phone",), [("13800002222",)]) == {}
        assert reader.deleted(TAG) == []
        assert reader.page(Query(ledger=PERSON, search="李四")).total == 0
        assert reader.page(Query(ledger=PERSON, search="2222")).total == 0
        assert reader.page(Query(ledger=PERSON, search="0000")).total == 1
        assert reader.page(Query(ledger=PERSON, search="12-302")).total == 0
        assert reader.page(Query(ledger=DWELLING, search="永泰")).total == 0
        for field, value in (("compound_uid", town.other["compound"]), ("dwelling_uid", home), ("tag", "A01")):
            assert reader.page(Query(ledger=PERSON, filters=(Filter(field, "=", value),))).total == 0
        assert reader.page(Query(ledger=PERSON, filters=(Filter("sex", "=", "1"),))).total == 1
        assert reader.page(Query(ledger=PERSON, filters=(Filter("phone", "!=", None),), order="phone")).total == 1
        assert reader.place(Query(ledger=PERSON, everyone=True), theirs) is None
        assert reader.counts(Query(ledger=PERSON), "name") == {"张三": 1}
        ((number, *told),) = reader.columns(Query(ledger=PERSON, everyone=True), ("name", "phone"))
        assert told == ["张三", "13800001111"]
        assert [row["name"] for row in reader.numbered(PERSON, range(number + 9))] == ["张三"]
        assert reader.tally(PERSON, ("sex",)) == [("1", 1)]


def test_nothing_outside_is_changed(town: Town) -> None:
    theirs = town.person("李四", (town.other, {}))
    town.bind()
    with pytest.raises(RecordNotFound):
        change(town.store, "person", theirs, {"name": "李四"}, {"name": "王五"})
    with pytest.raises(RecordNotFound):
        remove(town.store, "person", theirs)
    with pytest.raises(RecordNotFound), town.store.write(user="grid", kind="undo") as write:
        write.take_back(PERSON, [theirs], reason="撤销")
    with pytest.raises(RecordNotFound), town.store.write(user="grid", kind="undo") as write:
        write.restore(PERSON, [theirs])
    town.store.bind(None)
    with town.store.reader() as reader:
        row = reader.get(PERSON, theirs)
        assert row is not None
        assert row["name"] == "李四"


def test_who_moves_out_of_the_area_is_gone_and_who_moves_in_is_there(town: Town) -> None:
    one, two = town.person("张三", (town.own, {})), town.person("李四", (town.other, {}))
    town.bind()
    assert town.names() == {"张三"}
    town.store.bind(None)
    with town.store.reader() as reader:
        stays = {row["person_uid"]: row["id"] for row in reader.children(RESIDENCE, "person_uid", [one, two])}
    town.bind()
    assert town.names() == {"张三"}
    add(town.store, "residence", {"person_uid": two, "dwelling_uid": town.own["dwelling"], "relation": "03"})
    assert town.names() == {"张三", "李四"}
    change(town.store, "residence", stays[one], {"end_date": None}, {"end_date": "2026-01-01"})
    assert town.names() == {"张三", "李四"}  # lived nowhere since
    add(town.store, "residence", {"person_uid": one, "dwelling_uid": town.other["dwelling"], "relation": "03"})
    assert town.names() == {"李四"}
    assert town.names(search="张三") == set()


def test_what_the_account_entered_itself_stays_with_it_until_it_has_a_place(town: Town) -> None:
    town.person("别人登记的")
    town.bind(user="grid")
    (made,) = ids.new_ids(1)
    with town.store.write(user="grid", kind="add") as write:
        write.create(PERSON, [(made, a_person(name="刚登记"))])
        write.patch(PERSON, [(made, {"sex": "1"}, {"sex": "2"})])
    assert town.names() == {"刚登记"}
    town.bind(user="another")
    assert town.names() == set()
    town.bind(user="grid")
    add(town.store, "residence", {"person_uid": made, "dwelling_uid": town.other["dwelling"], "relation": "03"})
    assert town.names() == set()


def test_a_removed_person_of_the_area_is_in_its_recycle_bin(town: Town) -> None:
    mine, theirs = town.person("张三", (town.own, {})), town.person("李四", (town.other, {}))
    remove(town.store, "person", mine, theirs)
    town.bind()
    with town.store.reader() as reader:
        assert [one.row["name"] for one in reader.deleted(PERSON)] == ["张三"]
    with town.store.write(user="grid", kind="restore") as write:
        write.restore(PERSON, [mine])
    assert town.names() == {"张三"}


def test_hidden_ledgers_have_no_rows(town: Town) -> None:
    one = town.person("张三", (town.own, {}))
    add(town.store, "person_tag", {"person_uid": one, "tag": "A01"})
    town.store.bind(Bounds("entrusted", frozenset(), frozenset(("person_tag",))))
    with town.store.reader() as reader:
        assert reader.count(TAG) == 0
        assert reader.page(Query(ledger=PERSON, filters=(Filter("tag", "=", "A01"),))).total == 0
        assert reader.page(Query(ledger=PERSON)).total == 1
        assert reader.count(HOUSEHOLD) == 0


def test_no_statement_of_the_room_reaches_past_the_views() -> None:
    """`main.` names the table behind a view, which is `bounds.py`'s alone to do."""
    for path in sorted((ROOT / "storage").rglob("*.py")):
        if path.name != "bounds.py" and "migrations" not in path.parts:
            assert not re.search(r"\bmain\.[a-z{]", path.read_text(encoding="utf-8")), path.name
