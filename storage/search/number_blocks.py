"""The numbers by which records are found, phones and ID numbers, close together: any digits are looked for in them.

A local table of each ledger with such fields keeps the numbers of 256 rows as one block, in the order of the rows. A
block spells every two neighbouring signs as one byte: 45678 is 45, 56, 67, 78. So digits are found from any place on,
and `bytes.find`, which skips what cannot fit, skips three times as much as it would among ten different digits. Of a
million people that is 32 MB. Four digits and more are what people look for most: every four neighbouring signs are
one character of a text as well, made when first needed, twice as large, in which the processor seeks for itself.

Which numbers a record has is `search_text.py`'s, how digits and other words go together `number_look.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.values import dump

ROWS = 256  # row numbers of one block: 8 KB of people, of which an edit writes one
_FOUR = 4  # signs of one character in the texts of fours
_FEW = 24  # listed rows of a block that are looked at one by one
_SIGNS = b"0123456789x \n"  # a blank before each number of a row, a line end after the last
_CODES = bytes.maketrans(_SIGNS, bytes(range(len(_SIGNS))))
_ROW_END = b"\xcb"  # line end and blank: stands between two rows and nowhere else

Find = Callable[[int, int], int]
"""Where digits stand in a block, by its number, from a place on; -1 for nowhere."""


def pack(numbers: Sequence[str]) -> bytes:
    """The block of rows with these numbers, each row's parted by blanks."""
    return _pairs(" " + "\n ".join(numbers) + "\n")


def _pairs(text: str) -> bytes:
    """Every two neighbouring signs as one byte, all of them by two shifts of one large number."""
    codes = int.from_bytes(text.encode("ascii").translate(_CODES), "big")
    return (codes << 8 | codes << 4).to_bytes(len(text) + 1, "big")[1:-1]


_NO_NUMBERS = pack([""])


def _fours(pairs: bytes) -> str:
    """Every four neighbouring signs as one character, at the place of their first pair."""
    second = pairs[2:]
    signs = bytearray(2 * len(second))
    signs[0::2], signs[1::2] = second, pairs[: len(second)]
    return signs.decode("utf-16-le")


def _searcher(digits: str) -> Callable[[bytes, int], int]:
    """Where few digits stand among pairs from a place on; -1 for nowhere."""
    if len(digits) > 1:
        needle = _pairs(digits)
        return lambda pairs, start: pairs.find(needle, start)
    first = _CODES[ord(digits)] << 4
    search = re.compile(b"[%c-%c]" % (first, first + 15)).search

    def find(pairs: bytes, start: int) -> int:
        found = search(pairs, start)
        return found.start() if found else -1

    return find


class NumberBlocks:
    """All numbers of a ledger, as they were at one moment."""

    def __init__(self, blocks: Iterable[tuple[int, bytes]]) -> None:
        self._blocks: list[bytes] = []
        self._fours: list[str] = []  # of each block, "" until four digits were looked for in it
        self._by_row: list[bytes] = []  # what each row holds, once rows were asked for one by one
        self.put(blocks)

    def put(self, blocks: Iterable[tuple[int, bytes]]) -> None:
        """Set blocks that are new or changed, by their numbers."""
        for block, pairs in blocks:
            missing = block + 1 - len(self._blocks)
            self._blocks.extend([b""] * missing)
            self._fours.extend([""] * missing)
            self._blocks[block], self._fours[block] = pairs, ""
            if self._by_row:
                first = block * ROWS
                self._by_row.extend([b""] * (first - len(self._by_row)))
                self._by_row[first : first + ROWS] = self._padded(block)

    def find(self, digits: str, listed: bytes | None = None) -> Iterator[int]:
        """Row numbers, in their order, of the listed records with a number in which the digits stand."""
        find = self._finder(digits)
        for block in range(len(self._blocks)):
            first = block * ROWS
            if listed is None:
                yield from (first + row for row in self._rows(block, find))
                continue
            inside = listed[first : first + ROWS]
            count = inside.count(1)
            if count > _FEW:
                yield from (first + row for row in self._rows(block, find) if row < len(inside) and inside[row])
            elif count:
                yield from self.holding(digits, (first + row for row, is_in in enumerate(inside) if is_in))

    def _finder(self, digits: str) -> Find:
        blocks, fours = self._blocks, self._fours
        if len(digits) < _FOUR:
            search = _searcher(digits)
            return lambda block, start: search(blocks[block], start)
        needle = _pairs(digits)
        four = _fours(needle[: _FOUR - 1])

        def find(block: int, start: int) -> int:
            if not fours[block]:
                fours[block] = _fours(blocks[block])
            at = fours[block].find(four, start)
            while at >= 0 and not blocks[block].startswith(needle, at):
                at = fours[block].find(four, at + 1)
            return at

        return find

    def _rows(self, block: int, find: Find) -> Iterator[int]:
        """The rows of a block in which digits stand, each once."""
        pairs = self._blocks[block]
        row, counted, at = 0, 0, find(block, 0)
        while at >= 0:
            row += pairs.count(_ROW_END, counted, at)
            yield row
            counted = pairs.find(_ROW_END, at)
            at = find(block, counted) if counted >= 0 else -1

    def holding(self, digits: str, nrs: Iterable[int]) -> list[int]:
        """Those of the records with a number in which the digits stand.

        Ten thousand records of a million stand four to a block: each by itself is asked in a tenth of the time of
        finding it in its block. The rows by themselves are 80 MB of a million people, made when first needed.
        """
        if not self._by_row:
            self._by_row = [row for block in range(len(self._blocks)) for row in self._padded(block)]
        rows, last = self._by_row, len(self._by_row)
        if len(digits) > 1:
            needle = _pairs(digits)
            return [nr for nr in nrs if nr < last and needle in rows[nr]]
        search = _searcher(digits)
        return [nr for nr in nrs if nr < last and search(rows[nr], 0) >= 0]

    def _padded(self, block: int) -> list[bytes]:
        rows = self._blocks[block].split(_ROW_END)
        return rows + [b""] * (ROWS - len(rows))

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
