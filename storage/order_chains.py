"""Are the events of every order as they were written? Their hashes, over the bytes as they are stored.

One pass over all events in the order in which they came. An event that names another one than its order ended with is
a fork, or a fault: its order is read once more, by itself and in the order of its events, and says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from ledger import ids
from ledger.orders import chain
from ledger.orders.columns import HEADS_MARK
from storage import operations
from storage.database import Connection

_ORDER, _EVENT = "work_order", "work_order_event"
_BODY: Final = ", ".join(chain.FIELDS[1:])  # all but the order's id, which is spelled
_READ: Final = f"order_uid, prev_hash, follows, {_BODY}"
_DEAD: Final = "o.type = 'work_order_event' AND o.lid IN (SELECT lid FROM sync_dead)"
_ALIVE: Final = "life & 1"


@dataclass(frozen=True, slots=True)
class Broken:
    """An order whose events do not hold together: the first event that does not fit, None where the last is missing."""

    order: bytes
    event: bytes | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pass over all events found."""

    events: int
    orders: int
    faults: tuple[Broken, ...]

    @property
    def is_whole(self) -> bool:
        """True when every event is as it was written, and none is missing."""
        return not self.faults


def verify(connection: Connection) -> Verdict:
    """Look at every event that is there."""
    ends: dict[bytes, list[str]] = {}
    doubtful: dict[bytes, None] = {}
    count = 0
    sql = f"SELECT {_READ} FROM {_EVENT} WHERE {_ALIVE} AND order_uid IS NOT NULL ORDER BY nr"  # noqa: S608 - fixed
    for order, prev_hash, follows, *values in connection.stream(sql):
        one, named = cast("bytes", order), cast("str", follows or prev_hash)
        own = chain.hash_of(cast("str", prev_hash), chain.body([ids.to_text(one), *values]))
        known = ends.get(one)
        if known is None:
            ends[one] = [own]
            if named != chain.FIRST:
                doubtful[one] = None
        else:
            if named in known:
                known.remove(named)
            else:
                doubtful[one] = None
            known.append(own)
        count += 1
    kept = _heads(connection)
    doubtful |= dict.fromkeys(one for one, heads in kept.items() if set(ends.get(one, ())) != heads)
    faults = tuple(_faults(connection, doubtful, kept))
    return Verdict(count, len(kept), faults)


def _heads(connection: Connection) -> dict[bytes, set[str]]:
    """The hashes that each order must end with."""
    rows = connection.rows(f"SELECT id, heads FROM {_ORDER} WHERE {_ALIVE}")  # noqa: S608 - fixed names
    return {cast("bytes", one): set(str(heads).split(HEADS_MARK)) if heads else set() for one, heads in rows}


def _faults(connection: Connection, orders: Iterable[bytes], kept: dict[bytes, set[str]]) -> Iterator[Broken]:
    """Those of the orders that really do not hold together: forks and orders of arrival that cross are none."""
    sql = (
        f"SELECT id, {_READ} FROM {_EVENT} WHERE order_uid = ? AND {_ALIVE}"  # noqa: S608 - fixed names
        " ORDER BY seq IS NULL, seq, nr"
    )
    untaken = _untaken(connection) if orders else ()
    for one in orders:
        rows = connection.rows(sql, (one,))
        links = [_link(one, *rest) for _, _, *rest in rows]
        found = chain.verify(links, kept.get(one, ()), untaken=untaken)
        if found.broken is not None:
            event = rows[found.broken][0] if found.broken < len(rows) else None
            yield Broken(one, cast("bytes | None", event))


def _link(order: bytes, prev_hash: object, follows: object, *values: object) -> chain.Link:
    return chain.Link(str(prev_hash), chain.body([ids.to_text(order), *values]), str(follows or ""))


def _untaken(connection: Connection) -> frozenset[str]:
    """The hashes of this PC's events that became dead letters: nothing tells of them until the cloud does."""
    rows = ({"order_uid": None, **one.new} for one in operations.operations_where(connection, _DEAD, ()))
    return frozenset(
        chain.hash_of(str(row["prev_hash"]), chain.body_of({**row, "order_uid": ids.to_text(row["order_uid"])}))
        for row in rows
        if isinstance(row["order_uid"], bytes)
    )
