"""Bytes go down: which blobs are here, one from any byte on, or several small ones at once."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import suppress
from typing import Final

from cloud import devices
from cloud.blobs import standing
from cloud.call import Call
from cloud.exchange import Bytes, Refusal
from cloud.means import Means
from cloud.places.place import PieceMissing, PlaceTrouble
from cloud.records import Blob
from sync.protocol import MOST_BLOBS_ASKED, MOST_FETCHED_BYTES, Json

_RANGE: Final = re.compile(r"bytes=(\d{1,12})-(\d{0,12})\Z")


def have(means: Means, call: Call) -> dict[str, Json]:
    """Which of some blobs are whole here, and which are wanted; those that no record names are neither."""
    asked = [standing.checked(sha) for sha in call.texts("shas", MOST_BLOBS_ASKED)]
    with means.store.look(call.cid) as look:
        devices.present(look, call)
        call.epoch = look.head.epoch
        named, kept = look.named_blobs(asked), look.blobs(asked)
    whole = {sha for sha in named if sha in kept and kept[sha].is_whole}
    return {"have": sorted(whole), "missing": sorted(named - whole)}


def fetch(means: Means, call: Call) -> dict[str, Json]:
    """Several small blobs at once, as many as fit; `left` are those to be asked for again, `absent` those not here."""
    asked = [standing.checked(sha) for sha in call.texts("shas", MOST_BLOBS_ASKED)]
    with means.store.look(call.cid) as look:
        devices.present(look, call)
        call.epoch = look.head.epoch
        named, kept = look.named_blobs(asked), look.blobs(asked)
    found: dict[str, Json] = {}
    left, absent, total = list[str](), list[str](), 0
    for sha in dict.fromkeys(asked):
        blob = kept.get(sha)
        if sha not in named or blob is None or not blob.is_whole:
            absent.append(sha)
        elif total + blob.size > MOST_FETCHED_BYTES:
            left.append(sha)
        else:
            content = _whole(means, call, blob)
            total += len(content)
            found[sha] = b64encode(content).decode() if content else None
    absent += [sha for sha, content in found.items() if content is None]
    call.counts["blobs"] = len(found)
    return {"blobs": {sha: one for sha, one in found.items() if one is not None}, "left": left, "absent": absent}


def get(means: Means, call: Call) -> Bytes:
    """The bytes of a blob, from any byte on."""
    blob = standing.named(means, call, standing.hash_of(call))
    if not blob.is_whole:
        raise standing.awaited()
    first, end = _asked(call.headers.get("range", ""), blob.size)
    content = _read(means, call, blob, first, end)
    headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes", "Cache-Control": "no-store"}
    call.counts["blob_bytes"] = len(content)
    if (first, end) == (0, blob.size) and not call.headers.get("range"):
        return Bytes(200, headers, content)
    return Bytes(206, {**headers, "Content-Range": f"bytes {first}-{end - 1}/{blob.size}"}, content)


def _asked(text: str, size: int) -> tuple[int, int]:
    """First byte and end of a range; all of it where none is asked for. Raises Refusal."""
    if not text:
        return 0, size
    match = _RANGE.match(text)
    first = int(match[1]) if match else size
    end = min(int(match[2]) + 1, size) if match and match[2] else size
    if first >= end:
        raise Refusal(416, "range_unknown", "no such bytes", size=size)
    return first, end


def _whole(means: Means, call: Call, blob: Blob) -> bytes:
    with suppress(Refusal):  # a lost one is told as absent
        return _read(means, call, blob, 0, blob.size)
    return b""


def _read(means: Means, call: Call, blob: Blob, first: int, end: int) -> bytes:
    """The bytes; a blob that lost a piece is dropped, so that a PC that has it sends it again. Raises Refusal."""
    kept = standing.pieces(means, call.cid)
    try:
        return b"".join(kept.read(blob, first, end))
    except PieceMissing:
        with means.store.turn(call.cid) as turn:
            if turn.blobs([blob.sha]).get(blob.sha) == blob:
                turn.drop_blob(blob.sha)
        with suppress(PlaceTrouble):
            kept.drop(blob.sha, *blob.pieces)
        raise standing.awaited() from None
