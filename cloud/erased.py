"""What an erasure order takes with the record that it names, and what is refused ever after.

A record goes with another when it says something about it and nothing that matters without it: a person's tags, homes,
papers, car. Of what stays (a household, a building) only the reference goes, with what stands beside it about him.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Final

from cloud.records import Key, Record
from cloud.working import Working
from sync import natural_keys
from sync.protocol import CONFLICT, Json, Op

GOES: Final[Mapping[str, frozenset[tuple[str, str]]]] = {
    "person": frozenset(
        (
            ("person_tag", "person_uid"),
            ("residence", "person_uid"),
            ("attachment", "person_uid"),
            ("visit_person", "person_uid"),
            ("activity_person", "person_uid"),
            ("muster_check", "person_uid"),
            ("topic_row", "person_uid"),
            ("objection", "person_uid"),
            ("topic_vehicle", "owner_person"),
        )
    ),
    "topic_merchant": frozenset((("attachment", "merchant_uid"), ("objection", "merchant_uid"))),
    "topic_vehicle": frozenset((("objection", "vehicle_uid"),)),
    "residence": frozenset((("objection", "residence_uid"),)),
    "person_tag": frozenset((("objection", "tag_uid"),)),
    "objection": frozenset((("attachment", "objection_uid"),)),
    "visit": frozenset((("visit_person", "visit_uid"), ("attachment", "visit_uid"))),
    "work_order": frozenset(
        (("work_order_event", "order_uid"), ("topic_report", "order_uid"), ("attachment", "order_uid"))
    ),
}
"""Ledger -> (ledger, field) of the records that go with one of its records, which they name there."""
MADE_OF: Final = {"visit_person": "visit"}
"""A record of the second ledger goes when everybody goes whom it is about, as records of the first one say."""
BESIDE: Final = {
    ("household", "head_person_uid"): ("head_phone",),
    ("building", "leader_person"): ("leader_phone",),
    ("work_order", "reporter_person"): ("reporter_name", "reporter_phone"),
    ("objection", "objector_uid"): ("objector_name", "objector_phone"),
}
"""Groups about the person that another group names: they go with the reference."""
PLACES: Final = frozenset(
    ("compound", "building", "unit", "dwelling", "household", "activity", "campaign", "muster", "topic_definition")
)
"""Ledgers about places and about what was done with many: no order names their records, of which others are full."""


def owners(type_: str, f: Mapping[str, Json]) -> Iterator[Key]:
    """With whom a record goes that says this."""
    for naming in natural_keys.namings(type_, f):
        if (type_, naming.field) in GOES.get(naming.ledger, ()):
            yield naming.ledger, naming.target


def without(type_: str, f: Mapping[str, Json], gone: Container[Key]) -> dict[str, Json]:
    """The groups of a record that change when it names these no more."""
    told: dict[str, Json] = {}
    for naming in natural_keys.namings(type_, f):
        if (naming.ledger, naming.target) in gone:
            value = told.get(naming.group, f[naming.group])
            told[naming.group] = {**value, naming.field: None} if isinstance(value, dict) else None
            told |= dict.fromkeys(BESIDE.get((type_, naming.field), ()))
    return told


def tombstone(key: Key, rv: int, life: int, at: str) -> Record:
    """What is left of an erased record."""
    return Record(*key, rv, life, {}, {}, ("", ""), ("", at, ""), is_erased=True)


def is_refused(working: Working, op: Op) -> bool:
    """Whether an operation would write to an erased record, or say something about one; to remove one is harmless."""
    if op.k == "delete":
        return False
    type_ = CONFLICT if op.k == "resolve" else op.t
    return _is_erased(working, (type_, op.id)) or speaks_of_one(working, op)


def speaks_of_one(working: Working, op: Op) -> bool:
    """Whether it would write a record that goes with an erased one."""
    return any(_is_erased(working, owner) for owner in owners(op.t, op.f))


def _is_erased(working: Working, key: Key) -> bool:
    found = working.record((key[0], working.survivor(*key)))
    return found is not None and found.is_erased
