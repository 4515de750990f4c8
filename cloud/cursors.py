"""Cursors: where a PC stands in a committee's numbers, opaque to it, and whether it may go on from there."""

from __future__ import annotations

from typing import Final, NamedTuple

from cloud.exchange import Refusal, epoch_changed
from cloud.records import Head
from cloud.sealing import Seal
from sync.protocol import Lineage, divergence

SCOPE: Final = "general"
"""The only scope of record types that there is; a cursor of another one would have missed records."""


class Position(NamedTuple):
    """Where a PC stands. `floor`: the committee's floor when the PC began at nothing.

    Nothing was forgotten since then while that is still the floor: a first pull of several pages goes on below it.
    """

    seq: int = 0
    floor: int = 0


def spell(seal: Seal, cid: str, head: Head, at: Position, schema: int) -> str:
    """A cursor at a position of the present history."""
    return seal.close([head.epoch, at.seq, schema, SCOPE, at.floor], cid)


def position(seal: Seal, cid: str, head: Head, cursor: str) -> Position:
    """The position that a cursor stands for, of number 0 for none; raises Refusal."""
    if not cursor:
        return Position(0, head.floor)
    told = seal.open(cursor, cid)
    if not isinstance(told, list) or len(told) != 5:
        raise _expired(head)  # of a server with other keys, or nonsense: everything anew mends both
    epoch, seq, _schema, scope, floor = told
    if seq > _end_of(epoch, head):
        raise epoch_changed(head.lineage, _end_of(epoch, head))
    if seq and (max(seq, floor) < head.floor or scope != SCOPE):
        raise _expired(head)
    return Position(int(seq), int(floor) if seq else head.floor)


def _expired(head: Head) -> Refusal:
    return Refusal(410, "cursor_expired", "nothing goes on from there, everything is pulled anew", floor=head.floor)


def _end_of(epoch: str, head: Head) -> int:
    """Up to which number this history and the one of `epoch` are the same."""
    for number, (name, _) in enumerate(head.lineage):
        if name == epoch:
            rest = head.lineage[number + 1 :]
            return min((start for _, start in rest), default=head.seq)
    return 0


def check_lineage(head: Head, lineage: Lineage) -> None:
    """See that the PC knows this history, or none yet; raises Refusal."""
    if not lineage:
        return
    parted = divergence(lineage, head.lineage)
    if parted is not None:
        raise epoch_changed(head.lineage, parted)
