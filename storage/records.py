"""Writing: one transaction is one action; every change writes row, operation and audit entry together.

The values come checked; what a field may hold is decided in `ledger`. Reading is `reading.py`'s, how many new rows are
written at once `new_rows.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, starmap
from typing import NamedTuple, TypeVar, cast

from ledger import catalog
from ledger.definition import Ledger
from ledger.errors import ChangedBeneath, RecordNotFound, UnknownField
from storage import base, creations, operations, order_columns, order_processes, removal, schema, settings, sorting
from storage.database import Connection
from storage.errors import NeverChanged, ReasonMissing
from storage.journal import Committed, Entry, Journal
from storage.new_rows import NewRows
from storage.operations import OpKind
from storage.search import search_text
from storage.search.renewing import Renewing
from storage.sorting import sort_columns
from storage.syncing import answers, landed
from storage.syncing.landed import Landed
from storage.traces import Addresses, names_places
from storage.trail.log_key import LogKey
from storage.values import Column, Values, codec, dump

CHUNK = 4000  # rows prepared at once: about 10 MB of values
PATCH_CHUNK = 400  # rows read at once before they are changed

_PLACED = ("building_uid", "unit_uid", "room_no")  # a dwelling is also found by its place

T = TypeVar("T")
Row = dict[str, object]
Change = tuple[bytes, Values, Values]
Within = Callable[[Iterable[bytes]], bool]
"""Whether records are among those that the account may reach (`bounds.py`)."""


class _Head(NamedTuple):
    """What a row says about itself."""

    nr: int
    id: bytes
    life: int
    rv: int


class Write:
    """One open action. Made by `Store.write`; everything is undone when its `with` block raises."""

    def __init__(self, connection: Connection, entry: Entry, key: LogKey, within: Within | None = None) -> None:
        self._connection = connection
        self._within, self._made = within, set[bytes]()
        self._journal = Journal(connection, entry, key)
        self._addresses = Addresses(connection)
        self._new_rows = NewRows(connection, self._journal, self._addresses)
        self._entries = Renewing(connection)
        self._moved: dict[bytes, None] = {}  # orders that have new events
        self._versions: set[order_processes.Version] = set()  # new versions of processes, by which orders are decided

    @property
    def action(self) -> int:
        """Number of the action; an import's batch."""
        return self._journal.action

    @property
    def at(self) -> str:
        """The instant that its audit entry will have."""
        return self._journal.at

    @property
    def link(self) -> bytes:
        """The link of the entry in the audit chain, once it is written."""
        return self._journal.link

    @property
    def count(self) -> int:
        """Operations written so far."""
        return self._journal.count

    @property
    def connection(self) -> Connection:
        """For what the action changes beside the ledgers, in the same transaction; `storage`'s own modules take it."""
        return self._connection

    # -- what callers use

    def create(self, ledger: Ledger, rows: Iterable[tuple[bytes, Values]]) -> None:
        """New records: (id, values by stored field name; absent and None are the same)."""
        for chunk in _chunks(rows, CHUNK):
            self._new_rows.write(ledger, chunk)
            if self._within is not None:
                self._made.update(record_id for record_id, _ in chunk)
            self._addresses_beneath(ledger, [record_id for record_id, _ in chunk], schema.table(ledger).fields)
            if order_columns.names_orders(ledger.name):
                self._moved |= dict.fromkeys(cast("bytes", values["order_uid"]) for _, values in chunk)
            elif ledger.name == order_processes.PROCESS:
                self._versions |= {order_processes.version_of(values) for _, values in chunk}

    def patch(self, ledger: Ledger, changes: Iterable[Change], *, checked: bool = True) -> int:
        """Change records: (id, the touched fields' values as the user saw them, their new values).

        Fields that already hold the new value are passed over. Answers how many records changed.

        Raises:
            ChangedBeneath: a touched field holds neither what the user saw nor what the user wants, or the record
                was removed. With `checked=False` the caller vouches for what was seen.
            RecordNotFound: no such record.
            NeverChanged: what the ledger holds is written once.
        """
        _require_changing(ledger)
        done = 0
        for chunk in _without_repeats(changes, PATCH_CHUNK):
            self._require_within(ledger, [record_id for record_id, _, _ in chunk])
            done += self._patch(ledger, chunk, checked=checked)
        return done

    def delete(self, ledger: Ledger, record_ids: Iterable[bytes], *, reason: str) -> None:
        """Remove records softly, with what goes with them; raises StillReferred, ReasonMissing, RecordNotFound."""
        if not reason.strip():
            raise ReasonMissing(ledger.name)
        self._new_rows.flush()
        for record_id in record_ids:
            self._require_within(ledger, [record_id])
            removal.refuse_if_held(self._connection, ledger, record_id)
            for part, part_ids in removal.parts_to_remove(self._connection, ledger, record_id):
                self._turn(catalog.named(part), part_ids, kind="delete", reason=reason)
            self._turn(ledger, [record_id], kind="delete", reason=reason)

    def take_back(self, ledger: Ledger, record_ids: Sequence[bytes], *, reason: str) -> None:
        """Remove records in bulk without looking for what refers to them: the undo of a batch has looked already."""
        self._require_within(ledger, record_ids)
        self._turn(ledger, record_ids, kind="delete", reason=reason)

    def bring_back(self, ledger: Ledger, record_ids: Sequence[bytes]) -> None:
        """Bring records back in bulk, each by itself, without looking at what they belong to: the undo has looked."""
        self._require_within(ledger, record_ids)
        self._turn(ledger, record_ids, kind="restore", reason="")

    def restore(self, ledger: Ledger, record_ids: Iterable[bytes]) -> None:
        """Bring removed records back, with what went with them; raises ParentRemoved, RecordNotFound."""
        for record_id in record_ids:
            self._require_within(ledger, [record_id])
            for row in self._current(ledger, [record_id]).values():
                removal.refuse_if_orphan(self._connection, ledger, row)
            self._turn(ledger, [record_id], kind="restore", reason="")
            for part, part_ids in removal.parts_to_restore(self._connection, ledger, record_id):
                self._turn(catalog.named(part), part_ids, kind="restore", reason="")

    def answer(self, conflict_id: bytes, choice: str) -> None:
        """Answer a question of the cloud, before writing what the answer changes.

        Raises:
            RecordNotFound: there is no such question.
        """
        self._new_rows.flush()
        answers.write(self._connection, self._journal, conflict_id, choice)

    def begin_group(self) -> None:
        """What is written from here on stands or falls by itself at the cloud, not with what was written before."""
        self._new_rows.flush()
        self._journal.begin_group()

    def set_setting(self, key: str, value: object) -> None:
        """Set a stored setting with this action; None removes it."""
        settings.put(self._connection, key, value)

    def take_source(self, source: str) -> None:
        """Name the source of the action, where it is known only now."""
        self._journal.source = source

    def audit_detail(self, **facts: object) -> None:
        """Add counts or choices to the audit entry, never personal values.

        An action that changes nothing is entered only when it has a detail.
        """
        self._journal.tell(**facts)

    def finish(self) -> bool:
        """Write the audit entry and the counter; False when there was nothing to enter. Called by the store."""
        self._new_rows.index()
        self._entries.finish()
        self._move_orders()
        return self._journal.close()

    def told(self) -> Committed:
        """What listeners hear of the action once it is committed. Called by the store."""
        return self._journal.told()

    def _move_orders(self) -> None:
        """Let orders that have new events read what those make them, and tell lists and listeners."""
        if self._versions:
            self._moved |= dict.fromkeys(order_processes.affected(self._connection, self._versions))
        if self._moved:
            changed = order_columns.refresh(self._connection, self._moved)
            landed.note(self._connection, [Landed(order_columns.ORDER, one, is_new=False) for one in changed])
            self._journal.follows(order_columns.ORDER, changed)

    # -- changed rows

    def _require_within(self, ledger: Ledger, record_ids: Sequence[bytes]) -> None:
        """A record that the account cannot see is as not there."""
        if self._within is not None and not self._within(set(record_ids) - self._made):
            raise RecordNotFound(ledger.name)

    def _patch(self, ledger: Ledger, chunk: Sequence[Change], *, checked: bool) -> int:
        current = self._current(ledger, [record_id for record_id, _, _ in chunk])
        done: list[tuple[Row, Row, Values]] = []
        for record_id, seen, new in chunk:
            row = current.get(record_id)
            if row is None:
                raise RecordNotFound(ledger.name)
            if checked:
                _compare(ledger, row, seen, new)
            wanted = {name: value for name, value in new.items() if row[name] != value}
            if wanted:
                done.append((row, {**row, **{name: seen.get(name, row[name]) for name in wanted}}, wanted))
        if not done:
            return 0
        self._new_rows.index()
        base.keep_copies(self._connection, ledger, (row for row, _, _ in done))
        creations.spell_out(self._connection, ledger, [row for row, _, _ in done])
        self._update(ledger, [(row, wanted) for row, _, wanted in done])
        self._append_patches(ledger, done)
        touched = {name for _, _, wanted in done for name in wanted}
        self._journal.touched(ledger, touched)
        if len(done) == 1:
            self._journal.hash_values(ledger, done[0][1], done[0][2])
        searched = set(search_text.fields(ledger)).union(_PLACED if search_text.has_places(ledger) else ())
        numbers = [cast("int", row["nr"]) for row, _, wanted in done if not searched.isdisjoint(wanted)]
        self._entries.refresh(ledger, numbers)
        self._addresses_beneath(ledger, [cast("bytes", row["id"]) for row, _, _ in done], touched)
        return len(done)

    def _append_patches(self, ledger: Ledger, done: Sequence[tuple[Row, Row, Values]]) -> None:
        spelling = codec(ledger)
        bodies = []
        for row, was, wanted in done:
            groups = spelling.groups_of(wanted)
            old, new = spelling.chosen(groups, was), spelling.chosen(groups, {**row, **wanted})
            bodies.append(operations.patch_body(cast("int", row["rv"]), old, new))
        self._journal.append("patch", ledger.name, [cast("bytes", row["id"]) for row, _, _ in done], bodies)

    def _update(self, ledger: Ledger, changes: Sequence[tuple[Row, Values]]) -> None:
        """Update rows with the columns that follow from the changed ones."""
        shapes: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
        for row, wanted in changes:
            whole: dict[str, Column] = {name: [value] for name, value in {**row, **wanted}.items()}
            local = self._addresses.columns(ledger, whole, 1)
            local |= sort_columns(ledger, whole | local)
            values = {**wanted, **{name: column[0] for name, column in local.items()}}
            stamped = (*values.values(), self._journal.at, self._journal.user, row["nr"])
            shapes.setdefault(tuple(values), []).append(stamped)
        for names, rows in shapes.items():
            sets = ", ".join(f"{name} = ?" for name in (*names, "updated_at", "updated_by"))
            self._connection.run_many(f"UPDATE {ledger.name} SET {sets} WHERE nr = ?", rows)  # noqa: S608 - catalog

    def _turn(self, ledger: Ledger, record_ids: Sequence[bytes], *, kind: OpKind, reason: str) -> None:
        """Remove live records or bring removed ones back."""
        _require_changing(ledger)
        heads, alive = self._heads(ledger, record_ids), kind == "delete"
        if len(heads) < len(set(record_ids)) or any(head.life % 2 != alive for head in heads):
            raise RecordNotFound(ledger.name)
        self._new_rows.index()
        if known := [head.id for head in heads if head.rv]:
            base.keep_copies(self._connection, ledger, self._current(ledger, known).values())
        at, user = self._journal.at, self._journal.user
        self._connection.run_many(
            f"UPDATE {ledger.name} SET life = life + 1, updated_at = ?, updated_by = ? WHERE nr = ?",  # noqa: S608 - catalog
            [(at, user, head.nr) for head in heads],
        )
        self._entries.refresh(ledger, [head.nr for head in heads])
        bodies = {
            (rv, life): dump({"base": rv, "reason": reason} if alive else {"base": rv, "life": life + 1})
            for rv, life in {(head.rv, head.life) for head in heads}
        }
        said = [bodies[head.rv, head.life] for head in heads]
        self._journal.append(kind, ledger.name, [head.id for head in heads], said)

    def _heads(self, ledger: Ledger, record_ids: Sequence[bytes]) -> list[_Head]:
        """How the records stand in this transaction, each once, in the order asked for."""
        self._new_rows.flush()
        marks = ",".join("?" * len(record_ids))
        sql = f"SELECT {', '.join(_Head._fields)} FROM {ledger.name} WHERE id IN ({marks})"  # noqa: S608 - marks
        found = {head.id: head for head in starmap(_Head, self._connection.rows(sql, record_ids))}
        return [found[record_id] for record_id in dict.fromkeys(record_ids) if record_id in found]

    def _current(self, ledger: Ledger, record_ids: Sequence[bytes]) -> dict[bytes, Row]:
        """The rows as they stand in this transaction, removed ones too, in the order asked for."""
        self._new_rows.flush()
        names = schema.table(ledger).columns
        marks = ",".join("?" * len(record_ids))
        sql = f"SELECT {', '.join(names)} FROM {ledger.name} WHERE id IN ({marks})"  # noqa: S608 - marks and names
        found = {row[1]: dict(zip(names, row, strict=True)) for row in self._connection.rows(sql, record_ids)}
        return {record_id: found[record_id] for record_id in record_ids if record_id in found}

    def _addresses_beneath(self, ledger: Ledger, record_ids: Sequence[bytes], fields: Iterable[str]) -> None:
        if not names_places(ledger, fields):
            return
        self._new_rows.flush()
        self._addresses.forget()
        dwelling = catalog.named("dwelling")
        beneath = list(self._addresses.beneath(ledger, record_ids))
        key = sorting.key_maker(dwelling.field("full_address"))
        self._connection.run_many(
            "UPDATE dwelling SET full_address = ?, full_address_sort = ? WHERE nr = ?",
            [(address, key(address), nr) for nr, stored, address in beneath if address != stored],
        )
        self._entries.refresh(dwelling, (nr for nr, _, _ in beneath))


def _require_changing(ledger: Ledger) -> None:
    """Raise NeverChanged for a ledger whose records are written once."""
    if ledger.name in catalog.WRITTEN_ONCE:
        raise NeverChanged(ledger.name)


def _compare(ledger: Ledger, row: Row, seen: Values, new: Values) -> None:
    """Raise ChangedBeneath unless every touched field holds what the user saw or already what the user wants."""
    by, at = str(row["updated_by"] or row["created_by"]), str(row["updated_at"] or row["created_at"])
    if not cast("int", row["life"]) % 2:
        raise ChangedBeneath(ledger.name, (), user=by, at=at)
    known = schema.table(ledger).fields
    for name in new:
        if name not in known:
            raise UnknownField(ledger.name, name)
    moved = tuple(name for name, value in new.items() if row[name] not in (seen.get(name), value))
    if moved:
        raise ChangedBeneath(ledger.name, moved, user=by, at=at)


def _without_repeats(changes: Iterable[Change], size: int) -> Iterator[list[Change]]:
    """Chunks of changes in their order; a record's second change stands in a later chunk than its first."""
    chunk: list[Change] = []
    named: set[bytes] = set()
    for change in changes:
        if len(chunk) == size or change[0] in named:
            yield chunk
            chunk, named = [], set()
        chunk.append(change)
        named.add(change[0])
    if chunk:
        yield chunk


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
