"""What a visit may find something of: who was met, the home, their tags in force, who lives there, their vehicles.

A finding names its record where there are several (`person:王小明.phone`): by id, by what people call it, or by whom
it is about. Tags that lists do not name are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from app import access
from app.records import references
from app.records.naming import Names
from app.records.showing import person_name
from app.stores.session import Session
from ledger import catalog, clock, codes, ids, text
from ledger.definition import Ledger
from ledger.errors import AmbiguousRecord, RecordNotFound
from storage.listing.matching import not_ended_by
from storage.reading import Reader
from storage.rows import Row, id_in, text_in

_PERSON, _DWELLING, _TAG, _RESIDENCE, _VEHICLE = (
    catalog.named(name) for name in ("person", "dwelling", "person_tag", "residence", "topic_vehicle")
)
NAMED: Final = re.compile(
    f"({'|'.join(one.name for one in (_PERSON, _DWELLING, _TAG, _RESIDENCE, _VEHICLE))})(?::([^.]+))?\\.(.+)"
)
"""A finding as it is written: the ledger, which of its records (none for the only one), the field."""


@dataclass(frozen=True, slots=True)
class InReach:
    """One record; `title` is what people choose, `spoken` the same within a sentence.

    `called` is what they may write, as names are compared.
    """

    ledger: Ledger
    row: Row = field(repr=False)
    title: str
    spoken: str
    called: frozenset[str] = frozenset()

    @property
    def id(self) -> bytes:
        """The id of the record."""
        return id_in(self.row)

    @property
    def key(self) -> str:
        """How a finding names it: person:0190….

        Of the same shape as what people write, and never ambiguous.
        """
        return f"{self.ledger.name}:{ids.to_text(self.id)}"


@dataclass(frozen=True, slots=True)
class Visited:
    """Whom a visit is made to and where, with what follows from them."""

    reader: Reader
    names: Names
    people: tuple[bytes, ...]
    home: bytes | None

    def of(self, ledger: str) -> tuple[InReach, ...]:
        """The records of one ledger that are in reach."""
        return tuple(_FINDERS[ledger](self))

    @access.operation(access.OWN)
    def all(self, session: Session) -> tuple[InReach, ...]:
        """Those of every ledger that the account may change."""
        return tuple(one for name in _FINDERS if session.rights.may("edit", name) for one in self.of(name))

    def pick(self, ledger: str, which: str) -> InReach:
        """The one record that is meant; raises RecordNotFound, AmbiguousRecord, Forbidden (by a hidden number)."""
        there = self.of(ledger)
        found = [one for one in there if self._is(one, which)] if which else self._only(there)
        if len(found) != 1:
            raise AmbiguousRecord(ledger, len(found)) if found else RecordNotFound(ledger)
        return found[0]

    def _is(self, one: InReach, which: str) -> bool:
        if ids.to_text(one.id) == which or text.name_key(which) in one.called:
            return True
        if one.ledger is not _PERSON or not any(sign.isdigit() for sign in which):
            return False
        try:
            return references.find(self.reader, _PERSON, which) == one.id
        except RecordNotFound:
            return False

    def _only(self, there: tuple[InReach, ...]) -> list[InReach]:
        """Without a word which: of a residence that of the one person who was met, else all there are."""
        if len(there) > 1 and len(self.people) == 1 and there[0].ledger is _RESIDENCE:
            return [one for one in there if one.row["person_uid"] == self.people[0]]
        return list(there)

    def rows(self, ledger: Ledger, by: str, ones: tuple[bytes, ...]) -> list[Row]:
        """Records that name one of these and have not ended."""
        day = clock.today().isoformat()
        return [row for row in self.reader.children(ledger, by, ones) if not_ended_by(row.get("end_date"), day)]

    def shown(self, person: bytes) -> str:
        """A person as lists show the name."""
        return person_name(self.names, person, clock.today())

    def named(self, person: bytes) -> str:
        """A person's name as names are compared."""
        return text.name_key(str((self.names.row(_PERSON.name, person) or {}).get("name") or ""))


def _people(visited: Visited) -> Iterator[InReach]:
    for one, row in visited.reader.get_many(_PERSON, visited.people).items():
        title = f"居民 {visited.shown(one)}"
        yield InReach(_PERSON, row, title, title, frozenset((visited.named(one),)))


def _home(visited: Visited) -> Iterator[InReach]:
    row = visited.reader.get(_DWELLING, visited.home) if visited.home else None
    if row is not None:
        yield InReach(_DWELLING, row, "这套房屋", f"房屋 {visited.names.of(_DWELLING.name, id_in(row))}")


def _tags(visited: Visited) -> Iterator[InReach]:
    for row in visited.rows(_TAG, "person_uid", visited.people):
        code, person = text_in(row, "tag") or "", id_in(row, "person_uid")
        if access.tag_shows(code):
            label = codes.table("key_group_tag").label(code)
            called = map(text.name_key, (code, label, f"{visited.named(person)}{label}"))
            title = f"{visited.shown(person)} 标签 {label}"
            yield InReach(_TAG, row, title, title, frozenset(called))


def _stays(visited: Visited) -> Iterator[InReach]:
    """Of the home; of the people where there is none."""
    by, ones = ("dwelling_uid", (visited.home,)) if visited.home else ("person_uid", visited.people)
    for row in visited.rows(_RESIDENCE, by, ones):
        person = id_in(row, "person_uid")
        relation = codes.table("residence_relation").label(text_in(row, "relation") or "")
        title = f"{visited.shown(person)} 居住{f'（{relation}）' if relation else ''}"
        called = frozenset((visited.named(person), text.name_key(ids.to_text(person))))
        yield InReach(_RESIDENCE, row, title, title, called)


def _vehicles(visited: Visited) -> Iterator[InReach]:
    rows = visited.rows(_VEHICLE, "owner_person", visited.people)
    rows += visited.rows(_VEHICLE, "dwelling_uid", (visited.home,) if visited.home else ())
    for row in {id_in(row): row for row in rows}.values():
        plate = visited.names.of(_VEHICLE.name, id_in(row))
        called = frozenset((text.name_key(text_in(row, "plate") or ""),))
        yield InReach(_VEHICLE, row, f"车辆 {plate}", f"车辆 {plate}", called)


_FINDERS: dict[str, Callable[[Visited], Iterator[InReach]]] = {
    "person": _people,
    "dwelling": _home,
    "person_tag": _tags,
    "residence": _stays,
    "topic_vehicle": _vehicles,
}
