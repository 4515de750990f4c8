"""Reading: one record, many, all, by key, by reference, what was removed, what was done.

A reader has a connection of its own beside the writer, so a list answers while an import runs. Pages of lists are
`paging.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from ledger.definition import Ledger
from ledger.errors import UnknownField
from storage import accounts, audit, base, operations, overlays, schema
from storage.audit import Action, EntryClass
from storage.base import Base
from storage.database import Connection, SqlRow
from storage.listing import field_changes, spans, tallies
from storage.listing.by_number import numbered
from storage.listing.lists import Moment, moment_of
from storage.listing.paging import Pager
from storage.listing.query import Page, Query
from storage.operations import Change, Operation, OpKind
from storage.rows import Row, listing, record
from storage.schema import ALIVE, REMOVED
from storage.search import shared_words
from storage.syncing import authors, removals
from storage.trail.head import Head

T = TypeVar("T")
_REMOVALS = (
    "SELECT 1 FROM operation o JOIN action a ON a.id = o.action"
    " WHERE o.id = {ledger}.id AND o.type = '{ledger}' AND o.kind = 'delete'"
)
_IDS_AT_ONCE = 400
_SCAN_FROM = 5000  # keys from which one scan of the ledger is quicker than looking each one up


@dataclass(frozen=True, slots=True)
class Removed:
    """A record in the recycle bin."""

    row: Row
    at: str
    user: str
    reason: str
    action: int


class Reader:
    """Reads the last committed state. For one thread; close it or use it in a `with` block."""

    def __init__(self, connection: Connection, pager: Pager, give_back: Callable[[Connection], None]) -> None:
        self._connection = connection
        self._pager = pager
        self._give_back = give_back
        self._own_pager: Pager | None = None
        self._is_closed = False
        self.head: Head | None = None
        """The log's head when the reader's moment began: of a look at the file itself (`Store.examining`) only."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hand the connection back; the reader answers no more. Once is enough."""
        if not self._is_closed:
            self._is_closed = True
            self._give_back(self._connection)

    @property
    def connection(self) -> Connection:
        """The connection, for the other modules of this room."""
        return self._connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever is written meanwhile; one inside another is the same."""
        if self._connection.in_transaction:
            yield
            return
        try:
            with self._connection.snapshot():
                self.last_action()  # the moment is that of the first read: this one
                yield
        finally:
            self._own_pager = None

    def get(self, ledger: Ledger, record_id: bytes, *, dead: bool = False) -> Row | None:
        """One record; a removed one only with `dead`."""
        sql = f"SELECT {listing(ledger)} FROM {ledger.name} WHERE id = ?{'' if dead else f' AND {ALIVE}'}"  # noqa: S608 - catalog
        row = self._connection.row(sql, (record_id,))
        return record(ledger, row) if row else None

    def beside(self, ledger: Ledger, record_id: bytes) -> str | None:
        """What a record keeps beside its fields, JSON: fields of a newer version, what other departments say of it."""
        told = self._connection.value(f"SELECT ext FROM {ledger.name} WHERE id = ?", (record_id,))  # noqa: S608 - catalog
        return cast("str | None", told)

    def get_many(self, ledger: Ledger, record_ids: Iterable[bytes], *, dead: bool = False) -> dict[bytes, Row]:
        """The live records among these, by id."""
        return {cast("bytes", row["id"]): row for row in self._rows_where(ledger, "id", record_ids, dead=dead)}

    def children(self, ledger: Ledger, field: str, record_ids: Iterable[bytes]) -> list[Row]:
        """Live records whose reference `field` is one of these."""
        _known(ledger, (field,))
        return list(self._rows_where(ledger, field, record_ids, dead=False))

    def brief(
        self, ledger: Ledger, fields: Sequence[str], by: str, record_ids: Iterable[bytes], *, dead: bool = False
    ) -> Iterator[tuple[Any, ...]]:
        """Of live records whose `by` (`id` or a reference) is among these ids: tuples of the fields, by entry."""
        _known(ledger, (*fields, by))
        alive = "" if dead else f" AND {ALIVE}"
        for chunk in _chunks(dict.fromkeys(record_ids), _IDS_AT_ONCE):
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT {', '.join(fields)} FROM {ledger.name} WHERE {by} IN ({marks}){alive} ORDER BY nr"  # noqa: S608 - catalog
            yield from self._connection.rows(sql, chunk)

    def _rows_where(self, ledger: Ledger, column: str, record_ids: Iterable[bytes], *, dead: bool) -> Iterator[Row]:
        alive = "" if dead else f" AND {ALIVE}"
        for chunk in _chunks(dict.fromkeys(record_ids), _IDS_AT_ONCE):
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT {listing(ledger)} FROM {ledger.name} WHERE {column} IN ({marks}){alive} ORDER BY nr"  # noqa: S608 - catalog
            yield from (record(ledger, row) for row in self._connection.rows(sql, chunk))

    def scan(
        self,
        ledger: Ledger,
        fields: Sequence[str],
        *,
        where: Mapping[str, object] | None = None,
        dead: bool = False,
    ) -> Iterator[tuple[Any, ...]]:
        """Every live record as (id, *fields), streamed; `where` asks fields to be a value, one of several, or None."""
        _known(ledger, (*fields, *(where or ())))
        tests, values = ["TRUE"] if dead else [ALIVE], cast("list[object]", [])
        for name, wanted in (where or {}).items():
            choices = list(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else None
            tests.append(f"{name} IN ({','.join('?' * len(choices))})" if choices is not None else f"{name} IS ?")
            values += choices if choices is not None else [wanted]
        sql = f"SELECT {', '.join(('id', *fields))} FROM {ledger.name} WHERE {' AND '.join(tests)}"  # noqa: S608 - catalog
        return self._connection.stream(sql, values)

    def between(
        self, ledger: Ledger, fields: Sequence[str], by: str, span: tuple[str, str]
    ) -> Iterator[tuple[Any, ...]]:
        """Live records whose indexed `by` lies from one stored value to another: tuples of the fields, streamed."""
        _known(ledger, (*fields, by))
        return spans.rows(self._connection, ledger, fields, by, span)

    def find_by_keys(
        self, ledger: Ledger, fields: Sequence[str], keys: Iterable[tuple[object, ...]]
    ) -> dict[tuple[object, ...], list[bytes]]:
        """Ids of the live records that hold each key; a key nobody holds is not in the answer. None matches None."""
        _known(ledger, fields)
        wanted = dict.fromkeys(keys)
        found: dict[tuple[object, ...], list[bytes]] = {}
        matches = self._by_scan(ledger, fields) if len(wanted) > _SCAN_FROM else self._by_key(ledger, fields, wanted)
        for record_id, *key in matches:
            if tuple(key) in wanted:
                found.setdefault(tuple(key), []).append(cast("bytes", record_id))
        return found

    def _by_scan(self, ledger: Ledger, fields: Sequence[str]) -> Iterator[SqlRow]:
        return self.scan(ledger, fields)

    def _by_key(self, ledger: Ledger, fields: Sequence[str], keys: Iterable[tuple[object, ...]]) -> Iterator[SqlRow]:
        """One look-up per key; `=` where no key is empty, because IS uses fewer indexes."""
        for chunk in _chunks(keys, _IDS_AT_ONCE):
            names = [f"k{place}" for place in range(len(fields))]
            compared = " AND ".join(
                f"t.{field} {'IS' if any(key[place] is None for key in chunk) else '='} k.{names[place]}"
                for place, field in enumerate(fields)
            )
            marks = ",".join([f"({','.join('?' * len(fields))})"] * len(chunk))
            picked = ", ".join(f"t.{field}" for field in fields)
            sql = (
                f"WITH k ({', '.join(names)}) AS (VALUES {marks}) SELECT t.id, {picked} FROM k"  # noqa: S608 - catalog
                f" CROSS JOIN {ledger.name} t ON {compared} WHERE t.{ALIVE}"
            )
            yield from self._connection.rows(sql, [part for key in chunk for part in key])

    def page(self, query: Query) -> Page:
        """One page of a list; raises UnknownField."""
        return self._pager_that(lambda pager: pager.page(self._connection, query))

    def place(self, query: Query, record_id: bytes) -> int | None:
        """At which place of a whole list a record stands; None when it is not in it. Offset and limit do not count."""
        (found,) = self._pager_that(lambda pager: pager.place(self._connection, query, record_id))
        return found

    def counts(self, query: Query, field: str) -> dict[object, int]:
        """How often each stored value of a field stands in a whole list, None for no value; raises UnknownField."""
        return self._pager_that(lambda pager: pager.counts(self._connection, query, field))

    def columns(self, query: Query, fields: Sequence[str]) -> list[tuple[Any, ...]]:
        """(row number, *stored values) of a whole list from memory, by number; raises UnknownField."""
        return self._pager_that(lambda pager: pager.columns(self._connection, query, fields))

    def numbered(self, ledger: Ledger, numbers: Iterable[int], fields: Sequence[str] | None = None) -> list[Row]:
        """The rows that have these numbers (`columns`), as they are named; with `fields` only `id` and those."""
        _known(ledger, fields or ())
        return numbered(self._connection, ledger, numbers, fields)

    def open_rows(self, ledger: Ledger, names: Sequence[str]) -> list[dict[str, Any]]:
        """What is held at a glance (`storage/glance.py`) of every work order that is not over; to be read only."""
        with self.snapshot():
            return (self._own_pager or self._pager).open_rows(self._connection, ledger, names)

    def sharing(self, ledger: Ledger, text: str, *, most: int) -> shared_words.Sharing:
        """The live records of a searched ledger that share the most words with a text."""
        return shared_words.find(self._connection, ledger, text, most)

    def _pager_that(self, ask: Callable[[Pager], T | None]) -> T:
        """The answer of the store's lists, or of own ones when those went on since this one's snapshot."""
        answer = ask(self._own_pager or self._pager)
        if answer is None:
            self._own_pager = Pager()
            answer = ask(self._own_pager)
        return cast("T", answer)

    def count(self, ledger: Ledger) -> int:
        """How many live records a ledger has."""
        return self._connection.number(f"SELECT count(*) FROM {ledger.name} WHERE {ALIVE}")  # noqa: S608 - catalog

    def tally(self, ledger: Ledger, fields: Sequence[str], *, listed: bool = True) -> list[tuple[Any, ...]]:
        """Live records counted by the values of fields: (value, …, count); only those that lists show by themselves."""
        _known(ledger, fields)
        return tallies.by_values(self._connection, ledger, fields, listed=listed)

    def orders_by_source(self, sources: Sequence[str]) -> list[tuple[str, int, str, int]]:
        """Live work orders of each of these sources: (source, how many, newest receipt, number of the last row)."""
        return tallies.orders_by_source(self._connection, sources)

    def residents_by_building(self, on: date) -> dict[bytes, int]:
        """How many people live in each building on a day."""
        return tallies.residents(self._connection, on)

    def tagged_by_building(
        self, on: date, tags: Collection[str], building: bytes | None = None
    ) -> list[tuple[bytes, bytes, str]]:
        """(building, person, tag) of everybody alive who lives there on a day and has one of these tags then."""
        return tallies.tagged(self._connection, on, tags, building)

    def deleted(self, ledger: Ledger, *, limit: int = 1000, unmeant: Collection[str] = ()) -> list[Removed]:
        """The recycle bin, newest first, without what only actions of the `unmeant` kinds ever removed."""
        where = REMOVED
        if unmeant:
            removals = _REMOVALS.format(ledger=ledger.name)
            marks = ", ".join("?" * len(unmeant))
            where += f" AND (NOT EXISTS ({removals}) OR EXISTS ({removals} AND a.kind NOT IN ({marks})))"
        sql = f"SELECT {listing(ledger)} FROM {ledger.name} WHERE {where} ORDER BY updated_at DESC LIMIT ?"  # noqa: S608 - catalog
        found = self._connection.rows(sql, (*unmeant, limit))
        return [self._removed(ledger, record(ledger, row)) for row in found]

    def _removed(self, ledger: Ledger, row: Row) -> Removed:
        """Who removed it here, or, if another PC did it later, who did it there."""
        last = self._connection.row(
            "SELECT a.at, a.user, o.body ->> 'reason', a.id, o.state < 3 FROM operation o JOIN action a"
            " ON a.id = o.action WHERE o.id = ? AND o.type = ? AND o.kind = 'delete' ORDER BY o.lid DESC LIMIT 1",
            (row["id"], ledger.name),
        )
        at, user, reason, action, waits = cast("tuple[str, str, str, int, int]", last or ("", "", "", 0, 0))
        decided = removals.of(self._connection, cast("bytes", row["id"]))
        if not waits and decided is not None and (user, reason) != (decided.user, decided.reason):
            return Removed(row, decided.at, decided.user, decided.reason, 0)
        return Removed(row, at or str(row["updated_at"]), user, reason or "", action)

    def history(self, ledger: Ledger, record_id: bytes) -> list[Change]:
        """What was done to a record, oldest first, one entry per field."""
        return operations.history(self._connection, ledger, record_id)

    def last_changes(self, ledger: Ledger, record_id: bytes, fields: Sequence[str]) -> dict[str, str]:
        """Field -> the instant at which it was last changed here; none of those that are as the record was made."""
        return field_changes.of_record(self._connection, ledger, record_id, fields)

    def actions(
        self,
        *,
        kind: str | None = None,
        action: int | None = None,
        classes: Sequence[EntryClass] = (),
        limit: int = 200,
    ) -> list[Action]:
        """Audit entries, newest first; of some classes alone where they are named."""
        return audit.read_actions(self._connection, kind=kind, action=action, classes=classes, limit=limit)

    def last_making(self, ledger: Ledger, record_ids: Iterable[bytes], kind: str) -> Action | None:
        """The newest entry of a kind that made one of these records here; a look-up of each record, none of the log."""
        newest = 0
        for chunk in _chunks(dict.fromkeys(record_ids), _IDS_AT_ONCE):
            newest = max(newest, audit.last_making(self._connection, ledger.name, chunk, kind))
        return next(iter(self.actions(action=newest)), None) if newest else None

    def account_names(self) -> dict[str, str]:
        """What the holder of each account is called, by login; of other PCs' accounts as those told the cloud."""
        elsewhere = {one.login: one.name for one in authors.every(self._connection).values()}
        return elsewhere | {one.login: one.name for one in accounts.all_accounts(self._connection)}

    def last_log_ins(self) -> dict[str, str]:
        """When each login was last let in, as the audit has it."""
        return accounts.last_log_ins(self._connection)

    def changes(self, since: int = 1) -> list[Action]:
        """Entries from a number on that may have changed the ledgers, newest first."""
        return audit.read_changes(self._connection, since)

    def operations(
        self,
        *,
        action: int | None = None,
        ledger: str | None = None,
        record_id: bytes | None = None,
        values_of_new: bool = True,
    ) -> Iterator[Operation]:
        """Operations in the order they were written; without `values_of_new` what made a record has an empty `f`."""
        return operations.read_operations(
            self._connection, action=action, ledger=ledger, record_id=record_id, values_of_new=values_of_new
        )

    def operation_counts(self, action: int) -> list[tuple[OpKind, str, int]]:
        """(kind, ledger, number) of an action's operations, in the order it began them."""
        return operations.counted(self._connection, action)

    def last_action(self) -> int:
        """Number of the newest committed action that changed a record, 0 for none; looks and log-ins do not count."""
        return self._connection.number(f"SELECT action FROM {self._connection.operations} ORDER BY lid DESC LIMIT 1")  # noqa: S608

    def survivor(self, record_id: bytes) -> bytes:
        """The record that this one became, or itself: for whoever still holds its id."""
        return overlays.survivor(self._connection, record_id)

    def moment(self) -> Moment:
        """How far the store went on, by people here and by the cloud: what was read is true until it is another one."""
        return moment_of(self._connection)

    # -- what the check of rows against base and operations reads, each in order of id

    def rows_by_id(self, ledger: Ledger) -> Iterator[Row]:
        """Every row, removed ones too."""
        sql = f"SELECT {listing(ledger)} FROM {ledger.name} ORDER BY id"  # noqa: S608 - catalog
        return (record(ledger, row) for row in self._connection.stream(sql))

    def overlays_by_id(self, ledger: Ledger) -> Iterator[tuple[bytes, list[Operation]]]:
        """Records with operations that the cloud has not settled, and those operations in their order."""
        return overlays.overlay_of(self._connection, ledger.name)

    def bases_by_id(self, ledger: Ledger) -> Iterator[Base]:
        """The kept server copies."""
        return base.copies(self._connection, ledger.name)

    def aliases(self) -> dict[bytes, bytes]:
        """The records that became another's: id -> the other's."""
        return overlays.aliases(self._connection)


def _known(ledger: Ledger, names: Iterable[str]) -> None:
    columns = schema.table(ledger).columns
    for name in names:
        if name not in columns:
            raise UnknownField(ledger.name, name)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
