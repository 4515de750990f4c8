"""One field of all rows in memory, and all rows in the order of one field: what pages of lists are cut from.

Any page of any filter and sort comes out of these in milliseconds, deep ones too, where SQL would walk a hundred
thousand encrypted rows. All are indexed by row number and small: a code field of 100,000 rows is 100 KB. Each is
loaded by one statement that answers one JSON text, which takes half the time of stepping through its rows and lets
other threads run meanwhile. Which of them are kept, and how they follow what is written, is `lists.py`'s.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import compress, count
from operator import itemgetter
from typing import cast

from ledger.definition import Ledger
from storage import glance, schema
from storage.database import Connection
from storage.listing.matching import Test
from storage.schema import ALIVE

Mask = bytes  # one byte a row number: 1 in, 0 out
_FEW = 256
_AS_ROWS = ("ref", "decimal")  # kinds that JSON does not carry as they are
_stamps = count(1)


class Vector:
    """One field of all rows, each value as the number of a distinct value; number 0 is no value.

    `stamp` is another one after every change, and never that of another vector.
    """

    def __init__(self, values: Sequence[object]) -> None:
        """From the values of the rows 0, 1, 2, …; there is no row 0."""
        known = dict.fromkeys(values)
        known.pop(None, None)
        self.values: list[object] = [None, *known]
        self.stamp = next(_stamps)
        self._numbers = {value: number for number, value in enumerate(self.values)}
        codes = map(self._numbers.__getitem__, values)
        self._codes: bytearray | array[int] = bytearray(codes) if len(self.values) <= _FEW else array("I", list(codes))

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
        if missing > 0 or self._codes[nr] != number:
            self._codes[nr] = number
            self.stamp = next(_stamps)

    def mask(self, test: Test) -> Mask:
        """Rows whose value meets the test; each distinct value is asked once."""
        wanted = bytes([test(value) for value in self.values])
        if isinstance(self._codes, bytearray):
            return bytes(self._codes.translate(wanted.ljust(_FEW, b"\0")))
        return bytes(map(wanted.__getitem__, self._codes))

    def counts(self, mask: Mask) -> dict[object, int]:
        """How often each value stands in the rows of a mask; None for no value."""
        found = Counter(compress(self._codes, mask))
        if missing := mask.count(1, len(self._codes)):  # newer rows, which have no value here
            found[0] += missing
        return {self.values[number]: times for number, times in found.items()}

    def at(self, numbers: Sequence[int]) -> list[object]:
        """The values of the rows of these numbers, which ascend."""
        known = bisect_left(numbers, len(self._codes))  # newer rows have no value here
        values, codes = self.values, self._codes
        return [values[codes[nr]] for nr in numbers[:known]] + [None] * (len(numbers) - known)


class Arrangement:
    """All rows in the order of a column, and after them, either way, those without a value."""

    def __init__(self, ordered: Sequence[int], empty: Sequence[int]) -> None:
        self.stamp = next(_stamps)
        self._parts = tuple((tuple(part), _picker(part)) for part in (ordered, empty))
        self._size = max(map(max, filter(None, (ordered, empty))), default=0) + 1

    def pick(self, mask: Mask) -> tuple[Mask, Mask]:
        """The mask in this order: of the rows with a value and of those without."""
        inside = mask.ljust(self._size, b"\0")
        (_, ordered), (_, empty) = self._parts
        return bytes(ordered(inside)), bytes(empty(inside))

    def place(self, nr: int, picked: tuple[Mask, Mask], *, descending: bool) -> int | None:
        """At which place among the picked ones a row number stands; None when it is not of this order."""
        (ordered, _), (empty, _) = self._parts
        with suppress(ValueError):
            at = ordered.index(nr)
            return picked[0].count(1, at + 1) if descending else picked[0].count(1, 0, at)
        with suppress(ValueError):
            return picked[0].count(1) + picked[1].count(1, 0, empty.index(nr))
        return None

    def cut(self, picked: tuple[Mask, Mask], first: int, last: int, *, descending: bool) -> list[int]:
        """The row numbers that stand from `first` up to `last` among the picked ones."""
        (ordered, _), (empty, _) = self._parts
        has_value = picked[0].count(1)
        found = cut(ordered, picked[0], first, last, descending=descending)
        first, last = max(first - has_value, 0), max(last - has_value, 0)
        return found + cut(empty, picked[1], first, last, descending=False)


def _picker(numbers: Sequence[int]) -> Callable[[Mask], Iterable[int]]:
    """What takes these places out of a mask: six times as quick as asking for each of them in Python."""
    if len(numbers) < 2:
        return lambda mask: [mask[nr] for nr in numbers]
    return itemgetter(*numbers)


def cut(numbers: Sequence[int], picked: Mask, first: int, last: int, *, descending: bool) -> list[int]:
    """The `first`-th up to the `last`-th of the picked numbers, counted from the end when `descending`."""
    if descending:
        total = picked.count(1)
        first, last = max(total - last, 0), max(total - first, 0)
    begin, end = _place_of(picked, first), _place_of(picked, last)
    found = list(compress(numbers[begin:end], picked[begin:end]))
    return found[::-1] if descending else found


def _place_of(picked: Mask, nth: int) -> int:
    """From where on there are no longer `nth` picked ones before; the end when there are not so many."""
    low, high, before = 0, len(picked), 0
    while low < high:
        middle = (low + high + 1) // 2
        here = picked.count(1, low, middle)
        if before + here <= nth:
            low, before = middle, before + here
        else:
            high = middle - 1
    return low


def load_vectors(connection: Connection, ledger: Ledger, columns: Iterable[str]) -> dict[str, Vector]:
    """Columns of all live rows, as they are in the connection's snapshot.

    The table and the glance are read once each for all their columns, and the table once more for every reference and
    decimal.
    """
    made: dict[str, Vector] = {}
    at_a_glance, in_the_table = list[str](), list[str]()
    for column in columns:
        item = ledger.field(column) if ledger.has(column) else None
        if item and item.kind in _AS_ROWS:
            sql = f"SELECT nr, {column} FROM {ledger.name} WHERE {ALIVE}"  # noqa: S608 - catalog
            made[column] = Vector(_placed(cast("Iterable[tuple[int, object]]", connection.stream(sql, chunk=5000))))
        else:
            (at_a_glance if column in glance.columns(ledger) else in_the_table).append(column)
    for together in filter(None, (at_a_glance, in_the_table)):
        made |= _side_by_side(connection, ledger, together)
    return made


def _side_by_side(connection: Connection, ledger: Ledger, columns: list[str]) -> dict[str, Vector]:
    """Columns that are read together in the order of rows."""
    picked = ", ".join(f"{schema.expression(column)} AS c{at}" for at, column in enumerate(columns))
    arrays = ", ".join(f"json_group_array(c{at})" for at in range(len(columns)))
    live = f"FROM {ledger.name}{glance.hint(ledger, tuple(columns))} WHERE {ALIVE} ORDER BY nr"
    sql = f"SELECT count(*), max(nr), {arrays} FROM (SELECT nr, {picked} {live})"  # noqa: S608 - catalog
    rows, last, *texts = cast("tuple[int, int | None, str]", connection.row(sql))
    read = dict(zip(columns, map(json.loads, texts), strict=True))
    if rows == (last or 0):  # no number is left out
        return {column: Vector([None, *values]) for column, values in read.items()}
    numbers = _numbers(connection, f"SELECT nr {live}")
    return {column: Vector(_placed(zip(numbers, values, strict=True))) for column, values in read.items()}


def load_arrangement(connection: Connection, ledger: Ledger, column: str) -> Arrangement:
    """All rows in the order of a column, as they are in the connection's snapshot."""
    name, asked = ledger.name, schema.expression(column)
    ordered = _numbers(connection, f"SELECT nr FROM {name} WHERE {asked} IS NOT NULL ORDER BY {asked}, nr")  # noqa: S608 - catalog
    return Arrangement(ordered, _numbers(connection, f"SELECT nr FROM {name} WHERE {asked} IS NULL ORDER BY nr"))  # noqa: S608 - catalog


def _numbers(connection: Connection, sql: str) -> list[int]:
    """The row numbers that a query answers, in its order."""
    text = cast("str", connection.value(f"SELECT json_group_array(nr) FROM ({sql})"))  # noqa: S608 - catalog
    return cast("list[int]", json.loads(text))


def _placed(pairs: Iterable[tuple[int, object]]) -> list[object]:
    """Values at the places of their row numbers."""
    found = dict(pairs)
    values: list[object] = [None] * (max(found, default=0) + 1)
    for nr, value in found.items():
        values[nr] = value
    return values


def both(first: Mask, second: Mask) -> Mask:
    """Rows in both masks; the shorter one knows nothing of the newest rows."""
    size = max(len(first), len(second))
    return (int.from_bytes(first, "little") & int.from_bytes(second, "little")).to_bytes(size, "little")


def either(first: Mask, second: Mask) -> Mask:
    """Rows in one of the masks at least."""
    size = max(len(first), len(second))
    return (int.from_bytes(first, "little") | int.from_bytes(second, "little")).to_bytes(size, "little")


def mask_of(size: int, numbers: Iterable[int]) -> Mask:
    """A mask from row numbers."""
    mask = bytearray(size)
    for nr in numbers:
        mask[nr] = 1
    return bytes(mask)


def complement(mask: Mask) -> Mask:
    """The rows that are not in a mask."""
    return mask.translate(bytes([1, 0]) + bytes(_FEW - 2))
