"""The cloud as a function: what a PC asks and what it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloud.records import Head
from ledger import ids
from sync.protocol import SCHEMA, bucket, digest
from tests.cloud.callers import CID, House, new_id

# -- push and pull


def test_what_one_pc_sends_another_reads(house: House) -> None:
    one, two = house.pc(), house.pc()
    op = one.person("张三")
    pushed = one.push(op)
    assert pushed["results"] == [{"n": 1, "outcome": "applied", "rv": 1}]
    assert (pushed["epoch"], pushed["head"], pushed["last_n"]) == ("e-1", 1, 1)
    pulled = two.pull()
    assert (pulled["seq"], pulled["head"], pulled["more"], pulled["epoch"]) == (1, 1, False, "e-1")
    (change,) = pulled["changes"]
    assert (change["t"], change["id"], change["rv"], change["life"], change["f"]) == (
        "person",
        op["id"],
        1,
        1,
        {"name": "张三"},
    )
    assert change["m"] == {"": [1, one.device, "wang", "2026-11-18T09:00:00.000Z", "committee"]}
    assert change["c"] == ["wang", "2026-11-18T09:00:00.000Z"]
    assert two.pull()["changes"] == []


def test_the_same_push_again_changes_nothing(house: House) -> None:
    pc = house.pc()
    ops = [pc.person("甲"), pc.person("乙")]
    first = pc.push(*ops)
    again = pc.push(*ops)
    assert [one["outcome"] for one in again["results"]] == ["duplicate", "duplicate"]
    assert [one["first"]["rv"] for one in again["results"]] == [one["rv"] for one in first["results"]]
    assert again["head"] == first["head"] == 2


def test_pages_go_on_until_the_head_and_a_short_page_ends_there(house: House) -> None:
    pc = house.pc()
    pc.push(*(pc.person(f"人{number}") for number in range(5)))
    gone = pc.person("x", f={"nonsense": 1})
    assert pc.push(gone)["results"][0]["outcome"] == "rejected"
    first = pc.pull(limit=3)
    assert (len(first["changes"]), first["seq"], first["more"]) == (3, 3, True)
    second = pc.pull(limit=3)
    assert (len(second["changes"]), second["seq"], second["more"]) == (2, 6, False)


def test_a_removed_record_comes_as_a_tombstone(house: House) -> None:
    pc, other = house.pc(), house.pc()
    made = pc.person()
    pc.push(made)
    other.pull()
    pc.pull()
    pc.n += 1
    remove = {**made, "n": pc.n, "op_id": new_id(), "k": "delete", "base": 1, "reason": "重复"}
    del remove["f"]
    assert pc.push(remove)["results"][0]["outcome"] == "applied"
    (change,) = other.pull()["changes"]
    by = ["wang", "2026-11-18T09:00:00.000Z"]
    assert change == {"t": "person", "id": made["id"], "rv": 2, "life": 2, "by": by, "reason": "重复"}
    assert house.pc().pull()["changes"] == []


def test_hello_tells_how_the_committee_stands(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person())
    told = pc.get(pc.of("hello"))
    assert (told["epoch"], told["head"], told["lineage"]) == ("e-1", 1, [["e-1", 0]])
    assert (told["gen"], told["state"], told["limits"]) == (1, "active", {"ops": 200, "bytes": 524288})
    assert told["schema"] == {"min_read": SCHEMA, "min_write": SCHEMA, "current": SCHEMA}


def test_hello_keeps_when_a_pc_was_last_heard_of(house: House) -> None:
    pc = house.pc()
    house.time.ms += 1_700_000
    pc.get(pc.of("hello"))
    with house.store.look(CID) as look:
        before = look.devices()[0].last_seen
    house.time.ms += 3_600_000
    pc.get_token()
    pc.get(pc.of("hello"))
    with house.store.look(CID) as look:
        assert look.devices()[0].last_seen > before


def test_fetch_gives_what_is_asked_for_and_names_what_is_not_there(house: House) -> None:
    pc = house.pc()
    made, unknown = pc.person(), new_id()
    pc.push(made)
    told = pc.post(pc.of("fetch"), {"t": "person", "ids": [made["id"], unknown]})
    assert (told["at"], [one["id"] for one in told["records"]], told["absent"]) == (1, [made["id"]], [unknown])


def test_history_tells_who_changed_what(house: House) -> None:
    pc = house.pc()
    made = pc.person("张三")
    pc.push(made)
    pc.n += 1
    patch = {
        **made,
        "n": pc.n,
        "op_id": new_id(),
        "k": "patch",
        "base": 1,
        "was": {"name": "张三"},
        "f": {"name": "张珊"},
    }
    pc.push(patch)
    changes = pc.get(f"{pc.of('history')}?t=person&id={made['id']}")["changes"]
    assert [(one["rv"], one["kind"], one["f"]["name"]) for one in changes] == [
        (2, "patch", "张珊"),
        (1, "create", "张三"),
    ]
    assert changes[0]["was"] == {"name": "张三"}


# -- comparing


def test_the_digest_is_told_by_type_by_bucket_and_by_id(house: House) -> None:
    pc = house.pc()
    made = [pc.person(f"人{number}") for number in range(20)]
    pc.push(*made)
    marks = [(ids.from_text(one["id"]) or b"", rv, 1) for rv, one in enumerate(made, 1)]
    count, mixed = digest(marks)
    told = pc.post(pc.of("digest"), {"at": 20, "types": ["person", "building"]})
    assert told == {"at": 20, "types": {"person": {"n": count, "x": mixed}, "building": {"n": 0, "x": "0" * 16}}}
    buckets = pc.post(pc.of("digest"), {"at": 20, "type": "person", "buckets": 256})["buckets"]
    assert sum(one["n"] for one in buckets.values()) == 20
    wanted = bucket(marks[0][0])
    assert buckets[str(wanted)]["x"] == digest(mark for mark in marks if bucket(mark[0]) == wanted)[1]
    listed = pc.post(pc.of("digest"), {"at": 20, "type": "person", "ids_in": [wanted]})["ids"]
    assert listed == sorted(one["id"] for one, mark in zip(made, marks, strict=True) if bucket(mark[0]) == wanted)


def test_a_digest_of_another_moment_has_moved(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person())
    told = pc.post(pc.of("digest"), {"at": 0, "types": ["person"]}, status=409)
    assert (told["code"], told["head"]) == ("moved", 1)


# -- the PC's numbers and the cloud's history


def test_a_gap_in_the_numbers_is_told(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person())
    pc.n += 1
    told = pc.push(pc.person(), status=409)
    assert (told["code"], told["last_n"]) == ("op_gap", 1)


def test_another_operation_under_a_known_number_is_a_restored_pc(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person(), pc.person())
    pc.n = 1
    assert pc.push(pc.person(), pc.person(), status=409)["code"] == "client_rolled_back"
    told = pc.post("/v1/device/generation", {"committee": CID, "device": pc.device, "reason": "client_rolled_back"})
    assert told == {"gen": 2, "last_n": 0}
    assert pc.push(status=409)["code"] == "gen_superseded"
    pc.gen, pc.n = 2, 0
    assert pc.push(pc.person())["results"][0]["outcome"] == "applied"


def test_a_numbering_never_given_out_is_refused(house: House) -> None:
    pc = house.pc()
    pc.gen = 7
    assert pc.push(pc.person(), status=409)["code"] == "client_rolled_back"


def test_known_operations_under_new_numbers_keep_their_answers(house: House) -> None:
    pc = house.pc()
    op = pc.person()
    pc.push(op)
    pc.post("/v1/device/generation", {"committee": CID, "device": pc.device, "reason": "epoch_changed"})
    pc.gen = 2
    told = pc.push({**op, "n": 1})
    assert (told["results"][0]["outcome"], told["last_n"], told["head"]) == ("duplicate", 1, 1)


def test_numbers_of_a_batch_have_no_holes(house: House) -> None:
    pc = house.pc()
    first, _, third = pc.person(), pc.person(), pc.person()
    assert pc.push(first, third, status=400)["what"] == "n"


def test_a_cloud_that_was_restored_tells_where_histories_part(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person(), pc.person(), pc.person())
    pc.pull(limit=2)
    checkpoint, cursor = pc.cursor, pc.pull() and pc.cursor
    with house.store.turn(CID) as turn:
        turn.put_head(Head("e-2", 1_000_003, 0, (("e-1", 0), ("e-2", 2))))
    for told in (pc.pull(status=409), pc.push(pc.person(), status=409)):
        assert (told["code"], told["divergence"], told["lineage"]) == ("epoch_changed", 2, [["e-1", 0], ["e-2", 2]])
    pc.lineage, pc.cursor = "e-1:0,e-2:2", cursor
    assert pc.pull(status=409)["code"] == "epoch_changed"
    pc.cursor = checkpoint
    assert [one["rv"] for one in pc.pull()["changes"]] == [3]


def test_a_cursor_below_the_floor_has_expired(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person(), pc.person())
    pc.pull(limit=1)
    with house.store.turn(CID) as turn:
        turn.put_head(replace(turn.head, floor=2))
    told = pc.get(f"{pc.of('pull')}?cursor={pc.cursor}", status=410)
    assert (told["code"], told["floor"]) == ("cursor_expired", 2)
    pc.cursor = ""
    assert len(pc.pull()["changes"]) == 2


@pytest.mark.parametrize("cursor", ["v1", "v1.x.y", "v2.AAAA.AAAA", "é", "v1.W10.AAAAAAAAAAAAAAAAAAAAAA"])
def test_a_cursor_that_is_not_ours_leads_nowhere(house: House, cursor: str) -> None:
    pc = house.pc()
    assert pc.get(f"{pc.of('pull')}?cursor={cursor}", status=410)["code"] == "cursor_expired"
