"""Bytes come up: a piece at a time, each against its own hash, the whole against the blob's before anybody gets it.

A piece is put in its place first and entered in the database then: whoever lost the race for the same offset, or was
killed in between, leaves a piece that nothing speaks of (`sweeping.py`), never a blob with a gap.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from cloud.blobs import standing
from cloud.call import Call
from cloud.exchange import Bytes, Refusal, bad_request, too_large
from cloud.means import Means
from cloud.places.place import PieceMissing, PlaceTrouble
from cloud.records import Blob, Piece
from sync.protocol import MOST_BLOB_BYTES

MOST_PIECES: Final = 1000
_NUMBER: Final = re.compile(r"[0-9]{1,12}\Z")


@dataclass(frozen=True, slots=True)
class _Came:
    """What a PATCH brought; `size` is the whole blob's, 0 untold."""

    offset: int
    size: int
    content: bytes


def head(means: Means, call: Call) -> Bytes:
    """How much of a blob is here: where an upload goes on."""
    sha = standing.hash_of(call)
    blob = standing.named(means, call, sha)
    return Bytes(200, {"Upload-Offset": str(blob.offset), **({"Upload-Length": str(blob.size)} if blob.size else {})})


def patch(means: Means, call: Call) -> Bytes:
    """Take the next piece; with the last one the blob is whole, or was damaged on the way and is dropped."""
    sha, came = standing.hash_of(call), _came(call)
    blob = standing.named(means, call, sha)
    if blob.is_whole:
        return _at(blob.size)  # the last piece again, or another PC was quicker
    if came.size and blob.size and came.size != blob.size:
        _forget(means, call, blob)  # whoever said the length first was wrong, or this one is: the hash will tell
        raise _wrong_offset(0)
    size = blob.size or came.size
    if came.offset != blob.offset:
        raise _wrong_offset(blob.offset)
    _check(came, size, len(blob.pieces))
    grown = _taken(means, call, replace(blob, size=size), came)
    return _at(grown.offset)


def _came(call: Call) -> _Came:
    offset, size = _number(call, "upload-offset"), _number(call, "upload-length", default="0")
    if size > MOST_BLOB_BYTES:
        raise too_large(MOST_BLOB_BYTES)
    if not call.body or hashlib.sha256(call.body).hexdigest() != call.headers.get("chunk-sha256", "").lower():
        raise Refusal(400, "chunk_damaged", "the piece is not what its hash says")
    return _Came(offset, size, call.body)


def _check(came: _Came, size: int, pieces: int) -> None:
    if not size:
        raise bad_request("upload-length")
    if came.offset + len(came.content) > size:
        raise bad_request("upload-offset")
    if pieces >= MOST_PIECES and came.offset + len(came.content) < size:
        raise bad_request("pieces")


def _taken(means: Means, call: Call, blob: Blob, came: _Came) -> Blob:
    """The blob with one piece more, entered; raises Refusal, PlaceTrouble."""
    is_last = came.offset + len(came.content) == blob.size
    if is_last and not _is_it(means, call, blob, came.content):
        _forget(means, call, blob)
        raise Refusal(400, "blob_damaged", "the bytes are not what the hash says; all of them are dropped")
    kept = standing.pieces(means, call.cid)
    piece = kept.put(blob.sha, came.offset, came.content)
    grown = replace(blob, pieces=(*blob.pieces, piece), is_whole=is_last, touched=means.now_text())
    try:
        with means.store.turn(call.cid) as turn:
            if blob.sha not in turn.named_blobs([blob.sha]):  # erased since the piece was let in
                raise standing.unknown()
            now = turn.blobs([blob.sha]).get(blob.sha, Blob(blob.sha, 0))
            if now.pieces != blob.pieces or now.is_whole:
                raise _wrong_offset(now.offset)
            turn.put_blob(grown)
    except Refusal:
        _drop_quietly(means, call, blob.sha, piece)
        raise
    call.counts["blob_bytes"] = len(came.content)
    return grown


def _is_it(means: Means, call: Call, blob: Blob, last: bytes) -> bool:
    with suppress(PieceMissing):  # a piece that is lost makes a whole that is damaged: begin again
        return standing.pieces(means, call.cid).digest(blob, last) == blob.sha
    return False


def _forget(means: Means, call: Call, blob: Blob) -> None:
    """Drop what came of a blob; the row first, so that nobody is given what goes."""
    with means.store.turn(call.cid) as turn:
        now = turn.blobs([blob.sha]).get(blob.sha)
        if now is None or now.pieces != blob.pieces or now.is_whole:
            return
        turn.drop_blob(blob.sha)
    _drop_quietly(means, call, blob.sha, *blob.pieces)


def _drop_quietly(means: Means, call: Call, sha: str, *pieces: Piece) -> None:
    with suppress(PlaceTrouble):  # what stays is swept later
        standing.pieces(means, call.cid).drop(sha, *pieces)


def _number(call: Call, header: str, default: str = "") -> int:
    text = call.headers.get(header, default)
    if not _NUMBER.match(text):
        raise bad_request(header)
    return int(text)


def _wrong_offset(offset: int) -> Refusal:
    return Refusal(409, "wrong_offset", "go on from here", offset=offset)


def _at(offset: int) -> Bytes:
    return Bytes(204, {"Upload-Offset": str(offset)})
