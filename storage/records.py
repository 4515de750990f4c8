"""Writing: one transaction is one action; every change writes row, operation and audit entry together.

The values come checked; what a field may hold is decided in `ledger`. Reading is `reading.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import TypeVar, cast

from ledger import catalog, clock
from ledger.definition import Ledger
from ledger.errors import ChangedBeneath, RecordNotFound, UnknownField
from ledger.ids import new_ids
from storage import audit, base, operations, removal, schema, search, search_text, sorting, state
from storage.database import Connection
from storage.errors import ReasonMissing
from storage.operations import OpKind, State
from storage.sorting import sort_columns
from storage.traces import Addresses, names_places
from storage.values import Column, Values, codec, dump

CHUNK = 4000  # rows prepared at once: about 10 MB of values and bodies
PATCH_CHUNK = 400  # rows read at once before they are changed
GROUP_LIMIT = 50  # operations that one form save may bind together (docs/sync_protocol.md, limits)
_BULK_FROM = 2000  # rows from which an empty table gets its indexes after the rows
LONE_KINDS = frozenset(("import", "import-undo", "demo"))
"""Kinds of action whose operations stand alone: the cloud may take one and refuse another."""

_PLACED = ("building_uid", "unit_uid", "room_no")  # a dwelling is also found by its place

T = TypeVar("T")
Row = dict[str, object]
Change = tuple[bytes, Values, Values]


class Write:
    """One open action. Made by `Store.write`; everything is undone when its `with` block raises."""

    def __init__(self, connection: Connection, *, user: str, kind: str, source: str, reason: str) -> None:
        self._connection = connection
        self._at = clock.now_text()
        self._user, self._kind, self._source, self._reason = user, kind, source, reason
        self.action = connection.number("SELECT max(id) FROM action") + 1
        self._first_lid = self._next_lid = connection.number("SELECT max(lid) FROM operation") + 1
        self._gen = state.number(connection, "gen")
        self._next_n = state.number(connection, "next_n")
        self._hash = audit.RowHash()
        self._detail: dict[str, object] | None = None
        self._next_nrs: dict[str, int] = {}
        self._unindexed: list[Ledger] = []
        self._addresses = Addresses(connection)

    # -- what callers use

    def create(self, ledger: Ledger, rows: Iterable[tuple[bytes, Values]]) -> None:
        """New records: (id, values by stored field name; absent and None are the same)."""
        for chunk in _chunks(rows, CHUNK):
            self._create(ledger, chunk)

    def patch(self, ledger: Ledger, changes: Iterable[Change], *, checked: bool = True) -> int:
        """Change records: (id, the touched fields' values as the user saw them, their new values).

        Fields that already hold the new value are passed over. Answers how many records changed.

        Raises:
            ChangedBeneath: a touched field holds neither what the user saw nor what the user wants, or the record
                was removed. With `checked=False` the caller vouches for what was seen.
            RecordNotFound: no such record.
        """
        return sum(self._patch(ledger, chunk, checked=checked) for chunk in _without_repeats(changes, PATCH_CHUNK))

    def delete(self, ledger: Ledger, record_ids: Iterable[bytes], *, reason: str) -> None:
        """Remove records softly, with what goes with them; raises StillReferred, ReasonMissing, RecordNotFound."""
        if not reason.strip():
            raise ReasonMissing(ledger.name)
        for record_id in record_ids:
            removal.refuse_if_held(self._connection, ledger, record_id)
            for part, part_ids in removal.parts_to_remove(self._connection, ledger, record_id):
                self._turn(catalog.named(part), part_ids, kind="delete", reason=reason)
            self._turn(ledger, [record_id], kind="delete", reason=reason)

    def take_back(self, ledger: Ledger, record_ids: Sequence[bytes], *, reason: str) -> None:
        """Remove records in bulk without looking for what refers to them: the undo of a batch has looked already."""
        self._turn(ledger, record_ids, kind="delete", reason=reason)

    def restore(self, ledger: Ledger, record_ids: Iterable[bytes]) -> None:
        """Bring removed records back, with what went with them; raises ParentRemoved, RecordNotFound."""
        for record_id in record_ids:
            for row in self._current(ledger, [record_id]).values():
                removal.refuse_if_orphan(self._connection, ledger, row)
            self._turn(ledger, [record_id], kind="restore", reason="")
            for part, part_ids in removal.parts_to_restore(self._connection, ledger, record_id):
                self._turn(catalog.named(part), part_ids, kind="restore", reason="")

    def audit_detail(self, **facts: object) -> None:
        """Add counts or choices to the audit entry, never personal values.

        An action that changes nothing is entered only when it has a detail.
        """
        self._detail = {**(self._detail or {}), **facts}

    @property
    def count(self) -> int:
        """Operations written so far."""
        return self._next_lid - self._first_lid

    def finish(self) -> bool:
        """Write the audit entry and the counter; False when there was nothing to enter. Called by the store."""
        self._index_filled()
        if not self.count and self._detail is None:
            return False
        if 1 < self.count <= GROUP_LIMIT and self._kind not in LONE_KINDS:
            self._connection.run(
                "UPDATE operation SET g = (SELECT op_id FROM operation WHERE lid = ?1) WHERE lid >= ?1",
                (self._first_lid,),
            )
        offset_ms = state.number(self._connection, "clock_offset_ms")
        head = (self.action, self._at, self._user, self._kind, self._source, self._reason, offset_ms, VERSION)
        tail = (dump(self._detail or {}), self._first_lid, self.count, self._hash.digest())
        audit.write_entry(self._connection, (*head, *tail))
        state.put(self._connection, "next_n", self._next_n)
        return True

    # -- new rows

    def _create(self, ledger: Ledger, chunk: Sequence[tuple[bytes, Values]]) -> None:
        shape, count = schema.table(ledger), len(chunk)
        present = set[str]().union(*(values for _, values in chunk))
        if not present.issubset(shape.fields):
            raise UnknownField(ledger.name, ", ".join(sorted(present.difference(shape.fields))))
        record_ids = [record_id for record_id, _ in chunk]
        # Only the columns that hold anything in this chunk: of a person's 56 a sheet fills some 25.
        columns: dict[str, Column] = {
            name: [values.get(name) for _, values in chunk] for name in shape.fields if name in present
        }
        bodies = [f'{{"f":{groups}}}' for groups in codec(ledger).whole(columns, count)]
        columns |= self._addresses.columns(ledger, columns, count)
        columns |= sort_columns(ledger, columns)
        numbers = self._numbers(ledger, count)
        names = ("nr", "id", *columns, "created_at", "created_by")
        filled = (numbers, record_ids, *columns.values(), repeat(self._at, count), repeat(self._user, count))
        marks = ", ".join("?" * len(names))
        found_by = list(search.entries(ledger, self._found_by(ledger, numbers, columns)))
        # From here on the database is asked, and the search entries of the chunk before are waited for.
        self._connection.run_many(
            f"INSERT INTO {ledger.name} ({', '.join(names)}, life, rv) VALUES ({marks}, 1, 0)",  # noqa: S608 - catalog
            zip(*filled, strict=True),
        )
        self._append("create", ledger, record_ids, bodies)
        search.enter(self._connection, ledger, found_by)
        self._addresses_beneath(ledger, record_ids, shape.fields)

    def _found_by(self, ledger: Ledger, numbers: range, columns: Mapping[str, Column]) -> Iterator[tuple[int, Values]]:
        """(row number, values that the search index takes) of new rows; of a dwelling also the places above it."""
        found_by = {name: columns[name] for name in search_text.fields(ledger) if name in columns}
        if search_text.has_places(ledger):
            found_by |= self._addresses.place_columns(columns, len(numbers))
        rows = (dict(zip(found_by, row, strict=True)) for row in zip(*found_by.values(), strict=True))
        return zip(numbers, rows, strict=False)

    def _numbers(self, ledger: Ledger, count: int) -> range:
        """The row numbers of `count` new rows. A table that many of them fill from empty is indexed at the end."""
        first = self._next_nrs.get(ledger.name)
        if first is None:
            self._index_filled()
            first = self._connection.number(f"SELECT max(nr) FROM {ledger.name}") + 1  # noqa: S608 - a name of the catalog
            if first == 1 and count >= _BULK_FROM:
                for index in schema.scattered_indexes(ledger):
                    self._connection.run(f"DROP INDEX {index}")
                search.begin_filling(self._connection, ledger)
                self._unindexed.append(ledger)
        self._next_nrs[ledger.name] = first + count
        return range(first, first + count)

    def _index_filled(self) -> None:
        """Make the indexes of tables that were filled from empty; the work goes on beside what comes next."""
        while self._unindexed:
            ledger = self._unindexed.pop()
            for sql in schema.scattered_indexes(ledger).values():
                self._connection.run_alongside(sql)
            search.end_filling(self._connection, ledger)

    # -- changed rows

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
        base.keep_copies(self._connection, ledger, (row for row, _, _ in done))
        self._update(ledger, [(row, wanted) for row, _, wanted in done])
        self._append_patches(ledger, done)
        touched = {name for _, _, wanted in done for name in wanted}
        searched = set(search_text.fields(ledger)).union(_PLACED if search_text.has_places(ledger) else ())
        numbers = [cast("int", row["nr"]) for row, _, wanted in done if not searched.isdisjoint(wanted)]
        search.refresh(self._connection, ledger, numbers)
        self._addresses_beneath(ledger, [cast("bytes", row["id"]) for row, _, _ in done], touched)
        return len(done)

    def _append_patches(self, ledger: Ledger, done: Sequence[tuple[Row, Row, Values]]) -> None:
        spelling = codec(ledger)
        bodies = []
        for row, was, wanted in done:
            groups = spelling.groups_of(wanted)
            old, new = spelling.chosen(groups, was), spelling.chosen(groups, {**row, **wanted})
            bodies.append(operations.patch_body(cast("int", row["rv"]), old, new))
        self._append("patch", ledger, [cast("bytes", row["id"]) for row, _, _ in done], bodies)

    def _update(self, ledger: Ledger, changes: Sequence[tuple[Row, Values]]) -> None:
        """Update rows with the columns that follow from the changed ones."""
        shapes: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
        for row, wanted in changes:
            whole: dict[str, Column] = {name: [value] for name, value in {**row, **wanted}.items()}
            local = self._addresses.columns(ledger, whole, 1)
            local |= sort_columns(ledger, whole | local)
            values = {**wanted, **{name: column[0] for name, column in local.items()}}
            stamped = (*values.values(), self._at, self._user, row["nr"])
            shapes.setdefault(tuple(values), []).append(stamped)
        for names, rows in shapes.items():
            sets = ", ".join(f"{name} = ?" for name in (*names, "updated_at", "updated_by"))
            self._connection.run_many(f"UPDATE {ledger.name} SET {sets} WHERE nr = ?", rows)  # noqa: S608 - catalog

    def _turn(self, ledger: Ledger, record_ids: Sequence[bytes], *, kind: OpKind, reason: str) -> None:
        """Remove live records or bring removed ones back."""
        alive = kind == "delete"
        rows = self._current(ledger, record_ids)
        if len(rows) < len(set(record_ids)) or any(cast("int", row["life"]) % 2 != alive for row in rows.values()):
            raise RecordNotFound(ledger.name)
        base.keep_copies(self._connection, ledger, rows.values())
        bodies = []
        for row in rows.values():
            life = cast("int", row["life"]) + 1
            facts = {"base": row["rv"], "reason": reason} if alive else {"base": row["rv"], "life": life}
            bodies.append(dump(facts))
        self._connection.run_many(
            f"UPDATE {ledger.name} SET life = life + 1, updated_at = ?, updated_by = ? WHERE nr = ?",  # noqa: S608 - catalog
            [(self._at, self._user, row["nr"]) for row in rows.values()],
        )
        search.refresh(self._connection, ledger, [cast("int", row["nr"]) for row in rows.values()])
        self._append(kind, ledger, list(rows), bodies)

    def _current(self, ledger: Ledger, record_ids: Sequence[bytes]) -> dict[bytes, Row]:
        """The rows as they stand in this transaction, removed ones too, in the order asked for."""
        names = schema.table(ledger).columns
        marks = ",".join("?" * len(record_ids))
        sql = f"SELECT {', '.join(names)} FROM {ledger.name} WHERE id IN ({marks})"  # noqa: S608 - marks and names
        found = {row[1]: dict(zip(names, row, strict=True)) for row in self._connection.rows(sql, record_ids)}
        return {record_id: found[record_id] for record_id in record_ids if record_id in found}

    def _addresses_beneath(self, ledger: Ledger, record_ids: Sequence[bytes], fields: Iterable[str]) -> None:
        if not names_places(ledger, fields):
            return
        self._addresses.forget()
        dwelling = catalog.named("dwelling")
        beneath = list(self._addresses.beneath(ledger, record_ids))
        key = sorting.key_maker(dwelling.field("full_address"))
        self._connection.run_many(
            "UPDATE dwelling SET full_address = ?, full_address_sort = ? WHERE nr = ?",
            [(address, key(address), nr) for nr, stored, address in beneath if address != stored],
        )
        search.refresh(self._connection, dwelling, (nr for nr, _, _ in beneath))

    # -- operations

    def _append(self, kind: OpKind, ledger: Ledger, record_ids: Sequence[bytes], bodies: Sequence[str]) -> None:
        count = len(bodies)
        op_ids = new_ids(count)
        lids = range(self._next_lid, self._next_lid + count)
        numbers = range(self._next_n, self._next_n + count)
        same = f"{self._gen}, '{kind}', '{ledger.name}', {int(State.PENDING)}, {self.action}"  # quicker than bound
        self._connection.run_many(
            f"INSERT INTO operation (lid, op_id, n, id, body, gen, kind, type, state, action)"  # noqa: S608 - own words
            f" VALUES (?, ?, ?, ?, ?, {same})",
            zip(lids, op_ids, numbers, record_ids, bodies, strict=True),
        )
        self._hash.add(f"{kind} {ledger.name}".encode(), zip(op_ids, record_ids, bodies, strict=True))
        self._next_lid += count
        self._next_n += count


VERSION = "0.1.0"  # of the program, as operations and audit entries name it; a test compares it with the package


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
