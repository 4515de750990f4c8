"""Lists in memory: which rows are listed, one field of all rows, and all rows in an order.

Any page of any filter and sort comes out of these in milliseconds, deep ones too, where SQL would walk a hundred
thousand encrypted rows. All are arrays indexed by row number, loaded when first asked for, kept in step from the
operations written since, and small: a code field of 100,000 rows is 100 KB. Rows are never read from here.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import compress
from threading import RLock
from typing import Any, cast

from ledger.definition import Field, Ledger
from storage import schema, sorting
from storage.database import Connection
from storage.matching import Test

Mask = bytes  # one byte a row number: 1 in, 0 out
_FEW = 256
_VECTORS_KEPT = 24
_ORDERS_KEPT = 8
_MOST_PATCHED = 2000  # changed records above which loading anew is quicker
_PLACES = frozenset(("compound", "building", "unit"))


class Vector:
    """One field of all rows, each value as the number of a distinct value; number 0 is no value."""

    def __init__(self, codes: list[int], values: list[object]) -> None:
        self.values = values
        self._numbers = {value: number for number, value in enumerate(values)}
        self._codes: bytearray | array[int] = bytearray(codes) if len(values) <= _FEW else array("I", codes)

    @classmethod
    def of(cls, size: int, rows: Iterable[tuple[int, object]]) -> Vector:
        """From (row number, value) pairs; `size` is the highest row number and one."""
        numbers: dict[object, int] = {None: 0}
        codes = [0] * size
        for nr, value in rows:
            codes[nr] = numbers.setdefault(value, len(numbers))
        return cls(codes, list(numbers))

    def put(self, nr: int, value: object) -> None:
        """Set one row's value; rows in between have none."""
        number = self._numbers.setdefault(value, len(self._numbers))
        if number == len(self.values):
            self.values.append(value)
            if len(self.values) > _FEW and isinstance(self._codes, bytearray):
                self._codes = array("I", list(self._codes))  # the bytes as numbers, not as memory
        missing = nr + 1 - len(self._codes)
        if missing > 0:
            self._codes.extend([0] * missing)
        self._codes[nr] = number

    def mask(self, test: Test) -> Mask:
        """Rows whose value meets the test; each distinct value is asked once."""
        wanted = bytes([test(value) for value in self.values])
        if isinstance(self._codes, bytearray):
            return bytes(self._codes.translate(wanted.ljust(_FEW, b"\0")))
        return bytes(map(wanted.__getitem__, self._codes))

    def order(self, item: Field | None) -> tuple[array[int], array[int]]:
        """(row numbers by value, row numbers without a value)."""
        key = sorting.comparing(item)
        keys: list[Any] = [key(value) for value in self.values[1:]]  # values of one field compare with each other
        ranked = sorted(range(1, len(self.values)), key=lambda number: keys[number - 1])
        ranks = [0] * len(self.values)
        for rank, number in enumerate(ranked, start=1):
            ranks[number] = rank
        by_row = [ranks[number] for number in self._codes]
        with_value = sorted(compress(range(len(by_row)), by_row), key=by_row.__getitem__)
        return array("I", with_value), array("I", [nr for nr, rank in enumerate(by_row) if nr and not rank])


class LedgerLists:
    """The lists of one ledger, true at one moment. Use under the lock of `Lists`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.size = 1  # highest row number and one
        self.version = 0
        self._out: dict[str, set[int]] = {}
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._orders: OrderedDict[str, tuple[array[int], array[int]]] = OrderedDict()

    def listed(self, connection: Connection, *, everyone: bool) -> Mask:
        """Live records; without `everyone` also none that lists leave out."""
        where = schema.REMOVED if everyone else schema.unlisted(self.ledger)
        out = self._out.get(where)
        if out is None:
            name = self.ledger.name
            self.size = connection.number(f"SELECT max(nr) FROM {name}") + 1  # noqa: S608 - catalog
            sql = f"SELECT nr FROM {name} WHERE {where}"  # noqa: S608 - catalog
            out = self._out[where] = {cast("int", row[0]) for row in connection.rows(sql)}
        mask = bytearray(b"\1") * self.size
        mask[0] = 0
        for nr in out:
            mask[nr] = 0
        return bytes(mask)

    def vector(self, connection: Connection, column: str) -> Vector:
        """One column of all rows."""
        found = self._vectors.get(column)
        if found is None:
            sql = f"SELECT nr, {schema.expression(column)} FROM {self.ledger.name}"  # noqa: S608 - catalog
            rows = cast("Iterable[tuple[int, object]]", connection.stream(sql, chunk=5000))
            size = connection.number(f"SELECT max(nr) FROM {self.ledger.name}") + 1  # noqa: S608 - catalog
            found = self._vectors[column] = Vector.of(size, rows)
            if len(self._vectors) > _VECTORS_KEPT:
                self._vectors.popitem(last=False)
        self._vectors.move_to_end(column)
        return found

    def has_order(self, column: str) -> bool:
        """True when the order is at hand."""
        return column in self._orders

    def order(self, connection: Connection, column: str, *, indexed: bool) -> tuple[array[int], array[int]]:
        """(row numbers by the column, row numbers without a value), removed ones too."""
        found = self._orders.get(column)
        if found is None:
            if indexed:
                name = self.ledger.name
                sql = f"SELECT nr FROM {name} WHERE {column} IS NOT NULL ORDER BY {column}, nr"  # noqa: S608 - catalog
                empty = f"SELECT nr FROM {name} WHERE {column} IS NULL ORDER BY nr"  # noqa: S608 - catalog
                found = _numbers(connection, sql), _numbers(connection, empty)
            else:
                item = self.ledger.field(column) if self.ledger.has(column) else None
                found = self.vector(connection, column).order(item)
            self._orders[column] = found
            if len(self._orders) > _ORDERS_KEPT:
                self._orders.popitem(last=False)
        return found

    def forget(self) -> None:
        """Load everything anew when it is next asked for."""
        self._out.clear()
        self._vectors.clear()
        self._orders.clear()
        self.version += 1

    def patch(self, connection: Connection, record_ids: Sequence[bytes]) -> None:
        """Bring the lists up to date with records that changed."""
        self._orders.clear()
        self.version += 1
        conditions, columns = list(self._out), list(self._vectors)
        if not conditions and not columns:
            return
        asked = ", ".join(["nr", *conditions, *map(schema.expression, columns)])
        for start in range(0, len(record_ids), 500):
            chunk = record_ids[start : start + 500]
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT {asked} FROM {self.ledger.name} WHERE id IN ({marks})"  # noqa: S608 - catalog
            for nr, *values in cast("list[tuple[int, object]]", connection.rows(sql, chunk)):
                self._put(nr, dict(zip((*conditions, *columns), values, strict=True)))

    def _put(self, nr: int, values: dict[str, object]) -> None:
        self.size = max(self.size, nr + 1)
        for where, out in self._out.items():
            out.add(nr) if values[where] else out.discard(nr)
        for column, vector in self._vectors.items():
            vector.put(nr, values[column])


class Lists:
    """The lists of a store, shared by its readers. Hold `lock` from `at` to the last use of what it gave."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._lid = 0
        self._of: dict[str, LedgerLists] = {}

    def at(self, connection: Connection, ledger: Ledger) -> LedgerLists | None:
        """The ledger's lists as of the connection's snapshot; None when they are already ahead of it."""
        lid = connection.number("SELECT max(lid) FROM operation")
        if lid < self._lid:
            return None
        if lid > self._lid:
            self._follow(connection, lid)
        return self._of.setdefault(ledger.name, LedgerLists(ledger))

    def _follow(self, connection: Connection, lid: int) -> None:
        changed: dict[str, list[bytes]] = {}
        if lid - self._lid <= _MOST_PATCHED:
            sql = "SELECT DISTINCT type, id FROM operation WHERE lid > ?"
            for type_, id_ in cast("list[tuple[str, bytes]]", connection.rows(sql, (self._lid,))):
                changed.setdefault(type_, []).append(id_)
        else:
            for lists in self._of.values():
                lists.forget()
        for name, record_ids in changed.items():
            if name in self._of:
                self._of[name].patch(connection, record_ids)
        if not _PLACES.isdisjoint(changed) and "dwelling" in self._of:
            self._of["dwelling"].forget()  # their addresses may read differently
        self._lid = lid


def both(first: Mask, second: Mask) -> Mask:
    """Rows in both masks; the shorter one knows nothing of the newest rows."""
    size = max(len(first), len(second))
    return (int.from_bytes(first, "little") & int.from_bytes(second, "little")).to_bytes(size, "little")


def mask_of(size: int, numbers: Iterable[int]) -> Mask:
    """A mask from row numbers."""
    mask = bytearray(size)
    for nr in numbers:
        mask[nr] = 1
    return bytes(mask)


def complement(mask: Mask) -> Mask:
    """The rows that are not in a mask."""
    return mask.translate(bytes([1, 0]) + bytes(_FEW - 2))


def _numbers(connection: Connection, sql: str) -> array[int]:
    return array("I", [cast("int", row[0]) for row in connection.stream(sql, chunk=5000)])
