"""The numbers by which records are found, phones and ID numbers, close together: any digits are looked for in them.

A local table of each ledger with such fields keeps the numbers of 256 rows as one block, in the order of the rows. In
memory the blocks of a million people are 32 MB, and going through all of them takes 10 to 20 milliseconds. A block
spells every two neighbouring signs as one byte: 45678 is 45, 56, 67, 78. So digits are found from any place on, and
`bytes.find`, which skips what cannot fit, skips three times as much as it would among ten different digits.

Which numbers a record has is `search_text.py`'s, how digits and other words go together `number_look.py`'s.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.values import dump

ROWS = 256  # row numbers of one block: 8 KB of people, of which an edit writes one
_FEW = 24  # listed rows of a block that are looked at one by one
_SIGNS = b"0123456789x \n"  # a blank before each number of a row, a line end after the last
_CODES = bytes.maketrans(_SIGNS, bytes(range(len(_SIGNS))))
_ROW_END = b"\xcb"  # line end and blank: stands between two rows and nowhere else

Find = Callable[[bytes, int, int], int]
"""Where digits stand in a block from one place up to another; -1 for nowhere."""


def pack(numbers: Sequence[str]) -> bytes:
    """The block of rows with these numbers, each row's parted by blanks."""
    return _pairs(" " + "\n ".join(numbers) + "\n")


def _pairs(text: str) -> bytes:
    """Every two neighbouring signs as one byte, all of them by two shifts of one large number."""
    codes = int.from_bytes(text.encode("ascii").translate(_CODES), "big")
    return (codes << 8 | codes << 4).to_bytes(len(text) + 1, "big")[1:-1]


_NO_NUMBERS = pack([""])


def _finder(digits: str) -> Find:
    if len(digits) > 1:
        needle = _pairs(digits)
        return lambda pairs, start, end: pairs.find(needle, start, end)
    first = _CODES[ord(digits)] << 4
    search = re.compile(b"[%c-%c]" % (first, first + 15)).search

    def find(pairs: bytes, start: int, end: int) -> int:
        found = search(pairs, start, end)
        return found.start() if found else -1

    return find


class NumberBlocks:
    """All numbers of a ledger, as they were at one moment."""

    def __init__(self, blocks: Iterable[tuple[int, bytes]]) -> None:
        self._blocks: list[bytes] = []
        self._starts: dict[int, array[int]] = {}  # block -> where its rows start and the last one ends
        self.put(blocks)

    def put(self, blocks: Iterable[tuple[int, bytes]]) -> None:
        """Set blocks that are new or changed, by their numbers."""
        for block, pairs in blocks:
            self._blocks.extend([b""] * (block + 1 - len(self._blocks)))
            self._blocks[block] = pairs
            self._starts.pop(block, None)

    def find(self, digits: str, listed: bytes | None = None) -> Iterator[int]:
        """Row numbers, in their order, of the listed records with a number in which the digits stand."""
        find = _finder(digits)
        for block, pairs in enumerate(self._blocks):
            first = block * ROWS
            if listed is None:
                yield from (first + row for row in _rows(pairs, find))
                continue
            inside = listed[first : first + ROWS]
            count = inside.count(1)
            if count > _FEW:
                yield from (first + row for row in _rows(pairs, find) if row < len(inside) and inside[row])
            elif count:
                yield from self._held(block, find, (first + row for row, is_in in enumerate(inside) if is_in))

    def holding(self, digits: str, nrs: Iterable[int]) -> Iterator[int]:
        """Those of the records, given in the order of their numbers, with a number in which the digits stand."""
        find = _finder(digits)
        for block, group in groupby(nrs, ROWS.__rfloordiv__):  # the number of the block, without a call of Python's
            if block < len(self._blocks):
                yield from self._held(block, find, group)

    def _held(self, block: int, find: Find, nrs: Iterable[int]) -> list[int]:
        """Those of a block's records in which something is found."""
        pairs, starts = self._blocks[block], self._starts.get(block)
        if starts is None:
            ends = accumulate(len(slot) + 1 for slot in pairs.split(_ROW_END))
            starts = self._starts[block] = array("I", (0, *ends))
        last, first = len(starts) - 1, block * ROWS
        return [nr for nr in nrs if (row := nr - first) < last and find(pairs, starts[row], starts[row + 1]) >= 0]

    def _slots(self, block: int) -> list[bytes]:
        return self._blocks[block].split(_ROW_END) if block < len(self._blocks) else []

    def differing(self, expected: Iterable[tuple[int, str]]) -> list[int]:
        """Row numbers whose numbers are other ones than expected: (row number, its numbers), in their order."""
        wrong: list[int] = []
        left = set(range(len(self._blocks)))
        for block, group in groupby(expected, lambda row: row[0] // ROWS):
            left.discard(block)
            wrong += self._differing(block, {nr % ROWS: numbers for nr, numbers in group})
        for block in left:
            wrong += self._differing(block, {})
        return sorted(wrong)

    def _differing(self, block: int, expected: Mapping[int, str]) -> Iterator[int]:
        slots = self._slots(block)
        for row in range(max(len(slots), max(expected, default=-1) + 1)):
            kept = slots[row] if row < len(slots) and slots[row] else _NO_NUMBERS
            if kept != pack([expected.get(row, "")]):
                yield block * ROWS + row


def _rows(pairs: bytes, find: Find) -> Iterator[int]:
    """The rows of a block in which digits stand, each once."""
    row, counted, at = 0, 0, find(pairs, 0, len(pairs))
    while at >= 0:
        row += pairs.count(_ROW_END, counted, at)
        yield row
        counted = pairs.find(_ROW_END, at)
        at = find(pairs, counted, len(pairs)) if counted >= 0 else -1


# -- the table


def ddl(ledger: Ledger) -> str:
    """The statement that makes the empty table of a ledger."""
    return f"CREATE TABLE {_table(ledger)} (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT"


def load(connection: Connection, ledger: Ledger) -> NumberBlocks:
    """All blocks of a ledger."""
    sql = f"SELECT block, pairs FROM {_table(ledger)} ORDER BY block"  # noqa: S608 - catalog
    return NumberBlocks(cast("Iterator[tuple[int, bytes]]", connection.stream(sql, chunk=100)))


def read(connection: Connection, ledger: Ledger, nrs: Iterable[int]) -> list[tuple[int, bytes]]:
    """The blocks that these rows belong to, those that there are."""
    sql = f"SELECT block, pairs FROM {_table(ledger)} WHERE block IN (SELECT value FROM json_each(?))"  # noqa: S608 - catalog
    asked = sorted({nr // ROWS for nr in nrs})
    return cast("list[tuple[int, bytes]]", connection.rows(sql, (dump(asked),)))


def write(connection: Connection, ledger: Ledger, numbers: Mapping[int, str]) -> None:
    """Set the numbers of rows, given by their row numbers; "" for none."""
    changes: dict[int, dict[int, str]] = {}
    for nr, text in numbers.items():
        changes.setdefault(nr // ROWS, {})[nr % ROWS] = text
    asked = [block * ROWS for block, rows in changes.items() if len(rows) < ROWS or not any(rows.values())]
    kept = dict(read(connection, ledger, asked)) if asked else {}
    made = [
        (block, _changed(kept.get(block, b""), rows))
        for block, rows in changes.items()
        if block in kept or any(rows.values())
    ]
    connection.run_many(f"INSERT OR REPLACE INTO {_table(ledger)} VALUES (?, ?)", made)  # noqa: S608 - catalog


def _changed(kept: bytes, rows: Mapping[int, str]) -> bytes:
    """A block in which some rows have other numbers."""
    if len(rows) == ROWS:
        return pack([rows[row] for row in range(ROWS)])
    slots = kept.split(_ROW_END) if kept else []
    slots += [_NO_NUMBERS] * (max(rows) + 1 - len(slots))
    for row, text in rows.items():
        slots[row] = pack([text])
    return _ROW_END.join(slots)


def clear(connection: Connection, ledger: Ledger) -> None:
    """Empty the table, or make one that is not there."""
    connection.run(f"DROP TABLE IF EXISTS {_table(ledger)}")
    connection.run(ddl(ledger))


def _table(ledger: Ledger) -> str:
    return f"{ledger.name}_number"
