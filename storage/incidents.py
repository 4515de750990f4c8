"""Security incidents with their time lines, and drills of the emergency plan: kept beside the ledgers in one file.

An incident's number is that of the audit entry which recorded it. What levels, kinds and steps there are is
`ledger.incident_levels`; who may record what is `app.incidents`. Nothing here is ever removed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from storage.database import Connection
from storage.values import dump

_COLUMNS = "id, noted_at, noted_by, happened_at, kind, level, title, scope, people, state, ticked"
_DRILL = "id, noted_at, noted_by, held_on, scenario, present, result, fixes"


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. `ticked`: step of the checklist -> (when, who)."""

    id: int
    noted_at: str
    noted_by: str
    happened_at: str
    kind: str
    level: str
    title: str
    scope: str = ""
    people: int = 0
    state: str = "open"
    ticked: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an incident's time line: what happened (`what` is a fixed word), told in somebody's words."""

    at: str
    user: str
    what: str
    told: str


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill of the emergency plan as it was held."""

    id: int
    noted_at: str
    noted_by: str
    held_on: str
    scenario: str
    present: str
    result: str
    fixes: str = ""


def put(connection: Connection, incident: Incident) -> None:
    """Keep an incident as it is now, inside the caller's write."""
    row = (
        *(incident.id, incident.noted_at, incident.noted_by, incident.happened_at, incident.kind, incident.level),
        *(incident.title, incident.scope, incident.people, incident.state),
        dump({key: list(one) for key, one in incident.ticked.items()}),
    )
    connection.run(f"INSERT OR REPLACE INTO incident ({_COLUMNS}) VALUES ({','.join('?' * 11)})", row)  # noqa: S608 - fixed columns


def every(connection: Connection, *, number: int | None = None) -> list[Incident]:
    """Incidents, newest first; or the one of a number."""
    sql = f"SELECT {_COLUMNS} FROM incident WHERE (?1 IS NULL OR id = ?1) ORDER BY id DESC"  # noqa: S608 - fixed columns
    return [_incident(row) for row in connection.rows(sql, (number,))]


def open_count(connection: Connection) -> int:
    """How many are not closed."""
    return connection.number("SELECT count(*) FROM incident WHERE state <> 'closed'")


def add_event(connection: Connection, incident: int, event: Event) -> None:
    """Add a line to an incident's time line, inside the caller's write."""
    connection.run(
        "INSERT INTO incident_event (incident, at, user, what, told) VALUES (?, ?, ?, ?, ?)",
        (incident, event.at, event.user, event.what, event.told),
    )


def events(connection: Connection, incident: int) -> list[Event]:
    """An incident's time line, oldest first."""
    rows = connection.rows(
        "SELECT at, user, what, told FROM incident_event WHERE incident = ? ORDER BY nr", (incident,)
    )
    return [Event(*cast("tuple[str, str, str, str]", row)) for row in rows]


def add_drill(connection: Connection, drill: Drill) -> None:
    """Keep the record of a drill, inside the caller's write."""
    row = (
        *(drill.id, drill.noted_at, drill.noted_by, drill.held_on),
        *(drill.scenario, drill.present, drill.result, drill.fixes),
    )
    connection.run(f"INSERT INTO emergency_drill ({_DRILL}) VALUES ({','.join('?' * 8)})", row)  # noqa: S608 - fixed columns


def drills(connection: Connection) -> list[Drill]:
    """Drills, the one held last first."""
    rows = connection.rows(f"SELECT {_DRILL} FROM emergency_drill ORDER BY held_on DESC, id DESC")  # noqa: S608 - fixed columns
    return [Drill(*cast("tuple[int, str, str, str, str, str, str, str]", row)) for row in rows]


def _incident(row: tuple[object, ...]) -> Incident:
    *plain, ticked = row
    said = {key: (at, who) for key, (at, who) in json.loads(cast("str", ticked)).items()}
    return Incident(*cast("tuple[int, str, str, str, str, str, str, str, int, str]", tuple(plain)), said)
