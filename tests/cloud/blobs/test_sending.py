"""Bytes of attachments at the cloud: taken piece by piece, checked, and whole whatever happens between."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from typing import Any

import pytest

from cloud.blobs import sweeping
from cloud.blobs.sweeping import Swept
from cloud.places.place import PlaceTrouble
from sync.protocol import MOST_BLOB_BYTES
from tests.cloud.blobs.sending import DAY_MS, MIB, PHOTO, attach, code, offset, patch, pc_again, send, sha_of
from tests.cloud.callers import CID, House, Pc


def test_what_is_sent_in_pieces_comes_back_whole(house: House, pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    other = house.pc()
    answer = other.raw("GET", other.of(f"blobs/{sha}"))
    assert (answer.status, answer.body) == (200, PHOTO)
    assert other.post(other.of("blobs/have"), {"shas": [sha, sha_of(b"?")]}) == {"have": [sha], "missing": []}


@pytest.mark.parametrize("step", [1, 1000, MIB - 1])
def test_pieces_may_be_of_any_size(pc: Pc, step: int) -> None:
    content = os.urandom(400 if step == 1 else 3 * step + 7)
    attach(pc, content)
    sha = send(pc, content, step)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == content


def test_a_download_goes_on_at_any_byte(pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = send(pc, PHOTO, 700_001)
    for first in (0, 1, 700_000, 700_001, len(PHOTO) - 1):
        answer = pc.raw("GET", pc.of(f"blobs/{sha}"), Range=f"bytes={first}-")
        assert (answer.status, answer.body) == (206, PHOTO[first:])
        assert answer.headers["Content-Range"] == f"bytes {first}-{len(PHOTO) - 1}/{len(PHOTO)}"
    answer = pc.raw("GET", pc.of(f"blobs/{sha}"), Range="bytes=699999-1400003")
    assert answer.body == PHOTO[699_999:1_400_004]
    for wrong in (f"bytes={len(PHOTO)}-", "bytes=5-4", "bytes=-5", "bytes=0-1,3-4", "lines=1-2"):
        answer = pc.raw("GET", pc.of(f"blobs/{sha}"), Range=wrong)
        assert (answer.status, code(answer)) == (416, "range_unknown")


def test_an_upload_goes_on_where_the_cloud_says(pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = sha_of(PHOTO)
    assert offset(pc, sha) == 0
    assert patch(pc, sha, 0, PHOTO[:MIB], len(PHOTO)).status == 204
    for wrong in (0, MIB - 1, MIB + 1, 2 * MIB):
        answer = patch(pc, sha, wrong, PHOTO[wrong : wrong + 1000])
        assert (answer.status, json.loads(answer.body)["offset"]) == (409, MIB)
    assert offset(pc, sha) == MIB
    answer = pc.raw("GET", pc.of(f"blobs/{sha}"))
    assert (answer.status, code(answer)) == (404, "blob_awaited")
    send(pc, PHOTO)
    assert patch(pc, sha, 2 * MIB, PHOTO[2 * MIB :]).status == 204  # the last piece again: its answer was lost


def test_a_piece_that_was_damaged_on_the_way_is_not_kept(house: House, pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = sha_of(PHOTO)
    answer = patch(pc, sha, 0, PHOTO[:1000][::-1], len(PHOTO), chunk=sha_of(PHOTO[:1000]))
    assert (answer.status, code(answer)) == (400, "chunk_damaged")
    assert offset(pc, sha) == 0
    assert not house.means.place.pieces  # type: ignore[attr-defined]


def test_a_whole_that_is_not_its_hash_is_dropped_and_can_come_again(house: House, pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = sha_of(PHOTO)
    assert patch(pc, sha, 0, b"x" * MIB, len(PHOTO)).status == 204
    assert patch(pc, sha, MIB, PHOTO[MIB : 2 * MIB]).status == 204
    answer = patch(pc, sha, 2 * MIB, PHOTO[2 * MIB :])
    assert (answer.status, code(answer)) == (400, "blob_damaged")
    assert offset(pc, sha) == 0
    assert not house.means.place.pieces  # type: ignore[attr-defined]
    send(pc, PHOTO)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO


def test_another_length_begins_anew(pc: Pc) -> None:
    attach(pc, PHOTO)
    sha = sha_of(PHOTO)
    assert patch(pc, sha, 0, PHOTO[:1000], 5000).status == 204
    answer = patch(pc, sha, 1000, PHOTO[1000:2000], len(PHOTO))
    assert (answer.status, json.loads(answer.body)["offset"]) == (409, 0)
    send(pc, PHOTO)


@pytest.mark.parametrize(
    ("headers", "body", "status", "said"),
    [
        ({"Upload-Offset": "0"}, b"x", 400, "bad_request"),  # no length
        ({"Upload-Offset": "-1", "Upload-Length": "5"}, b"x", 400, "bad_request"),
        ({"Upload-Length": "5"}, b"x", 400, "bad_request"),
        ({"Upload-Offset": "0", "Upload-Length": "5"}, b"longer than said", 400, "bad_request"),
        ({"Upload-Offset": "0", "Upload-Length": "5"}, b"", 400, "chunk_damaged"),
        ({"Upload-Offset": "0", "Upload-Length": str(MOST_BLOB_BYTES + 1)}, b"x", 413, "too_large"),
        ({"Upload-Offset": "0", "Upload-Length": "9999999"}, b"x" * (MIB + 1), 413, "too_large"),
    ],
)
def test_what_no_version_writes_is_refused(
    house: House, pc: Pc, headers: dict[str, str], body: bytes, status: int, said: str
) -> None:
    attach(pc, PHOTO)
    chunk = sha_of(body) if body else "0" * 64
    answer = pc.raw("PATCH", pc.of(f"blobs/{sha_of(PHOTO)}"), body, **headers, **{"Chunk-SHA256": chunk})
    assert (answer.status, code(answer)) == (status, said)
    assert not house.means.place.pieces  # type: ignore[attr-defined]


def test_more_pieces_than_a_row_should_hold_are_refused(pc: Pc) -> None:
    content = os.urandom(1500)
    attach(pc, content)
    sha = sha_of(content)
    for at in range(1000):
        assert patch(pc, sha, at, content[at : at + 1], 1500).status == 204
    assert patch(pc, sha, 1000, content[1000:1001]).status == 400
    assert patch(pc, sha, 1000, content[1000:]).status == 204


# -- several at once


def test_small_ones_come_together_as_many_as_fit(house: House, pc: Pc) -> None:
    small = [os.urandom(20_000) for _ in range(120)]
    attach(pc, *small[:50], thumb=small[0])
    attach(pc, *small[50:100])
    attach(pc, *small[100:])
    for content in small[:-1]:
        send(pc, content)
    shas = [sha_of(content) for content in small]
    told = pc.post(pc.of("blobs/fetch"), {"shas": shas})
    assert {sha: b64decode(one) for sha, one in told["blobs"].items()} == {
        sha_of(content): content for content in small[: len(told["blobs"])]
    }
    assert len(told["blobs"]) == 2 * 1024 * 1024 // 20_000
    assert told["absent"] == [shas[-1]]
    assert set(told["left"]) == set(shas) - set(told["blobs"]) - {shas[-1]}


# -- two at once, and kills


def test_two_pcs_that_send_the_same_end_with_one_whole(house: House, pc: Pc) -> None:
    """The other is always a piece ahead when this one's piece has been put and is to be entered."""
    attach(pc, PHOTO)
    sha, other = sha_of(PHOTO), house.pc()
    place = house.means.place
    real = place.put

    def ahead(name: str, content: bytes) -> None:
        real(name, content)
        place.put = real  # type: ignore[method-assign]
        at = offset(other, sha)
        assert patch(other, sha, at, PHOTO[at : at + MIB], len(PHOTO)).status == 204

    at = 0
    while at < len(PHOTO):
        place.put = ahead  # type: ignore[method-assign]
        answer = patch(pc, sha, at, PHOTO[at : at + MIB], len(PHOTO))
        assert answer.status == 409
        at = json.loads(answer.body)["offset"]
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO
    assert len(place.pieces) == 3  # type: ignore[attr-defined]  # those that lost are gone


def test_killed_between_the_piece_and_its_entry(house: House, pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(pc, PHOTO)
    sha = sha_of(PHOTO)

    def killed(_cid: str) -> Any:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "turn", killed)
        with pytest.raises(SystemExit):
            patch(pc, sha, 0, PHOTO[:MIB], len(PHOTO))
    assert offset(pc, sha) == 0
    send(pc, PHOTO)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO
    assert len(house.means.place.pieces) == 4  # type: ignore[attr-defined]
    house.time.ms += 8 * DAY_MS
    assert sweeping.sweep(house.means, CID) == Swept(pieces=1)
    assert pc_again(house, pc).raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO


def test_a_place_that_does_not_answer_is_busy(house: House, pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    attach(pc, PHOTO)

    def full(_name: str, _content: bytes) -> None:
        raise PlaceTrouble("ENOSPC")

    monkeypatch.setattr(house.means.place, "put", full)
    answer = patch(pc, sha_of(PHOTO), 0, PHOTO[:1000], len(PHOTO))
    assert (answer.status, code(answer)) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("harm", ["gone", "changed", "moved"])
def test_a_piece_that_is_lost_or_changed_is_asked_for_again(house: House, pc: Pc, harm: str) -> None:
    attach(pc, PHOTO)
    sha = send(pc, PHOTO)
    pieces: dict[str, tuple[bytes, int]] = house.means.place.pieces  # type: ignore[attr-defined]
    one, two = sorted(pieces)[:2]
    if harm == "gone":
        del pieces[one]
    elif harm == "changed":
        pieces[one] = (pieces[one][0][:-1] + bytes([pieces[one][0][-1] ^ 1]), 0)
    else:
        pieces[one], pieces[two] = pieces[two], pieces[one]
    answer = pc.raw("GET", pc.of(f"blobs/{sha}"))
    assert (answer.status, code(answer)) == (404, "blob_awaited")
    assert pc.post(pc.of("blobs/have"), {"shas": [sha]}) == {"have": [], "missing": [sha]}
    send(pc, PHOTO)
    assert pc.raw("GET", pc.of(f"blobs/{sha}")).body == PHOTO
