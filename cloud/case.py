"""An operation before the committee, and what became of it: what rulings read, and the ways in which they write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloud import confirming, conflicts
from cloud.conflicts import Author, Clash
from cloud.records import Change, Key, Record
from cloud.working import Working
from ledger.errors import LedgerError
from ledger.orders.modules import Modules, shipped
from sync.protocol import Json, Op, Outcome, plain


class Refused(LedgerError):
    """No rule takes this operation; `reason` is the code that its author's PC explains."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Ruling:
    """What became of an operation: the fate of each group, and the conflicts that ask a person or tell of it."""

    groups: dict[str, str] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    asks: bool = False
    is_twin: bool = False

    @property
    def outcome(self) -> Outcome:
        """In one word."""
        if self.asks:
            return "conflict"
        contested = any(fate in ("took_new", "kept_server") for fate in self.groups.values())
        return "merged" if contested or self.is_twin or self.conflicts else "applied"


@dataclass(frozen=True, slots=True)
class Case:
    """An operation before the committee. Its PC knew the committee up to the number `seen` when it sent it.

    `now_ms`: the cloud's clock. `roles`: those of its author's account, None for one that the cloud does not know.
    `modules`: who leads which.
    """

    working: Working
    op: Op
    author: Author
    now_ms: int
    seen: int
    is_clock_trusted: bool
    checkers: confirming.Checkers = field(default_factory=lambda: confirming.USUAL)
    roles: tuple[str, ...] | None = None
    modules: Modules = field(default_factory=shipped)

    def contest(self, ruling: Ruling, clash: Clash) -> None:
        """Write a conflict, if it still is one."""
        conflict = conflicts.open_conflict(self.working, self.op, self.author, clash)
        if conflict:
            ruling.conflicts.append(conflict)
            ruling.asks = ruling.asks or clash.kind not in conflicts.SETTLED_BY_ITSELF

    def note(self, key: Key, rv: int, was: Mapping[str, Json], new: Mapping[str, Json]) -> None:
        """Enter the change log."""
        op, author = self.op, self.author
        self.working.note(
            Change(rv, op.op_id, author.device, author.user, author.source, *key, op.k, was, new, author.at)
        )

    def put(self, record: Record, f: Mapping[str, Json], written: Mapping[str, Json]) -> Record:
        """The record with these groups written and stamped; `f` are all its groups."""
        rv = self.working.next_rv()
        stamp = self.author.stamp(rv, self.op)
        clean = {group: value for group, value in f.items() if plain(value) is not None}
        made = record.with_(rv=rv, f=clean, fm={**record.fm, **dict.fromkeys(written, stamp)})
        self.working.put(made)
        self.note(record.key, rv, {group: record.f[group] for group in written if group in record.f}, written)
        return made
