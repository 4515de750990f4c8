"""Who a row is: known, new, or doubtful. Nobody is ever merged on a likeness.

The same ID number is the same person. Without a number on one side, name, birth date and dwelling must give exactly
one match; anything short of that which could still be the same person is a doubt, held back for a person to settle.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from app.importing.facts import Facts
from ledger import catalog, text
from ledger.derive import relation_class
from storage.reading import Reader

OTHER_NAME = "same id_no, another name"
OTHER_NUMBER = "same name, birth date and dwelling, another id_no"
MAYBE_KNOWN = "same name, not certain"


@dataclass(frozen=True, slots=True)
class Match:
    """The answer: `person` is the known id, None for a new person; `why` is set for a doubt."""

    person: bytes | None = None
    why: str = ""
    candidates: tuple[bytes, ...] = ()


NEW = Match()


class Stay(NamedTuple):
    """A stored residence as a sheet that names it by 系统标识 needs it."""

    person: bytes
    dwelling: bytes
    household: bytes | None
    kinship: str | None


@dataclass(slots=True)
class _Known:
    """One person as matching needs it."""

    id: bytes
    birth: str
    has_number: bool


@dataclass
class PeopleIndex:
    """Live people of the store plus those that this import adds."""

    reader: Reader
    by_number: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    _by_name: dict[str, list[_Known]] | None = None
    _homes: set[tuple[bytes, bytes]] = field(default_factory=set)
    _added: list[tuple[str, _Known]] = field(default_factory=list)
    _numbered: list[tuple[str, _Known]] = field(default_factory=list)
    _numbered_by_name: dict[str, list[_Known]] = field(default_factory=dict)
    _stays: dict[bytes, Stay] | None = None
    _stored: int = 0

    @classmethod
    def load(cls, reader: Reader) -> PeopleIndex:
        """Read the ID numbers of all live people; names and homes are read when a row first needs them."""
        index = cls(reader)
        for key, number, name in reader.scan(catalog.named("person"), ("id_no", "name")):
            index._stored += 1
            if number:
                index.by_number[number] = (key, name)
        return index

    @property
    def knows_stored(self) -> bool:
        """True when the store held anybody before this import."""
        return self._stored > 0

    def match(self, facts: Facts, dwelling: bytes | None) -> Match:
        """Who the row is; `dwelling` is where it says the person lives."""
        number = facts.number
        if number is not None:
            hit = self.by_number.get(number)
            if hit is not None:
                key, name = hit
                if facts.name and name != facts.name and not _alike(name, facts.name):
                    return Match(None, OTHER_NAME, (key,))
                return Match(key)
            if not self._stored and not self._added:
                return NEW
        return self._match_by_name(facts, dwelling, numbered=number is not None)

    def add(self, key: bytes, facts: Facts, dwelling: bytes | None) -> None:
        """Make a new person known to the rows that follow."""
        birth = facts.person.get("birth_date")
        known = _Known(key, birth if isinstance(birth, str) else "", facts.number is not None)
        if facts.number is not None:
            self.by_number[facts.number] = (key, facts.name)
            self._numbered.append((facts.name, known))
        else:
            self._added.append((text.name_key(facts.name), known))
            if self._by_name is not None:
                self._by_name.setdefault(text.name_key(facts.name), []).append(known)
        if dwelling is not None:
            self._homes.add((key, dwelling))

    def lives_in(self, name: str, dwelling: bytes) -> bytes | None:
        """The one person of that name who lives in the dwelling; None when there is not exactly one."""
        word = text.name_key(name)
        called = (*self._names().get(word, ()), *self._numbered_called(word))
        found = [known.id for known in called if (known.id, dwelling) in self._homes]
        return found[0] if len(found) == 1 else None

    def stay(self, residence: bytes) -> Stay | None:
        """A live residence by its id."""
        if self._stays is None:
            rows = (
                self.reader.scan(catalog.named("residence"), ("person_uid", "dwelling_uid", "household_uid", "kinship"))
                if self._stored
                else ()
            )
            self._stays = {key: Stay(*values) for key, *values in rows}
        return self._stays.get(residence)

    def _match_by_name(self, facts: Facts, dwelling: bytes | None, *, numbered: bool) -> Match:
        word = text.name_key(facts.name)
        called = self._names().get(word, [])
        if not numbered:
            called = [*called, *self._numbered_called(word)]
        if not called:
            return NEW
        born = facts.person.get("birth_date")
        birth = born if isinstance(born, str) else ""
        close = [
            known
            for known in called
            if _may_be_same(known.birth, birth) and not (numbered and known.has_number and not birth)
        ]
        sure = [
            known
            for known in close
            if birth and known.birth and dwelling is not None and (known.id, dwelling) in self._homes
        ]
        if numbered:
            others = [known for known in sure if known.has_number]
            if others:
                return Match(None, OTHER_NUMBER, tuple(known.id for known in others))
            close = [known for known in close if not known.has_number]
        if len(sure) == 1:
            return Match(sure[0].id)
        return Match(None, MAYBE_KNOWN, tuple(known.id for known in close)) if close else NEW

    def _numbered_called(self, word: str) -> list[_Known]:
        """People of that name whom this import adds with a number; a row with a number of its own need not ask."""
        while self._numbered:
            name, known = self._numbered.pop()
            self._numbered_by_name.setdefault(text.name_key(name), []).append(known)
        return self._numbered_by_name.get(word, [])

    def _names(self) -> dict[str, list[_Known]]:
        if self._by_name is None:
            self._by_name = {}
            fields = ("id_no", "name", "birth_date")
            for key, number, name, birth in self.reader.scan(catalog.named("person"), fields) if self._stored else ():
                known = _Known(key, birth or "", bool(number))
                self._by_name.setdefault(text.name_key(name), []).append(known)
            for name, known in self._added:
                self._by_name.setdefault(name, []).append(known)
            homes = ("person_uid", "dwelling_uid", "relation")
            for _, person, home, relation in (
                self.reader.scan(catalog.named("residence"), homes) if self._stored else ()
            ):
                if relation_class(relation) == "living":
                    self._homes.add((person, home))
        return self._by_name


def _may_be_same(first: str, second: str) -> bool:
    """Two birth dates that do not contradict each other; an unknown one contradicts nothing."""
    return first.startswith(second) or second.startswith(first)


def _alike(first: str, second: str) -> bool:
    """True when two names could be one name written twice: they share a character."""
    return bool(set(text.name_key(first)) & set(text.name_key(second)))
