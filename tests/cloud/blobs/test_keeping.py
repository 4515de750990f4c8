"""To whom the cloud gives bytes, how long it keeps them, and how they lie there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cloud.blobs import sweeping
from cloud.blobs.sweeping import Swept
from cloud.places.folder import FolderPlace
from tests.cloud.blobs.sending import DAY_MS, MIB, PHOTO, attach, code, detach, offset, patch, pc_again, send, sha_of
from tests.cloud.callers import CID, OTHER, House, Pc

# -- who may


def test_a_hash_alone_grants_nothing(house: House, pc: Pc) -> None:
    """Neither to take nor to give: whether the bytes are here or with another committee cannot be told apart."""
    stranger = house.pc(OTHER)
    attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    for one in (sha, sha_of(b"nobody has this")):
        path = stranger.of(f"blobs/{one}")
        assert stranger.raw("HEAD", path).status == 404
        answers = stranger.raw("GET", path), patch(stranger, one, 0, PHOTO[:10], len(PHOTO))
        assert [(answer.status, code(answer)) for answer in answers] == [(404, "blob_unknown")] * 2
        assert stranger.post(stranger.of("blobs/have"), {"shas": [one]}) == {"have": [], "missing": []}
        told = stranger.post(stranger.of("blobs/fetch"), {"shas": [one]})
        assert (told["blobs"], told["absent"]) == ({}, [one])


def test_a_record_of_ones_own_that_names_it_does_not_give_anothers_bytes(house: House, pc: Pc) -> None:
    stranger = house.pc(OTHER)
    attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    attach(stranger, PHOTO)
    answer = stranger.raw("GET", stranger.of(f"blobs/{sha}"))
    assert (answer.status, code(answer)) == (404, "blob_awaited")
    assert stranger.post(stranger.of("blobs/have"), {"shas": [sha]}) == {"have": [], "missing": [sha]}
    assert offset(stranger, sha) == 0


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "GET"])
def test_another_committees_path_is_denied(house: House, pc: Pc, method: str) -> None:
    stranger = house.pc(OTHER)
    attach(pc, PHOTO)
    answer = stranger.raw(method, f"/v1/c/{CID}/blobs/{sha_of(PHOTO)}", b"x")
    assert (answer.status, code(answer)) == (403, "committee_denied")


def test_what_no_live_record_names_any_more_is_not_given(pc: Pc) -> None:
    (record,) = attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    detach(pc, record)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).status == 404
    attach(pc, PHOTO)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO


def test_a_persons_photo_names_its_bytes(pc: Pc) -> None:
    small = os.urandom(900)
    op = pc.person()
    op["f"] = {**op["f"], "photo": sha_of(small)}
    pc.push(op)
    sha = send(pc, small)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == small


def test_a_retired_pc_is_given_nothing(house: House, pc: Pc) -> None:
    from dataclasses import replace

    attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    with house.store.turn(CID) as turn:
        device = turn.device(pc.device)
        assert device is not None
        turn.put_device(replace(device, state="retired", since=house.means.now_text()))
    answer = pc.raw("GET", pc.of(f"blobs/{sha}"))
    assert (answer.status, code(answer)) == (401, "device_revoked")


def test_hashes_are_hashes(pc: Pc) -> None:
    for wrong in ("x", "A" * 64, "0" * 63, "0" * 65, "..%2f" + "0" * 59):
        assert pc.raw("GET", pc.of(f"blobs/{wrong}")).status == 400
    assert pc.raw("POST", pc.of("blobs/have"), b'{"shas":["x"]}').status == 400
    many = json.dumps({"shas": ["0" * 64] * 501}).encode()
    assert pc.raw("POST", pc.of("blobs/have"), many).status == 400


# -- what goes by itself


def test_an_unfinished_upload_is_kept_for_seven_days(house: House, pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = sha_of(PHOTO)
    patch(pc, sha, 0, PHOTO[:MIB], len(PHOTO))
    house.time.ms += 6 * DAY_MS
    assert sweeping.sweep(house.means, CID) == Swept()
    assert offset(pc_again(house, pc), sha) == MIB
    house.time.ms += 2 * DAY_MS
    assert sweeping.sweep(house.means, CID) == Swept(uploads=1)
    assert offset(pc_again(house, pc), sha) == 0
    assert not house.means.place.pieces  # type: ignore[attr-defined]


def test_a_blob_that_nobody_names_is_kept_for_ninety_days(house: House, pc: Pc) -> None:
    (record,) = attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    detach(pc, record)
    for days in (1, 80):
        house.time.ms += days * DAY_MS
        assert sweeping.sweep(house.means, CID) == Swept()
    attach(pc_again(house, pc), PHOTO)  # somebody names it again: the days begin anew
    house.time.ms += 20 * DAY_MS
    assert sweeping.sweep(house.means, CID) == Swept()
    assert pc_again(house, pc).raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO
    for record in [key[1] for key, one in _records(house).items() if key[0] == "attachment" and one.is_alive]:
        detach(pc, record)
    assert sweeping.sweep(house.means, CID) == Swept()
    house.time.ms += 91 * DAY_MS
    assert sweeping.sweep(house.means, CID) == Swept(blobs=1)
    assert not house.means.place.pieces  # type: ignore[attr-defined]


def _records(house: House) -> dict[tuple[str, str], Any]:
    return house.store.kept()[CID].records  # type: ignore[attr-defined, no-any-return]


# -- at rest


def test_no_plain_bytes_lie_in_the_folder(house: House, pc: Pc, tmp_path: Path) -> None:
    object.__setattr__(house.means, "place", FolderPlace(tmp_path / "blobs"))
    attach(pc, PHOTO)
    sha = sha_of(PHOTO)
    patch(pc, sha, 0, PHOTO[:MIB], len(PHOTO))
    send(pc, PHOTO)
    kept = [path.read_bytes() for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert len(kept) == 3
    marks = [PHOTO[at : at + 16] for at in range(0, len(PHOTO) - 16, 50_000)]
    assert not any(mark in content for content in kept for mark in marks)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO


def test_the_log_names_no_hash(house: House, pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    assert not any(sha in repr(one) for one in house.seen)
    assert [one.route for one in house.seen][-1] == "PATCH /v1/c/{cid}/blobs/{sha}"
    assert house.seen[-1].counts == {"blob_bytes": 12_345 + len(b"\xff\xd8\xff planted photograph ")}


def test_an_erasure_takes_what_nobody_names_any_more_at_once(house: House, pc: Pc) -> None:
    (record,) = attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    assert sweeping.erase(house.means, CID, [sha]) == 0  # it is named
    detach(pc, record)
    assert sweeping.erase(house.means, CID, [sha, sha_of(b"?")]) == 1
    assert not house.means.place.pieces  # type: ignore[attr-defined]
