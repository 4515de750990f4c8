"""Attachments between two PCs over the real service: whole whatever the line does, and never in the records' way."""

from __future__ import annotations

import gzip
import hashlib
import os

import pytest

from app.syncing import exits
from cloud.blobs import sweeping
from cloud.places.memory import MemoryPlace
from ledger import catalog
from storage.attachments.transfers import LONGEST_WAIT_MS
from storage.errors import BytesNotHere
from sync.blobs import NIGHT_LIMITS, BlobLimits
from sync.transport import Reply
from sync.troubles import Unreachable
from tests.cloud.callers import CID, House
from tests.sync.exchange import Pc, Send

ATTACHMENT = catalog.named("attachment")
MIB = 1024 * 1024
PHOTO = b"\xff\xd8\xff planted photograph " + os.urandom(2 * MIB + 777)


@pytest.fixture
def house() -> House:
    made = House()
    object.__setattr__(made.means, "place", MemoryPlace(made.time.now_ms))
    return made


def attach(pc: Pc, person: bytes, content: bytes = PHOTO, thumb: bytes | None = b"small picture") -> str:
    """Keep bytes, then their record, as a person does; answers the hash."""
    with pc.store.attached.blobs() as blobs:
        sha = blobs.put(content)
        small = blobs.put(thumb) if thumb else None
    values = {"person_uid": person, "sha": sha, "size_bytes": len(content), "mime": "image/jpeg", "thumb": small}
    pc.add(ATTACHMENT, **{name: value for name, value in values.items() if value is not None})
    return sha


def has(pc: Pc, content: bytes) -> bool:
    with pc.store.attached.blobs() as blobs:
        try:
            return blobs.read(hashlib.sha256(content).hexdigest()) == content
        except BytesNotHere:
            return False


def open_original(pc: Pc, content: bytes = PHOTO) -> None:
    """Somebody opens it: it is to come down."""
    with pc.store.attached.transfers() as transfers:
        transfers.want({hashlib.sha256(content).hexdigest(): len(content)})


def calls(pc: Pc, method: str) -> int:
    return sum(1 for one, path in pc.wire.seen if one == method and "/blobs/" in path)


def test_small_pictures_come_with_every_round_and_originals_when_they_are_opened(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    attach(one, one.add(name="张三"))
    sent = one.synced()
    assert (sent.blobs.up, sent.blobs.left) == (2, 0)
    assert calls(one, "PATCH") == 3 + 1
    came = other.synced()
    assert (came.blobs.down, came.blobs.left) == (1, 0)
    assert has(other, b"small picture")
    assert not has(other, PHOTO)
    open_original(other)
    came = other.synced()
    assert (came.blobs.down, came.blobs.left) == (1, 0)
    assert has(other, PHOTO)
    for pc in pcs:
        nothing = pc.synced()
        assert (nothing.requests, nothing.is_empty) == (1, True)


def test_a_round_without_attachments_asks_nothing_about_them(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    one.add(name="张三")
    one.synced()
    assert not any("blobs" in path for _, path in one.wire.seen)
    assert not one.store.attached.stands


def test_the_same_photo_of_another_pc_is_not_sent_again(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三")
    attach(one, person)
    one.synced()
    other.synced()
    attach(other, person)
    sent = other.synced()
    assert (calls(other, "PATCH"), sent.blobs.left) == (0, 0)


# -- what happens on the line


@pytest.mark.parametrize("nth", range(14))
@pytest.mark.parametrize("fault", ["before", "after", "cut", "fault", "busy", "page"])
def test_any_fault_at_any_request_ends_whole(pcs: tuple[Pc, Pc], nth: int, fault: str) -> None:
    """Of the sender's round and of the fetcher's; the rounds after it need no help."""
    one, other = pcs
    person = one.add(name="张三")
    attach(one, person)

    def spoil(number: int, send: Send) -> Reply:
        if number != nth:
            return send()
        if fault == "before":
            raise Unreachable("lost")
        reply = send()
        if fault == "after":
            raise Unreachable("timeout")
        if fault == "cut":
            return Reply(reply.status, reply.headers, reply.body[: len(reply.body) // 2])
        if fault == "page":
            return Reply(200, {"content-type": "text/html"}, b"<html>log in first</html>")
        return Reply(500 if fault == "fault" else 503, {"retry-after": "1"}, b"")

    one.wire.fault = spoil
    one.sync()
    one.wire.fault = None
    _until_nothing_is_left(one)
    other.wire.fault = spoil
    other.sync()
    open_original(other)
    other.sync()
    other.wire.fault = None
    _until_nothing_is_left(other)
    assert has(other, PHOTO)
    assert has(other, b"small picture")


def _until_nothing_is_left(pc: Pc) -> None:
    for _ in range(4):
        outcome = pc.synced()
        if not outcome.blobs.left:
            return
        pc.house.time.ms += 10 * 60_000
    raise AssertionError(outcome.blobs)


def test_an_upload_that_was_cut_off_goes_on_at_the_piece(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    sha = attach(one, one.add(name="张三"), thumb=None)
    patches = 0

    def second_is_lost(_: int, send: Send) -> Reply:
        nonlocal patches
        if one.wire.seen[-1][0] != "PATCH":
            return send()
        patches += 1
        if patches > 1:
            raise Unreachable("lost")
        return send()

    one.wire.fault = second_is_lost
    outcome = one.sync()
    assert (outcome.trouble, outcome.blobs.left) == (None, 1)
    with one.store.attached.transfers() as transfers:
        (left,) = transfers.uploads(one.house.time.ms + LONGEST_WAIT_MS, 9)
    assert (left.sha, left.offset) == (sha, MIB)
    one.wire.fault = None
    one.house.time.ms += 10 * 60_000
    _until_nothing_is_left(one)
    assert calls(one, "PATCH") == 2


def test_a_download_that_was_cut_off_goes_on_at_the_byte(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    sha = attach(one, one.add(name="张三"), thumb=None)
    one.synced()
    other.synced()
    open_original(other)
    ranges: list[str] = []

    def second_is_lost(_: int, send: Send) -> Reply:
        if other.wire.seen[-1][0] == "GET" and "/blobs/" in other.wire.seen[-1][1]:
            ranges.append("")
            if len(ranges) > 1:
                raise Unreachable("lost")
        return send()

    other.wire.fault = second_is_lost
    assert other.sync().blobs.left == 1
    with other.store.attached.transfers() as transfers:
        (left,) = transfers.downloads(other.house.time.ms + LONGEST_WAIT_MS, 9, small=False)
    assert (left.sha, left.have) == (sha, MIB)
    other.store.close()  # and the program with it
    other.wire.fault = None


def test_bytes_that_another_put_in_the_clouds_mouth_are_not_kept(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    attach(one, one.add(name="张三"))
    one.synced()

    def forge(_: int, send: Send) -> Reply:
        reply = send()
        if reply.status == 206:
            return Reply(206, reply.headers, bytes(len(reply.body)))
        if other.wire.seen[-1][1].endswith("/blobs/fetch"):
            plain = gzip.decompress(reply.body) if reply.headers.get("content-encoding") == "gzip" else reply.body
            headers = {name: value for name, value in reply.headers.items() if name != "content-encoding"}
            return Reply(reply.status, headers, plain.replace(b"c21hbGwg", b"Zm9yZ2Vk"))
        return reply

    other.wire.fault = forge
    other.sync()
    open_original(other)
    outcome = other.sync()
    assert outcome.trouble is None
    assert outcome.blobs.left == 2
    assert not has(other, PHOTO)
    assert not has(other, b"small picture")
    other.wire.fault = None
    other.house.time.ms += 10 * 60_000
    _until_nothing_is_left(other)
    assert has(other, PHOTO)


# -- never in the records' way


def test_a_blob_that_fails_never_fails_the_records(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三")
    attach(one, person, PHOTO)
    attach(one, person, PHOTO[::-1])

    def no_blobs(_: int, send: Send) -> Reply:
        if "/blobs/" in one.wire.seen[-1][1]:
            raise Unreachable("lost")
        return send()

    one.wire.fault = no_blobs
    outcome = one.synced()
    assert (outcome.pushed, outcome.blobs.left) == (3, 3)
    assert exits.unattended(outcome) == exits.ATTACHMENTS == 12
    assert exits.attended(outcome) == 0
    assert outcome.report(12)["blobs_left"] == 3
    assert other.synced().pulled == 3
    came = other.synced()  # the record is there, its bytes are still on the other PC
    assert came.blobs.left == 1
    assert exits.unattended(came) == 12
    one.wire.fault = None
    one.house.time.ms += 10 * 60_000
    _until_nothing_is_left(one)
    other.house.time.ms += 10 * 60_000
    _until_nothing_is_left(other)
    assert exits.unattended(other.synced()) == 0


def test_damaged_bytes_here_are_not_sent_for_ever_nor_keep_the_others(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    person = one.add(name="张三")
    sha = attach(one, person, PHOTO, thumb=None)
    attach(one, person, b"another " * 9000, thumb=None)
    with one.store.attached.blobs() as blobs:
        blobs.connection.run("UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE sha256 = ?", (bytes.fromhex(sha),))
    outcome = one.synced()
    assert (outcome.blobs.up, outcome.blobs.left, outcome.blobs.failed) == (1, 1, 1)
    with one.store.attached.transfers() as transfers:
        assert not transfers.uploads(one.house.time.ms + 59_000, 9)
    assert calls(one, "PATCH") > 3
    assert one.synced().requests == 1  # it waits


def test_bytes_whose_record_the_cloud_does_not_know_wait(pcs: tuple[Pc, Pc], house: House) -> None:
    one, _ = pcs
    with one.store.attached.blobs() as blobs:
        blobs.put(PHOTO)
    outcome = one.synced()
    assert (outcome.blobs.up, outcome.blobs.left) == (0, 1)
    assert calls(one, "PATCH") == 0


# -- at night


def test_at_night_originals_come_down_while_they_fit(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三")
    photos = [os.urandom(400_000) for _ in range(5)]
    for photo in photos:
        attach(one, person, photo, thumb=None)
    one.synced()
    came = other.synced(blobs=BlobLimits(quota=1_300_000))
    assert (came.blobs.down, came.blobs.left) == (3, 0)
    assert [has(other, photo) for photo in photos] == [False, False, True, True, True]  # the newest
    assert other.synced(blobs=BlobLimits(quota=10_000_000)).blobs.down == 2


def test_what_the_cloud_lost_goes_up_again_at_night(pcs: tuple[Pc, Pc], house: House) -> None:
    one, other = pcs
    attach(one, one.add(name="张三"))
    one.synced()
    with house.store.turn(CID) as turn:
        for blob in turn.all_blobs():
            turn.drop_blob(blob.sha)
    house.time.ms += 8 * 86_400_000
    assert sweeping.sweep(house.means, CID).pieces == 4
    assert one.synced().blobs.up == 0
    assert one.synced(blobs=NIGHT_LIMITS).blobs.up == 2
    other.synced()
    open_original(other)
    other.synced()
    assert has(other, PHOTO)


def test_a_round_moves_no_more_than_its_limits(pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三")
    for at in range(6):
        attach(one, person, os.urandom(30_000), thumb=os.urandom(1000 + at))
    sent = one.synced(blobs=BlobLimits(most_up=4))
    assert (sent.blobs.up, sent.blobs.left) == (4, 8)
    assert one.synced().blobs.up == 8
    came = other.synced(blobs=BlobLimits(most_small=4))
    assert (came.blobs.down, came.blobs.left) == (4, 2)
    assert other.synced().blobs.down == 2


def test_out_of_time_with_attachments_left_is_no_failed_round(pcs: tuple[Pc, Pc]) -> None:
    one, _ = pcs
    attach(one, one.add(name="张三"))

    def slow(_: int, send: Send) -> Reply:
        if "/blobs/" in one.wire.seen[-1][1]:
            one.house.time.ms += 600_000
        return send()

    one.wire.fault = slow
    outcome = one.sync(deadline_ms=one.house.time.ms + 300_000)
    assert outcome.trouble is None
    assert outcome.blobs.left > 0
    assert exits.unattended(outcome) == 12


def test_an_erasure_order_takes_the_bytes_too_but_none_that_another_record_names(pcs: tuple[Pc, Pc]) -> None:
    from ledger import ids

    one, _ = pcs
    person = one.add(name="张三")
    attach(one, person, b"planted face " * 9000, thumb=b"shared picture")
    attach(one, person, b"another " * 9000, thumb=b"shared picture")
    one.synced()
    with one.store.reader() as reader:
        rows = reader.children(ATTACHMENT, "person_uid", [person])
        gone = next(row for row in rows if row["sha"] == hashlib.sha256(b"planted face " * 9000).hexdigest())
    facts = one.local.facts()
    record = ids.to_text(gone["id"])  # type: ignore[arg-type]
    change = {
        "t": "attachment",
        "id": record,
        "rv": facts.seq + 1,
        "life": 2,
        "by": ["", ""],
        "reason": "",
        "purge": True,
    }
    page = {"epoch": "e-1", "next": facts.cursor, "seq": facts.seq + 1, "head": facts.seq + 1, "more": False}
    one.local.stage({**page, "changes": [change]})
    one.local.apply_all()
    assert has(one, b"planted face " * 9000)
    one.sync()
    assert not has(one, b"planted face " * 9000)
    assert has(one, b"shared picture")
    assert has(one, b"another " * 9000)
