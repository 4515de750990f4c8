"""Packages carried by hand are decided as a push is, once, by the cloud that they are for."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cloud.enrolling import new_code
from cloud.means import Means
from cloud.package_keys import CloudKeys
from cloud.packages import Taken, card, take_in
from storage.syncing import device_key, sealed
from sync import packages
from sync.packages import CloudKey, CloudKeyBroken, Head, PackageBroken, PackageForeign, PackageNewer
from sync.protocol import SCHEMA
from tests.cloud.callers import CID, OTHER, House, Pc

ANSWERS = sealed.generate()


def written(pc: Pc, kind: str, number: int, body: Mapping[str, Any], **other: Any) -> bytes:
    """A package as a PC writes it."""
    key = other.pop("cloud", None) or card(pc.house.means)
    told = {"kind": kind, "committee": pc.cid, "device": pc.device, "gen": pc.gen, "number": number} | other
    head = Head(key=packages.key_name(key.seal), **told)
    spelt = packages.packed(body)
    signature = b64decode(device_key.sign(pc.key, packages.signed_message(head, spelt)))
    together = packages.together(signature, spelt)
    return head.bound() + sealed.seal(key.seal, head.bound(), together)


def out(pc: Pc, number: int, *ops: dict[str, Any], **other: Any) -> bytes:
    """A package of operations."""
    answer_key = b64encode(sealed.public_part(ANSWERS)).decode()
    body = {"fingerprint": pc.fingerprint, "answer_key": answer_key, "schema": SCHEMA, "lineage": pc.lineage}
    return written(pc, "out", number, body | {"app": "1.0", "cursor": pc.cursor, "ops": list(ops)}, **other)


def read(means: Means, taken: Taken) -> Any:
    """The answer as its PC reads it."""
    head, rest = packages.taken_apart(taken.answer)
    plain = sealed.unseal(ANSWERS, head.bound(), rest)
    assert plain is not None
    signature, body = packages.apart(plain)
    assert sealed.is_signed(card(means).sign, signature, packages.signed_message(head, body))
    return json.loads(body)


def people(house: House) -> int:
    with house.store.look(CID) as look:
        return len(list(look.marks("person")))


def test_operations_are_decided_and_answered_with_what_is_new(house: House) -> None:
    other, pc = house.pc(), house.pc(fingerprint="sha256:bb")
    other.push(other.person("王五"))
    taken = take_in(house.means, out(pc, 1, pc.person("张三"), pc.person("李四")))
    told = read(house.means, taken)
    assert [one["outcome"] for one in told["results"]] == ["applied", "applied"]
    assert [change["f"]["name"] for page in told["pages"] for change in page["changes"]] == ["王五", "张三", "李四"]
    assert (taken.operations, taken.changes, taken.missing, taken.trouble) == (2, 3, [], "")
    assert told["lineage"] == [["e-1", 0]]


def test_the_same_package_twice_changes_nothing(house: House) -> None:
    pc = house.pc()
    package = out(pc, 1, pc.person("张三"))
    take_in(house.means, package)
    again = take_in(house.means, package)
    assert again.is_known
    assert [one["outcome"] for one in read(house.means, again)["results"]] == ["duplicate"]
    assert people(house) == 1


def test_a_lost_package_is_told_and_costs_nothing(house: House) -> None:
    pc = house.pc()
    first, second = pc.person("张三"), pc.person("李四")
    take_in(house.means, out(pc, 1, first))
    lost = out(pc, 2, first, second)
    third = take_in(house.means, out(pc, 3, first, second, pc.person("王五")))
    assert third.missing == [2]
    assert read(house.means, third)["missing"] == [2]
    assert people(house) == 3
    late = take_in(house.means, lost)
    assert late.missing == []
    assert late.outcomes == {"duplicate": 2}


def test_many_operations_go_in_batches_with_groups_whole(house: House) -> None:
    pc = house.pc()
    ops = [pc.person(f"人{n}") for n in range(450)]
    for op in ops[195:205]:
        op["g"] = ops[195]["op_id"]
    taken = take_in(house.means, out(pc, 1, *ops))
    assert taken.outcomes == {"applied": 450}
    assert people(house) == 450


def test_a_package_that_was_changed_or_cut_is_refused_whole(house: House) -> None:
    pc = house.pc()
    package = out(pc, 1, pc.person("张三"))
    for at in (0, 9, 12, 30, len(package) // 2, len(package) - 1):
        changed = bytearray(package)
        changed[at] ^= 1
        with pytest.raises((PackageBroken, PackageNewer, PackageForeign)):
            take_in(house.means, bytes(changed))
    for end in (0, 5, 13, 20, len(package) // 2, len(package) - 1):
        with pytest.raises(PackageBroken):
            take_in(house.means, package[:end])
    with pytest.raises(PackageBroken):
        take_in(house.means, package + b"x")
    assert people(house) == 0


def test_a_head_cannot_be_exchanged(house: House) -> None:
    pc = house.pc()
    package = out(pc, 1, pc.person("张三"))
    head, rest = packages.taken_apart(package)
    with pytest.raises(PackageBroken):
        take_in(house.means, replace(head, number=2).bound() + rest)


def test_only_the_pc_itself_signs(house: House) -> None:
    pc, other = house.pc(), house.pc(fingerprint="sha256:bb")
    other.device = pc.device
    with pytest.raises(PackageBroken):
        take_in(house.means, out(other, 1, other.person("张三")))
    assert people(house) == 0


@pytest.mark.parametrize(
    ("other", "why"),
    [({"committee": OTHER}, "device"), ({"committee": "310115009009"}, "committee"), ({"device": "d-none"}, "device")],
)
def test_a_package_of_another_committee_or_device_is_refused(house: House, other: dict[str, Any], why: str) -> None:
    pc = house.pc()
    with pytest.raises(PackageForeign) as foreign:
        take_in(house.means, out(pc, 1, pc.person("张三"), **other))
    assert foreign.value.why == why


def test_a_package_for_another_cloud_is_refused(house: House) -> None:
    pc = house.pc()
    with pytest.raises(PackageForeign) as foreign:
        take_in(house.means, out(pc, 1, cloud=CloudKeys.of(b"x" * 32).public))
    assert foreign.value.why == "cloud"


def test_a_copy_of_the_pc_is_found_out(house: House) -> None:
    pc = house.pc()
    op = pc.person("张三")
    pc.fingerprint = "sha256:copy"
    taken = take_in(house.means, out(pc, 1, op))
    assert taken.trouble == "device_cloned"
    assert people(house) == 0


def test_an_older_numbering_gets_a_new_one_once(house: House) -> None:
    pc = house.pc()
    pc.push(pc.person("张三"))
    pc.n = 0
    restored = out(pc, 7, pc.person("李四"))
    for _ in range(2):
        told = read(house.means, take_in(house.means, restored))
        assert (told["trouble"]["code"], told["trouble"]["gen"]) == ("client_rolled_back", 2)
    pc.gen, pc.n = 2, 0
    assert take_in(house.means, out(pc, 8, pc.person("李四"))).outcomes == {"applied": 1}


def test_a_pc_joins_by_package_and_again_with_the_same_code(house: House) -> None:
    pc = Pc(house, CID, "sha256:cc")
    answer_key = b64encode(sealed.public_part(ANSWERS)).decode()
    body = {"code": new_code(house.means, CID), "pubkey": device_key.public_part(pc.key), "app": "1.0"}
    body |= {"fingerprint": pc.fingerprint, "answer_key": answer_key}
    package = written(pc, "join", 0, body)
    told = read(house.means, take_in(house.means, package))
    assert (told["cid"], told["gen"]) == (CID, 1)
    assert read(house.means, take_in(house.means, package))["device"] == told["device"]
    thief = Pc(house, CID, "sha256:dd")
    stolen = body | {"pubkey": device_key.public_part(thief.key)}
    refused = take_in(house.means, written(thief, "join", 0, stolen))
    assert refused.trouble == "enrol_code_used"
    with pytest.raises(PackageBroken):
        take_in(house.means, written(thief, "join", 0, body))


def test_a_lost_pc_hears_it_from_the_cloud_alone(house: House) -> None:
    pc = house.pc()
    op = pc.person("张三")
    with house.store.turn(CID) as turn:
        turn.put_device(replace(turn.devices()[0], state="lost"))
    told = read(house.means, take_in(house.means, out(pc, 1, op)))
    assert (told["trouble"]["code"], told["trouble"]["wipe"]) == ("device_revoked", True)
    assert people(house) == 0


def test_the_clouds_card_is_read_whole_or_not_at_all(house: House) -> None:
    key = card(house.means)
    assert CloudKey.read(key.card()) == key
    assert len(key.fingerprint) == 39
    for text in ("", "{}", key.card()[:-20], key.card().replace("linong", "other"), '["a"]'):
        with pytest.raises(CloudKeyBroken):
            CloudKey.read(text)


def test_a_package_of_a_newer_program_says_so(house: House) -> None:
    pc = house.pc()
    package = bytearray(out(pc, 1))
    package[9] = 2
    with pytest.raises(PackageNewer):
        take_in(house.means, bytes(package))
