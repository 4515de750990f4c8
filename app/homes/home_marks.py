"""Who stands for a home and what is worth knowing of it at a glance, for many homes at once.

Names and tags come behind the masks of lists. That an old person lives alone, or a child in the home, says as much as a
tag: who is told of no tags is told of none of it, and of a child under 14 only who may look at the age.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from app import access
from app.records.deriving import holds, lives_there
from app.records.naming import Names
from app.records.showing import person_name
from ledger import catalog, codes, derive, masking
from storage.reading import Reader

RESIDENCE, HOUSEHOLD, TAG, PERSON = (catalog.named(name) for name in ("residence", "household", "person_tag", "person"))
_STAY = ("person_uid", "dwelling_uid", "relation", "is_actual_resident", "start_date", "end_date")
_HEAD_FIRST = {"01": 0, "04": 1, "02": 2, "03": 3}  # residence_relation: who stands for a home without a household
_ELDER, _VERY_OLD, _GROWN = 60, 80, 18


@dataclass(frozen=True, slots=True)
class Mark:
    """Something worth knowing: `kind` names its picture, `text` says it."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Home:
    """A home at a glance; `head` is empty where nobody is known."""

    head: str
    households: int
    people: int
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class _Known:
    people: set[bytes] = field(default_factory=set)
    heads: list[bytes] = field(default_factory=list)
    ranked: list[tuple[int, int, bytes]] = field(default_factory=list)


class HomesOf:
    """The homes of some dwellings on a day; `people` is how many live in them together."""

    def __init__(self, reader: Reader, dwellings: Sequence[bytes], on: date) -> None:
        self._on = on
        self._names = Names(reader)
        self._known = {one: _Known() for one in dwellings}
        self._read_stays(reader)
        self._read_heads(reader)
        living = {person for known in self._known.values() for person in known.people}
        heads = {head for known in self._known.values() for head in known.heads}
        self.people = len(living)
        self._names.load("person", living | heads)
        self._tags = self._read_tags(reader, living)

    def of(self, dwelling: bytes) -> Home:
        """One home."""
        known = self._known[dwelling]
        heads = [head for head in known.heads if head in known.people] or known.heads
        head = heads[0] if heads else min(known.ranked)[2] if known.ranked else None
        name = person_name(self._names, head, self._on) if head else ""
        return Home(name, len(known.heads), len(known.people), tuple(self._marks(known.people)))

    def _read_stays(self, reader: Reader) -> None:
        for at, values in enumerate(reader.brief(RESIDENCE, _STAY, "dwelling_uid", self._known)):
            stay = dict(zip(_STAY, values, strict=True))
            if lives_there(stay, self._on):
                known = self._known[stay["dwelling_uid"]]
                known.people.add(stay["person_uid"])
                known.ranked.append((_HEAD_FIRST.get(str(stay["relation"]), len(_HEAD_FIRST)), at, stay["person_uid"]))

    def _read_heads(self, reader: Reader) -> None:
        held = ("dwelling_uid", "head_person_uid")
        for dwelling, head in reader.brief(HOUSEHOLD, held, "dwelling_uid", self._known):
            if head is not None:
                self._known[dwelling].heads.append(head)

    def _read_tags(self, reader: Reader, people: Iterable[bytes]) -> dict[bytes, set[str]]:
        found: dict[bytes, set[str]] = defaultdict(set)
        item, table = TAG.field("tag"), codes.table("key_group_tag")
        fields = ("person_uid", "tag", "start_date", "end_date")
        for person, tag, start, end in reader.brief(TAG, fields, "person_uid", people):
            if tag is not None and holds({"start_date": start, "end_date": end}, self._on):
                found[person].add(str(access.shown(TAG, item, table.label(tag))))
        return found

    def _marks(self, people: set[bytes]) -> Iterator[Mark]:
        if not access.tags_show():
            return
        ages = self._ages(people)
        very_old, young = sum(age >= _VERY_OLD for age in ages), sum(age < _GROWN for age in ages)
        if len(people) == 1 and ages and ages[0] >= _ELDER:
            yield Mark("alone", f"一位老人独住，{ages[0]} 岁")
        elif very_old:
            yield Mark("elder", f"{very_old} 位 {_VERY_OLD} 岁以上老人")
        if young:
            yield Mark("child", f"{young} 位未成年人")
        labels = sorted({label for one in people for label in self._tags.get(one, ())} - {masking.HIDDEN})
        if labels:
            yield Mark("tag", f"标签：{'、'.join(labels)}")
        elif any(self._tags.get(one) for one in people):
            yield Mark("tag", "有重点人群标签")

    def _ages(self, people: set[bytes]) -> list[int]:
        """The ages that whoever is at work sees or may look at."""
        sees_children = access.may_look(PERSON, PERSON.field("age"), child=True)
        births = ((self._names.row("person", one) or {}).get("birth_date") for one in people)
        known = (derive.age(str(birth), self._on) for birth in births if birth)
        return [age for age in known if age is not None and (sees_children or age >= access.CHILD_UNTIL)]
