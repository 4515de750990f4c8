"""The chain that holds an order's events together: each names the hash of the one that its author saw last.

A hash is over the words of the event as they are stored and over the hash that it names. What is given later, where the
events are put in order (`seq`, `outcome`, `landed`), is not part of it. Two PCs that went on from the same event fork
the chain, and two that register one outside order begin it twice: that is allowed, a hash that no event has is not. A
changed, missing or invented event is so found by the one that names it, the last by the order's head, which is kept
with the order.

An event that the cloud did not take leaves a gap in front of whoever went on from it. The cloud, which saw it, says
then behind which event the next one stands (`follows`), so only what was done to the store is a fault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FIRST: Final = "0" * 64
"""What the first event of an order names."""
FOLLOWS: Final = "follows"
"""The field of an event in which the cloud, and nobody else, writes behind which hash it stands."""
FIELDS: Final = (
    "order_uid", "action", "from_status", "to_status", "actor", "actor_org", "acted_at", "opinion", "to_org",
    "to_person", "new_due_at", "attachments", "detail", "step_seconds", "stage_light", "device_id",
)  # fmt: skip
"""The stored values that a hash is over, in this order."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is stored: what it names, and the bytes that its hash is over.

    `follows`: behind which hash it stands, where the event that it names was not taken; "" for any other.
    """

    prev_hash: str
    body: bytes
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying a chain found: `broken` is the place of the first event that does not fit, from 0.

    `heads` are the hashes that no event names: one, or several where PCs went on side by side.
    """

    count: int
    heads: tuple[str, ...]
    broken: int | None = None

    @property
    def is_sound(self) -> bool:
        """True when every event fits."""
        return self.broken is None


def body_of(row: Mapping[str, object]) -> bytes:
    """The bytes of an event from its stored values."""
    return body([row.get(name) for name in FIELDS])


def body(values: Sequence[object]) -> bytes:
    """The bytes of an event from the values of `FIELDS`. No NUL of a text passes for the mark between two."""
    joined = "\0".join(["" if value is None else str(value) for value in values])
    if joined.count("\0") >= len(values):
        joined = "\0".join(["" if value is None else str(value).replace("\0", "") for value in values])
    return joined.encode()


def hash_of(prev_hash: str, body: bytes) -> str:
    """The hash by which the next event names this one."""
    return hashlib.sha256(b"%b\0%b" % (prev_hash.encode(), body)).hexdigest()


def verify(links: Iterable[Link], heads: Collection[str] = (), *, untaken: Collection[str] = ()) -> Verdict:
    """Whether the events of one order, in their order, hold together.

    `heads`, when given, are the hashes that the order must end with; without them nobody notices that the last event is
    missing. `untaken`: hashes of events of which it is known that the cloud did not take them. An event may come before
    the one that it names: a cloud that was restored gives numbers anew.
    """
    known: set[str] = set()
    awaited: dict[str, int] = {}
    ends: dict[str, None] = {}
    count = 0
    for link in links:
        named = link.follows or link.prev_hash
        if named != FIRST and named not in known and named not in untaken:
            awaited.setdefault(named, count)
        ends.pop(named, None)
        own = hash_of(link.prev_hash, link.body)
        known.add(own)
        if awaited.pop(own, None) is None:
            ends[own] = None
        count += 1
    if awaited:
        return Verdict(count, tuple(ends), broken=min(awaited.values()))
    is_short = bool(heads) and set(heads) != set(ends)
    return Verdict(count, tuple(ends), broken=count if is_short else None)
