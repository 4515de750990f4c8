"""Filters on what a record does not hold itself: where a person lives, a person's tag, the place above a dwelling.

Each gives the row numbers of the asked ledger; the paths run from the place down, along the indexes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.listing.matching import begun_by, not_ended_by

_DWELLINGS = {
    "dwelling_uid": "SELECT id FROM dwelling WHERE id {asked}",
    "building_uid": "SELECT id FROM dwelling WHERE building_uid {asked}",
    "compound_uid": (
        "SELECT d.id FROM building b JOIN dwelling d ON d.building_uid = b.id WHERE b.compound_uid {asked}"
        " AND b.life & 1"
    ),
}
_BY_PLACE = {
    "residence": "SELECT nr FROM residence WHERE dwelling_uid IN ({dwellings})",
    "household": "SELECT nr FROM household WHERE dwelling_uid IN ({dwellings})",
    "visit": "SELECT nr FROM visit WHERE dwelling_uid IN ({dwellings})",
    "work_order": "SELECT nr FROM work_order WHERE building_uid IN ({buildings})",
    "dwelling": "SELECT nr FROM dwelling WHERE building_uid IN ({buildings})",
    "unit": "SELECT nr FROM unit WHERE building_uid IN ({buildings})",
}
_BUILDINGS = "SELECT id FROM building WHERE compound_uid {asked}"
FOLLOWED = {
    "person": ("compound_uid", "building_uid", "dwelling_uid", "tag"),
    "residence": ("compound_uid", "building_uid"),
    "household": ("compound_uid", "building_uid"),
    "visit": ("compound_uid", "building_uid"),
    "work_order": ("compound_uid",),
    "dwelling": ("compound_uid",),
    "unit": ("compound_uid",),
}


def is_followed(ledger: Ledger, field: str) -> bool:
    """True when the store finds `field` through other records."""
    return field in FOLLOWED.get(ledger.name, ())


def numbers(connection: Connection, ledger: Ledger, field: str, value: object, on: date) -> Iterator[int]:
    """Row numbers of the records whose followed `field` is `value`; with None those that have one at all."""
    if ledger.name != "person":
        places = _BY_PLACE[ledger.name].format(dwellings=_DWELLINGS[field], buildings=_BUILDINGS)
        asked = "IS NOT NULL" if value is None else "= ?"
        rows = connection.stream(places.format(asked=asked), () if value is None else (value,))
        yield from (cast("int", row[0]) for row in rows)
        return
    rows = _with_tag(connection, value) if field == "tag" else _living_at(connection, field, value)
    day = on.isoformat()
    for nr, start, end in rows:
        if begun_by(start, day) and not_ended_by(end, day):
            yield nr


def residents(connection: Connection, homes: Sequence[int], on: date) -> list[int]:
    """Row numbers of the people who live in dwellings, given by theirs: in the order of the homes, each once."""
    day = on.isoformat()
    rows = connection.rows(
        "SELECT p.nr, r.start_date, r.end_date FROM json_each(?) h CROSS JOIN dwelling d ON d.nr = h.value"
        " CROSS JOIN residence r ON r.dwelling_uid = d.id CROSS JOIN person p ON p.id = r.person_uid"
        " WHERE r.life & 1 ORDER BY h.key, p.nr",
        (json.dumps(homes),),
    )
    living = (nr for nr, start, end in rows if begun_by(start, day) and not_ended_by(end, day))
    return list(dict.fromkeys(cast("Iterator[int]", living)))


def _with_tag(connection: Connection, value: object) -> Iterator[tuple[int, object, object]]:
    sql = (
        "SELECT p.nr, t.start_date, t.end_date FROM person_tag t CROSS JOIN person p ON p.id = t.person_uid"
        " WHERE (?1 IS NULL OR t.tag = ?1) AND t.life & 1"
    )
    return cast("Iterator[tuple[int, object, object]]", connection.stream(sql, (value,)))


def _living_at(connection: Connection, field: str, value: object) -> Iterator[tuple[int, object, object]]:
    where = f"r.dwelling_uid IN ({_DWELLINGS[field].format(asked='= ?')})" if value is not None else "?1 IS NULL"
    sql = (
        "SELECT p.nr, r.start_date, r.end_date FROM residence r CROSS JOIN person p ON p.id = r.person_uid"  # noqa: S608 - fixed parts
        f" WHERE {where} AND r.life & 1"
    )
    return cast("Iterator[tuple[int, object, object]]", connection.stream(sql, (value,)))
