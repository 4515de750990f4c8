"""Blocks of rows on their way from the reading process: each as one JSON text, column by column.

A column of texts that repeat travels as its distinct texts and a sign for each row, so that the planner holds each text
once; what few rows have (bad cells, hints, tags) travels with the row's place in the block.
"""

from __future__ import annotations

import json
from typing import cast

from app.importing.fact_blocks import ROWS_AT_ONCE, SLOTS, Block, Column
from app.importing.facts import CLEAR, Bad

_SIGNS = "".join(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x100)))).translate({ord('"'): None, ord("\\"): None})
_MOST_SIGNS = ROWS_AT_ONCE // 4  # distinct values of a column from which the values themselves are shorter
_CODED = frozenset((str, type(None), type(CLEAR)))  # 1 and 1.0 would share a sign
_CLEAR: list[object] = []  # no stored value is a list, so an empty one stands for the marker that wipes
_Packed = tuple[Column, str | None]
"""Values for every row; or the distinct ones, and for every row the sign of its own."""


def pack(block: Block) -> bytes:
    """A block of at most `ROWS_AT_ONCE` rows as one JSON text."""
    told: dict[str, object] = {"rows": block.rows}
    for slot in SLOTS:
        told[slot] = {name: _packed(column) for name, column in block.values.get(slot, {}).items()}
    told["placed"] = block.placed
    told["places"] = [_packed(column) for column in block.places]
    told |= block.seldom
    text = json.dumps(told, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _packed(column: Column) -> _Packed:
    types = set(map(type, column))
    distinct = dict.fromkeys(column) if types <= _CODED else ()
    if 0 < len(distinct) <= _MOST_SIGNS:
        signs = dict(zip(distinct, _SIGNS, strict=False))
        return [_CLEAR if value is CLEAR else value for value in distinct], "".join(map(signs.__getitem__, column))
    return [_CLEAR if value is CLEAR else value for value in column] if type(CLEAR) in types else column, None


def unpack(payload: bytes) -> Block:
    """The block again."""
    told = json.loads(payload.decode("utf-8", "surrogatepass"))
    block = Block(
        told.pop("rows"),
        {slot: {name: _column(*packed) for name, packed in told.pop(slot).items()} for slot in SLOTS},
        told.pop("placed"),
        cast("list[list[str]]", [_column(*packed) for packed in told.pop("places")]),
        told,
    )
    told["bad"] = [(at, [Bad(*one) for one in bad]) for at, bad in told["bad"]]
    told["hints"] = [(at, [(name, rule) for name, rule in hints]) for at, hints in told["hints"]]
    return block


def _column(values: Column, signs: str | None) -> Column:
    meant = [CLEAR if value == _CLEAR else value for value in values] if _CLEAR in values else values
    return meant if signs is None else list(map(dict(zip(_SIGNS, meant, strict=False)).__getitem__, signs))
