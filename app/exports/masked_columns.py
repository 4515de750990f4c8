"""Which columns of a ledger a masked data set has, and what stands in them: pseudonyms, moved dates, coarse places.

Whatever is not named here is left out: free text may name anybody, and of level 3 and 4 only what has a pseudonym is
told. `masked_set` reads the rows, `ledger.pseudonyms` makes the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.excel.sheets import Value
from app.exports.sheet_columns import Column, columns
from ledger import kinds, partial_date, pseudonyms
from ledger.definition import Field
from ledger.pseudonyms import Pseudonyms, Somebody
from storage.rows import id_in, text_or_none

_KEPT_TEXTS = frozenset(
    (
        *(("person", name) for name in ("nationality", "hukou_division")),
        *(("compound", name) for name in ("name", "address", "division_code", "property_company")),
        *(("building", name) for name in ("building_no", "building_suffix")),
        ("unit", "unit_no"),
        ("dwelling", "layout"),
        *(("topic_vehicle", name) for name in ("brand", "color")),
    )
)
"""Texts of level 1 and 2 that say nothing of who somebody is."""
_WHERE_EXACTLY = ("lon", "lat")
_PLAIN = ("code", "code_list", "choice", "bool", "integer", "decimal")
_DATES = ("date", "month")
_NUMBERS = ("phone", "landline")
_LIST = "、"


@dataclass(slots=True)
class Known:
    """Who and what the rows of a data set are about: pseudonyms of people by id, real names and numbers to ids."""

    made: Pseudonyms
    people: dict[bytes, Somebody] = field(default_factory=dict)
    by_name: dict[str, list[bytes]] = field(default_factory=dict)
    by_number: dict[str, bytes] = field(default_factory=dict)
    compounds: dict[bytes, str] = field(default_factory=dict)
    compound_of: dict[bytes, bytes] = field(default_factory=dict)
    """Dwelling, unit or building -> its compound."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its id, its values by field, and the person that it is about, if one."""

    id: bytes
    values: Mapping[str, object]
    person: Somebody | None

    def bytes_of(self, name: str) -> bytes:
        """A reference; empty for none."""
        return id_in(self.values, name)


Shown = Callable[[Known, Row], Value]


@dataclass(frozen=True, slots=True)
class MaskedColumn:
    """One column of the data set, and what stands in it."""

    column: Column
    shown: Shown


def of_ledger(name: str) -> tuple[list[MaskedColumn], list[str]]:
    """The columns of a ledger in a masked data set, and the headings of what is left out."""
    kept: list[MaskedColumn] = []
    left_out: list[str] = []
    for column in columns(name):
        shown = _shown(name, column)
        if shown is None:
            left_out.append(column.heading)
        else:
            kept.append(MaskedColumn(column, shown))
    return kept, left_out


def _shown(ledger: str, column: Column) -> Shown | None:
    item = column.field
    if item is None:
        return None
    if column.through is not None:
        return _of_reference(column, column.through)
    if (ledger, item.name) == ("dwelling", "room_no"):
        return lambda known, row: known.made.code("home", row.id.hex())
    if item.name in _WHERE_EXACTLY:
        return None
    if ledger == "person" and item.name in _OF_PERSON:
        return _OF_PERSON[item.name]
    return _of_field(ledger, item) if item.is_stored else _of_derived(ledger, item)


def _of_reference(column: Column, through: Field) -> Shown | None:
    """What stands for another record: who somebody is, and where, up to the compound."""
    reference = through.name
    if column.ledger == "person":
        if column.name not in ("name", "id_no"):
            return None
        return lambda known, row: getattr(known.people.get(row.bytes_of(reference)), column.name, None)
    if column.ledger == "compound":
        return lambda known, row: known.compounds.get(_compound(known, row.bytes_of(reference)))
    if (column.ledger, reference) == ("dwelling", "dwelling_uid"):
        return lambda known, row: _home(known, row.bytes_of(reference))
    return None


def _compound(known: Known, place: bytes) -> bytes:
    return place if place in known.compounds else known.compound_of.get(place, b"")


def _home(known: Known, dwelling: bytes) -> str | None:
    return known.made.code("home", dwelling.hex()) if dwelling else None


def _of_field(ledger: str, item: Field) -> Shown | None:
    name = item.name
    if item.kind in _DATES:
        return lambda known, row: _moved(known, row, name)
    if item.mask in _MASKS and item.mask_rule in ("", item.mask) and item.level != "L4":
        return _masked(_MASKS[item.mask], name)
    if item.level >= "L3":
        return None
    if item.kind in _PLAIN:
        return lambda _known, row: _word(item, row.values.get(name))
    if (ledger, name) in _KEPT_TEXTS:
        return lambda _known, row: _text(row.values.get(name))
    return None


def _of_derived(ledger: str, item: Field) -> Shown | None:
    if (ledger, item.name) == ("dwelling", "full_address"):
        return lambda known, row: known.compounds.get(_compound(known, row.id))
    return None


def _age(known: Known, row: Row) -> Value:
    birth = row.person.birth if row.person else None
    bounds = partial_date.age_bounds(birth, known.made.on) if birth else None
    return bounds[0] if bounds else None


_OF_PERSON: dict[str, Shown] = {
    "name": lambda _known, row: row.person.name if row.person else None,
    "id_no": lambda _known, row: row.person.id_no if row.person else None,
    "birth_date": lambda _known, row: row.person.birth if row.person else None,
    "age": _age,
}


def _moved(known: Known, row: Row, name: str) -> str | None:
    text = _text(row.values.get(name))
    if text is None:
        return None
    days = row.person.days if row.person else known.made.days(row.id.hex())
    return pseudonyms.moved_date(text, days)


Change = Callable[[Known, str], str | None]


def _masked(change: Change, name: str) -> Shown:
    def shown(known: Known, row: Row) -> Value:
        text = _text(row.values.get(name))
        return change(known, text) if text else None

    return shown


def _name(known: Known, text: str) -> str:
    """Each name of a text: that of the one person who is called so, else one of its own."""
    return _LIST.join(_one_name(known, one) for one in text.split(_LIST) if one)


def _one_name(known: Known, name: str) -> str:
    people = known.by_name.get(name, [])
    return known.people[people[0]].name if len(people) == 1 else known.made.name(f"named {name}")


def _number(known: Known, text: str) -> str:
    """The number of the person who has it, else one like it."""
    person = known.people.get(known.by_number.get(text, b""))
    return person.id_no if person is not None and person.id_no else known.made.id_no(text)


_MASKS: dict[str, Change] = {
    "name": _name,
    "id18": _number,
    "passport": _number,
    "address": lambda _known, text: pseudonyms.coarse_address(text) or None,
    "plate": lambda known, text: known.made.shaped("plate", text),
    "bank": lambda known, text: known.made.shaped("bank", text),
    **dict.fromkeys(_NUMBERS, lambda known, text: known.made.phone(text)),
}


def _word(item: Field, value: object) -> Value:
    if value is None or item.kind in ("integer", "decimal"):
        return value if isinstance(value, int | float) else None
    return kinds.as_text(item, value)


def _text(value: object) -> str | None:
    return text_or_none(value) or None
