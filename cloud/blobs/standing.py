"""Who may ask for which blob: a PC in good standing, for a hash that a live record of its committee names.

A hash that nobody names is answered like one that nobody has ever heard of, whoever holds its bytes.
"""

from __future__ import annotations

import re
from typing import Final

from cloud import devices
from cloud.blobs.pieces import Pieces
from cloud.call import Call
from cloud.exchange import Refusal, bad_request
from cloud.means import Means
from cloud.records import Blob

_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")


def hash_of(call: Call) -> str:
    """The hash in the path; raises Refusal."""
    return checked(call.parts.get("sha", ""))


def checked(sha: str) -> str:
    """A hash as it is written; raises Refusal."""
    if not _HASH.match(sha):
        raise bad_request("sha")
    return sha


def named(means: Means, call: Call, sha: str) -> Blob:
    """What is kept of a blob that a live record names, nothing of it perhaps; raises Refusal."""
    with means.store.look(call.cid) as look:
        devices.present(look, call)
        call.epoch = look.head.epoch
        if sha not in look.named_blobs([sha]):
            raise unknown()
        return look.blobs([sha]).get(sha, Blob(sha, 0))


def unknown() -> Refusal:
    """No live record of the committee names this hash."""
    return Refusal(404, "blob_unknown", "no record names this hash")


def awaited() -> Refusal:
    """A record names it, and no PC has sent all of it yet."""
    return Refusal(404, "blob_awaited", "not all of it is here yet")


def pieces(means: Means, cid: str) -> Pieces:
    """The committee's pieces."""
    return Pieces(means.place, means.keys.city, cid, means.random)
