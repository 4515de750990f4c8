"""The rows behind the search index: each live record's searched values, a dwelling's with the places above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import cast

from ledger import catalog
from ledger.definition import Ledger
from storage import glance
from storage.database import Connection
from storage.search import search_text
from storage.search.search_addresses import PLACE_PARTS
from storage.search.search_text import Values
from storage.values import dump

_AMONG_THESE = " AND r.nr IN (SELECT value FROM json_each(?))"
_AT_ONCE = 1000  # row numbers asked for in one statement


def read(connection: Connection, ledger: Ledger, nrs: Iterable[int] | None = None) -> Iterator[tuple[int, Values]]:
    """(row number, searched values) of live records: these, or all in order."""
    names, all_rows, these_rows = _statements(ledger.name)
    if nrs is None:
        yield from _named(names, connection.stream(all_rows))
        return
    asked = iter(nrs)
    while chunk := list(islice(asked, _AT_ONCE)):
        yield from _named(names, connection.rows(these_rows, (dump(chunk),)))


def holding(connection: Connection, ledger: Ledger, nrs: list[int], texts: tuple[tuple[str, ...], ...]) -> list[int]:
    """Those of the live records in which, as it is stored, one of every group of texts stands."""
    places, source = _sources(ledger)
    tests = [
        " OR ".join(f"instr({place}, ?)" for place in places for _ in group)  # each text of the group in each place
        for group in texts
    ]
    met = "".join(f" AND ({test})" for test in tests)
    found = f"SELECT r.nr FROM {source} WHERE r.{glance.ALIVE}{_AMONG_THESE}{met}"  # noqa: S608 - catalog
    sought = [text for group in texts for _ in places for text in group]
    return [cast("int", nr) for (nr,) in connection.rows(found, (dump(nrs), *sought))]


def _sources(ledger: Ledger) -> tuple[list[str], str]:
    """SQL of what a record is found by as it is stored, and where it comes from."""
    names = search_text.fields(ledger)
    places = [f"r.{name}" for name in names]
    if not search_text.has_places(ledger):
        return places, f"{ledger.name} r{glance.hint(ledger, names)}"
    places += ["b.building_no || '-' || r.room_no", "b.building_no || '#' || r.room_no"]
    return places, f"{ledger.name} r LEFT JOIN building b ON b.id = r.building_uid"


def _named(names: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, Values]]:
    for nr, *values in rows:
        yield cast("int", nr), dict(zip(names, values, strict=True))


def _parts(ledger: Ledger) -> tuple[tuple[str, ...], str, str]:
    """The names of the values, the columns that give them, and the joins they need."""
    names = search_text.fields(ledger)
    columns = ["r.nr", *(f"r.{name}" for name in names)]
    if not search_text.has_places(ledger):
        return names, ", ".join(columns), ""
    columns += ["c.name", "c.address", "b.building_no", "b.building_suffix", "u.unit_no", "r.room_no"]
    joins = (
        " LEFT JOIN building b ON b.id = r.building_uid LEFT JOIN compound c ON c.id = b.compound_uid"
        " LEFT JOIN unit u ON u.id = r.unit_uid"
    )
    return (*names, *PLACE_PARTS), ", ".join(columns), joins


@cache
def _statements(ledger_name: str) -> tuple[tuple[str, ...], str, str]:
    """The names of the values, the query of all rows and the query of the rows in a JSON list."""
    ledger = catalog.named(ledger_name)
    names, columns, joins = _parts(ledger)
    hint = "" if joins else glance.hint(ledger, names)
    query = f"SELECT {columns} FROM {ledger_name} r{hint}{joins} WHERE r.{glance.ALIVE}"  # noqa: S608 - catalog
    return names, f"{query} ORDER BY r.nr", query + _AMONG_THESE
