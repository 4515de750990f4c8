"""Writing: what a change leaves in row, operation and audit, and when it is refused."""

from __future__ import annotations

import json

import pytest

from ledger import clock, ids
from ledger.errors import ChangedBeneath, RecordNotFound, StillReferred, UnknownField
from storage import checking
from storage.errors import DiskFull, ParentRemoved, ReasonMissing
from storage.store import Store
from tests.storage.stores import (
    BUILDING,
    COMPOUND,
    DWELLING,
    HOUSEHOLD,
    PERSON,
    RESIDENCE,
    TAG,
    a_home,
    a_person,
    add,
    bring_back,
    change,
    remove,
)


def test_new_record_reads_back_with_every_kind_of_value(store: Store) -> None:
    home = a_home(store)
    values = a_person(
        id_type="111", id_no="310115199001011234", alive=1, age=36, hukou_compound=home["compound"], remark="一\n二"
    )
    (person,) = add(store, "person", values)
    (household,) = add(store, "household", {"dwelling_uid": home["dwelling"], "household_tag": '["A01","B02"]'})
    change(store, "dwelling", home["dwelling"], {"floor_area": None}, {"floor_area": 85.5})
    with store.reader() as reader:
        row = reader.get(PERSON, person)
        assert row is not None
        assert {name: value for name, value in row.items() if name in values} == values
        assert (row["life"], row["rv"], row["created_by"], row["updated_by"]) == (1, 0, "admin", "admin")
        assert row["phone"] is None
        tagged = reader.get(HOUSEHOLD, household)
        assert tagged is not None
        assert tagged["household_tag"] == '["A01","B02"]'
        dwelling = reader.get(DWELLING, home["dwelling"])
        assert dwelling is not None
        assert (dwelling["floor_area"], dwelling["full_address"]) == (85.5, "凌兆小区12号302室")


def test_operation_holds_groups_as_the_protocol_says(store: Store) -> None:
    home = a_home(store)
    (person,) = add(store, "person", a_person(hukou_compound=home["compound"], alive=1))
    change(store, "person", person, {"phone": None, "sex": "1"}, {"phone": "13800000000", "sex": "2"})
    with store.reader() as reader:
        created, patched = reader.operations(ledger="person", record_id=person)
    assert created.f == {
        "name": "王小明",
        "sex_birth": {"sex": "1", "birth_date": "1990-01-01"},
        "population_type": "01",
        "alive": True,
        "hukou": {
            "hukou_category": None,
            "hukou_division": None,
            "hukou_address": None,
            "hukou_compound": ids.to_text(home["compound"]),
            "hukou_move_in": None,
        },
    }
    assert patched.base == 0
    assert patched.was == {"phone": None, "sex_birth": {"sex": "1", "birth_date": "1990-01-01"}}
    assert patched.f == {"phone": "13800000000", "sex_birth": {"sex": "2", "birth_date": "1990-01-01"}}
    assert (created.n, patched.n) == (4, 5)
    assert created.op_id < patched.op_id
    assert created.g == created.op_id


def test_form_save_is_one_group_and_an_import_is_not(store: Store) -> None:
    add(store, "person", a_person(), a_person(name="李四"))
    add(store, "person", a_person(), a_person(name="李四"), kind="import")
    with store.reader() as reader:
        first, second, third, fourth = reader.operations()
    assert first.g == second.g == first.op_id
    assert (third.g, fourth.g) == (third.op_id, fourth.op_id)


def test_change_of_what_the_user_did_not_see_is_refused_with_who_and_when(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    change(store, "person", person, {"phone": None}, {"phone": "13800000000"}, user="li")
    with pytest.raises(ChangedBeneath) as refused:
        change(store, "person", person, {"phone": None}, {"phone": "13900000000"})
    assert (refused.value.fields, refused.value.user) == (("phone",), "li")
    with store.reader() as reader:
        row = reader.get(PERSON, person)
        assert row is not None
        assert row["phone"] == "13800000000"
        assert refused.value.at == row["updated_at"]
        assert len(reader.actions()) == 2


def test_the_same_edit_twice_is_no_clash_and_writes_nothing(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    assert change(store, "person", person, {"phone": None}, {"phone": "13800000000"}) == 1
    assert change(store, "person", person, {"phone": None}, {"phone": "13800000000"}) == 0
    with store.reader() as reader:
        assert len(list(reader.operations())) == 2
        assert reader.last_action() == 2


def test_another_field_of_the_record_may_have_changed(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    change(store, "person", person, {"phone": None}, {"phone": "13800000000"})
    assert change(store, "person", person, {"name": "王小明"}, {"name": "王大明"}) == 1


def test_unchecked_change_keeps_what_its_author_saw(store: Store) -> None:
    (person,) = add(store, "person", a_person(phone="1"))
    with store.write(user="admin", kind="import") as write:
        write.patch(PERSON, [(person, {"phone": "0"}, {"phone": "2"})], checked=False)
    with store.reader() as reader:
        assert list(reader.operations())[-1].was == {"phone": "0"}


def test_many_changes_of_one_record_in_one_action(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    with store.write(user="admin", kind="set") as write:
        write.patch(PERSON, [(person, {"phone": None}, {"phone": "1"}), (person, {"phone": "1"}, {"phone": "2"})])
    with store.reader() as reader:
        assert [change.new for change in reader.history(PERSON, person)][-2:] == ["1", "2"]


@pytest.mark.parametrize("values", [{"full_address": "x"}, {"nothing": 1}, {"age_": 3}])
def test_unknown_or_derived_field_is_refused(store: Store, values: dict[str, object]) -> None:
    home = a_home(store)
    with pytest.raises(UnknownField):
        add(store, "dwelling", {"building_uid": home["building"], "room_no": "1", **values})
    with pytest.raises(UnknownField):
        change(store, "dwelling", home["dwelling"], {}, values)


def test_failed_block_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write(user="admin", kind="add") as write:
            write.create(PERSON, [(ids.new_id(), a_person())])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reader() as reader:
        assert (reader.count(PERSON), reader.last_action(), list(reader.operations())) == (0, 0, [])
    add(store, "person", a_person())
    with store.reader() as reader:
        assert [operation.n for operation in reader.operations()] == [1]


def test_full_disk_keeps_nothing_of_the_action_and_the_store_goes_on(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    pages = store._writer.number("PRAGMA page_count")
    store._writer.run(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(DiskFull):
        add(store, "person", *(a_person(remark="字" * 500) for _ in range(500)), kind="import")
    store._writer.run("PRAGMA max_page_count = 4294967294")
    assert change(store, "person", person, {"phone": None}, {"phone": "1"}) == 1
    with store.reader() as reader:
        assert (reader.count(PERSON), reader.last_action()) == (1, 2)
        assert list(checking.check(reader.connection)) == []


def test_action_without_changes_is_entered_only_with_a_detail(store: Store) -> None:
    with store.write(user="admin", kind="set"):
        pass
    assert store.last_action() == 0
    with store.write(user="admin", kind="export", reason="街道核对") as write:
        write.audit_detail(rows=12, unmasked=True)
    with store.reader() as reader:
        (action,) = reader.actions()
    assert (action.kind, action.reason, action.rows) == ("export", "街道核对", 0)
    assert (action.detail["rows"], action.detail["unmasked"]) == (12, True)


# -- removing and bringing back


def test_removed_record_leaves_lists_and_lies_in_the_bin(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    remove(store, "person", person, reason="重复录入")
    with store.reader() as reader:
        assert reader.get(PERSON, person) is None
        (removed,) = reader.deleted(PERSON)
        assert (removed.row["id"], removed.user, removed.reason) == (person, "admin", "重复录入")
        (dead,) = [reader.get(PERSON, person, dead=True)]
        assert dead is not None
        assert dead["life"] == 2


def test_removing_wants_a_reason_and_a_live_record(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    with pytest.raises(ReasonMissing):
        remove(store, "person", person, reason="  ")
    remove(store, "person", person)
    with pytest.raises(RecordNotFound):
        remove(store, "person", person)
    with pytest.raises(RecordNotFound):
        remove(store, "person", ids.new_id())
    with pytest.raises(ChangedBeneath):
        change(store, "person", person, {"phone": None}, {"phone": "1"})


def test_person_goes_with_tags_and_residences_and_comes_back_with_them(store: Store) -> None:
    home = a_home(store)
    (person,) = add(store, "person", a_person())
    earlier, later = add(
        store,
        "person_tag",
        {"person_uid": person, "tag": "A01", "start_date": "2020"},
        {"person_uid": person, "tag": "A02", "start_date": "2021"},
    )
    (stay,) = add(store, "residence", {"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03"})
    remove(store, "person_tag", earlier)
    remove(store, "person", person)
    with store.reader() as reader:
        assert reader.get(TAG, later) is None
        assert reader.get(RESIDENCE, stay) is None
        kinds = [(operation.ledger, operation.kind) for operation in reader.operations(action=reader.last_action())]
        assert kinds == [("person_tag", "delete"), ("residence", "delete"), ("person", "delete")]
    bring_back(store, "person", person)
    with store.reader() as reader:
        assert reader.get(PERSON, person) is not None
        assert reader.get(TAG, later) is not None
        assert reader.get(RESIDENCE, stay) is not None
        assert reader.get(TAG, earlier) is None


@pytest.mark.parametrize(
    ("end_date", "held"),
    [(None, True), ("2026-11-22", True), ("2026-11-21", False), ("2026-11", True), ("2026", True), ("2025", False)],
)
def test_dwelling_stays_while_someone_lives_there(store: Store, end_date: str | None, held: bool) -> None:
    home = a_home(store)
    (person,) = add(store, "person", a_person())
    stay = {"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03", "end_date": end_date}
    add(store, "residence", stay)
    with clock.use(Noon()):
        if held:
            with pytest.raises(StillReferred) as refused:
                remove(store, "dwelling", home["dwelling"])
            assert (refused.value.referrer, refused.value.count) == ("residence", 1)
        else:
            remove(store, "dwelling", home["dwelling"])


class Noon:
    """21 November 2026, noon in Shanghai."""

    def now(self) -> clock.datetime:
        return clock.datetime(2026, 11, 21, 4, tzinfo=clock.UTC)


def test_places_go_from_the_bottom_up_and_come_back_from_the_top_down(store: Store) -> None:
    home = a_home(store)
    for ledger, referrer in (("compound", "building"), ("building", "dwelling")):
        with pytest.raises(StillReferred) as refused:
            remove(store, ledger, home[ledger])
        assert refused.value.referrer == referrer
    for ledger in ("dwelling", "building", "compound"):
        remove(store, ledger, home[ledger])
    with pytest.raises(ParentRemoved) as orphan:
        bring_back(store, "dwelling", home["dwelling"])
    assert orphan.value.parent == "building"
    for ledger in ("compound", "building", "dwelling"):
        bring_back(store, ledger, home[ledger])
    with pytest.raises(RecordNotFound):
        bring_back(store, "compound", home["compound"])


def test_empty_dwelling_takes_its_households_along(store: Store) -> None:
    home = a_home(store)
    (household,) = add(store, "household", {"dwelling_uid": home["dwelling"], "household_kind": "家庭户"})
    remove(store, "dwelling", home["dwelling"])
    with store.reader() as reader:
        assert reader.get(HOUSEHOLD, household) is None
    bring_back(store, "dwelling", home["dwelling"])
    with store.reader() as reader:
        assert reader.get(HOUSEHOLD, household) is not None


# -- local columns


def test_renamed_places_rename_the_dwellings_beneath(store: Store) -> None:
    home = a_home(store)
    (unit,) = add(store, "unit", {"building_uid": home["building"], "unit_no": "2"})
    change(store, "dwelling", home["dwelling"], {"unit_uid": None}, {"unit_uid": unit})
    assert address(store, home) == "凌兆小区12号2单元302室"
    change(store, "unit", unit, {"unit_no": "2"}, {"unit_no": "3"})
    assert address(store, home) == "凌兆小区12号3单元302室"
    change(store, "building", home["building"], {"building_suffix": None}, {"building_suffix": "幢"})
    change(store, "compound", home["compound"], {"name": "凌兆小区"}, {"name": "凌兆新村"})
    assert address(store, home) == "凌兆新村12幢3单元302室"
    with store.reader() as reader:
        assert not list(reader.operations(ledger="dwelling"))[2:]


def address(store: Store, home: dict[str, bytes]) -> object:
    with store.reader() as reader:
        row = reader.get(DWELLING, home["dwelling"])
        assert row is not None
        return row["full_address"]


def test_big_first_load_has_all_its_indexes_and_one_audit_entry(store: Store) -> None:
    people = [a_person(name=f"人{number}") for number in range(2500)]
    made = add(store, "person", *people, kind="import")
    with store.reader() as reader:
        names = {row[0] for row in reader.connection.rows("SELECT name FROM sqlite_schema WHERE type = 'index'")}
        assert {"person_id", "person_name_sort", "person_birth_date", "person_id_no"} <= names
        assert reader.find_by_keys(PERSON, ("name",), [("人7",)]) == {("人7",): [made[7]]}
        (action,) = reader.actions()
        assert action.rows == 2500


def test_server_copy_is_kept_once_before_the_first_change(store: Store) -> None:
    (person,) = add(store, "person", a_person())
    store._writer.run("UPDATE person SET rv = 7")
    store._writer.run("UPDATE operation SET state = 3")
    change(store, "person", person, {"name": "王小明"}, {"name": "王大明"})
    change(store, "person", person, {"name": "王大明"}, {"name": "王中明"})
    with store.reader() as reader:
        (base,) = reader.bases_by_id(PERSON)
        assert (base.id, base.rv, base.life, base.f["name"], base.f["phone"]) == (person, 7, 1, "王小明", None)
        assert [operation.base for operation in reader.operations()][1:] == [7, 7]


def test_bodies_are_json_without_blanks(store: Store) -> None:
    home = a_home(store)
    change(store, "dwelling", home["dwelling"], {"occupancy": "1"}, {"occupancy": "2"})
    remove(store, "dwelling", home["dwelling"])
    bring_back(store, "dwelling", home["dwelling"])
    with store.reader() as reader:
        for (body,) in reader.connection.rows("SELECT body FROM operation WHERE id = ?", (home["dwelling"],)):
            assert isinstance(body, str)
            assert body == json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":"))


def test_history_is_that_of_the_ledger_asked_for(store: Store) -> None:
    same = ids.new_id()
    with store.write(user="admin", kind="add") as write:
        write.create(COMPOUND, [(same, {"name": "甲"})])
        write.create(BUILDING, [(same, {"compound_uid": same, "building_no": "1"})])
    with store.reader() as reader:
        assert len(reader.history(COMPOUND, same)) == 1
