"""Counts worked out inside the database: live records by what they hold, people by their building and their tags.

A count of 100,000 rows crosses into Python as the few lines of its answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from ledger.definition import Ledger
from storage import schema
from storage.database import Connection
from storage.glance import SOURCE_INDEX
from storage.schema import ALIVE

_OWNER, _REGISTERED_ONLY = "02", "10"  # codes of residence_relation

# A relation on the day ?1 as `app.records.deriving.holds` judges it: a date known to the year or month begins with its
# first day and ends with its last.
_HOLDS = """ (r.start_date IS NULL OR r.start_date || substr('-01-01', length(r.start_date) - 3) <= ?1)
 AND (r.end_date IS NULL OR CASE length(r.end_date) WHEN 10 THEN r.end_date > ?1
 ELSE r.end_date || substr('-12-31', length(r.end_date) - 3) >= ?1 END)"""

# A residence `r` on that day as `lives_there` does: who owns lives there only where the sheet says so, who is merely
# registered never.
LIVES = f"""CASE r.relation WHEN '{_OWNER}' THEN r.is_actual_resident = 1 WHEN '{_REGISTERED_ONLY}' THEN 0
 ELSE r.is_actual_resident IS NOT 0 END
 AND{_HOLDS}"""

_FROM_TAGS = """person_tag t CROSS JOIN residence r ON r.person_uid = t.person_uid
 CROSS JOIN dwelling d ON d.id = r.dwelling_uid"""
_FROM_HOMES = """dwelling d CROSS JOIN residence r ON d.building_uid = ?2 AND r.dwelling_uid = d.id
 CROSS JOIN person_tag t ON t.person_uid = r.person_uid"""


def by_values(connection: Connection, ledger: Ledger, fields: Sequence[str], *, listed: bool) -> list[tuple[Any, ...]]:
    """Live records counted by the values of fields: (value, …, count). `listed` leaves out who died or moved out."""
    names = ", ".join(fields)
    where = f"({schema.unlisted(ledger)}) IS NOT TRUE" if listed else ALIVE
    sql = f"SELECT {names}, count(*) FROM {ledger.name} WHERE {where} GROUP BY {names}"  # noqa: S608 - catalog
    return cast("list[tuple[Any, ...]]", list(connection.rows(sql)))


def orders_by_source(connection: Connection, sources: Sequence[str]) -> list[tuple[str, int, str, int]]:
    """Live work orders of each of these sources: (source, how many, newest receipt, number of the last row)."""
    marks = ", ".join("?" * len(sources))
    sql = (
        "SELECT source, count(*), max(received_at), max(nr)"  # noqa: S608 - marks
        f" FROM work_order INDEXED BY {SOURCE_INDEX} WHERE {ALIVE} AND source IN ({marks}) GROUP BY source"
    )
    return cast("list[tuple[str, int, str, int]]", connection.rows(sql, sources))


def residents(connection: Connection, on: date) -> dict[bytes, int]:
    """How many people live in each building on a day; buildings where nobody does are left out."""
    sql = (
        "SELECT d.building_uid, count(DISTINCT r.person_uid) FROM residence r CROSS JOIN dwelling d"  # noqa: S608 - fixed
        f" ON d.id = r.dwelling_uid WHERE r.life & 1 AND d.life & 1 AND {LIVES} GROUP BY 1"
    )
    return dict(cast("list[tuple[bytes, int]]", connection.rows(sql, (on.isoformat(),))))


def tagged(
    connection: Connection, on: date, tags: Collection[str], building: bytes | None
) -> list[tuple[bytes, bytes, str]]:
    """(building, person, tag) of everybody alive who lives in a building on a day and has one of these tags then.

    Of one building its homes are walked, of all of them the tags.
    """
    marks = ", ".join(f"?{at}" for at in range(3, len(tags) + 3))
    sql = (
        f"SELECT DISTINCT d.building_uid, t.person_uid, t.tag FROM {_FROM_TAGS if building is None else _FROM_HOMES}"  # noqa: S608 - fixed
        f" CROSS JOIN person p ON p.id = t.person_uid WHERE (?2 IS NULL OR d.building_uid = ?2) AND t.tag IN ({marks})"
        " AND t.life & 1 AND r.life & 1 AND d.life & 1 AND p.life & 1 AND p.alive IS NOT 0"
        f" AND {LIVES} AND{_HOLDS.replace('r.', 't.')}"
    )
    return cast("list[tuple[bytes, bytes, str]]", connection.rows(sql, (on.isoformat(), building, *tags)))
