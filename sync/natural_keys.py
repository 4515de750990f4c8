"""What a record is to people, read from its groups: keys that stand once among live ones, and whom it names; pure.

Two PCs that were filled separately meet here: a creation whose key stands already is the same thing made twice. A key
is text of (kind, parts); the cloud keeps a keyed hash of it alone (docs/sync_protocol.md, identity).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from ledger import catalog, places
from ledger.derive import relation_class
from sync.protocol import Json, dump

Groups = Mapping[str, Json]


class Key(NamedTuple):
    """A natural key: what it is a key of, and its parts as canonical JSON."""

    kind: str
    text: str


class Naming(NamedTuple):
    """Field `field` in group `group` names the record `target` of ledger `ledger`."""

    group: str
    field: str
    ledger: str
    target: str


def keys(type_: str, f: Groups) -> tuple[Key, ...]:
    """The natural keys of a record that is alive; none where a part that names it is missing."""
    maker = _MAKERS.get(type_)
    parts = maker(f) if maker else None
    return (Key(parts[0], dump(parts[1:])),) if parts else ()


def key_groups(type_: str) -> frozenset[str]:
    """The groups whose change may change a key."""
    return _KEY_GROUPS.get(type_, frozenset())


def namings(type_: str, f: Groups) -> Iterator[Naming]:
    """Whom a record names."""
    for group, field, ledger, is_alone in _references(type_):
        value = f.get(group)
        target = value if is_alone else _part(value, field)
        if isinstance(target, str):
            yield Naming(group, field, ledger, target)


def renamed(type_: str, f: Groups, survivors: Mapping[tuple[str, str], str]) -> dict[str, Json]:
    """The groups with every named loser replaced by its survivor; `survivors` by (ledger, id)."""
    told = dict(f)
    for naming in namings(type_, f):
        other = survivors.get((naming.ledger, naming.target))
        if other is not None:
            value = told[naming.group]
            told[naming.group] = {**value, naming.field: other} if isinstance(value, dict) else other
    return told


@cache
def _references(type_: str) -> tuple[tuple[str, str, str, bool], ...]:
    if type_ not in {one.name for one in catalog.EVERY}:
        return ()
    ledger = catalog.named(type_)
    return tuple(
        (item.merge_group, item.name, item.target, len(ledger.groups[item.merge_group]) == 1)
        for item in ledger.references
    )


def _part(value: Json, name: str) -> Json:
    return value.get(name) if isinstance(value, dict) else None


def _person(f: Groups) -> tuple[Json, ...] | None:
    document = f.get("id_document")
    number = _part(document, "id_no")
    return ("person", _part(document, "id_type"), number) if number else None


def _compound(f: Groups) -> tuple[Json, ...] | None:
    return ("compound", f["name"]) if f.get("name") else None


def _building(f: Groups) -> tuple[Json, ...] | None:
    address = f.get("address")
    compound, number = _part(address, "compound_uid"), _part(address, "building_no")
    if not compound or not number:
        return None
    suffix = _part(address, "building_suffix") or ""
    return ("building", compound, number, "号" if places.same_suffix(suffix, "号") else "幢")


def _unit(f: Groups) -> tuple[Json, ...] | None:
    address = f.get("address")
    building, number = _part(address, "building_uid"), _part(address, "unit_no")
    return ("unit", building, number) if building and number else None


def _dwelling(f: Groups) -> tuple[Json, ...] | None:
    address = f.get("address")
    building, room = _part(address, "building_uid"), _part(address, "room_no")
    return ("dwelling", building, _part(address, "unit_uid"), room) if building and room else None


def _household(f: Groups) -> tuple[Json, ...] | None:
    """By dwelling and head; those without a head in one dwelling are one."""
    return ("household", f["dwelling_uid"], f.get("head_person_uid")) if f.get("dwelling_uid") else None


def _residence(f: Groups) -> tuple[Json, ...] | None:
    """One that goes on by its class, one that ended by its relation and its end."""
    person, dwelling, end = f.get("person_uid"), f.get("dwelling_uid"), f.get("end_date")
    if not person or not dwelling:
        return None
    relation = f.get("relation")
    if end:
        return "residence", person, dwelling, relation, end
    return "residence", person, dwelling, relation_class(relation if isinstance(relation, str) else None)


def _tag(f: Groups) -> tuple[Json, ...] | None:
    return ("person_tag", f["person_uid"], f["tag"]) if f.get("person_uid") and f.get("tag") else None


def _vehicle(f: Groups) -> tuple[Json, ...] | None:
    return ("topic_vehicle", f["plate"]) if f.get("plate") else None


def _merchant(f: Groups) -> tuple[Json, ...] | None:
    return ("topic_merchant", f["name"], f.get("address")) if f.get("name") else None


def _question_read(f: Groups) -> tuple[Json, ...] | None:
    question, account = f.get("question_uid"), f.get("account")
    return ("question_read", question, f.get("message_uid"), account) if question and account else None


def _topic_definition(f: Groups) -> tuple[Json, ...] | None:
    return ("topic_definition", f["code"]) if f.get("code") else None


def _topic_row(f: Groups) -> tuple[Json, ...] | None:
    key = _part(f.get("said"), "row_key")
    return ("topic_row", f["topic_uid"], key) if f.get("topic_uid") and key else None


def _notice_read(f: Groups) -> tuple[Json, ...] | None:
    notice, account = f.get("notice_uid"), f.get("account")
    return ("notice_read", notice, account) if notice and account else None


def _visit_person(f: Groups) -> tuple[Json, ...] | None:
    visit, person = f.get("visit_uid"), f.get("person_uid")
    return ("visit_person", visit, person) if visit and person else None


def _campaign(f: Groups) -> tuple[Json, ...] | None:
    return ("campaign", f["name"]) if f.get("name") else None


def _campaign_compound(f: Groups) -> tuple[Json, ...] | None:
    campaign, compound = f.get("campaign_uid"), f.get("compound_uid")
    return ("campaign_compound", campaign, compound) if campaign and compound else None


def _activity_person(f: Groups) -> tuple[Json, ...] | None:
    """By the resident; who is not in the ledger by the written name."""
    activity, person = f.get("activity_uid"), f.get("person_uid")
    who = person or f.get("name")
    return ("activity_person", activity, bool(person), who) if activity and who else None


_MAKERS: dict[str, Callable[[Groups], tuple[Json, ...] | None]] = {
    "person": _person,
    "compound": _compound,
    "building": _building,
    "unit": _unit,
    "dwelling": _dwelling,
    "household": _household,
    "residence": _residence,
    "person_tag": _tag,
    "topic_vehicle": _vehicle,
    "topic_merchant": _merchant,
    "visit_person": _visit_person,
    "activity_person": _activity_person,
    "campaign": _campaign,
    "campaign_compound": _campaign_compound,
    "notice_read": _notice_read,
    "question_read": _question_read,
    "topic_definition": _topic_definition,
    "topic_row": _topic_row,
}
_KEY_GROUPS = {
    "person": frozenset(("id_document",)),
    "compound": frozenset(("name",)),
    "building": frozenset(("address",)),
    "unit": frozenset(("address",)),
    "dwelling": frozenset(("address",)),
    "household": frozenset(("dwelling_uid", "head_person_uid")),
    "residence": frozenset(("person_uid", "dwelling_uid", "relation", "end_date")),
    "person_tag": frozenset(("person_uid", "tag")),
    "topic_vehicle": frozenset(("plate",)),
    "topic_merchant": frozenset(("name", "address")),
    "visit_person": frozenset(("visit_uid", "person_uid")),
    "activity_person": frozenset(("activity_uid", "person_uid", "name")),
    "campaign": frozenset(("name",)),
    "campaign_compound": frozenset(("campaign_uid", "compound_uid")),
    "notice_read": frozenset(("notice_uid", "account")),
    "question_read": frozenset(("question_uid", "message_uid", "account")),
    "topic_definition": frozenset(("code",)),
    "topic_row": frozenset(("topic_uid", "said")),
}
