"""Counts worked out inside the database: live records by what they hold, people by the building that they live in.

A count of 100,000 rows crosses into Python as the few lines of its answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from ledger.definition import Ledger
from storage import schema
from storage.database import Connection
from storage.schema import ALIVE

_OWNER, _REGISTERED_ONLY = "02", "10"  # codes of residence_relation

# A residence `r` on the day ?1 as `app.records.deriving.lives_there` judges it: who owns lives there only where the
# sheet says so, who is merely registered never; a date known to the year or month begins with its first day and ends
# with its last.
LIVES = f"""CASE r.relation WHEN '{_OWNER}' THEN r.is_actual_resident = 1 WHEN '{_REGISTERED_ONLY}' THEN 0
 ELSE r.is_actual_resident IS NOT 0 END
 AND (r.start_date IS NULL OR r.start_date || substr('-01-01', length(r.start_date) - 3) <= ?1)
 AND (r.end_date IS NULL OR CASE length(r.end_date) WHEN 10 THEN r.end_date > ?1
 ELSE r.end_date || substr('-12-31', length(r.end_date) - 3) >= ?1 END)"""


def by_values(connection: Connection, ledger: Ledger, fields: Sequence[str], *, listed: bool) -> list[tuple[Any, ...]]:
    """Live records counted by the values of fields: (value, …, count). `listed` leaves out who died or moved out."""
    names = ", ".join(fields)
    where = f"({schema.unlisted(ledger)}) IS NOT TRUE" if listed else ALIVE
    sql = f"SELECT {names}, count(*) FROM {ledger.name} WHERE {where} GROUP BY {names}"  # noqa: S608 - catalog
    return cast("list[tuple[Any, ...]]", list(connection.rows(sql)))


def residents(connection: Connection, on: date) -> dict[bytes, int]:
    """How many people live in each building on a day; buildings where nobody does are left out."""
    sql = (
        "SELECT d.building_uid, count(DISTINCT r.person_uid) FROM residence r CROSS JOIN dwelling d"  # noqa: S608 - fixed
        f" ON d.id = r.dwelling_uid WHERE r.life & 1 AND d.life & 1 AND {LIVES} GROUP BY 1"
    )
    return dict(cast("list[tuple[bytes, int]]", connection.rows(sql, (on.isoformat(),))))
