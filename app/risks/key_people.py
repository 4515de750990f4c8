"""The key people 重点人员 of buildings: whom a hazard strikes first, by the tags that `ledger.risks` names.

Everybody counts once, by the heaviest tag. A tag that lists hide counts for those alone who may look behind it, in
figures too, and never on paper, which others read.
"""

from __future__ import annotations

from datetime import date

from app import access
from ledger import catalog, risks
from storage.reading import Reader

TAG = catalog.named("person_tag")


def counted() -> frozenset[str]:
    """The tags that count for whoever is at work, where they are to be read."""
    sees_all = not access.is_leaving() and access.tags_show() and access.sees_all(TAG)
    return frozenset(tag for tag in risks.tags() if sees_all or access.tag_shows(tag))


def by_building(reader: Reader, on: date, building: bytes | None = None) -> dict[bytes, dict[bytes, int]]:
    """Building -> person -> points, of everybody who lives there on a day; of one building alone if one is named."""
    found: dict[bytes, dict[bytes, int]] = {}
    for at, person, tag in reader.tagged_by_building(on, counted(), building):
        people = found.setdefault(at, {})
        people[person] = max(people.get(person, 0), risks.tags()[tag])
    return found
