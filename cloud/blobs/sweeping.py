"""What goes by itself: uploads that nobody went on with, blobs that no record names any more, pieces nobody speaks of.

An operator's job, once a day. A row goes before its pieces, so that nobody is given half of a blob; names of pieces
are never used twice, so a blob that comes again meanwhile loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeVar

from cloud.blobs import standing
from cloud.means import Means, instant
from cloud.records import Blob
from sync.protocol import MOST_BLOBS_ASKED

Part = TypeVar("Part")
UNFINISHED: Final = timedelta(days=7)
UNNAMED: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Swept:
    """What went: uploads that were not finished, blobs that nobody named for long, pieces that nothing spoke of."""

    uploads: int = 0
    blobs: int = 0
    pieces: int = 0


def sweep(means: Means, cid: str) -> Swept:
    """Sweep one committee; raises CommitteeUnknown, Busy, PlaceTrouble."""
    with means.store.look(cid) as look:
        every = look.all_blobs()
        named = frozenset().union(*(look.named_blobs(some) for some in _some([one.sha for one in every])))
    old = [one for one in every if not one.is_whole and one.touched < _before(means, UNFINISHED)]
    whole = [one for one in every if one.is_whole]
    _note(means, cid, whole, named)
    gone = [one for one in whole if one.sha not in named and "" < one.unnamed_since < _before(means, UNNAMED)]
    uploads, blobs = (_drop(means, cid, several) for several in (old, gone))
    return Swept(uploads, blobs, _drop_stray(means, cid))


def erase(means: Means, cid: str, shas: Sequence[str]) -> int:
    """Drop blobs at once that no live record names any more: an erasure order; raises as `sweep`."""
    count = 0
    for some in _some(shas):
        with means.store.look(cid) as look:
            named, kept = look.named_blobs(some), look.blobs(some)
        count += _drop(means, cid, [one for sha, one in kept.items() if sha not in named])
    return count


def _note(means: Means, cid: str, whole: Sequence[Blob], named: frozenset[str]) -> None:
    """Enter since when nobody names a blob, or that somebody does again."""
    changed = [one for one in whole if (one.sha in named) == bool(one.unnamed_since)]
    for some in _some(changed):
        with means.store.turn(cid) as turn:
            now = turn.blobs([one.sha for one in some])
            for one in some:
                if now.get(one.sha) == one:
                    turn.put_blob(replace(one, unnamed_since="" if one.unnamed_since else means.now_text()))


def _drop(means: Means, cid: str, several: Sequence[Blob]) -> int:
    """Drop blobs that are still as they were looked at, and still unnamed if they are whole."""
    count = 0
    for one in several:
        with means.store.turn(cid) as turn:
            is_named = bool(turn.named_blobs([one.sha]))
            if turn.blobs([one.sha]).get(one.sha) != one or (one.is_whole and is_named):
                continue
            turn.drop_blob(one.sha)
        standing.pieces(means, cid).drop(one.sha, *one.pieces)
        count += 1
    return count


def _drop_stray(means: Means, cid: str) -> int:
    """Drop pieces that no row speaks of and that lie here for longer than an upload may take."""
    before_ms = means.now_ms() - int(UNFINISHED.total_seconds() * 1000)
    found = [one.name for one in means.place.lying(cid) if one.since_ms < before_ms]
    known = _names(means, cid)
    stray = [name for name in found if name.split("/")[-1] not in known.get(name.split("/")[1], ())]
    for name in stray:
        means.place.drop(name)
    return len(stray)


def _names(means: Means, cid: str) -> Mapping[str, frozenset[str]]:
    with means.store.look(cid) as look:
        return {one.sha: frozenset(piece.name for piece in one.pieces) for one in look.all_blobs()}


def _before(means: Means, age: timedelta) -> str:
    return instant(means.now_ms() - int(age.total_seconds() * 1000))


def _some(items: Sequence[Part]) -> Iterator[Sequence[Part]]:
    return (items[at : at + MOST_BLOBS_ASKED] for at in range(0, len(items), MOST_BLOBS_ASKED))
