"""What stands in the way of removing a record, and what goes with it (docs/sync_protocol.md, references).

Removing is a mark, not an erasure: the row stays and can come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from ledger import catalog, clock
from ledger.definition import Ledger
from ledger.errors import StillReferred
from storage.database import Connection
from storage.errors import ParentRemoved


@dataclass(frozen=True, slots=True)
class Hold:
    """Live records of `referrer` that point to a record through `field` keep it from going.

    `open_only`: dated ones do so until they end.
    """

    referrer: str
    field: str
    open_only: bool = False


HOLDS: dict[str, tuple[Hold, ...]] = {
    "compound": (Hold("building", "compound_uid"),),
    "building": (Hold("unit", "building_uid"), Hold("dwelling", "building_uid")),
    "unit": (Hold("dwelling", "unit_uid"),),
    "dwelling": (Hold("residence", "dwelling_uid", open_only=True),),
    "household": (Hold("residence", "household_uid", open_only=True),),
    "work_order": (Hold("work_order_event", "order_uid"),),
    "topic_definition": (Hold("topic_row", "topic_uid"),),
}
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (
        ("person_tag", "person_uid"),
        ("residence", "person_uid"),
        ("attachment", "person_uid"),
        ("visit_person", "person_uid"),
        ("activity_person", "person_uid"),
        ("muster_check", "person_uid"),
        ("topic_row", "person_uid"),
        ("objection", "person_uid"),
    ),
    "dwelling": (("household", "dwelling_uid"), ("attachment", "dwelling_uid"), ("objection", "dwelling_uid")),
    "household": (("objection", "household_uid"),),
    "residence": (("objection", "residence_uid"),),
    "person_tag": (("objection", "tag_uid"),),
    "topic_vehicle": (("objection", "vehicle_uid"),),
    "building": (("attachment", "building_uid"),),
    "topic_merchant": (("attachment", "merchant_uid"), ("objection", "merchant_uid")),
    "objection": (("attachment", "objection_uid"),),
    "visit": (("visit_person", "visit_uid"), ("attachment", "visit_uid")),
    "activity": (("activity_person", "activity_uid"), ("attachment", "activity_uid")),
    "campaign": (("campaign_compound", "campaign_uid"), ("campaign_check", "campaign_uid")),
    "muster": (("muster_check", "muster_uid"),),
}
"""What goes with a record and comes back with it: a person's tags and residences, an empty dwelling's households, the
pictures and papers of all, what is disputed of them, whom a visit was made to. A visit itself happened and stays."""

NOT_ENDED = (
    "(end_date IS NULL OR CASE length(end_date) WHEN 10 THEN end_date > ?1"
    " ELSE end_date || substr('-12-31', length(end_date) - 3) >= ?1 END)"
)
"""SQL: a dated relation goes on after day ?1; an end known to the year or month counts to its last day."""


def refuse_if_held(connection: Connection, ledger: Ledger, record_id: bytes) -> None:
    """Raise StillReferred when live records need this one."""
    today = clock.today().isoformat()
    for hold in HOLDS.get(ledger.name, ()):
        still = f" AND {NOT_ENDED}" if hold.open_only else " AND ?1 IS NOT NULL"
        sql = f"SELECT count(*) FROM {hold.referrer} WHERE {hold.field} = ?2 AND life & 1{still}"  # noqa: S608 - fixed tables
        count = connection.number(sql, (today, record_id))
        if count:
            raise StillReferred(ledger.name, hold.referrer, count)


def refuse_if_orphan(connection: Connection, ledger: Ledger, row: dict[str, object]) -> None:
    """Raise ParentRemoved when a record that is to come back belongs to one that is removed."""
    for parent, field in _parents(ledger.name):
        if row.get(field) is None:
            continue
        sql = f"SELECT life & 1 FROM {parent} WHERE id = ?"  # noqa: S608 - names of the catalog
        if connection.value(sql, (row[field],)) == 0:
            raise ParentRemoved(ledger.name, parent)


def _parents(ledger: str) -> Iterator[tuple[str, str]]:
    for parent, holds in HOLDS.items():
        yield from ((parent, hold.field) for hold in holds if hold.referrer == ledger)
    for parent, parts in PARTS.items():
        yield from ((parent, field) for referrer, field in parts if referrer == ledger)


def parts_to_remove(connection: Connection, ledger: Ledger, record_id: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """(ledger, ids) of the live records that go with this one, what goes with those before them."""
    for part, field in PARTS.get(ledger.name, ()):
        rows = connection.rows(f"SELECT id FROM {part} WHERE {field} = ? AND life & 1", (record_id,))  # noqa: S608 - fixed tables
        found = [cast("bytes", row[0]) for row in rows]
        for one in found if part in PARTS else ():
            yield from parts_to_remove(connection, catalog.named(part), one)
        if found:
            yield part, found


def parts_to_restore(connection: Connection, ledger: Ledger, record_id: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """(ledger, ids) of the removed records that went with this one: in the same action, or elsewhere at one instant.

    What went with those comes behind them.
    """
    went = "SELECT max(action) FROM operation WHERE id = ? AND type = ? AND kind = 'delete'"
    action = connection.value(went, (record_id, ledger.name))
    for part, field in PARTS.get(ledger.name, ()):
        rows = connection.rows(
            f"SELECT p.id FROM {part} p WHERE p.{field} = ?1 AND NOT p.life & 1 AND (EXISTS (SELECT 1 FROM operation o"  # noqa: S608 - fixed tables
            " WHERE o.id = p.id AND o.kind = 'delete' AND o.action = ?2) OR EXISTS (SELECT 1 FROM sync_removal e"
            " JOIN sync_removal w ON w.id = ?1 AND w.at = e.at AND w.user = e.user WHERE e.id = p.id))",
            (record_id, action),
        )
        found = [cast("bytes", row[0]) for row in rows]
        if found:
            yield part, found
        for one in found if part in PARTS else ():
            yield from parts_to_restore(connection, catalog.named(part), one)
