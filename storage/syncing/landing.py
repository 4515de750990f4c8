"""Rows that come from the cloud: written without operations, with everything that follows from them.

Sort keys, addresses of dwellings, search entries, what creations said, the log for lists in memory: all are right when
`finish` has returned. What a record should read is decided in `sync`; this writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, cast

from ledger import catalog
from ledger.definition import Ledger
from storage import creations, order_columns, order_processes, schema, sorting, state
from storage.base import STAMPS, Stamps
from storage.database import Connection
from storage.search import search, search_text
from storage.search.renewing import Renewing
from storage.sorting import sort_columns
from storage.syncing import cloud_state, landed
from storage.syncing.landed import Landed
from storage.traces import Addresses, names_places
from storage.values import Column, Values, dump

Row = dict[str, object]
_AT_ONCE: Final = 400
_PLACED = ("building_uid", "unit_uid", "room_no")
_BULK_FROM: Final = 500  # dwellings from which all places are read at once


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record as its row is to read: values by stored field, None left out; `stamps` as STAMPS."""

    id: bytes
    life: int
    rv: int
    values: Values
    ext: str | None
    stamps: Stamps


@dataclass(slots=True)
class Counted:
    """What landing did to rows."""

    new: int = 0
    changed: int = 0
    dropped: int = 0


@dataclass(slots=True)
class _Shape:
    """Changed rows whose same columns change."""

    names: tuple[str, ...]
    rows: list[tuple[object, ...]] = field(default_factory=list)


class Landing:
    """The landing of one transaction; whoever began it calls `finish` before the commit."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.counted = Counted()
        self._addresses = Addresses(connection)
        self._entries = Renewing(connection)
        self._next_nrs: dict[str, int] = {}
        self._places: dict[str, dict[bytes, None]] = {}
        self._landed: list[Landed] = []
        self._moved: dict[bytes, None] = {}
        """Orders whose events came, or went."""
        self._versions: set[order_processes.Version] = set()
        """Versions of order processes that did."""
        self._placed_from: int | None = None
        """Dwellings with this number and later ones were added when all places read as they do now."""

    # -- what is there

    def rows(self, ledger: Ledger, record_ids: Iterable[bytes]) -> dict[bytes, Row]:
        """The rows of these records as they stand, removed ones too, all columns."""
        names = schema.table(ledger).columns
        sql = (
            f"SELECT {', '.join(f'r.{name}' for name in names)} FROM json_each(?) asked"  # noqa: S608 - catalog
            f" CROSS JOIN {ledger.name} r ON r.id = unhex(asked.value)"
        )
        found = self.connection.rows(sql, (dump([one.hex() for one in record_ids]),))
        return {cast("bytes", row[1]): dict(zip(names, row, strict=True)) for row in found}

    # -- new rows

    def add(self, ledger: Ledger, arrivals: Sequence[Arrival]) -> None:
        """Rows of records that have none."""
        if not arrivals:
            return
        count = len(arrivals)
        nrs = self._numbers(ledger, count)
        said = _columns(ledger, arrivals)
        if search_text.has_places(ledger):
            self._placed_from = nrs.start if self._placed_from is None else self._placed_from
            if count >= _BULK_FROM:
                self._addresses.learn_all()
        columns = {**said, **self._addresses.columns(ledger, said, count)}
        columns |= sort_columns(ledger, columns)
        names = ("nr", "id", "life", "rv", "ext", *STAMPS, *columns)
        heads = ((nr, one.id, one.life, one.rv, one.ext, *one.stamps) for nr, one in zip(nrs, arrivals, strict=True))
        rows = ((*head, *values) for head, values in zip(heads, _lines(columns, count), strict=True))
        self.connection.run_many(
            f"INSERT INTO {ledger.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608 - catalog
            rows,
        )
        self._enter(ledger, nrs, arrivals, columns)
        self._note(ledger, (one.id for one in arrivals), is_new=True)
        self._move(ledger, (one.values for one in arrivals))
        if names_places(ledger, schema.table(ledger).fields):
            self._renamed(ledger, (one.id for one in arrivals))
        self.counted.new += count

    def _enter(self, ledger: Ledger, nrs: range, arrivals: Sequence[Arrival], columns: Mapping[str, Column]) -> None:
        if not all(one.life % 2 for one in arrivals):
            self._entries.refresh(ledger, nrs)
            return
        places = self._addresses.place_columns(columns, len(arrivals)) if search_text.has_places(ledger) else {}
        entries = search.prepared(ledger, nrs, {**columns, **places})
        if entries is not None:
            search.enter(self.connection, ledger, entries)

    def _numbers(self, ledger: Ledger, count: int) -> range:
        first = self._next_nrs.get(ledger.name)
        if first is None:
            first = self.connection.number(f"SELECT max(nr) FROM {ledger.name}") + 1  # noqa: S608 - catalog
        self._next_nrs[ledger.name] = first + count
        return range(first, first + count)

    # -- rows that change

    def change(self, ledger: Ledger, changes: Iterable[tuple[Row, Arrival]]) -> None:
        """Let rows (all their columns, as `rows` gave them) read what has arrived."""
        stream = iter(changes)
        while chunk := list(islice(stream, _AT_ONCE)):
            self._change(ledger, [(row, one, wanted) for row, one in chunk if (wanted := _wanted(ledger, row, one))])

    def _change(self, ledger: Ledger, changes: Sequence[tuple[Row, Arrival, Values]]) -> None:
        fields = set(schema.table(ledger).fields)
        touched = [(row, wanted) for row, _, wanted in changes if not fields.isdisjoint(wanted)]
        if touched:
            creations.spell_out(self.connection, ledger, [row for row, _ in touched])
        shapes: dict[tuple[str, ...], _Shape] = {}
        for row, _, wanted in changes:
            values = {**wanted, **self._following(ledger, row, wanted)}
            shape = shapes.setdefault(tuple(values), _Shape(tuple(values)))
            shape.rows.append((*values.values(), row["nr"]))
        for shape in shapes.values():
            sets = ", ".join(f"{name} = ?" for name in shape.names)
            self.connection.run_many(f"UPDATE {ledger.name} SET {sets} WHERE nr = ?", shape.rows)  # noqa: S608 - catalog
        self._follow(ledger, changes)
        self.counted.changed += len(changes)

    def _following(self, ledger: Ledger, row: Row, wanted: Values) -> dict[str, object]:
        """The local columns that follow from changed ones."""
        if schema.table(ledger).ledger.name != "dwelling" and not _sorted_by(ledger).intersection(wanted):
            return {}
        whole: dict[str, Column] = {name: [value] for name, value in {**row, **wanted}.items()}
        local = self._addresses.columns(ledger, whole, 1)
        local |= sort_columns(ledger, whole | local)
        return {name: column[0] for name, column in local.items()}

    def _follow(self, ledger: Ledger, changes: Sequence[tuple[Row, Arrival, Values]]) -> None:
        searched = {"life", *search_text.fields(ledger), *(_PLACED if search_text.has_places(ledger) else ())}
        self._entries.refresh(
            ledger, [cast("int", row["nr"]) for row, _, wanted in changes if not searched.isdisjoint(wanted)]
        )
        self._note(ledger, (one.id for _, one, _ in changes), is_new=False)
        self._move(ledger, (values for row, one, _ in changes for values in (row, one.values)))
        self._renamed(ledger, (one.id for _, one, wanted in changes if names_places(ledger, wanted)))

    # -- rows that go

    def drop(self, ledger: Ledger, rows: Sequence[Row]) -> None:
        """Rows that are no more. What their creations said is written down first."""
        if not rows:
            return
        for start in range(0, len(rows), _AT_ONCE):
            creations.spell_out(self.connection, ledger, rows[start : start + _AT_ONCE])
        numbers = [cast("int", row["nr"]) for row in rows]
        self.connection.run_many(f"DELETE FROM {ledger.name} WHERE nr = ?", [(nr,) for nr in numbers])  # noqa: S608 - catalog
        self._entries.refresh(ledger, numbers)
        self._next_nrs.pop(ledger.name, None)
        self._landed.append(Landed(ledger.name, None, is_new=False))
        self._move(ledger, rows)
        self._renamed(ledger, (cast("bytes", row["id"]) for row in rows if names_places(ledger, _told(row))))
        self.counted.dropped += len(rows)

    def forget(self, ledger: Ledger) -> None:
        """Let the search index hold no word of rows that went: it is written anew at the end."""
        self._entries.write_anew(ledger)

    def rename(self, ledger: Ledger, row: Row, record_id: bytes) -> None:
        """The row is another record's from now on: nobody else has that id."""
        creations.spell_out(self.connection, ledger, [row])
        self.connection.run(f"UPDATE {ledger.name} SET id = ? WHERE nr = ?", (record_id, row["nr"]))  # noqa: S608 - catalog
        self._landed.append(Landed(ledger.name, None, is_new=False))
        self._renamed(ledger, (cast("bytes", row["id"]), record_id) if names_places(ledger, _told(row)) else ())

    # -- the end

    def finish(self) -> None:
        """Make right what follows from everything that landed."""
        self._rename_dwellings()
        self._move_orders()
        self._entries.finish()
        landed.note(self.connection, self._landed)
        self._landed.clear()

    def join(self) -> None:
        """After a large catch-up: replay the orders, each once, and join the parts of the search index."""
        if order_columns.refresh_put_off(self.connection):
            self._landed.append(Landed(order_columns.ORDER, None, is_new=False))
        for ledger in catalog.EVERY:
            search.end_filling(self.connection, ledger)

    @property
    def landed(self) -> Sequence[Landed]:
        """What has landed so far."""
        return self._landed

    def _note(self, ledger: Ledger, record_ids: Iterable[bytes], *, is_new: bool) -> None:
        self._landed += [Landed(ledger.name, one, is_new) for one in record_ids]

    def _move(self, ledger: Ledger, rows: Iterable[Values]) -> None:
        """Rows of events, or of processes, that came or went: their orders read otherwise."""
        if order_columns.names_orders(ledger.name):
            self._moved |= dict.fromkeys(cast("bytes", row["order_uid"]) for row in rows if row.get("order_uid"))
        elif ledger.name == order_processes.PROCESS:
            self._versions |= set(map(order_processes.version_of, rows))

    def _move_orders(self) -> None:
        """Of a pull whose pages are not all in, orders are replayed at its end."""
        if self._versions:
            self._moved |= dict.fromkeys(order_processes.affected(self.connection, self._versions))
            self._versions.clear()
        if state.number(self.connection, cloud_state.PARTIAL):
            order_columns.put_off(self.connection, self._moved)
        else:
            changed = order_columns.refresh(self.connection, self._moved)
            self._landed += [Landed(order_columns.ORDER, one, is_new=False) for one in changed]
        self._moved.clear()

    def _renamed(self, ledger: Ledger, record_ids: Iterable[bytes]) -> None:
        """Places that read otherwise: dwellings that come from now on are beneath the new names."""
        places = dict.fromkeys(record_ids)
        if places:
            self._places.setdefault(ledger.name, {}).update(places)
            self._addresses.forget()
            self._placed_from = None

    def _rename_dwellings(self) -> None:
        dwelling = catalog.named("dwelling")
        key = sorting.key_maker(dwelling.field("full_address"))
        for name, places in self._places.items():
            found = self._addresses.beneath(catalog.named(name), list(places))
            beneath = [one for one in found if self._is_older(one[0])]
            self.connection.run_many(
                "UPDATE dwelling SET full_address = ?, full_address_sort = ? WHERE nr = ?",
                [(address, key(address), nr) for nr, stored, address in beneath if address != stored],
            )
            self._entries.refresh(dwelling, (nr for nr, _, _ in beneath))
        if self._places:
            self._landed.append(Landed(dwelling.name, None, is_new=False))
        self._places.clear()

    def _is_older(self, nr: int) -> bool:
        """Whether a dwelling may have been there before the last place was written."""
        return self._placed_from is None or nr < self._placed_from


def _columns(ledger: Ledger, arrivals: Sequence[Arrival]) -> dict[str, Column]:
    present = set[str]().union(*(one.values for one in arrivals))
    return {name: [one.values.get(name) for one in arrivals] for name in schema.table(ledger).fields if name in present}


def _lines(columns: Mapping[str, Column], count: int) -> Iterable[tuple[object, ...]]:
    return zip(*columns.values(), strict=True) if columns else ((),) * count


def _wanted(ledger: Ledger, row: Row, one: Arrival) -> dict[str, object]:
    """The columns of a row that are to read otherwise."""
    should: dict[str, object] = {"life": one.life, "rv": one.rv, "ext": one.ext}
    should |= zip(STAMPS, one.stamps, strict=True)
    should |= {name: one.values.get(name) for name in schema.table(ledger).fields}
    return {name: value for name, value in should.items() if row[name] != value}


def _told(row: Row) -> list[str]:
    return [name for name, value in row.items() if value is not None]


def _sorted_by(ledger: Ledger) -> frozenset[str]:
    return frozenset(name for name, column in schema.table(ledger).sorted_by.items() if name != column)
