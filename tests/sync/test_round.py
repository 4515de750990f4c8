"""A round against the real service: two PCs come to hold the same, whatever happens on the line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from sync import drift
from sync.transport import Reply
from sync.troubles import CloudBusy, CloudFault, DeviceCloned, DeviceRevoked, Unreachable
from tests.cloud.callers import CID, House
from tests.sync.exchange import Pc, Send


def alike(one: Pc, other: Pc) -> None:
    """Both hold the same, the cloud too, and each store is sound."""
    assert one.people() == other.people()
    assert one.local.digest() == other.local.digest()
    for pc in (one, other):
        assert pc.local.waiting().operations == 0


def test_what_one_writes_the_other_reads(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三", phone="13800000000")
    sent = one.synced()
    assert (sent.pushed, sent.acked, sent.pulled, sent.merged, sent.conflicts) == (1, 1, 1, 0, 0)
    came = other.synced()
    assert (came.pushed, came.pulled) == (0, 1)
    assert other.row(person)["name"] == "张三"
    other.edit(person, phone="13900000000")
    other.synced()
    one.synced()
    assert one.row(person)["phone"] == "13900000000"
    alike(one, other)


def test_nothing_new_costs_little(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    one.add(name="张三")
    one.synced()
    one.synced()
    before = one.local.value(drift.LOOKED)
    nothing = one.synced()
    assert nothing.is_empty
    assert nothing.requests <= 2
    assert nothing.bytes_up + nothing.bytes_down <= 2048
    assert one.local.value(drift.LOOKED) == before


def test_both_sides_of_one_field_become_a_question_that_both_see(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三", phone="13800000000")
    one.synced()
    other.synced()
    one.edit(person, name="张山")
    other.edit(person, name="章三")
    one.synced()
    clash = other.synced()
    assert (clash.conflicts, clash.acked) == (1, 1)
    assert other.row(person)["name"] == "张山"  # what came first stands until a person says
    assert one.synced().conflicts == 1
    alike(one, other)


def test_whoever_wrote_the_other_side_is_named(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    one.add(name="张三")
    one.synced()
    other.synced()
    (account,) = one.store.accounts()
    assert other.store.colleagues() == {account.login: (account.login, account.name, account.post or "")}
    assert other.synced().requests <= 2  # it is told once


def test_different_fields_merge(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三", phone="13800000000")
    one.synced()
    other.synced()
    one.edit(person, phone="13900000000")
    other.edit(person, employer="街道")
    one.synced()
    assert other.synced().conflicts == 0
    one.synced()
    assert (one.row(person)["phone"], one.row(person)["employer"]) == ("13900000000", "街道")
    alike(one, other)


def test_many_records_go_in_batches_and_come_in_pages(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    for at in range(450):
        one.add(name=f"某{at}")
    sent = one.synced()
    assert sent.pushed == 450
    assert [path for _, path in one.wire.seen].count(f"/v1/c/{CID}/push") == 3
    assert other.synced().pulled == 450
    alike(one, other)


def test_batches_hold_no_more_than_the_cloud_takes(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    for at in range(45):
        one.add(name=f"某{at}")

    def takes(limits: object) -> Callable[[int, Send], Reply]:
        def fault(_: int, send: Send) -> Reply:
            reply = send()
            told = json.loads(reply.body) if b'"limits"' in reply.body else {}
            return replace(reply, body=json.dumps({**told, "limits": limits}).encode()) if told else reply

        return fault

    one.wire.fault = takes({"ops": 20, "bytes": 10**9})
    assert one.synced().pushed == 45
    assert [path for _, path in one.wire.seen].count(f"/v1/c/{CID}/push") == 3
    one.add(name="张三", employer="字" * 300)
    one.add(name="李四", employer="字" * 300)
    one.wire.fault = takes({"ops": 0, "bytes": 1000})
    assert one.synced().pushed == 2
    assert [path for _, path in one.wire.seen].count(f"/v1/c/{CID}/push") == 2
    for strange in (None, {"ops": "many"}, {"ops": 10**9}):
        one.add(name="王五")
        one.wire.fault = takes(strange)
        assert one.synced().pushed == 1
    other.synced()
    alike(one, other)


# -- the line


def drop_before(_: int, send: Send) -> Reply:
    raise Unreachable("lost")


def drop_after(_: int, send: Send) -> Reply:
    send()
    raise Unreachable("lost")


def twice(_: int, send: Send) -> Reply:
    send()
    return send()


def cut(_: int, send: Send) -> Reply:
    reply = send()
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def corrupt(_: int, send: Send) -> Reply:
    reply = send()
    packed = bytearray(gzip.compress(reply.body))
    packed[len(packed) // 2] ^= 0xFF
    return replace(reply, headers={**reply.headers, "content-encoding": "gzip"}, body=bytes(packed))


def answering(status: int, *, after: bool, body: bytes = b"{}") -> Callable[[int, Send], Reply]:
    def fault(_: int, send: Send) -> Reply:
        if after:
            send()
        return Reply(status, {"retry-after": "7"} if status in (429, 503) else {}, body)

    return fault


FAULTS = {
    "dropped before the cloud hears it": drop_before,
    "dropped after the cloud has done it": drop_after,
    "delivered twice": twice,
    "cut short": cut,
    "packed wrongly": corrupt,
    "500": answering(500, after=False),
    "500 after it was done": answering(500, after=True),
    "502 with a page": answering(502, after=False, body=b"<html>Bad Gateway"),
    "429": answering(429, after=False),
    "503 after it was done": answering(503, after=True),
    "408": answering(408, after=False),
    "a page of the network's own": answering(200, after=False, body=b"<html>log in"),
}
REQUESTS = 8  # of the round below, with a token to get: token, token, hello, push, pull, digest


def story(one: Pc, other: Pc) -> None:
    """Everything that a short round carries: something new, an edit, both sides of a field, a removal."""
    person, second, third = one.add(name="张三"), one.add(name="李四"), one.add(name="王五")
    one.synced()
    other.synced()
    one.edit(person, name="张山")
    one.synced()
    other.edit(person, name="章三", phone="13800000000")
    other.edit(second, employer="街道")
    other.remove(third)
    other.add(name="赵六")
    other.local.put_value("token", None)
    other.local.put_value(drift.LOOKED, None)


@pytest.mark.parametrize("at", range(REQUESTS))
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_any_request_of_a_round_changes_nothing_in_the_end(pcs: tuple[Pc, Pc], name: str, at: int) -> None:
    one, other = pcs
    story(one, other)
    spoil = FAULTS[name]
    other.wire.fault = lambda number, send: spoil(number, send) if number == at else send()
    outcome = other.synced()
    assert outcome.refused == {}
    other.wire.fault = None
    one.synced()
    other.synced()
    alike(one, other)
    assert sorted(name for _, _, name, _ in other.people().values()) == ["张山", "李四", "赵六"]
    assert other.local.waiting().conflicts == one.local.waiting().conflicts == 1
    assert outcome.retries <= 1


@pytest.mark.parametrize("at", range(REQUESTS))
def test_a_round_that_gave_up_anywhere_is_gone_on_with(pcs: tuple[Pc, Pc], at: int) -> None:
    one, other = pcs
    story(one, other)
    other.wire.fault = lambda number, send: drop_after(number, send) if number >= at else send()
    assert isinstance(other.sync(tries=1).trouble, Unreachable | None)
    other.wire.fault = None
    other.synced()
    one.synced()
    other.synced()
    alike(one, other)
    assert other.local.waiting().dead == 0


@pytest.mark.parametrize("status", [400, 413])
def test_the_operation_that_the_cloud_cannot_read_is_found_and_set_aside(pcs: tuple[Pc, Pc], status: int) -> None:
    one, other = pcs
    for at in range(9):
        one.add(name=f"某{at}")
    poison = one.add(name="毒药")
    for at in range(9):
        one.add(name=f"后{at}")
    taken: list[bytes] = []

    def fault(_: int, send: Send) -> Reply:
        return send()

    original = one.wire.send

    def spoiled(method: str, path: str, headers: object, body: bytes) -> Reply:
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        if path.endswith("/push") and "毒药".encode() in plain:
            taken.append(plain)
            code = {400: b"bad_request", 413: b"too_large"}[status]
            return Reply(status, {}, b'{"code":"' + code + b'"}')
        return original(method, path, headers, body)  # type: ignore[arg-type]

    one.wire.fault = fault
    object.__setattr__(one.wire, "send", spoiled)
    outcome = one.synced()
    assert sum(outcome.refused.values()) == 1
    assert len(taken) <= 6  # halved, not tried one by one
    assert one.local.waiting().dead == 1
    other.synced()
    assert len(other.people()) == 18
    assert poison not in {bytes.fromhex(one.replace("-", "")) for one in other.people()}


def test_a_refusal_that_is_cut_short_gives_nothing_up(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    one.add(name="张三")

    def cut_refusal(_: int, send: Send) -> Reply:
        reply = send()
        is_push = one.wire.seen[-1][1].endswith("/push")
        return Reply(409, {}, b'{"code":"op_g') if is_push else reply

    one.wire.fault = cut_refusal
    assert isinstance(one.sync(tries=1).trouble, Unreachable)
    assert (one.local.waiting().operations, one.local.waiting().dead) == (1, 0)
    one.wire.fault = None
    one.synced()
    other.synced()
    alike(one, other)


def test_a_fault_of_the_cloud_gives_nothing_up(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    one.add(name="张三")
    one.wire.fault = answering(500, after=False)
    assert isinstance(one.sync(tries=9).trouble, CloudFault)
    assert len(one.slept) == 3
    one.wire.fault = answering(503, after=False)
    one.slept.clear()
    outcome = one.sync(tries=2)
    assert isinstance(outcome.trouble, CloudBusy)
    assert one.slept == [7, 7]  # Retry-After is the least
    assert (one.local.waiting().operations, one.local.waiting().dead) == (1, 0)
    one.wire.fault = None
    one.synced()


def test_waits_grow_and_are_drawn_by_chance(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    one.wire.fault = drop_before
    one.sync(tries=9)
    assert one.slept == [2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_a_deadline_ends_a_round_between_requests(pcs: tuple[Pc, Pc], house: House) -> None:
    one, _ = pcs
    one.add(name="张三")
    one.wire.fault = drop_before
    outcome = one.sync(tries=50, deadline_ms=house.time.ms + 30_000)
    assert isinstance(outcome.trouble, Unreachable)
    assert sum(one.slept) < 30
    one.wire.fault = None
    late = one.sync(deadline_ms=house.time.ms)
    assert type(late.trouble).__name__ == "DeadlinePassed"
    one.synced()


# -- numbers and histories that part


def test_a_token_that_is_not_taken_is_renewed_once(pcs: tuple[Pc, Pc], house: House) -> None:
    one, _ = pcs
    one.synced()
    house.time.ms += 3_600_000
    one.local.put_value("token", {**one.local.value("token"), "until": house.time.ms + 10_000_000})
    one.add(name="张三")
    assert one.synced().acked == 1


def test_a_lost_pc_is_told_apart_from_one_that_left(pcs: tuple[Pc, Pc], house: House) -> None:
    one, other = pcs
    one.add(name="张三")
    for pc, state in ((one, "retired"), (other, "lost")):
        with house.store.turn(CID) as turn:
            device = turn.device(pc.local.facts().device)
            assert device is not None
            turn.put_device(replace(device, state=state, since=house.means.now_text()))
    left = one.sync()
    assert isinstance(left.trouble, DeviceRevoked)
    assert not left.trouble.is_lost
    assert left.acked == 1  # the last push was taken
    lost = other.sync()
    assert isinstance(lost.trouble, DeviceRevoked)
    assert lost.trouble.is_lost


def test_a_pc_that_enrols_again_at_once_gets_a_token_of_its_own(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    one.add(name="张三")
    one.synced()
    one.local.leave()
    one.enrol()
    one.add(name="李四")
    assert one.synced().acked == 1


def test_a_copied_disk_is_found(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    one.synced()
    one.world = replace(one.world, fingerprint="sha256:another")
    assert isinstance(one.sync().trouble, DeviceCloned)


def test_drift_is_found_and_set_right(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    people = [one.add(name=f"某{at}") for at in range(20)]
    one.synced()
    other.synced()
    with other.store._writer.transaction():
        other.store._writer.run("UPDATE person SET rv = rv - 1, name = '错' WHERE id = ?", (people[3],))
        other.store._writer.run("DELETE FROM person WHERE id = ?", (people[7],))
    other.local.put_value(drift.LOOKED, None)
    outcome = other.synced()
    assert (outcome.digest, outcome.repaired) == ("differed", 2)
    alike(one, other)
    other.local.put_value(drift.LOOKED, None)
    assert other.synced().digest == "same"
