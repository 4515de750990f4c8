"""What the street writes of its own: one operation under its source, decided like any other, in the committee's turn.

So it has its number, its place in the change log and its stamps, and PCs pull it like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloud import numbering, pushing, sources
from cloud.deciding import Sending, decide
from cloud.exchange import Refusal
from cloud.means import Means
from cloud.records import Device, Key
from cloud.store import Busy, Turn
from ledger import clock, ids
from sync.protocol import Json, Op, OpKind

SOURCE: Final = "street"
_DEVICE: Final = Device("street", 1, 0, "", "")


def create(means: Means, cid: str, key: Key, f: dict[str, Json]) -> None:
    """A record of the street's in one committee; one that is there stays as it is. Raises CommitteeUnknown, Busy."""
    _write(means, cid, _Said("create", key, key[1], f))


def patch(means: Means, cid: str, key: Key, f: dict[str, Json]) -> None:
    """Write the street's groups of a record that is there; raises CommitteeUnknown, Busy."""
    _write(means, cid, _Said("patch", key, ids.to_text(ids.new_id()), f))


def remove(means: Means, cid: str, key: Key, reason: str) -> None:
    """Remove a record of the street's; one that is not there stays so. Raises CommitteeUnknown, Busy."""
    _write(means, cid, _Said("delete", key, ids.to_text(ids.new_id()), {}, reason))


@dataclass(frozen=True, slots=True)
class _Said:
    """An operation before it is known how the record stands."""

    kind: OpKind
    key: Key
    op_id: str
    f: dict[str, Json]
    reason: str = ""


def _write(means: Means, cid: str, said: _Said) -> None:
    checkers = sources.checkers(means.store)

    def decided() -> dict[str, Json]:
        with means.store.turn(cid) as turn:
            sending = Sending(_DEVICE, means.now_ms(), turn.head.seq, SOURCE, checkers=checkers)
            (result,), written = decide(turn, [_operation(turn, said)], sending, means.keyed)
            written.device = None
            turn.write(written)
            return result

    try:
        pushing.tried(means, decided)
    except Refusal as refusal:
        raise Busy from refusal


def _operation(turn: Turn, said: _Said) -> Op:
    """As if the street had just seen the record."""
    known = None if said.kind == "create" else turn.records([said.key]).get(said.key)
    return Op(
        n=numbering.of_new(ids.from_text(said.op_id) or bytes(16), SOURCE),
        op_id=said.op_id,
        g=said.op_id,
        k=said.kind,
        t=said.key[0],
        id=said.key[1],
        base=known.rv if known else 0,
        was={group: known.f.get(group) for group in said.f} if known else {},
        f=said.f,
        at=clock.now_text(),
        off=0,
        u=SOURCE,
        cv="",
        reason=said.reason,
    )
