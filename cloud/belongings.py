"""What belongs to what: who keeps a record from going, who names one that is gone, who lives in two homes at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cloud.case import Case
from cloud.conflicts import Clash
from cloud.records import Record
from cloud.working import Working
from ledger.derive import relation_class
from sync import natural_keys
from sync.protocol import Json

HOLDS: Mapping[str, tuple[str, ...]] = {
    "compound": ("building",),
    "building": ("unit", "dwelling"),
    "unit": ("dwelling",),
    "dwelling": ("residence",),
    "household": ("residence",),
    "work_order": ("work_order_event",),
    "topic_definition": ("topic_row",),
}
"""Ledgers whose live records keep a record from going, as on the PC; of residences those that have not ended."""


PARTS: Mapping[str, tuple[str, ...]] = {
    "person": ("person_tag", "residence", "visit_person", "muster_check", "topic_row", "objection"),
    "dwelling": ("household", "objection"),
    **dict.fromkeys(("household", "residence", "person_tag", "topic_vehicle", "topic_merchant"), ("objection",)),
    "visit": ("visit_person",),
    "campaign": ("campaign_compound", "campaign_check"),
    "muster": ("muster_check",),
}
"""Ledgers whose records go with a record: its PC removes those it knows of first, so one that lives was not seen."""


def held_by(working: Working, record: Record) -> list[Record]:
    """The live records that keep this one from going."""
    return [one for one in _who_names(working, record) if one.is_alive and _holds(record.type, one)]


def _who_names(working: Working, record: Record) -> Iterator[Record]:
    for one in working.referrers(record.id):
        found = working.record((one.type, one.id))
        if found is not None:
            yield found


def _holds(type_: str, one: Record) -> bool:
    return one.type in PARTS.get(type_, ()) or (one.type in HOLDS.get(type_, ()) and not one.f.get("end_date"))


def of_new(case: Case, record: Record) -> Iterator[Clash]:
    """What is odd about a record that was made or came back: it names one that is gone, or is a second home."""
    yield from _dangling(case.working, record, record.f)
    if record.type == "residence":
        yield from _second_home(case, record)


def of_changed(case: Case, was: Record, record: Record, written: Mapping[str, Json]) -> Iterator[Clash]:
    """The same of the groups that were written."""
    yield from _dangling(case.working, record, written)
    if record.type == "residence" and _is_home(record) and not _is_home(was):
        yield from _second_home(case, record)


_HAPPENED = frozenset(
    (
        *(
            "visit",
            "visit_person",
            "campaign_check",
            "muster",
            "muster_check",
            "work_order",
            "work_order_event",
            "topic_report",
        ),
        "objection",
    )
)
"""Ledgers of what happened: it did so whoever is gone since, and nobody is asked."""


def _dangling(working: Working, record: Record, f: Mapping[str, Json]) -> Iterator[Clash]:
    """One conflict for every record named that is gone (K13). One that is not known yet may still come."""
    if record.type in _HAPPENED:
        return
    for naming in natural_keys.namings(record.type, f):
        named = working.record((naming.ledger, naming.target))
        is_gone = not named.is_alive if named else bool(working.life_in_grave((naming.ledger, naming.target)))
        if is_gone:
            more = {"ledger": naming.ledger, "gone": naming.target}
            value, which = record.f.get(naming.group), naming.field if naming.field != naming.group else ""
            gone = (naming.ledger, naming.target)
            yield Clash(
                "dangling", record.key, naming.group, None, value, None, "mine", more=more, which=which, against=gone
            )


def _second_home(case: Case, record: Record) -> Iterator[Clash]:
    """A person who lives in two homes since two people said so without knowing of each other (K9)."""
    person = record.f.get("person_uid")
    if not _is_home(record) or not isinstance(person, str):
        return
    for one in case.working.referrers(person):
        other = case.working.record((one.type, one.id)) if one.type == "residence" and one.id != record.id else None
        if other is None or not _is_home(other) or other.f.get("dwelling_uid") == record.f.get("dwelling_uid"):
            continue
        is_unseen = any(stamp.rv > case.seen and stamp.device != case.author.device for stamp in other.fm.values())
        if is_unseen:
            more = {"other": other.id}
            yield Clash("two_homes", record.key, "", None, None, None, "mine", more=more, against=other.key)
            return


def _is_home(residence: Record) -> bool:
    relation = residence.f.get("relation")
    is_living = relation_class(relation if isinstance(relation, str) else None) == "living"
    return residence.is_alive and is_living and not residence.f.get("end_date") and _is_lived_in(residence)


def _is_lived_in(residence: Record) -> bool:
    return residence.f.get("is_actual_resident") is True
