"""The lists of a store that are kept in memory: loaded when first asked for, then following every write.

What changed since is read from the operations, and from the log of what came from the cloud: a column takes the new
values of changed rows, an order is made anew only when its field was touched or rows came in, and everything is
forgotten after a big action. Rows are never read from here.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import RLock
from typing import NamedTuple, cast

from ledger import catalog
from ledger.definition import Ledger
from storage import schema
from storage.database import Connection
from storage.listing.vectors import Arrangement, Mask, Vector, load_arrangement, load_vectors, mask_of
from storage.search import number_blocks
from storage.search.number_blocks import NumberBlocks
from storage.syncing import landed
from storage.syncing.landed import Landed

_VECTORS_KEPT = 24
_ORDERS_KEPT = 8
_MOST_PATCHED = 2000  # operations above which loading anew is quicker
_PLACES = frozenset(("compound", "building", "unit"))
_ALWAYS_TOUCHED = ("updated_at", "updated_by")


class Moment(NamedTuple):
    """How far a store went on: its last operation, and the last record that came from the cloud."""

    lid: int
    landed: int

    def is_behind(self, other: Moment) -> bool:
        """True when something had happened at the other moment that had not at this one."""
        return self.lid < other.lid or self.landed < other.landed


def moment_of(connection: Connection) -> Moment:
    """The moment of a connection's snapshot."""
    lid = connection.number(f"SELECT max(lid) FROM {connection.operations}")  # noqa: S608 - own words
    return Moment(lid, landed.last(connection))


@dataclass(slots=True)
class Changes:
    """What operations did to one ledger: which records, which merge groups; `adds`: there are new rows."""

    records: dict[bytes, None] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    adds: bool = False


class LedgerLists:
    """The lists of one ledger, true at one moment. Use under the lock of `Lists`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.size = 1  # one more than the highest row number
        self._out: dict[str, set[int]] = {}
        self._listed: dict[str, Mask] = {}
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._orders: OrderedDict[str, Arrangement] = OrderedDict()
        self._numbers: NumberBlocks | None = None

    def listed(self, connection: Connection, *, everyone: bool) -> Mask:
        """Live records; without `everyone` also none that lists leave out."""
        where = schema.REMOVED if everyone else schema.unlisted(self.ledger)
        found = self._listed.get(where)
        if found is None:
            mask = self._every(connection)
            for nr in self._left_out(connection, where):
                mask[nr] = 0
            found = self._listed[where] = bytes(mask)
        return found

    def _every(self, connection: Connection) -> bytearray:
        """Every row that there is: all numbers, or those that a bound connection sees, or that are left.

        What the cloud has no more leaves a number without a row.
        """
        size = self._measured(connection)
        if connection.is_bound or connection.number(f"SELECT count(*) FROM {self.ledger.name}") < size - 1:  # noqa: S608 - catalog
            seen = connection.rows(f"SELECT nr FROM {self.ledger.name}")  # noqa: S608 - catalog
            return bytearray(mask_of(size, (cast("int", row[0]) for row in seen)))
        mask = bytearray(b"\1") * size
        mask[0] = 0
        return mask

    def _measured(self, connection: Connection) -> int:
        self.size = max(self.size, connection.number(f"SELECT max(nr) FROM {self.ledger.name}") + 1)  # noqa: S608 - catalog
        return self.size

    def _left_out(self, connection: Connection, where: str) -> set[int]:
        out = self._out.get(where)
        if out is None:
            sql = f"SELECT nr FROM {self.ledger.name} WHERE {where}"  # noqa: S608 - catalog
            out = self._out[where] = {cast("int", row[0]) for row in connection.rows(sql)}
        return out

    def load(self, connection: Connection, columns: Iterable[str]) -> None:
        """Read the columns that will be asked for and are not at hand, at once."""
        missing = [column for column in dict.fromkeys(columns) if column not in self._vectors]
        if missing:
            self._vectors |= load_vectors(connection, self.ledger, missing)
        while len(self._vectors) > max(_VECTORS_KEPT, len(missing)):
            self._vectors.popitem(last=False)

    def vector(self, connection: Connection, column: str) -> Vector:
        """One column of all rows."""
        self.load(connection, (column,))
        self._vectors.move_to_end(column)
        return self._vectors[column]

    def has_order(self, column: str) -> bool:
        """True when the order is at hand."""
        return column in self._orders

    def order(self, connection: Connection, column: str) -> Arrangement:
        """All rows by a column, removed ones too."""
        found = self._orders.get(column)
        if found is None:
            found = self._orders[column] = load_arrangement(connection, self.ledger, column)
            if len(self._orders) > _ORDERS_KEPT:
                self._orders.popitem(last=False)
        self._orders.move_to_end(column)
        return found

    def numbers(self, connection: Connection) -> NumberBlocks:
        """The numbers that digits are looked for in."""
        if self._numbers is None:
            self._numbers = number_blocks.load(connection, self.ledger)
        return self._numbers

    def forget(self) -> None:
        """Load everything anew when it is next asked for."""
        self._out.clear()
        self._listed.clear()
        self._vectors.clear()
        self._orders.clear()
        self._numbers = None

    def follow(self, connection: Connection, changes: Changes) -> None:
        """Bring the lists up to date with records that changed."""
        for column in list(self._orders):
            if changes.adds or self._is_touched(column, changes.groups):
                del self._orders[column]
        self._listed.clear()
        if changes.adds:
            self._measured(connection)
        conditions, columns = list(self._out), list(self._vectors)
        if not conditions and not columns and self._numbers is None:
            return
        asked = ", ".join(["nr", *conditions, *map(schema.expression, columns)])
        records = list(changes.records)
        for start in range(0, len(records), 500):
            chunk = records[start : start + 500]
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT {asked} FROM {self.ledger.name} WHERE id IN ({marks})"  # noqa: S608 - catalog
            rows = cast("list[tuple[int, object]]", connection.rows(sql, chunk))
            for nr, *values in rows:
                self._put(nr, dict(zip((*conditions, *columns), values, strict=True)))
            if self._numbers is not None:
                self._numbers.put(number_blocks.read(connection, self.ledger, (row[0] for row in rows)))

    def _is_touched(self, column: str, groups: set[str]) -> bool:
        """True when an order may be another one; what follows from other fields always may."""
        if column in _ALWAYS_TOUCHED:
            return True
        named = next((name for name, key in schema.table(self.ledger).sorted_by.items() if key == column), None)
        if named is None:  # when and by whom it was created
            return False
        item = self.ledger.field(named)
        return not item.is_stored or item.merge_group in groups

    def _put(self, nr: int, values: Mapping[str, object]) -> None:
        for where, out in self._out.items():
            out.add(nr) if values[where] else out.discard(nr)
        for column, vector in self._vectors.items():
            vector.put(nr, values[column])


class Lists:
    """The lists of a store, shared by its readers. Hold `lock` from `at` to the last use of what it gave."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._moment = Moment(0, 0)
        self._of: dict[str, LedgerLists] = {}

    def at(self, connection: Connection, ledger: Ledger) -> LedgerLists | None:
        """The ledger's lists as of the connection's snapshot; None when they are already ahead of it."""
        moment = moment_of(connection)
        if moment.is_behind(self._moment):
            return None
        if moment != self._moment:
            self._follow(connection, moment)
        return self._of.setdefault(ledger.name, LedgerLists(ledger))

    def _follow(self, connection: Connection, moment: Moment) -> None:
        changed: dict[str, Changes] = {}
        came = landed.since(connection, self._moment.landed) if moment.landed > self._moment.landed else []
        if came is not None and moment.lid - self._moment.lid <= _MOST_PATCHED:
            sql = "SELECT type, id, kind, nullif(body, '') -> '$.f' FROM operation WHERE lid > ?"
            said = connection.rows(sql, (self._moment.lid,))
            changed = _told(cast("Sequence[tuple[str, bytes, str, str | None]]", said))
            self._forget({one.type for one in came if one.id is None})
            _add_landed(changed, came)
        else:
            self._forget(self._of)
        try:
            self._take_over(connection, changed)
        except BaseException:  # half of them would be ahead of the moment
            self._of.clear()
            raise
        self._moment = moment

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self._of:
                self._of[name].forget()

    def _take_over(self, connection: Connection, changed: Mapping[str, Changes]) -> None:
        for name, changes in changed.items():
            if name in self._of:
                self._of[name].follow(connection, changes)
        if not _PLACES.isdisjoint(changed) and "dwelling" in self._of:
            self._of["dwelling"].forget()  # their addresses may read differently


def _add_landed(changed: dict[str, Changes], came: Iterable[Landed]) -> None:
    """What came from the cloud may have changed any group."""
    for one in came:
        if one.id is not None:
            changes = changed.setdefault(one.type, Changes())
            changes.records[one.id] = None
            changes.adds = changes.adds or one.is_new
            changes.groups.update(catalog.named(one.type).groups)


def _told(rows: Iterable[tuple[str, bytes, str, str | None]]) -> dict[str, Changes]:
    """What operations say of each ledger, from their ledger, record, kind and written groups."""
    changed: dict[str, Changes] = {}
    for ledger, record_id, kind, written in rows:
        changes = changed.setdefault(ledger, Changes())
        changes.records[record_id] = None
        changes.adds = changes.adds or kind == "create"
        changes.groups.update(catalog.named(ledger).groups if kind == "create" else json.loads(written or "{}"))
    return changed
