"""Facts on their way from the reading process: some hundred rows as one JSON text, column by column.

A column of texts that repeat travels as its distinct texts and a sign for each row, so that the planner holds each text
once; what few rows have (bad cells, hints, tags) travels with the row's place in the batch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import cast

from app.importing.facts import CLEAR, Bad, Facts

ROWS_AT_ONCE = 500
_SLOTS = ("person", "residence", "dwelling", "household", "main")
_SELDOM = ("tags", "bad", "hints", "record", "head_name", "owner_name")
_SIGNS = "".join(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x100)))).translate({ord('"'): None, ord("\\"): None})
_MOST_SIGNS = ROWS_AT_ONCE // 4  # distinct values of a column from which the values themselves are shorter
_CODED = frozenset((str, type(None), type(CLEAR)))  # 1 and 1.0 would share a sign
_CLEAR: list[object] = []  # no stored value is a list, so an empty one stands for the marker that wipes
_Column = list[object]
_Packed = tuple[_Column, str | None]
"""Values for every row; or the distinct ones, and for every row the sign of its own."""


def pack(rows: Sequence[Facts]) -> bytes:
    """The facts of at most `ROWS_AT_ONCE` rows as one JSON text."""
    told: dict[str, object] = {"rows": [facts.row for facts in rows]}
    for slot in _SLOTS:
        records: list[dict[str, object]] = [getattr(facts, slot) for facts in rows]
        names = sorted(set[str]().union(*records))
        columns = zip(*[map(record.get, names) for record in records], strict=True)
        told[slot] = {name: _packed(list(column)) for name, column in zip(names, columns, strict=True)}
    places = [facts.place for facts in rows if facts.place is not None]
    told["placed"] = [at for at, facts in enumerate(rows) if facts.place is not None]
    told["places"] = [_packed(list(column)) for column in zip(*places, strict=True)]
    for name in _SELDOM:
        told[name] = [(at, value) for at, facts in enumerate(rows) if (value := getattr(facts, name))]
    text = json.dumps(told, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _packed(column: _Column) -> _Packed:
    types = set(map(type, column))
    distinct = dict.fromkeys(column) if types <= _CODED else ()
    if 0 < len(distinct) <= _MOST_SIGNS:
        signs = dict(zip(distinct, _SIGNS, strict=False))
        return [_CLEAR if value is CLEAR else value for value in distinct], "".join(map(signs.__getitem__, column))
    return [_CLEAR if value is CLEAR else value for value in column] if type(CLEAR) in types else column, None


def unpack(payload: bytes) -> list[Facts]:
    """The rows again, in their order."""
    told = json.loads(payload.decode("utf-8", "surrogatepass"))
    rows = [Facts(row) for row in told["rows"]]
    for slot in _SLOTS:
        if told[slot]:
            names = tuple(told[slot])
            columns = [_column(*packed) for packed in told[slot].values()]
            for facts, values in zip(rows, zip(*columns, strict=True), strict=True):
                record = {name: value for name, value in zip(names, values, strict=True) if value is not None}
                setattr(facts, slot, record)
    for at, place in zip(told["placed"], _rows_of(told["places"]), strict=True):
        rows[at].place = list(place)
    for name in _SELDOM:
        for at, value in told[name]:
            setattr(rows[at], name, value)
    for at, bad in told["bad"]:
        rows[at].bad = [Bad(*one) for one in bad]
    for at, hints in told["hints"]:
        rows[at].hints = [(name, rule) for name, rule in hints]
    return rows


def _rows_of(columns: list[_Packed]) -> Iterator[tuple[str, ...]]:
    return cast("Iterator[tuple[str, ...]]", zip(*(_column(*packed) for packed in columns), strict=True))


def _column(values: _Column, signs: str | None) -> _Column:
    meant: _Column = [CLEAR if value == _CLEAR else value for value in values] if _CLEAR in values else values
    return meant if signs is None else list(map(dict(zip(_SIGNS, meant, strict=False)).__getitem__, signs))
