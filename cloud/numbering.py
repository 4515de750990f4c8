"""What stands in the place of an operation's number where nobody counts: of a feed, a transfer, the street."""

from __future__ import annotations

from ledger import ids


def following(op_id: bytes) -> int:
    """The number that follows from an id which itself follows from something (`ids.derived`); it is no other's."""
    return int.from_bytes(op_id[:8], "big") >> 2


def of_new(op_id: bytes, source: str) -> int:
    """The number of an operation with a new id: such an id begins with its moment, and several may be made in one."""
    return following(ids.derived(op_id, source))
