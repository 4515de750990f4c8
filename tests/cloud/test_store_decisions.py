"""The same of decisions, history, PCs and reports, and of a turn as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloud.records import (
    Change,
    Decision,
    Device,
    EnrolCode,
    Grave,
    Head,
    NaturalKey,
    Record,
    Reference,
    Report,
    Written,
)
from cloud.store import CloudStore
from ledger import ids
from sync.protocol import digest
from tests.cloud.callers import new_cid
from tests.cloud.written import AT, a_record, new_id, write, write_records

# -- decisions, history, digest


def test_decisions_are_found_by_operation_and_by_number(store: CloudStore, cid: str) -> None:
    several = [Decision(new_id(), "d-1", 1, n, {"outcome": "applied", "rv": n}, AT) for n in (1, 2, 3)]
    other = Decision(new_id(), "d-2", 1, 2, {"outcome": "rejected", "rv": 4, "reason": "validation"}, AT)
    write(store, cid, Written(decisions=[*several, other], seq=4))
    with store.look(cid) as look:
        assert look.decisions([several[0].op_id, other.op_id, new_id()]) == {
            several[0].op_id: several[0],
            other.op_id: other,
        }
        assert look.decisions_by_n("d-1", 1, 2, 9) == {2: several[1], 3: several[2]}
        assert look.decisions_by_n("d-1", 2, 1, 9) == {}


def test_old_decisions_are_forgotten(store: CloudStore, cid: str) -> None:
    old, new = (Decision(new_id(), "d-1", 1, n, {"rv": n}, f"2026-11-2{n}T01:30:00.120Z") for n in (1, 2))
    write(store, cid, Written(decisions=[old, new], seq=2))
    with store.turn(cid) as turn:
        assert turn.drop_decisions(new.at) == 1
    with store.look(cid) as look:
        assert look.decisions([old.op_id, new.op_id]) == {new.op_id: new}
        assert look.decisions_by_n("d-1", 1, 1, 2) == {2: new}


def test_history_tells_the_newest_first(store: CloudStore, cid: str) -> None:
    key = ("person", new_id())
    several = [
        Change(rv, new_id(), "d-1", "wang", "committee", *key, "patch", {"name": "甲"}, {"name": "乙"}, AT)
        for rv in (1, 2, 3)
    ]
    other = replace(several[0], rv=4, id=new_id())
    write(store, cid, Written(changes=[*several, other], seq=4))
    with store.look(cid) as look:
        assert list(look.history(key, 10)) == several[::-1]
        assert list(look.history(key, 2)) == [several[2], several[1]]
        assert list(look.history(("building", key[1]), 10)) == []


def test_mentions_are_found_in_values_and_in_what_was_changed_of_removed_and_forgotten_ones_too(
    store: CloudStore, cid: str
) -> None:
    target, number = new_id(), "31011519500101001X"
    alive = a_record(1, type_="person_tag", person_uid=target)
    removed = a_record(2, type_="residence", life=2, person_uid=target)
    nested = a_record(3, id_document={"id_type": "111", "id_no": number})
    forgotten = ("attachment", new_id())
    logged = [
        Change(4, new_id(), "d-1", "wang", "committee", *forgotten, "create", {}, {"person_uid": target}, AT),
        Change(5, new_id(), "d-1", "wang", "committee", "person", (other := new_id()), "patch", {"x": number}, {}, AT),
    ]
    write(store, cid, Written(records={one.key: one for one in (alive, removed, nested)}, changes=logged, seq=5))
    with store.look(cid) as look:
        assert look.mentions([target]) == sorted([alive.key, removed.key, forgotten])
        assert look.mentions([number]) == sorted([nested.key, ("person", other)])
        assert look.mentions([target, number]) == sorted([*look.mentions([target]), *look.mentions([number])])
        assert look.mentions([new_id()]) == look.mentions([]) == []


def test_values_are_struck_out_of_what_was_changed_and_of_nobody_elses(store: CloudStore, cid: str) -> None:
    key, other = ("person", new_id()), ("person", new_id())
    said = [
        Change(rv, new_id(), "d-1", "wang", "committee", *one, "patch", {"name": "甲"}, {"name": "乙"}, AT)
        for rv, one in enumerate((key, key, other), start=1)
    ]
    write(store, cid, Written(changes=said, seq=3))
    with store.turn(cid) as turn:
        turn.strike([key, ("building", other[1])])
    with store.look(cid) as look:
        assert list(look.history(key, 9)) == [replace(one, was={}, new={}) for one in said[1::-1]]
        assert list(look.history(other, 9)) == said[2:]


def test_the_digest_is_of_live_records_by_type(store: CloudStore, cid: str) -> None:
    one, two, gone, building = a_record(1), a_record(2), a_record(3, life=2), a_record(4, type_="building")
    write_records(store, cid, one, two, gone, building)
    expected = digest((ids.from_text(each.id) or b"", each.rv, each.life) for each in (two, one))
    with store.look(cid) as look:
        tally = look.tally(["person", "building", "visit"])
        assert sorted(look.marks("person")) == sorted((each.id, each.rv, each.life) for each in (one, two))
    assert tally["person"] == expected
    assert tally["building"][0] == 1
    assert tally["visit"] == (0, "0" * 16)


# -- PCs, codes, reports


def test_devices_are_put_and_replaced(store: CloudStore, cid: str) -> None:
    one = Device("d-2", 1, 0, "key", "print", app="1.0", since=AT)
    with store.turn(cid) as turn:
        turn.put_device(one)
        turn.put_device(Device("d-1", 1, 0, "key", "print"))
    lost = replace(one, gen=3, last_n=17, state="lost", last_at=AT, last_seq=9, last_seen=AT)
    with store.turn(cid) as turn:
        turn.put_device(lost)
    with store.look(cid) as look:
        assert look.device("d-2") == lost
        assert [each.id for each in look.devices()] == ["d-1", "d-2"]
        assert look.device("d-3") is None


def test_deciding_keeps_the_device_too(store: CloudStore, cid: str) -> None:
    device = Device("d-1", 1, 5, "key", "print")
    write(store, cid, Written(device=device, seq=0))
    with store.look(cid) as look:
        assert look.device("d-1") == device


def test_codes_are_found_by_their_hash(store: CloudStore, cid: str) -> None:
    code = EnrolCode(b"\x00" * 31 + b"\xff", AT, "2026-11-22T01:30:00.120Z")
    used = replace(code, device="d-1")
    with store.turn(cid) as turn:
        turn.put_enrol_code(code)
    with store.look(cid) as look:
        assert look.enrol_code(code.mark) == code
        assert look.enrol_code(b"\x01" * 32) is None
    with store.turn(cid) as turn:
        turn.put_enrol_code(used)
    with store.look(cid) as look:
        assert look.enrol_code(code.mark) == used


def test_reports_are_told_newest_first(store: CloudStore, cid: str) -> None:
    first, second = Report("d-1", "2026-11-20T01:00:00.000Z", {"pushed": 1}), Report("d-1", AT, {"pushed": 2})
    again = replace(first, told={"pushed": 3})
    with store.turn(cid) as turn:
        for report in (first, second, again):
            turn.put_report(report)
    with store.look(cid) as look:
        assert look.reports(10) == [second, again]
        assert look.reports(1) == [second]


# -- a turn as a whole


def everything(record: Record) -> Written:
    """Something in every part."""
    return Written(
        records={record.key: record},
        graves={("person", record.id): Grave("person", record.id, 2, record.rv)},
        keys={("id_number", b"k"): NaturalKey("id_number", b"k", "person", record.id)},
        references={record.key: (Reference(*record.key, "dwelling", record.id),)},
        changes=[Change(record.rv, record.id, "d-1", "wang", "committee", *record.key, "create", {}, {}, AT)],
        decisions=[Decision(record.id, "d-1", 1, 1, {"outcome": "applied", "rv": record.rv}, AT)],
        device=Device("d-1", 1, 1, "key", "print"),
        seq=record.rv,
    )


def kept(store: CloudStore, cid: str, record: Record) -> list[object]:
    """What is found of that."""
    with store.look(cid) as look:
        found = [
            look.head.seq,
            look.records([record.key]),
            look.graves([record.key]),
            look.holders([("id_number", b"k")]),
            look.referrers([record.id]),
            look.history(record.key, 5),
            look.decisions([record.id]),
            look.decisions_by_n("d-1", 1, 1, 1),
            look.device("d-1"),
            look.pulled(0, 5, 1000),
            look.tally(["person"])["person"][0],
            list(look.marks("person")),
        ]
    return [one for one in found if one]


def test_a_turn_that_fails_leaves_nothing(store: CloudStore, cid: str) -> None:
    record = a_record(1)

    def fail() -> None:
        with store.turn(cid) as turn:
            turn.write(everything(record))
            turn.put_enrol_code(EnrolCode(b"m", AT, AT))
            turn.put_report(Report("d-1", AT, {}))
            turn.put_head(Head("e-9", 9, 9, ()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert kept(store, cid, record) == []
    with store.look(cid) as look:
        assert look.enrol_code(b"m") is None
        assert look.reports(5) == []
        assert look.head.epoch == "e-1"


def test_a_turn_that_ends_well_keeps_all(store: CloudStore, cid: str) -> None:
    record = a_record(1)
    write(store, cid, everything(record))
    assert len(kept(store, cid, record)) == 12


def test_a_committee_sees_nothing_of_another(store: CloudStore, cid: str) -> None:
    other = new_cid()
    store.add_committee(other, "另一个居委会", "e-1")
    record = a_record(1)
    write(store, cid, everything(record))
    with store.turn(cid) as turn:
        turn.put_enrol_code(EnrolCode(b"m", AT, AT))
        turn.put_report(Report("d-1", AT, {}))
    assert kept(store, other, record) == []
    with store.look(other) as look:
        assert look.devices() == []
        assert look.enrol_code(b"m") is None
        assert look.reports(5) == []
    theirs = replace(record, f={"name": "别人"})
    write(store, other, everything(theirs))
    write(
        store, other, Written(records={record.key: None}, keys={("id_number", b"k"): None}, references={record.key: ()})
    )
    assert len(kept(store, cid, record)) == 12
