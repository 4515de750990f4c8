"""A creation keeps its values in the row until the row first changes; whoever reads it never sees the difference."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import ids
from storage.operations import Change, Operation
from storage.store import Store
from tests.storage.stores import PERSON, Values, a_home, a_person, add, bring_back, change, new_store, remove


def _creation(store: Store, record_id: bytes) -> Operation:
    with store.reader() as reader:
        return next(iter(reader.operations(record_id=record_id)))


def _bodies(store: Store, record_id: bytes) -> list[object]:
    rows = store._writer.rows("SELECT body FROM operation WHERE id = ? ORDER BY lid", (record_id,))
    return [body for (body,) in rows]


def test_what_was_created_reads_the_same_before_and_after_a_change(store: Store) -> None:
    home = a_home(store)
    (person,) = add(store, "person", a_person(hukou_compound=home["compound"], alive=1, age=30, photo=None))
    before = _creation(store, person)
    assert _bodies(store, person) == [""]
    change(store, "person", person, {"name": "王小明", "phone": None}, {"name": "王大明", "phone": "13800000000"})
    assert _creation(store, person) == before
    assert before.new["name"] == "王小明"
    assert "phone" not in before.f
    assert _bodies(store, person)[0] != ""
    assert store.log_verdict().is_whole


def test_a_second_change_leaves_what_was_written_down(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    change(store, "person", person, {"name": "王小明"}, {"name": "王大明"})
    written = _bodies(store, person)[0]
    change(store, "person", person, {"name": "王大明"}, {"name": "王中明"})
    assert _bodies(store, person)[0] == written


def test_removing_and_bringing_back_change_no_values(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    remove(store, "person", person)
    bring_back(store, "person", person)
    assert _bodies(store, person)[0] == ""
    assert store.log_verdict().is_whole


def test_change_in_the_same_action_is_after_the_creation(store: Store) -> None:
    person = ids.new_id()
    with store.write(user="admin", kind="import") as write:
        write.create(PERSON, [(person, a_person())])
        write.patch(PERSON, [(person, {"name": "王小明"}, {"name": "王大明"})])
    assert [change.new for change in _history(store, person) if change.field == "name"] == ["王小明", "王大明"]
    assert store.log_verdict().is_whole


def test_reading_goes_on_while_rows_change(store: Store) -> None:
    people = add(store, "person", *(a_person(name=f"人{n}") for n in range(2500)))
    with store.reader() as reader:
        operations = reader.operations()
        next(operations)
        for nr in (0, 1200, 2499):
            change(store, "person", people[nr], {"name": f"人{nr}"}, {"name": "改名"})
        names = [operation.new["name"] for operation in operations]
    assert names == [f"人{n}" for n in range(1, 2500)]


def test_thousands_from_empty_and_one_of_them_changed_at_once(store: Store) -> None:
    people = [(ids.new_id(), a_person(name=f"人{n}")) for n in range(2100)]
    with store.write(user="admin", kind="import") as write:
        write.create(PERSON, people)
        write.patch(PERSON, [(people[7][0], {"name": "人7"}, {"name": "改名"})])
    assert [change.new for change in _history(store, people[7][0]) if change.field == "name"] == ["人7", "改名"]
    assert store._writer.rows("SELECT count(*) FROM sqlite_master WHERE name = 'operation_record'") == [(1,)]
    assert store.log_verdict().is_whole


def test_records_written_in_another_order_than_their_ids_keep_their_own_values(store: Store) -> None:
    first, second, third = ids.new_ids(3)
    with store.write(user="admin", kind="import") as write:
        write.create(
            PERSON, [(third, a_person(name="丙")), (first, a_person(name="甲")), (second, a_person(name="乙"))]
        )
    with store.reader() as reader:
        told = {record: operations[0].new["name"] for record, operations in reader.overlays_by_id(PERSON)}
    assert told == {first: "甲", second: "乙", third: "丙"}


def test_what_sqlite_stores_otherwise_hashes_the_same(store: Store) -> None:
    home = a_home(store)
    add(store, "dwelling", {"building_uid": home["building"], "room_no": "303", "floor_area": -0.0})
    assert store.log_verdict().is_whole


_VALUES = st.fixed_dictionaries(
    {"name": st.sampled_from(["张三", '引"号', "反\\斜", "𠮷野家"])},
    optional={
        "alive": st.sampled_from([0, 1, None]),
        "disability_grade": st.integers(1, 4) | st.none(),
        "remark": st.text(max_size=5) | st.none(),
        "phone": st.sampled_from(["13800000000", None]),
        "hukou_compound": st.just(bytes(range(16))) | st.none(),
        "disability_category": st.sampled_from(['["1","2"]', None]),
    },
)


@given(st.lists(st.lists(_VALUES, min_size=1, max_size=4), min_size=1, max_size=4), st.integers(0, 15))
def test_hash_does_not_depend_on_how_many_were_written_at_once(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[list[Values]], changed: int
) -> None:
    folder = tmp_path_factory.mktemp("chunks")
    with new_store(folder / "store") as store:
        with store.write(user="admin", kind="import") as write:
            for chunk in chunks:
                write.create(PERSON, [(ids.new_id(), values) for values in chunk])
        people = cast("list[tuple[bytes, str]]", store._writer.rows("SELECT id, name FROM person"))
        person, name = people[changed % len(people)]
        change(store, "person", person, {"name": name}, {"name": "改名"})
        assert store.log_verdict().is_whole


def _history(store: Store, person: bytes) -> list[Change]:
    with store.reader() as reader:
        return reader.history(PERSON, person)
