"""A PC's side of the exchange against real decisions: what is sent, what comes, what stands when both meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import catalog, ids
from sync import applying
from sync.protocol import Malformed, digest
from tests.storage.stores import PERSON, a_home, a_person, add, bring_back, change, remove
from tests.sync.little_cloud import LittleCloud, Pc, settle, two_pcs


@pytest.fixture
def met(tmp_path: Path) -> Iterator[tuple[LittleCloud, Pc, Pc]]:
    with two_pcs(tmp_path) as found:
        yield found
        for pc in found[1:]:
            pc.is_right()


Met = tuple[LittleCloud, Pc, Pc]


def person_of(pc: Pc, record_id: bytes, *, dead: bool = False) -> dict[str, object] | None:
    with pc.store.reader() as reader:
        return reader.get(PERSON, record_id, dead=dead)


def assert_same(*pcs: Pc) -> None:
    first, *others = pcs
    for other in others:
        assert other.everything() == first.everything()
    assert all(pc.digests() == pc.cloud.digests() for pc in pcs)
    assert all(not pc.side.waiting().operations for pc in pcs)


def test_what_one_writes_the_other_reads(met: Met) -> None:
    _, one, two = met
    home = a_home(one.store)
    (person,) = add(one.store, "person", a_person(phone="13800000001", hukou_compound=home["compound"]))
    add(one.store, "residence", {"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03"})
    (told,) = one.push()
    assert told.acked == 5
    one.is_right()
    applied = two.pull()
    assert (applied.new, applied.changes) == (5, 5)
    two.is_right()
    one.pull()
    one.is_right()
    assert_same(one, two)
    with two.store.reader() as reader:
        row = reader.get(catalog.named("dwelling"), home["dwelling"])
        assert row is not None
        assert row["full_address"] == "凌兆小区12号302室"
        assert [found["id"] for found in reader.get_many(PERSON, [person]).values()] == [person]


def test_nothing_new_writes_nothing(met: Met) -> None:
    cloud, one, _ = met
    add(one.store, "person", a_person())
    one.round()
    before = one.store._writer.number("SELECT total_changes()")
    answer = cloud.pull(one.side.facts().seq)
    assert one.side.stage(answer) == 0
    assert one.side.apply().changes == 0
    assert one.store._writer.number("SELECT total_changes()") == before


def test_edits_of_different_groups_both_stand(met: Met) -> None:
    _, one, two = met
    (person,) = add(one.store, "person", a_person())
    settle(one, two)
    change(one.store, "person", person, {"phone": None}, {"phone": "13800000001"})
    change(two.store, "person", person, {"remark": None}, {"remark": "独居"})
    settle(one, two)
    row = person_of(one, person)
    assert row is not None
    assert (row["phone"], row["remark"]) == ("13800000001", "独居")
    assert_same(one, two)


def test_own_edit_stays_on_top_until_the_cloud_has_decided(met: Met) -> None:
    _, one, two = met
    (person,) = add(one.store, "person", a_person())
    settle(one, two)
    change(one.store, "person", person, {"name": "王小明"}, {"name": "王大明"})
    one.push()
    change(two.store, "person", person, {"name": "王小明"}, {"name": "王中明"})
    two.pull()
    two.is_right()
    row = person_of(two, person)
    assert row is not None
    assert row["name"] == "王中明"
    settle(two, one)
    row = person_of(two, person)
    assert row is not None
    assert row["name"] == "王大明"
    assert two.side.waiting().conflicts == one.side.waiting().conflicts == 1
    assert_same(one, two)


def test_acknowledged_operation_leaves_the_overlay_with_its_record(met: Met) -> None:
    _, one, _ = met
    (person,) = add(one.store, "person", a_person())
    one.push()
    with one.store.reader() as reader:
        assert [key for key, _ in reader.overlays_by_id(PERSON)] == [person]
    assert one.pull().settled == 1
    with one.store.reader() as reader:
        assert list(reader.overlays_by_id(PERSON)) == []
        assert list(reader.bases_by_id(PERSON)) == []


def test_an_acknowledged_edit_is_seen_while_only_some_pages_are_in(met: Met, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud, one, two = met
    (person,) = add(one.store, "person", a_person())
    settle(one, two)
    change(one.store, "person", person, {"phone": None}, {"phone": "13800000001"})
    one.push()
    two.pull()
    add(two.store, "person", *(a_person() for _ in range(5)))
    change(two.store, "person", person, {"remark": None}, {"remark": "后来的"})
    two.push()
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    for _ in range(2):
        one.side.stage(cloud.pull(int(one.side.facts().pull_from[1:]), 2))
        one.side.apply_all()
        one.is_right()
        assert one.side.facts().is_partial
        row = person_of(one, person)
        assert row is not None
        assert row["phone"] == "13800000001"
    one.pull()
    row = person_of(one, person)
    assert row is not None
    assert (row["phone"], row["remark"]) == ("13800000001", "后来的")


def test_a_page_from_before_the_push_does_not_hide_the_edit(met: Met) -> None:
    cloud, one, two = met
    (person,) = add(one.store, "person", a_person())
    settle(one, two)
    change(two.store, "person", person, {"remark": None}, {"remark": "先来的"})
    two.push()
    one.side.stage(cloud.pull(one.side.facts().seq))
    change(one.store, "person", person, {"phone": None}, {"phone": "13800000001"})
    one.push()
    one.side.apply_all()
    one.is_right()
    row = person_of(one, person)
    assert row is not None
    assert (row["phone"], row["remark"]) == ("13800000001", "先来的")
    with one.store.reader() as reader:
        assert [key for key, _ in reader.overlays_by_id(PERSON)] == [person]


def test_removed_elsewhere_keeps_its_values_in_the_recycle_bin(met: Met) -> None:
    _, one, two = met
    (person,) = add(one.store, "person", a_person())
    settle(one, two)
    remove(one.store, "person", person, reason="误录一条")
    settle(one, two)
    assert person_of(two, person) is None
    with two.store.reader() as reader:
        (found,) = reader.deleted(PERSON)
    assert (found.row["name"], found.reason, found.user) == ("王小明", "误录一条", "admin")
    bring_back(two.store, "person", person)
    settle(two, one)
    assert person_of(one, person) is not None
    assert_same(one, two)


def test_a_person_brought_back_elsewhere_brings_what_went_along(met: Met) -> None:
    _, one, two = met
    (person,) = add(one.store, "person", a_person())
    add(one.store, "person_tag", {"person_uid": person, "tag": "A01", "start_date": "2020"})
    settle(one, two)
    remove(one.store, "person", person)
    settle(one, two)
    bring_back(two.store, "person", person)
    settle(two, one)
    for pc in (one, two):
        with pc.store.reader() as reader:
            assert reader.count(catalog.named("person_tag")) == 1


def test_the_same_person_twice_becomes_one(met: Met) -> None:
    _, one, two = met
    same = {"id_type": "111", "id_no": "310115199001010016"}
    (first,) = add(one.store, "person", a_person(**same))
    (second,) = add(two.store, "person", a_person(**same, phone="13800000001"))
    add(two.store, "person_tag", {"person_uid": second, "tag": "A01", "start_date": "2020"})
    one.round()
    two.push()
    two.is_right()
    change(two.store, "person", second, {"remark": None}, {"remark": "后写的"})
    two.is_right()
    assert two.pull().merged == 1
    two.is_right()
    assert person_of(two, second) is None
    row = person_of(two, first)
    assert row is not None
    assert (row["phone"], row["remark"]) == ("13800000001", "后写的")
    settle(two, one)
    row = person_of(one, first)
    assert row is not None
    assert row["remark"] == "后写的"
    with two.store.reader() as reader:
        assert reader.survivor(second) == reader.survivor(first) == first
        written = [(found.field, found.new) for found in reader.history(PERSON, first)]
        assert ("name", "王小明") in written
        assert written[-1] == ("remark", "后写的")
    with one.store.reader() as reader:
        (tag,) = reader.children(catalog.named("person_tag"), "person_uid", [first])
        assert tag["tag"] == "A01"
    assert_same(one, two)


def test_a_refused_creation_leaves_the_ledger_and_is_kept_readable(met: Met) -> None:
    _, one, _ = met
    (person,) = add(one.store, "person", a_person(remark="x" * 17_000))
    change(one.store, "person", person, {"phone": None}, {"phone": "13800000001"})
    (told,) = one.push(1)[:1]
    assert told.refused == {"too_large": 1}
    one.is_right()
    assert person_of(one, person, dead=True) is None
    letters = one.side.dead_letters()
    assert letters[-1].operation.new["name"] == "王小明"
    assert one.side.waiting().dead == len(letters) == 2
    assert one.side.mark_handled(letters[0].operation.lid, "admin")
    assert one.side.waiting().dead == 1
    assert one.store.log_verdict().is_whole


def test_a_group_is_taken_whole_or_not_at_all(met: Met) -> None:
    _, one, _ = met
    with one.store.write(user="admin", kind="add") as write:
        write.create(PERSON, [(one_id, a_person()) for one_id in ids.new_ids(5)])
    add(one.store, "person", a_person())
    assert len(one.side.take(2).ops) == 5
    assert len(one.side.take(5).ops) == 5
    assert len(one.side.take(6).ops) == 6
    assert len(one.side.take(200, 10).ops) == 5
    assert [op["n"] for op in one.side.take().ops] == [1, 2, 3, 4, 5, 6]


def test_an_answer_that_does_not_fit_is_not_taken(met: Met) -> None:
    cloud, one, _ = met
    add(one.store, "person", a_person())
    batch = one.side.take()
    for answer in ({}, {"results": [{"n": 7, "outcome": "applied", "rv": 1}]}, {"results": [{"n": 1, "rv": 1}]}):
        with pytest.raises(Malformed):
            one.side.receive(batch, answer)
    answer = cloud.push("one", list(batch.ops), 0)
    assert one.side.receive(batch, answer).acked == 1
    again = cloud.push("one", list(batch.ops), 0)
    assert again["results"][0]["outcome"] == "duplicate"
    one.side.receive(batch, again)


def test_what_the_cloud_cannot_read_is_set_aside_and_the_rest_moves_up(met: Met) -> None:
    cloud, one, _ = met
    people = [add(one.store, "person", a_person())[0] for _ in range(3)]
    batch = one.side.take()
    assert one.side.set_aside([str(batch.ops[1]["op_id"])], "client_bug") == 1
    one.is_right()
    rest = one.side.take()
    assert [op["n"] for op in rest.ops] == [1, 2]
    assert [op["id"] for op in rest.ops] == [ids.to_text(people[0]), ids.to_text(people[2])]
    one.side.receive(rest, cloud.push("one", list(rest.ops), 0))
    one.pull()
    assert person_of(one, people[1]) is None


def test_digest_counts_live_copies_only(met: Met) -> None:
    _, one, two = met
    people = [add(one.store, "person", a_person())[0] for _ in range(4)]
    settle(one, two)
    remove(one.store, "person", people[0])
    assert one.side.digest(["person"]) == two.side.digest(["person"])
    buckets = one.side.buckets("person")
    assert sum(count for count, _ in buckets.values()) == 4
    assert sorted(two.side.ids_in("person", buckets)) == sorted(map(ids.to_text, people))
    assert digest([])[0] == 0


def test_repair_takes_what_the_cloud_has(met: Met) -> None:
    cloud, one, two = met
    kept, lost = (add(two.store, "person", a_person())[0] for _ in range(2))
    settle(two, one)
    stranger = ids.new_id()
    one.store._writer.run("UPDATE person SET rv = rv + 1, name = '错' WHERE id = ?", (kept,))
    one.store._writer.run("DELETE FROM person WHERE id = ?", (lost,))
    one.store._writer.run("DELETE FROM person_search WHERE rowid = 2")
    one.store._writer.run(
        "INSERT INTO person (id, life, rv, created_at, created_by) VALUES (?, 1, 9, '', '')", (stranger,)
    )
    asked = [ids.to_text(one_id) for one_id in (kept, lost, stranger)]
    records, absent = cloud.fetch("person", asked)
    assert one.side.repair("person", records, absent) == 3
    assert one.digests() == cloud.digests()
    row = person_of(one, kept)
    assert row is not None
    assert row["name"] == "王小明"
