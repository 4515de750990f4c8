from __future__ import annotations

import pytest

from ledger import ids
from ledger.errors import UnknownField
from storage import reading
from storage.store import Store
from tests.storage.stores import DWELLING, PERSON, RESIDENCE, a_home, a_person, add, bring_back, change, remove


def test_scan_streams_live_records_with_the_fields_asked_for(store: Store) -> None:
    first, second, third = add(store, "person", a_person(name="甲"), a_person(name="乙", sex="2"), a_person(name="丙"))
    remove(store, "person", third)
    with store.reader() as reader:
        assert list(reader.scan(PERSON, ("name",))) == [(first, "甲"), (second, "乙")]
        assert list(reader.scan(PERSON, ("name",), where={"sex": "2"})) == [(second, "乙")]
        assert list(reader.scan(PERSON, (), where={"name": ["甲", "丙"], "phone": None})) == [(first,)]
        assert len(list(reader.scan(PERSON, (), dead=True))) == 3
        with pytest.raises(UnknownField):
            list(reader.scan(PERSON, ("name; DROP TABLE person",)))
        with pytest.raises(UnknownField):
            list(reader.scan(PERSON, (), where={"x": 1}))


@pytest.mark.parametrize("scan_from", [0, 5000])
def test_keys_are_found_together_empty_parts_included(
    store: Store, monkeypatch: pytest.MonkeyPatch, scan_from: int
) -> None:
    monkeypatch.setattr(reading, "_SCAN_FROM", scan_from)
    home = a_home(store)
    (unit,) = add(store, "unit", {"building_uid": home["building"], "unit_no": "1"})
    with_unit, double = add(
        store,
        "dwelling",
        {"building_uid": home["building"], "unit_uid": unit, "room_no": "302"},
        {"building_uid": home["building"], "unit_uid": unit, "room_no": "302"},
    )
    keys = [
        (home["building"], None, "302"),
        (home["building"], unit, "302"),
        (home["building"], unit, "303"),
        (home["building"], unit, "302"),
    ]
    with store.reader() as reader:
        found = reader.find_by_keys(DWELLING, ("building_uid", "unit_uid", "room_no"), keys)
    assert found == {keys[0]: [home["dwelling"]], keys[1]: [with_unit, double]}


def test_children_and_many_leave_out_the_removed(store: Store) -> None:
    home = a_home(store)
    people = add(store, "person", a_person(), a_person(name="李四"))
    stays = add(
        store,
        "residence",
        *({"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03"} for person in people),
    )
    remove(store, "person", people[0])
    with store.reader() as reader:
        assert [row["id"] for row in reader.children(RESIDENCE, "dwelling_uid", [home["dwelling"]])] == [stays[1]]
        assert list(reader.get_many(PERSON, [*people, ids.new_id()])) == [people[1]]
        assert list(reader.get_many(PERSON, people, dead=True)) == people
        assert reader.children(RESIDENCE, "person_uid", []) == []


def test_history_tells_who_when_field_before_after_and_source(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    change(store, "person", person, {"phone": None}, {"phone": "13800000000"}, user="li")
    remove(store, "person", person, reason="误录")
    bring_back(store, "person", person)
    with store.reader() as reader:
        history = reader.history(PERSON, person)
        actions = {action.id: action for action in reader.actions()}
    created = {change_.field: change_.new for change_ in history if change_.kind == "create"}
    assert created == a_person()
    edit, removed, back = history[-3:]
    assert (edit.user, edit.field, edit.old, edit.new, edit.source) == ("li", "phone", None, "13800000000", "录入")
    assert edit.at == actions[edit.action].at
    assert (removed.kind, removed.field, removed.reason) == ("delete", "", "误录")
    assert (back.kind, back.field) == ("restore", "")


def test_operations_of_an_action_come_in_order(store: Store) -> None:
    a_home(store)
    people = add(store, "person", a_person(), a_person(name="李四"))
    with store.reader() as reader:
        found = list(reader.operations(action=4))
        assert [operation.id for operation in found] == people
        assert [operation.new["name"] for operation in found] == ["王小明", "李四"]
        assert list(reader.operations(action=99)) == []


def test_operations_of_an_action_without_what_new_records_said(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    change(store, "person", person, {"phone": None}, {"phone": "13800000000"})
    with store.reader() as reader:
        made, changed = reader.operations(values_of_new=False)
        whole = list(reader.operations())
    assert (made.kind, made.id, made.f, made.new) == ("create", person, {}, {})
    assert changed == whole[1]
    assert whole[0].new == a_person()


def test_reader_sees_the_last_commit_while_a_write_is_open(store: Store) -> None:
    add(store, "person", a_person())
    with store.reader() as reader, store.write(user="admin", kind="add") as write:
        write.create(PERSON, [(ids.new_id(), a_person(name="李四"))])
        assert reader.count(PERSON) == 1
    with store.reader() as reader:
        assert reader.count(PERSON) == 2
