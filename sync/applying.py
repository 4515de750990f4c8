"""T4: what is staged comes into the ledgers, and the cursor with it, in one transaction.

A record that is in several pages comes once, as the last of them has it. Aliases come first, then the ledgers, parents
before children, then conflicts. When the last page of a pull is in, this PC has everything up to the page's number: a
checkpoint; operations decided up to there leave the overlay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ledger import catalog, clock, ids
from storage import state
from storage.database import Connection
from storage.opened.writing import Came
from storage.syncing import aliases, authors, cloud_state, conflicts, outbox, seen, stage, unknown
from storage.syncing.stage import Page
from sync import leading, purging
from sync.copies import Change, copy_of
from sync.protocol import ALIAS, AUTHOR, CONFLICT
from sync.rebasing import LEDGERS, Rebasing

AT_ONCE = 4000
"""Changes of one transaction; of more than that some pages come at a time, and the view mixes two moments."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply changed in the ledgers."""

    changes: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    """Rows that are no more."""
    merged: int = 0
    """Records that became another one (aliases)."""
    conflicts: int = 0
    """Conflicts that are new and open."""
    unknown: int = 0
    """Records of types that this version does not know."""
    settled: int = 0
    """Operations that left the overlay."""
    more: bool = False
    """Pages are left: call again."""

    def plus(self, other: Applied) -> Applied:
        """The sum; whether more is left is the later one's to say."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Applied(**counts, more=other.more)


_COUNTS = ("changes", "new", "changed", "removed", "merged", "conflicts", "unknown", "settled")


@dataclass(slots=True)
class Sorted:
    """Changes by what they are about."""

    records: dict[str, list[Change]] = field(default_factory=dict)
    conflicts: list[Change] = field(default_factory=list)
    aliases: list[Change] = field(default_factory=list)
    authors: list[Change] = field(default_factory=list)
    unknown: list[Change] = field(default_factory=list)

    @classmethod
    def of(cls, changes: Iterable[Change]) -> Sorted:
        """Each record once, in the order of `rv`."""
        found = cls()
        for change in {(change["t"], change["id"]): change for change in changes}.values():
            type_ = change["t"]
            if type_ in LEDGERS:
                found.records.setdefault(type_, []).append(change)
            else:
                others = {CONFLICT: found.conflicts, ALIAS: found.aliases, AUTHOR: found.authors}
                others.get(type_, found.unknown).append(change)
        return found


def apply(connection: Connection) -> tuple[Applied, Came]:
    """Bring in some pages, or all; answers what changed."""
    pages = stage.pages(connection)
    taken = _taken(pages)
    count = sum(page.count for page in taken)
    rebasing = Rebasing(connection)
    was_partial = state.number(connection, cloud_state.PARTIAL)
    counts = land(rebasing, Sorted.of(change for page in taken for change in stage.changes(connection, page)))
    stage.drop(connection, taken)
    if taken:
        _move_on(connection, taken[-1], is_whole=taken[-1].is_last)
    is_whole = not state.number(connection, cloud_state.PARTIAL)
    settled = _settle(rebasing) if is_whole else 0
    if was_partial and is_whole:
        rebasing.landing.join()
    told = rebasing.finish()
    rows = rebasing.landing.counted
    done = Applied(
        changes=count,
        new=rows.new,
        changed=rows.changed,
        removed=rows.dropped,
        merged=counts.merged,
        conflicts=counts.conflicts,
        unknown=counts.unknown,
        settled=settled + rebasing.settled,
        more=len(pages) > len(taken),
    )
    return done, told


def _taken(pages: Sequence[Page]) -> Sequence[Page]:
    taken, count = 0, 0
    for page in pages:
        if taken and count + page.count > AT_ONCE:
            break
        taken, count = taken + 1, count + page.count
    return pages[:taken]


def _move_on(connection: Connection, page: Page, *, is_whole: bool) -> None:
    state.put(connection, cloud_state.CURSOR, page.cursor)
    state.put(connection, cloud_state.SEQ, page.seq)
    state.put(connection, cloud_state.PARTIAL, int(not is_whole))
    if is_whole:
        cloud_state.add_checkpoint(connection, (page.seq, page.cursor, clock.now_text()))


def _settle(rebasing: Rebasing) -> int:
    connection = rebasing.connection
    seq = state.number(connection, cloud_state.SEQ)
    count, touched = outbox.settle(connection, seq)
    rebasing.reckon_touched(touched)
    return count


@dataclass(slots=True)
class Counts:
    """What landing counts beside rows."""

    merged: int = 0
    conflicts: int = 0
    unknown: int = 0


def land(rebasing: Rebasing, changes: Sorted, *, only_newer: bool = True) -> Counts:
    """Changes of any type into the tables; they are taken out of `changes`, so that only those in hand take memory."""
    connection, counts = rebasing.connection, Counts()
    if state.number(connection, cloud_state.RESYNC):
        _note_seen(connection, changes)
    counts.merged = leading.land(rebasing, changes.aliases)
    for ledger in catalog.EVERY:
        copies = [copy_of(ledger, change) for change in changes.records.pop(ledger.name, ())]
        rebasing.lay(ledger, copies, only_newer=only_newer)
        purging.purge(rebasing, ledger, [copy.base.id for copy in copies if copy.is_purged])
    counts.conflicts = conflicts.land(connection, changes.conflicts) if changes.conflicts else 0
    authors.land(connection, changes.authors)
    if changes.unknown:
        unknown.land(connection, changes.unknown)
    counts.unknown = len(changes.unknown)
    return counts


def _note_seen(connection: Connection, changes: Sorted) -> None:
    by_type = {**changes.records, conflicts.TYPE: changes.conflicts, aliases.TYPE: changes.aliases}
    for name, several in by_type.items():
        seen.note(connection, name, [ids.from_text(one["id"]) or b"" for one in several])
