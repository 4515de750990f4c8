"""What the cloud asks of its database, held against every database that it may have: records and who names them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from cloud.records import (
    Grave,
    Head,
    NaturalKey,
    Reference,
    Stamp,
    Written,
)
from cloud.store import CloudStore, CommitteeUnknown
from tests.cloud.callers import new_cid
from tests.cloud.written import AT, a_record, new_id, write, write_records

# -- committees and their counter


def test_a_committee_that_is_not_kept_is_unknown(store: CloudStore) -> None:
    with pytest.raises(CommitteeUnknown), store.look("999999999999"):
        pass
    with pytest.raises(CommitteeUnknown), store.turn("999999999999"):
        pass


def test_a_new_committee_begins_at_nothing(store: CloudStore, cid: str) -> None:
    with store.look(cid) as look:
        assert look.head == Head("e-1", 0, 0, (("e-1", 0),))
        assert look.pulled(0, 10, 1_000_000) == []


def test_a_committee_added_again_keeps_everything_but_its_name(store: CloudStore, cid: str) -> None:
    write_records(store, cid, a_record(3))
    store.add_committee(cid, "新名字", "e-2")
    assert store.committees()[cid] == "新名字"
    with store.look(cid) as look:
        assert look.head == Head("e-1", 3, 0, (("e-1", 0),))


def test_another_history_begins(store: CloudStore, cid: str) -> None:
    head = Head("e-2", 1_000_007, 5, (("e-1", 0), ("e-2", 7)))
    with store.turn(cid) as turn:
        turn.put_head(head)
    with store.look(cid) as look:
        assert look.head == head


# -- records


def test_a_record_comes_back_as_it_was_written(store: CloudStore, cid: str) -> None:
    older = Stamp(1, new_id(), "d-2", "li", AT, "police")
    one = a_record(2)
    one = replace(one, fm={**one.fm, "name": older, "hukou": older})
    write_records(store, cid, one)
    with store.look(cid) as look:
        assert look.records([one.key]) == {one.key: one}
        assert look.head.seq == 2


def test_a_removed_record_comes_back_with_who_removed_it(store: CloudStore, cid: str) -> None:
    one = a_record(1, life=2)
    write_records(store, cid, one)
    with store.look(cid) as look:
        assert look.records([one.key])[one.key].gone == ("wang", AT, "重复")


@pytest.mark.parametrize(
    "value", ["", "'; drop table rec; --", "😀𠮷", '\\"\n\t\u2028', "%s %(cid)s", {"a": None}, [1, 2.5]]
)
def test_any_value_comes_back(store: CloudStore, cid: str, value: object) -> None:
    one = a_record(1, note=value)
    write_records(store, cid, one)
    with store.look(cid) as look:
        assert look.records([one.key])[one.key].f == {"note": value}


def test_a_record_written_again_replaces_the_first(store: CloudStore, cid: str) -> None:
    one = a_record(1)
    write_records(store, cid, one)
    changed = replace(one, rv=2, f={"name": "李四"})
    write_records(store, cid, changed)
    with store.look(cid) as look:
        assert look.records([one.key]) == {one.key: changed}
        assert look.pulled(0, 10, 1_000_000) == [changed]


def test_two_types_may_share_an_id(store: CloudStore, cid: str) -> None:
    person = a_record(1)
    alias = a_record(2, type_="alias", id_=person.id, type="person", survivor=new_id())
    write_records(store, cid, person, alias)
    with store.look(cid) as look:
        assert look.records([alias.key]) == {alias.key: alias}
        assert look.records([person.key, alias.key, ("person", new_id())]) == {person.key: person, alias.key: alias}
    write(store, cid, Written(records={person.key: None}, seq=3))
    with store.look(cid) as look:
        assert look.records([person.key, alias.key]) == {alias.key: alias}
        assert look.pulled(0, 10, 1_000_000) == [alias]


def test_nothing_asked_is_nothing_found(store: CloudStore, cid: str) -> None:
    with store.look(cid) as look:
        assert look.records([]) == {}
        assert look.graves([]) == {}
        assert look.holders([]) == {}
        assert list(look.referrers([])) == []
        assert look.decisions([]) == {}
        assert look.tally([]) == {}


# -- the pull


def test_a_pull_goes_on_after_its_number_in_order(store: CloudStore, cid: str) -> None:
    several = [a_record(rv) for rv in (1, 2, 4, 7)]
    write_records(store, cid, *reversed(several))
    with store.look(cid) as look:
        assert look.pulled(0, 10, 1_000_000) == several
        assert look.pulled(2, 10, 1_000_000) == several[2:]
        assert look.pulled(2, 1, 1_000_000) == several[2:3]
        assert look.pulled(7, 10, 1_000_000) == []


def test_removed_records_are_pulled_but_not_from_the_start(store: CloudStore, cid: str) -> None:
    alive, gone = a_record(1), a_record(2, life=2)
    write_records(store, cid, alive, gone)
    with store.look(cid) as look:
        assert look.pulled(0, 10, 1_000_000) == [alive]
        assert look.pulled(1, 10, 1_000_000) == [gone]


def test_rows_of_records_removed_long_ago_go(store: CloudStore, cid: str) -> None:
    alive, old, new = a_record(1), a_record(2, life=2), replace(a_record(3, life=2), gone=("wang", "2026-12", ""))
    write(store, cid, Written(records={one.key: one for one in (alive, old, new)}, seq=3))
    with store.turn(cid) as turn:
        assert list(turn.drop_removed("2026-12")) == [2]
    with store.look(cid) as look:
        assert [one.rv for one in look.pulled(1, 10, 1_000_000)] == [3]
        assert look.records([old.key, alive.key, new.key]) == {alive.key: alive, new.key: new}


def test_erased_records_are_pulled_from_the_start_too_and_their_rows_never_go(store: CloudStore, cid: str) -> None:
    alive, gone = a_record(1), replace(a_record(2, life=2), f={}, fm={}, gone=("", AT, ""), is_erased=True)
    write_records(store, cid, alive, gone)
    with store.turn(cid) as turn:
        assert list(turn.drop_removed("2027")) == []
    with store.look(cid) as look:
        assert look.pulled(0, 10, 1_000_000) == [alive, gone]
        assert look.records([gone.key])[gone.key].is_erased
        assert look.tally(["person"])["person"][0] == 1


def test_a_page_ends_with_its_bytes_but_holds_one_record(store: CloudStore, cid: str) -> None:
    several = [a_record(rv, note="长" * 2000) for rv in (1, 2, 3, 4)]
    write_records(store, cid, *several)
    with store.look(cid) as look:
        assert look.pulled(0, 10, 1) == several[:1]
        assert look.pulled(0, 10, 14_000) == several[:2]
        assert look.pulled(0, 10, 1_000_000) == several


# -- graves, natural keys, references


def test_graves_remember_the_last_life(store: CloudStore, cid: str) -> None:
    key, other = ("person", new_id()), ("person", new_id())
    write(store, cid, Written(graves={key: Grave(*key, 2, 1)}, seq=1))
    write(store, cid, Written(graves={key: Grave(*key, 4, 2)}, seq=2))
    with store.look(cid) as look:
        assert look.graves([key, other, ("building", key[1])]) == {key: 4}


def test_a_natural_key_has_one_holder_until_it_is_dropped(store: CloudStore, cid: str) -> None:
    hashed, first, second = ("id_number", bytes(range(32))), new_id(), new_id()
    one = NaturalKey(*hashed, "person", first)
    write(store, cid, Written(keys={hashed: one}, seq=1))
    with store.look(cid) as look:
        assert look.holders([hashed, ("id_number", b"x" * 32), ("phone", hashed[1])]) == {hashed: one}
    write(store, cid, Written(keys={hashed: replace(one, id=second)}, seq=2))
    with store.look(cid) as look:
        assert look.holders([hashed])[hashed].id == second
    write(store, cid, Written(keys={hashed: None}, seq=3))
    with store.look(cid) as look:
        assert look.holders([hashed]) == {}


def test_references_of_a_record_are_replaced_as_a_whole(store: CloudStore, cid: str) -> None:
    key, home, other = ("residence", new_id()), new_id(), new_id()
    lives, owns = Reference(*key, "dwelling", home), Reference(*key, "owner", home)
    write(store, cid, Written(references={key: (lives, owns)}, seq=1))
    with store.look(cid) as look:
        assert set(look.referrers([home, other])) == {lives, owns}
    moved = Reference(*key, "dwelling", other)
    write(store, cid, Written(references={key: (moved,)}, seq=2))
    with store.look(cid) as look:
        assert list(look.referrers([home])) == []
        assert list(look.referrers([other])) == [moved]
    write(store, cid, Written(references={key: ()}, seq=3))
    with store.look(cid) as look:
        assert list(look.referrers([home, other])) == []


# -- work orders, notices


def test_processes_are_found_without_anything_else(store: CloudStore, cid: str) -> None:
    own = a_record(1, type_="order_process", version=2)
    gone = a_record(2, type_="order_process", life=2, version=3)
    write_records(store, cid, own, gone, a_record(3))
    with store.look(cid) as look:
        assert list(look.processes()) == [own]


def test_an_order_is_found_by_either_number(store: CloudStore, cid: str) -> None:
    ours = a_record(1, type_="work_order", order_no="GD1")
    outside = a_record(2, type_="work_order", order_no="GD2", external_no="GD1")
    same = a_record(3, type_="work_order", order_no="SH3", external_no="SH3")
    gone = a_record(4, type_="work_order", life=2, order_no="GD1")
    write_records(store, cid, ours, outside, same, gone, a_record(5, order_no="GD1"))
    with store.look(cid) as look:
        assert {one.id for one in look.numbered("GD1")} == {ours.id, outside.id}
        assert list(look.numbered("GD2")) == [outside]
        assert list(look.numbered("SH3")) == [same]
        assert list(look.numbered("GD9")) == []


def test_a_number_may_be_of_any_length_and_counts_to_its_end(store: CloudStore, cid: str) -> None:
    """An entry of an index may not: a wide number was an error of the database, and the push failed."""
    wide = random.Random(7).randbytes(6_000).hex()  # noqa: S311 - nothing to compress
    ours = a_record(1, type_="work_order", order_no=wide, external_no=wide[:64])
    outside = a_record(2, type_="work_order", order_no="GD2", external_no=f"{wide}1")
    write_records(store, cid, ours, outside)
    with store.look(cid) as look:
        assert list(look.numbered(wide)) == [ours]
        assert list(look.numbered(f"{wide}1")) == [outside]
        assert list(look.numbered(wide[:64])) == [ours]
        assert list(look.numbered(f"{wide}2")) == []


def test_marks_beside_records_are_written_and_taken_away_with_them(store: CloudStore, cid: str) -> None:
    write(store, cid, Written(facts={("open_order", "a"): {}, ("open_order", "b"): {}, ("other", "a"): {}}, seq=1))
    write(store, cid, Written(facts={("open_order", "a"): None, ("open_order", "c"): None}, seq=2))
    with store.look(cid) as look:
        assert dict(look.facts("open_order")) == {"b": {}}
        assert dict(look.facts("other")) == {"a": {}}
        assert dict(look.facts_of("open_order", ("a", "b", "b", "c"))) == {"b": {}}
        assert dict(look.facts_of("open_order", ())) == {}


def test_what_came_of_notices_is_counted_over_committees(store: CloudStore) -> None:
    here, there, silent, elsewhere = (new_cid() for _ in range(4))
    first, second = new_id(), new_id()
    for cid in (here, there, silent, elsewhere):
        store.add_committee(cid, "", "e-1")

    def come(cid: str, rv: int, type_: str, notice: str, **f: str) -> None:
        one = a_record(rv, type_=type_, notice_uid=notice, **f)
        named = {one.key: (Reference(*one.key, "notice_uid", notice),)}
        write(store, cid, Written(records={one.key: one}, references=named, seq=rv))

    come(here, 1, "notice_read", first, received_at=AT)
    come(here, 2, "notice_read", first, received_at=AT)
    come(here, 3, "notice_answer", first)
    come(there, 1, "notice_read", first, read_at=AT)
    come(elsewhere, 1, "notice_read", first, received_at=AT)
    come(there, 2, "notice_answer", second)
    counted = store.signed([first, second, new_id()], [here, there, silent])
    assert list(counted.values()) == [(1, 1), (0, 1), (0, 0)]
    assert store.signed([], [here]) == {}


def test_questions_of_several_committees_are_found_without_anything_else(store: CloudStore) -> None:
    here, there, silent = (new_cid() for _ in range(3))
    for cid in (here, there, silent):
        store.add_committee(cid, "", "e-1")
    one, other = a_record(1, type_="question", text="一"), a_record(2, type_="question", text="二")
    write_records(store, here, one, other, a_record(3), a_record(4, type_="question", life=2))
    write_records(store, there, a_record(1, type_="question", text="三"))
    found = store.questions([here, silent])
    assert {cid: {each.id for each in several} for cid, several in found.items()} == {here: {one.id, other.id}}
