"""What an erasure order reaches: all that the cloud keeps about a record, removed and merged ones too; reads only.

Live records are found by whom they name, but a tag that was removed, a question that was answered and the change log
of what was forgotten are not: so everything of the committee is read for the ids in question, again and again until
nothing new turns up. That takes a quarter of a second an id in the largest committees and happens a few times a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cloud import erased
from cloud.attached import hashes_of
from cloud.records import Key, Record
from cloud.store import Look
from cloud.working import LEDGERS
from ledger import catalog
from sync.protocol import ALIAS, CONFLICT, Json

EVERYTHING: Final = 1_000_000
_PERSON: Final = "person"
_AT_ONCE: Final = 50  # ids of one question: a quarter of a minute where 200,000 records have 300,000 changes
_TELLING: Final = 6  # a shorter number stands in many others


@dataclass(slots=True)
class Reach:
    """`goes`: what is erased. `named_in`: live records that stay and lose their reference. `shas`: bytes that it named.

    `numbers`: the document's number of whoever it is about; `words`: what else tells who that is. `left`: records of
    others in which such a number stands: people look at them.
    """

    goes: dict[Key, None] = field(default_factory=dict)
    named_in: dict[Key, None] = field(default_factory=dict)
    shas: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    left: tuple[Key, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each ledger go, the one that the order names among them, and how many questions."""
        types = [type_ for type_, _ in self.goes]
        return {type_: types.count(type_) for type_ in sorted(set(types))}


def find(look: Look, number: str) -> list[Key]:
    """Everybody with this number, removed ones too."""
    return [key for key in look.mentions([number]) if key[0] == _PERSON and number in numbers(_last(look, key))]


def reach(look: Look, roots: list[Key]) -> Reach:
    """Everything about these records."""
    found = Reach(goes=dict.fromkeys(roots))
    met: dict[Key, None] = {}
    asked: set[str] = set()
    while fresh := {record_id for type_, record_id in found.goes if type_ in LEDGERS} - asked:
        asked |= fresh
        for key in _mentioning(look, sorted(fresh)):
            told = _going(look, key, found.goes)
            (met if told is None else found.goes)[told or key] = None
        found.goes |= dict.fromkeys(_made_of(look, found.goes))
    for key in found.goes:
        _gather(look, key, found)
    found.named_in = dict.fromkeys(key for key in met if key not in found.goes and _names(look, key, found.goes))
    among = found.goes.keys() | found.named_in.keys()
    telling = sorted(number for number in found.numbers if len(number) >= _TELLING)
    found.left = tuple(key for key in look.mentions(telling) if key not in among and key[0] in LEDGERS)
    return found


def _mentioning(look: Look, texts: list[str]) -> Iterator[Key]:
    for at in range(0, len(texts), _AT_ONCE):
        yield from look.mentions(texts[at : at + _AT_ONCE])


def _going(look: Look, key: Key, goes: Mapping[Key, None]) -> Key | None:
    """What goes since this record mentions one that does: itself, or whoever was merged into that one."""
    type_, record_id = key
    record = look.records([key]).get(key)
    if type_ == CONFLICT:
        return key
    if type_ == ALIAS:
        led_to = (str(record.f["type"]), str(record.f["survivor"])) if record is not None else key
        return (led_to[0], record_id) if led_to in goes else None
    said = [record.f] if record is not None and record.f else [one.new for one in look.history(key, EVERYTHING)]
    return key if any(owner in goes for f in said for owner in erased.owners(type_, f)) else None


def _made_of(look: Look, goes: Mapping[Key, None]) -> Iterator[Key]:
    """Records all of whose parts go: a visit to nobody else."""
    for part, whole in erased.MADE_OF.items():
        wholes = {key for type_, one in goes if type_ == part for key in _owners(look, (part, one), whole)}
        for key in wholes:
            parts = [one for one in look.mentions([key[1]]) if one[0] == part and key in _owners(look, one, whole)]
            if all(one in goes for one in parts):
                yield key


def _owners(look: Look, key: Key, whole: str) -> list[Key]:
    return [owner for owner in erased.owners(key[0], _last(look, key)) if owner[0] == whole]


def _last(look: Look, key: Key) -> Mapping[str, Json]:
    """What a record says, or said last, as far as the change log knows."""
    record = look.records([key]).get(key)
    if record is not None:
        return record.f
    told: dict[str, Json] = {}
    for change in reversed(look.history(key, EVERYTHING)):
        told |= change.new
    return told


def _names(look: Look, key: Key, goes: Mapping[Key, None]) -> bool:
    record = look.records([key]).get(key) if key[0] in LEDGERS else None
    return record is not None and record.is_alive and bool(erased.without(key[0], record.f, goes))


# -- what a record said


def _gather(look: Look, key: Key, found: Reach) -> None:
    record = look.records([key]).get(key)
    if key[0] == CONFLICT:
        if record is not None:
            found.shas.update(_in_question(record))
        return
    for f in _said(look, key, record):
        found.shas.update(hashes_of(key[0], f))
        found.words.update(_words(f) if key[0] == _PERSON else ())
    if key[0] == _PERSON:
        found.numbers |= numbers(_last(look, key))


def _said(look: Look, key: Key, record: Record | None) -> Iterator[Mapping[str, Json]]:
    if record is not None:
        yield record.f
    for change in look.history(key, EVERYTHING):
        yield change.was
        yield change.new


def _in_question(conflict: Record) -> Iterator[str]:
    """The hashes that a question's values name."""
    f, group = conflict.f, str(conflict.f.get("group", ""))
    sides = (f.get("mine"), f.get("theirs"))
    for value in (f.get("before"), *(side.get("value") for side in sides if isinstance(side, dict))):
        told = {group: value} if group else value
        if isinstance(told, dict):
            yield from hashes_of(str(f["type"]), told)


def numbers(f: Mapping[str, Json]) -> set[str]:
    """The number of a person's document, if these groups have one."""
    document = f.get("id_document")
    number = document.get("id_no") if isinstance(document, dict) else None
    return {number} if isinstance(number, str) and number else set()


def _words(f: Mapping[str, Json]) -> Iterator[str]:
    """What of a person is masked on every screen: name, numbers, telephones."""
    ledger = catalog.named(_PERSON)
    for item in ledger.stored:
        if item.mask:
            value = f.get(item.merge_group)
            value = value.get(item.name) if isinstance(value, dict) else value
            if isinstance(value, str) and len(value) > 1:
                yield value
