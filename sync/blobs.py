"""Bytes of attachments on their way: up what this PC has, down small pictures, and originals that are wanted.

Comes after the records, which never wait for it: whatever goes wrong here is noted with the blob, which is left alone
for a while, and the round goes on. A transfer goes on at the byte where it stopped, because every step is committed
with what it moved (`storage.attachments.transfers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from storage.attachments.blobs import MOST_SMALL
from storage.attachments.naming import Named
from storage.errors import BytesDamaged
from storage.store import Store
from sync.blob_calls import BlobCalls
from sync.line import Line
from sync.local_side import LocalSide
from sync.outcome import Moved
from sync.protocol import MOST_BLOBS_ASKED, Malformed
from sync.purging import ERASED
from sync.troubles import CloudBusy, CloudFault, RequestRefused, Unreachable
from sync.world import World

Part = TypeVar("Part")
Told = TypeVar("Told")
Watch = Callable[[int, int, str], None]
SENDING, FETCHING = "sync-attachments-up", "sync-attachments-down"
AT_ONCE: Final = 100
"""Small pictures in one request, of 20 KB each."""
_ITS_OWN: Final = (RequestRefused, Malformed, BytesDamaged)
_NETWORK: Final = (Unreachable, CloudBusy, CloudFault)
_PATIENCE: Final = 2  # blobs in a row that the network fails before the others are left for later


@dataclass(frozen=True, slots=True)
class BlobLimits:
    """What one round moves at most.

    `quota`: originals come down by themselves until so many bytes are here; 0: only those that somebody opened.
    `recheck`: ask whether the cloud still has what it had.
    """

    most_up: int = 50
    most_small: int = 500
    most_originals: int = 20
    quota: int = 0
    recheck: bool = False


USUAL: Final = BlobLimits()
NIGHT_LIMITS: Final = BlobLimits(most_up=100_000, most_small=100_000, most_originals=100_000, recheck=True)


class _NetworkGone(Exception):
    """Blobs failed one after the other for the network's sake; the rest waits for the next round."""


def exchange(line: Line, store: Store, world: World, limits: BlobLimits, watch: Watch, moved: Moved) -> None:
    """Move what the limits let, counting it in `moved`; one blob's trouble is noted with it.

    Raises:
        What ends a round (revoked, out of time), Cancelled, and the store's own troubles; what was moved is kept.
    """
    named = store.named_blobs()
    if not named.every and not store.attached.stands:
        return
    moving = _Moving(line, store, world, moved, watch)
    try:
        moving.want(named, limits.quota)
        if limits.recheck:
            moving.recheck()
        moving.send(limits.most_up)
        moving.fetch_small(limits.most_small)
        moving.fetch_originals(limits.most_originals)
    except _NetworkGone:
        return
    finally:
        moved.left = moving.left()


def erase(local: LocalSide) -> None:
    """Drop the bytes that an erasure order left without a name."""
    erased = local.value(ERASED)
    if not isinstance(erased, list):
        return
    named, attached = local.store.named_blobs().every, local.store.attached
    if attached.stands:
        with attached.blobs() as blobs:
            blobs.drop([sha for sha in erased if sha not in named])
            blobs.connection.checkpoint()
    local.put_value(ERASED, None)


class _Moving:
    """One round's work."""

    def __init__(self, line: Line, store: Store, world: World, moved: Moved, watch: Watch) -> None:
        self._file, self._world, self._moved, self._watch = store.attached, world, moved, watch
        self._calls = BlobCalls(line, store.attached)
        self._lost = 0
        self._at = 0, 0, SENDING

    def want(self, named: Named, quota: int) -> None:
        """Enter what is to come down: small pictures of live records; originals, the newest first, while they fit."""
        with self._file.blobs() as blobs, self._file.transfers() as transfers:
            held, total = blobs.held({*named.small, *named.originals}), blobs.total()
            lacking = {sha: MOST_SMALL for sha in named.small if sha not in held or not held[sha].is_whole}
            for sha, size in reversed(list(named.originals.items())):
                if quota and sha not in held and total + size <= quota:
                    lacking[sha] = size
                    total += size
            transfers.want(lacking)

    def recheck(self) -> None:
        """Let go up again what the cloud had and has no more: it was restored to an older point."""
        with self._file.transfers() as transfers:
            sent = transfers.sent()
        for some in _some(sent, MOST_BLOBS_ASKED):
            missing = self._asked(partial(self._calls.look, some)).missing
            with self._file.transfers() as transfers:
                transfers.lost_in_cloud(missing)

    def send(self, most: int) -> None:
        """Bring up what waits; what the cloud has already from another PC needs no bytes."""
        with self._file.transfers() as transfers:
            waiting = transfers.uploads(self._world.now_ms(), most)
        for some in _some(waiting, MOST_BLOBS_ASKED):
            looked = self._asked(partial(self._calls.look, [one.sha for one in some]))
            with self._file.transfers() as transfers:
                transfers.arrived(looked.have)
            for at, one in enumerate(some):
                self._tell(at, len(some), SENDING)
                if one.sha in looked.missing:
                    self._moved.up += self._tried(one.sha, partial(self._calls.send, one, self._step))
                elif one.sha not in looked.have:
                    self._failed(one.sha, "unnamed")

    def fetch_small(self, most: int) -> None:
        """Bring down small pictures, many in a request."""
        with self._file.transfers() as transfers:
            wanted = [one.sha for one in transfers.downloads(self._world.now_ms(), most, small=True)]
        total = len(wanted)
        while wanted:
            self._tell(total - len(wanted), total, FETCHING)
            some = wanted[:AT_ONCE]
            arrived, absent = self._asked(partial(self._calls.fetch_small, some, self._step))
            for sha in absent:
                self._failed(sha, "absent")
            self._moved.down += len(arrived)
            done = {*arrived, *absent}
            if not done:
                return
            wanted = [sha for sha in wanted if sha not in done]

    def fetch_originals(self, most: int) -> None:
        """Bring down what somebody opened, or what the night's limits let."""
        with self._file.transfers() as transfers:
            wanted = transfers.downloads(self._world.now_ms(), most, small=False)
        for at, one in enumerate(wanted):
            self._tell(at, len(wanted), FETCHING)
            self._moved.down += self._tried(one.sha, partial(self._calls.fetch, one, self._step))

    def left(self) -> int:
        """How many still have to travel."""
        with self._file.transfers() as transfers:
            remaining = transfers.remaining()
        return remaining.up + remaining.down

    def _tried(self, sha: str, move: Callable[[], None]) -> bool:
        """Whether one blob was moved; what is its own trouble, or the network's, is noted with it."""
        try:
            move()
        except _ITS_OWN as trouble:
            self._failed(sha, str(getattr(trouble, "code", "")) or type(trouble).__name__)
            return False
        except _NETWORK as trouble:
            self._failed(sha, type(trouble).__name__)
            self._lost += 1
            if self._lost >= _PATIENCE:
                raise _NetworkGone from trouble
            return False
        self._lost = 0
        return True

    def _failed(self, sha: str, why: str) -> None:
        self._moved.failed += 1
        with self._file.transfers() as transfers:
            transfers.failed(sha, self._world.now_ms(), why)

    def _asked(self, ask: Callable[[], Told]) -> Told:
        """A question about several; without an answer the rest waits for the next round."""
        try:
            return ask()
        except (*_NETWORK, *_ITS_OWN) as trouble:
            raise _NetworkGone from trouble

    def _tell(self, done: int, total: int, phase: str) -> None:
        self._at = done, total, phase
        self._watch(*self._at)

    def _step(self, _bytes: int) -> None:
        """A piece was moved: whoever watches may stop here too."""
        self._watch(*self._at)


def _some(several: Sequence[Part], most: int) -> Iterator[Sequence[Part]]:
    return (several[at : at + most] for at in range(0, len(several), most))
