"""Full pulls, restored clouds, new generations, data of newer versions, erasure orders."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cloud.memory_store import MemoryStore
from ledger import ids
from storage.operations import State
from storage.syncing import cloud_state, seen
from sync import lifting, protocol
from sync.local_side import SweepTooLarge
from sync.protocol import Json
from tests.storage.stores import PERSON, TAG, a_home, a_person, add, change, remove
from tests.sync.little_cloud import LittleCloud, Pc, settle, two_pcs

Met = tuple[LittleCloud, Pc, Pc]
SAME = {"id_type": "111", "id_no": "310115199001010016"}


@pytest.fixture
def met(tmp_path: Path) -> Iterator[Met]:
    with two_pcs(tmp_path) as found:
        yield found
        for pc in found[1:]:
            pc.is_right()


def names(pc: Pc) -> list[object]:
    with pc.store.reader() as reader:
        return sorted(row[1] for row in reader.scan(PERSON, ("name",)))


def a_page(*changes: dict[str, Json], seq: int) -> dict[str, Json]:
    return {"next": f"c{seq}", "seq": seq, "more": False, "changes": list(changes)}


def a_change(record_id: bytes, rv: int, type_: str = "person", **f: Json) -> dict[str, Json]:
    stamp = [rv, "d-9", "张", "2026-11-20T01:00:00.000Z", "committee"]
    made = ["李", "2026-11-19T01:00:00.000Z"]
    return {"t": type_, "id": ids.to_text(record_id), "rv": rv, "life": 1, "f": f, "m": {"": stamp}, "c": made}


# -- everything anew


def test_a_full_pull_drops_what_the_cloud_has_no_more_but_for_what_waits(met: Met) -> None:
    cloud, one, two = met
    people = [add(one.store, "person", a_person(name=name))[0] for name in ("甲", "乙", "丙")]
    settle(one, two)
    cloud.store = MemoryStore()  # a cloud that lost everything, without saying so
    cloud.store.add_committee("310115007012", "", "e-1")
    cloud.enrol("one")
    cloud.enrol("two")
    (kept,) = add(one.store, "person", a_person(name="丁"))
    change(one.store, "person", people[0], {"phone": None}, {"phone": "13800000001"})
    one.side.begin_resync()
    one.is_right()
    assert one.side.facts().pull_from == ""
    one.pull()
    one.is_right()
    assert one.side.facts().is_resync
    assert one.side.sweep() == 2
    assert names(one) == ["丁", "甲"]
    one.is_right()
    one.round()
    one.is_right()
    assert names(one) == ["丁"]  # what stood upon nothing was refused, and is kept to be read
    assert [letter.operation.id for letter in one.side.dead_letters()] == [people[0]]
    assert one.everything()["person"].keys() == {kept}
    two.store.keep(seen.begin)


def test_a_large_sweep_asks_first(met: Met) -> None:
    cloud, one, two = met
    add(one.store, "person", *(a_person() for _ in range(60)))
    home = a_home(one.store)
    settle(one, two)
    one.side.begin_resync()
    page = cloud.pull(0)
    kept = [change for change in page["changes"] if change["t"] != "person"]
    one.side.stage({**page, "changes": kept})
    one.side.apply_all()
    with pytest.raises(SweepTooLarge) as refused:
        one.side.sweep()
    assert refused.value.counts == {"person": (60, 60)}
    assert len(names(one)) == 60
    assert one.side.facts().is_resync
    assert one.side.sweep(allow_large=True) == 60
    assert names(one) == []
    assert not one.side.facts().is_resync
    assert one.everything()["dwelling"].keys() == {home["dwelling"]}
    one.side.begin_resync()
    one.pull()
    assert one.side.sweep() == 0
    assert one.everything() == two.everything()


# -- a cloud that was restored


def a_lossy_restore(cloud: LittleCloud, to: MemoryStore) -> None:
    """The cloud stands as it did; its numbers go on far beyond."""
    cloud.store = to


def test_a_restored_cloud_gets_again_what_it_lost(met: Met, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud, one, two = met
    (old,) = add(one.store, "person", a_person(name="甲"))
    settle(one, two)
    monkeypatch.setattr(MemoryStore, "__deepcopy__", _without_locks, raising=False)
    saved, divergence = copy.deepcopy(cloud.store), one.side.facts().seq
    change(one.store, "person", old, {"name": "甲"}, {"name": "甲一"})
    (new,) = add(one.store, "person", a_person(name="乙", **SAME))
    (twin,) = add(two.store, "person", a_person(name="乙", **SAME))
    add(two.store, "person_tag", {"person_uid": twin, "tag": "A01", "start_date": "2020"})
    settle(one, two)
    assert names(two) == ["乙", "甲一"]
    cloud.store = saved
    for pc in (two, one):
        records, absent = [], {}
        for type_, record_ids in pc.side.beyond(divergence).items():
            found, gone = cloud.fetch(type_, list(record_ids))
            records += found
            absent[type_] = gone
        lineage = (("e-1", 0), ("e-2", divergence))
        assert pc.side.epoch_changed(lineage, divergence, 2, records, absent) == 2
        pc.is_right()
        facts = pc.side.facts()
        assert (facts.gen, facts.lineage, facts.seq, facts.cursor) == (2, lineage, divergence, f"c{divergence}")
    assert names(two) == ["乙", "甲"]  # what the other wrote comes when the other has sent it again
    assert names(one) == ["乙", "甲一"]
    settle(two, one)
    settle(two, one)
    assert names(one) == names(two) == ["乙", "甲一"]
    assert one.everything() == two.everything()
    assert one.digests() == two.digests() == cloud.digests()
    assert new != twin


def _without_locks(self: MemoryStore, memo: dict[int, object]) -> MemoryStore:
    made = MemoryStore()
    for name, value in vars(self).items():
        with suppress(TypeError):
            setattr(made, name, copy.deepcopy(value, memo))
    return made


def test_checkpoints_are_thinned_and_the_last_complete_one_is_gone_back_to(met: Met) -> None:
    _, one, _ = met
    connection = one.store._writer
    with connection.transaction():
        for n in range(1, 200):
            cloud_state.add_checkpoint(connection, (n, f"c{n}", f"2026-{1 + n // 31:02}-{1 + n % 28:02}T00:00:00.000Z"))
    kept = cloud_state.checkpoints(connection)
    assert [seq for seq, _, _ in kept[-64:]] == list(range(136, 200))
    assert 64 < len(kept) <= 64 + 90
    one.side.epoch_changed((("e-1", 0), ("e-2", 150)), 150, 2, [], {})
    facts = one.side.facts()
    assert (facts.seq, facts.cursor) == (150, "c150")
    one.side.epoch_changed((("e-1", 0), ("e-3", 0)), 0, 3, [], {})
    facts = one.side.facts()
    assert (facts.seq, facts.cursor, facts.gen) == (0, "", 3)


def test_a_new_generation_numbers_what_waits_from_one(met: Met) -> None:
    cloud, one, _ = met
    add(one.store, "person", a_person())
    one.round()
    waiting = [add(one.store, "person", a_person())[0] for _ in range(3)]
    assert one.side.new_generation(4) == 3
    one.is_right()
    batch = one.side.take()
    assert (batch.gen, batch.first_n, batch.last_n) == (4, 1, 3)
    assert [op["op_id"] for op in batch.ops] == [ids.to_text(record_id) for record_id in waiting]
    add(one.store, "person", a_person())
    one.is_right()
    assert one.side.new_generation(5, after=0) == 5
    one.is_right()
    assert len(one.push()) == 1
    one.pull()
    assert one.digests() == cloud.digests()


# -- what this version does not know


def test_unknown_fields_and_types_survive_an_edit_and_are_lifted_by_the_version_that_knows_them(
    met: Met, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, one, _ = met
    person, strange = ids.new_ids(2)
    one.side.stage(
        a_page(
            a_change(person, 1, name="甲", blood_group={"abo": "A"}, sex_birth={"sex": "1", "star": "水瓶"}),
            a_change(strange, 2, "pet", name="阿黄"),
            seq=2,
        )
    )
    applied = one.side.apply_all()
    assert (applied.new, applied.unknown) == (1, 1)
    assert one.side.digest()["pet"][0] == 1
    change(one.store, "person", person, {"name": "甲"}, {"name": "乙"})
    (op,) = one.side.take().ops
    assert (op["f"], op["was"]) == ({"name": "乙"}, {"name": "甲"})
    one.side.stage(a_page(a_change(person, 3, name="甲", phone="1", blood_group={"abo": "B"}), seq=3))
    one.side.apply_all()
    kept = one.store._writer.rows("SELECT name, phone, ext FROM person")
    assert kept == [("乙", "1", '{"blood_group":{"abo":"B"}}')]
    assert one.side.lift() == 0
    one.store._writer.run('UPDATE person SET ext = \'{"remark":"后来认得的","more":1}\'')
    one.store._writer.run('UPDATE sync_base SET ext = \'{"remark":"后来认得的","more":1}\'')
    body = a_change(strange, 2, name="丙")
    one.store._writer.run("UPDATE sync_unknown SET type = 'person', body = ?", (protocol.dump(body),))
    monkeypatch.setattr(lifting, "SCHEMA", protocol.SCHEMA + 1)
    monkeypatch.setattr("sync.local_side.SCHEMA", protocol.SCHEMA + 1)
    assert one.side.lift() == 2
    assert one.side.lift() == 0
    rows = one.store._writer.rows("SELECT name, remark, ext FROM person ORDER BY nr")
    assert rows == [("乙", "后来认得的", '{"more":1}'), ("丙", None, None)]


# -- erasure


def test_an_erasure_order_leaves_no_value_and_the_audit_whole(met: Met) -> None:
    _, one, two = met
    secret = "不该再有的名字"
    (person,) = add(one.store, "person", a_person(name=secret, phone="13800000009"))
    (other,) = add(one.store, "person", a_person(name="留下的"))
    settle(one, two)
    change(one.store, "person", person, {"name": secret}, {"name": f"{secret}二"})
    change(two.store, "person", person, {"name": secret}, {"name": f"{secret}三"})
    settle(one, two)
    assert one.side.waiting().conflicts == 1
    seq = one.side.facts().seq + 1
    gone = {"t": "person", "id": ids.to_text(person), "rv": seq, "life": 2, "by": ["", ""], "reason": "", "purge": True}
    for pc in (one, two):
        pc.side.stage(a_page(gone, seq=seq))
        assert pc.side.apply_all().removed == 1
        pc.is_right()
        assert pc.store.log_verdict().is_whole
        assert pc.side.waiting().conflicts == 0
        dump = "\n".join(_every_text(pc))
        assert "不该再有" not in dump
        assert "13800000009" not in dump
        assert "留下的" in dump
    assert other in one.everything()["person"]


def _every_text(pc: Pc) -> Iterator[str]:
    connection = pc.store._writer
    for (name,) in connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%search%'"):
        yield from map(str, connection.rows(f"SELECT * FROM {name}"))  # noqa: S608 - from the schema


# -- what people see


def test_reports_are_kept_ninety_and_entered_in_the_audit(met: Met) -> None:
    _, one, _ = met
    for n in range(95):
        one.side.put_report({"start": "a", "end": f"{n:03}", "result": 0, "pulled": n, "errors": ["busy"]})
    kept = one.side.reports()
    assert [kept[0]["pulled"], kept[-1]["pulled"], len(kept)] == [94, 5, 90]
    assert kept[0]["errors"] == ["busy"]
    with one.store.reader() as reader:
        (entry,) = reader.actions(kind="sync", limit=1)
    assert entry.class_ == "sync"
    assert entry.detail == {"result": 0, "pulled": 94}


def test_facts_of_enrolment_and_clock(met: Met) -> None:
    _, one, _ = met
    side = one.side
    assert side.facts().is_enrolled
    side.put_device_key(b"\0secret")
    assert side.device_key() == b"\0secret"
    assert [side.note_clock(ms, ms) for ms in (100, -50, 90, 4000, 80, 70)] == [100, 100, 90, 100, 90, 80]
    assert side.facts().server_ms == 4000
    side.put_value("paused", {"until": "2026"})
    assert side.value("paused") == {"until": "2026"}
    side.put_value("paused", None)
    assert side.value("paused") is None
    add(one.store, "person", a_person())
    side.leave()
    facts = side.facts()
    assert (facts.is_enrolled, facts.url, side.device_key(), side.waiting().operations) == (False, "", None, 1)


def test_answers_stand_until_the_cloud_has_decided(met: Met) -> None:
    _, one, two = met
    (person,) = add(one.store, "person", a_person(name="甲"))
    settle(one, two)
    change(one.store, "person", person, {"name": "甲"}, {"name": "甲一"})
    change(two.store, "person", person, {"name": "甲"}, {"name": "甲二"})
    settle(one, two)
    assert one.side.waiting().conflicts == two.side.waiting().conflicts == 1
    conflict = one.store._writer.value("SELECT id FROM sync_conflict")
    assert isinstance(conflict, bytes)
    for pc, choice in ((one, "theirs"), (two, "mine")):
        with pc.store.write(user="admin", kind="answer") as write:
            write.answer(conflict, choice)
        assert pc.side.waiting().conflicts == 0
    one.round()
    (told,) = two.push()
    assert told.refused == {"already_resolved": 1}
    settle(one, two)
    assert one.side.waiting().conflicts == two.side.waiting().conflicts == 0
    with one.store.write(user="admin", kind="answer") as write:
        write.answer(conflict, "open")
    settle(one, two)
    assert two.side.waiting().conflicts == 1
    states = {state for (state,) in two.store._writer.rows("SELECT state FROM operation WHERE kind = 'resolve'")}
    assert states == {State.DEAD}


def test_tags_of_the_loser_become_the_survivors(met: Met) -> None:
    _, one, two = met
    (first,) = add(one.store, "person", a_person(**SAME))
    (second,) = add(two.store, "person", a_person(**SAME))
    for pc, person in ((one, first), (two, second)):
        add(pc.store, "person_tag", {"person_uid": person, "tag": "A01", "start_date": "2020"})
    remove(two.store, "person", second)
    settle(one, two)
    assert one.everything() == two.everything()
    with two.store.reader() as reader:
        assert reader.aliases()[second] == first
        assert {row["person_uid"] for row in reader.rows_by_id(TAG)} == {first}
