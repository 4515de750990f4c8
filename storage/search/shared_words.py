"""Records that share words with a text: counted on the search index alone, however long the records' own texts are.

Chinese has no blanks between words, so two characters that stand together count as one. A pair that many records hold
says little and weighs little; one that stands nearly everywhere is not counted at all.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.search.search_look import index_of
from storage.search.search_tokens import fold
from storage.values import dump

MOST_PAIRS = 48
"""Pairs of a text that are looked up, evenly over its length; each costs about 0.2 ms among 60,000 records."""
_EVERYWHERE = 1000  # of the rows with a pair no more are read; one that so many hold tells nothing
_RUN = re.compile("[0-9a-z\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Sharing:
    """The live records that share the most with a text, those first, and what each pair of the text weighs."""

    ids: tuple[bytes, ...]
    weights: Mapping[str, float]

    def likeness(self, text: str) -> float:
        """What part of the weight of the pairs another text holds, 0 to 1."""
        whole = sum(self.weights.values())
        held = set(pairs(text))
        return sum(weight for pair, weight in self.weights.items() if pair in held) / whole if whole else 0.0


def pairs(text: str) -> tuple[str, ...]:
    """The pairs of characters that stand together in a text, each once; two digits are none."""
    runs = _RUN.findall(fold(text))
    found = dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1))
    return tuple(pair for pair in found if not pair.isdecimal())


def find(connection: Connection, ledger: Ledger, text: str, most: int) -> Sharing:
    """At most `most` live records of a searched ledger.

    A pair that no record holds weighs as much as one that a single record holds.
    """
    every = connection.number(f"SELECT max(nr) FROM {ledger.name}")  # noqa: S608 - a name of the catalog
    index = index_of(ledger)
    named = f"SELECT rowid FROM {index} WHERE {index} MATCH ? LIMIT ?"  # noqa: S608 - catalog
    sql = f"SELECT json_group_array(rowid) FROM ({named})"  # noqa: S608 - catalog
    weights: dict[str, float] = {}
    shared: defaultdict[int, float] = defaultdict(float)
    for pair in _chosen(pairs(text)):
        rows = cast("list[int]", json.loads(str(connection.value(sql, (f'"{pair}"*', _EVERYWHERE)))))
        if len(rows) < _EVERYWHERE:
            weights[pair] = log(1 + every / max(len(rows), 1))
            for nr in rows:
                shared[nr] += weights[pair]
    closest = sorted(shared, key=lambda nr: (-shared[nr], -nr))[:most]
    return Sharing(_alive(connection, ledger, closest), weights)


def _alive(connection: Connection, ledger: Ledger, nrs: list[int]) -> tuple[bytes, ...]:
    """The ids of the live records among these rows, in their order."""
    sql = f"SELECT r.nr, r.id FROM json_each(?) asked CROSS JOIN {ledger.name} r ON r.nr = asked.value WHERE r.life & 1"  # noqa: S608 - catalog
    found = cast("dict[int, bytes]", dict(connection.rows(sql, (dump(nrs),))))  # type: ignore[arg-type]
    return tuple(found[nr] for nr in nrs if nr in found)


def _chosen(found: tuple[str, ...]) -> tuple[str, ...]:
    step = max(1, -(-len(found) // MOST_PAIRS))
    return found[::step]
