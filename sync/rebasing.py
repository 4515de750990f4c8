"""Rebasing: rows are made to read what the cloud's copies and this PC's operations upon them give.

Everything that moves a copy or an operation ends here, inside the transaction that moved it, so that the view is right
at every commit (invariant I9). How rows are written is `storage.syncing.landing`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import cast

from ledger import catalog
from ledger.definition import Ledger
from storage import base, overlays
from storage.base import Base
from storage.database import Connection
from storage.opened.writing import Came
from storage.operations import Operation, State
from storage.syncing import conflicts, outbox, removals
from storage.syncing.landing import Arrival, Landing, Row
from storage.syncing.outbox import Touched
from storage.values import codec
from sync.copies import Copy
from sync.overlay import Effective, OperationsBroken, effective

_AT_ONCE = 2000
LEDGERS = frozenset(ledger.name for ledger in catalog.EVERY)


class Rebasing:
    """The rebasing of one transaction; whoever began it calls `finish` before the commit."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.landing = Landing(connection)
        self.settled = 0
        self.struck: list[int] = []
        """Actions out of which an erasure order struck something."""
        self._authors: dict[int, outbox.Author] = {}

    @cached_property
    def lead(self) -> dict[bytes, bytes]:
        """The records that became another's: id -> the other's; a PC that began alone may have a hundred thousand."""
        return overlays.aliases(self.connection)

    def finish(self) -> Came:
        """Make right what follows from rows; answers what came."""
        told = list(self.landing.landed)
        self.landing.finish()
        return Came(told, self.struck)

    # -- copies that came

    def lay(self, ledger: Ledger, copies: Sequence[Copy], *, only_newer: bool = True) -> None:
        """Copies of records, each record once, beneath this PC's operations.

        What a page brings again is passed over; a cloud that was restored may have older ones, which are taken then.
        """
        stream = iter([copy for copy in copies if copy.base.id not in self.lead])
        while chunk := list(islice(stream, _AT_ONCE)):
            self._lay(ledger, {copy.base.id: copy for copy in chunk}, only_newer=only_newer)

    def _lay(self, ledger: Ledger, copies: Mapping[bytes, Copy], *, only_newer: bool) -> None:
        rows = self.landing.rows(ledger, copies)
        operations = overlays.overlays(self.connection, ledger.name, list(copies))
        kept = base.copies_of(self.connection, ledger.name, copies) if rows else {}
        laid: dict[bytes, Base | None] = {}
        mine: dict[bytes, Sequence[Operation]] = {}
        for record_id, copy in copies.items():
            row, before = rows.get(record_id), kept.get(record_id)
            if only_newer and row is not None and cast("int", row["rv"]) > copy.base.rv:
                continue
            mine[record_id] = self._left(operations.get(record_id, ()), copy.base.rv)
            is_bare = row is not None and (before is None or not mine[record_id])
            laid[record_id] = copy.over(base.of_row(ledger, row) if is_bare and row and copy.is_tombstone else before)
        had = {record_id: one for record_id, one in kept.items() if record_id in laid}
        self._write(ledger, rows, laid, mine, had=had)
        removals.note(
            self.connection, ledger.name, [(key, _removal(copies[key])) for key in laid if copies[key].is_tombstone]
        )

    def _left(self, operations: Sequence[Operation], rv: int) -> list[Operation]:
        """The operations that a copy does not hold yet; the others are settled."""
        held = [one.lid for one in operations if one.state == State.ACKED and (one.ack_rv or 0) <= rv]
        if not held:
            return list(operations)
        outbox.settle_these(self.connection, held)
        self.settled += len(held)
        return [one for one in operations if one.lid not in set(held)]

    # -- operations that moved

    def reckon_touched(self, touched: Iterable[Touched]) -> None:
        """Records whose operations moved: they were refused, settled, or wait again."""
        by_type: dict[str, dict[bytes, None]] = {}
        for one in touched:
            by_type.setdefault(one.type, {})[self.lead.get(one.id, one.id)] = None
        conflicts.reckon(self.connection, by_type.pop(conflicts.TYPE, ()))
        for name, record_ids in by_type.items():
            if name in LEDGERS:
                self.reckon(catalog.named(name), record_ids)

    def reckon(self, ledger: Ledger, record_ids: Iterable[bytes]) -> None:
        """Let these records read what their copies and operations now give."""
        stream = iter(record_ids)
        while chunk := list(islice(stream, _AT_ONCE)):
            rows = self.landing.rows(ledger, chunk)
            mine = overlays.overlays(self.connection, ledger.name, chunk)
            kept = base.copies_of(self.connection, ledger.name, chunk)
            below: dict[bytes, Base | None] = {}
            for record_id in chunk:
                row = rows.get(record_id)
                from_row = base.of_row(ledger, row) if row and row["rv"] else None
                below[record_id] = kept.get(record_id) or from_row
            self._write(ledger, rows, below, mine, had=kept)

    def let_go(self, ledger: Ledger, record_ids: Sequence[bytes]) -> int:
        """The cloud has these no more: rows without operations go, the others when the cloud has decided on those.

        Of a record that this PC made, and whose creation waits again, no copy is left at all. Answers how many rows
        went.
        """
        before = self.landing.counted.dropped
        rows = self.landing.rows(ledger, record_ids)
        mine = overlays.overlays(self.connection, ledger.name, record_ids)
        kept = base.copies_of(self.connection, ledger.name, record_ids)
        below: dict[bytes, Base | None] = {}
        for record_id in record_ids:
            row, operations = rows.get(record_id), mine.get(record_id, ())
            copy = kept.get(record_id) or (base.of_row(ledger, row) if row and row["rv"] else None)
            is_own = any(one.kind == "create" for one in operations)
            below[record_id] = None if is_own or not operations or copy is None else _gone(copy)
        self._write(ledger, rows, below, mine, had=kept)
        return self.landing.counted.dropped - before

    # -- rows

    def _write(
        self,
        ledger: Ledger,
        rows: Mapping[bytes, Row],
        below: Mapping[bytes, Base | None],
        mine: Mapping[bytes, Sequence[Operation]],
        *,
        had: Mapping[bytes, Base],
    ) -> None:
        """Rows, and kept copies, of records whose copy is `below` and whose operations are `mine`."""
        new: list[Arrival] = []
        changed: list[tuple[Row, Arrival]] = []
        dropped: list[Row] = []
        keep: list[Base] = []
        for record_id, copy in below.items():
            operations, row = mine.get(record_id, ()), rows.get(record_id)
            if copy is not None and operations and had.get(record_id) != copy:
                keep.append(copy)
            arrival = self._arrival(ledger, copy, operations, (record_id, row))
            if arrival is None:
                dropped += [row] if row else []
            elif row is not None:
                changed.append((row, arrival))
            elif arrival.life % 2 or operations:
                new.append(arrival)
        base.put_copies(self.connection, ledger.name, keep)
        free = [key for key in had if not mine.get(key) or below.get(key) is None]
        base.drop_copies(self.connection, ledger.name, free)
        self.landing.drop(ledger, dropped)
        self.landing.add(ledger, new)
        self.landing.change(ledger, changed)

    def _arrival(
        self, ledger: Ledger, copy: Base | None, operations: Sequence[Operation], at: tuple[bytes, Row | None]
    ) -> Arrival | None:
        """How a row is to read; None: there is none."""
        if not operations:
            if copy is None or copy.gone:
                return None
            values = {name: value for name, value in codec(ledger).read(copy.f).items() if value is not None}
            return Arrival(copy.id, copy.life, copy.rv, self._led(ledger, values), copy.ext, copy.stamps)
        record_id, row = at
        should = self._effective(ledger, copy, operations)
        if should is None:
            return None
        stamps = self._stamps(copy, operations, row)
        ext = copy.ext if copy else cast("str | None", row["ext"]) if row else None
        return Arrival(record_id, should.life, should.rv, should.values, ext, stamps)

    def _led(self, ledger: Ledger, values: dict[str, object]) -> dict[str, object]:
        if self.lead:
            for item in ledger.references:
                target = values.get(item.name)
                if isinstance(target, bytes) and target in self.lead:
                    values[item.name] = self.lead[target]
        return values

    def _effective(self, ledger: Ledger, copy: Base | None, operations: Sequence[Operation]) -> Effective | None:
        """None also for what was done to a record that is not here yet: one that a merge was taken back for."""
        with suppress(OperationsBroken):
            return effective(ledger, copy, operations, self.lead)
        return None

    def _stamps(self, copy: Base | None, operations: Sequence[Operation], row: Row | None) -> base.Stamps:
        """Created as the cloud says, last changed by the newest operation."""
        first, last = (self._author(one.action)[:2] for one in (operations[0], operations[-1]))
        made = (copy.stamps[0], copy.stamps[1]) if copy else first
        is_alone = copy is None and len(operations) == 1
        if row is not None and copy is None:
            made = cast("str", row["created_at"]), cast("str", row["created_by"])
        return (*made, None, None) if is_alone else (*made, *last)

    def _author(self, action: int) -> outbox.Author:
        if action not in self._authors:
            self._authors |= outbox.authors(self.connection, (action,))
        return self._authors[action]


def _gone(copy: Base) -> Base:
    return Base(copy.id, copy.rv, copy.life, copy.f, gone=True, ext=copy.ext, stamps=copy.stamps)


def _removal(copy: Copy) -> removals.Removal:
    _, _, at, user = copy.base.stamps
    return removals.Removal(copy.reason, at or "", user or "")
