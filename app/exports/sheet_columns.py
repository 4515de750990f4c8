"""Which columns a sheet of a ledger has: its own fields, and for each reference the columns that name the other record.

The flat 人房 sheet is declared in `ledger.flat`; the other ledgers follow its words, so that what is exported or filled
in comes back under headings that the import knows. Values are read by `flat_rows` and `ledger_rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app import words
from ledger import catalog, flat
from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.catalog.work_order import CLOCKWORK
from ledger.definition import Field, Ledger
from ledger.errors import UnknownField

FLAT = "flat"
FLAT_LABEL = "人房"
TAGS = flat.TAGS_HEADING

# Reference field -> the columns that stand for it: heading, ledger, field.
_PLACE = (
    ("小区", "compound", "name"),
    ("楼栋", "building", "building_no"),
    ("单元", "unit", "unit_no"),
    ("室号", "dwelling", "room_no"),
)
_PERSON = (("姓名", "person", "name"), ("证件号码", "person", "id_no"))
_STANDS_FOR: dict[tuple[str, str], tuple[tuple[str, str, str], ...]] = {
    ("building", "compound_uid"): _PLACE[:1],
    ("unit", "building_uid"): _PLACE[:2],
    ("dwelling", "building_uid"): _PLACE[:2],
    ("dwelling", "unit_uid"): _PLACE[2:3],
    ("household", "dwelling_uid"): _PLACE,
    ("household", "head_person_uid"): (("户主姓名", "person", "name"), ("户主身份证号", "person", "id_no")),
    ("person", "hukou_compound"): (("户籍小区", "compound", "name"),),
    ("residence", "person_uid"): _PERSON,
    ("residence", "dwelling_uid"): _PLACE,
    ("person_tag", "person_uid"): _PERSON,
    ("topic_vehicle", "owner_person"): (("车主姓名", "person", "name"),),
    ("topic_vehicle", "dwelling_uid"): _PLACE,
    ("building", "leader_person"): (("楼组长", "person", "name"),),
    ("visit", "dwelling_uid"): _PLACE,
}
# Sheets of these ledgers are sheets of people to the import: their columns take the words of the flat sheet.
_SPOKEN_OF_AS_FLAT = ("household", "residence", "person_tag")
# What an empty form does not ask, because the import takes these words for people: tenants and heads are residents.
_ASKED_OF_PEOPLE = {
    "dwelling": ("lessee_name", "lessee_id_no", "lessee_phone"),
    "household": ("head_phone",),
}
_NEVER_IN_A_SHEET = ("json", "attachment")
_WHO_AND_WHEN = ("instant", "account")
_READ_BY_NAME = (("visit", "person_uids"),)  # derived, and yet an import finds the records by what is written
# What is said once, when an order is registered, and never edited: an import registers it.
_SAID_ONCE = frozenset(("external_no", "source", "category", "received_at"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and the field behind it, None for 系统标识.

    `through` is the reference that leads from the sheet's own ledger to another record; None for the ledger's own
    fields and in the flat sheet.
    """

    heading: str
    ledger: str
    name: str
    field: Field | None
    through: Field | None = None


def label(name: str) -> str:
    """What the office calls a list of a ledger, or the flat sheet; raises UnknownLedger."""
    return FLAT_LABEL if name == FLAT else words.called(catalog.named(name).name)


def columns(name: str) -> tuple[Column, ...]:
    """Every column that an export of `name` may have, in order; in the flat sheet those by choice come last."""
    return (*_flat(), *_flat_by_choice()) if name == FLAT else _of_ledger(name)


def default_columns(name: str) -> tuple[Column, ...]:
    """The columns of an export that chooses none: what identifies and describes a record."""
    if name == FLAT:
        return _flat()
    return tuple(column for column in _of_ledger(name) if not _is_book_keeping(column))


def template_columns(name: str) -> tuple[Column, ...]:
    """The columns of an empty form: what a person fills in, nothing that is derived or written by the program."""
    left_out = _ASKED_OF_PEOPLE.get(name, ())
    return tuple(column for column in columns(name) if _is_typed(column) and column.name not in left_out)


def chosen(name: str, words: Sequence[str]) -> tuple[Column, ...]:
    """The columns that `words` ask for, in that order: headings, `ledger.field`, or field names.

    Raises:
        UnknownField: a word names no column of this sheet.
    """
    found = dict.fromkeys(_named(name, word) for word in words)
    return tuple(found)


def as_listed(name: str, fields: Sequence[str]) -> tuple[Column, ...]:
    """The columns that say what a list of these fields says, in its order: a reference is told by what names it."""
    told_by: dict[str, list[Column]] = {}
    for column in columns(name):
        told_by.setdefault(column.through.name if column.through else column.name, []).append(column)
    return tuple(column for field in dict.fromkeys(fields) for column in told_by.get(field, ()))


def full_name(column: Column) -> str:
    """How a column is kept in a layout: `ledger.field`, which outlives its heading."""
    return f"{column.ledger}.{column.name}" if column.field is not None else column.heading


def _named(name: str, word: str) -> Column:
    """The one column that `word` means: by heading or full name first, then by the ledger's own field, then by any."""
    every = columns(name)
    for found in (
        [column for column in every if word in (column.heading, f"{column.ledger}.{column.name}")],
        [column for column in every if column.name == word and column.ledger == name],
        [column for column in every if column.name == word],
    ):
        if found:
            return found[0]
    raise UnknownField(name, word)


@cache
def _flat() -> tuple[Column, ...]:
    return tuple(Column(item.heading, item.ledger, item.name, item.field) for item in flat.columns())


@cache
def _flat_by_choice() -> tuple[Column, ...]:
    return tuple(Column(item.heading, item.ledger, item.name, item.field) for item in flat.columns_by_choice())


@cache
def _of_ledger(name: str) -> tuple[Column, ...]:
    ledger = catalog.named(name)
    found: list[Column] = []
    for item in ledger.fields:
        if item.kind in _NEVER_IN_A_SHEET:
            continue
        for column in _stand_ins(ledger, item):
            if column.heading not in {other.heading for other in found}:
                found.append(column)
    return tuple(found)


def _stand_ins(ledger: Ledger, item: Field) -> tuple[Column, ...]:
    """The columns for one field: itself, or what names the record behind a reference."""
    if item.kind != "ref":
        return (Column(_heading(ledger, item), ledger.name, item.name, item),)
    named = _STANDS_FOR.get((ledger.name, item.name), ())
    return tuple(
        Column(heading, other, field, catalog.named(other).field(field), item) for heading, other, field in named
    )


def _heading(ledger: Ledger, item: Field) -> str:
    if ledger.name in _SPOKEN_OF_AS_FLAT:
        for column in flat.columns():
            if (column.ledger, column.name) == (ledger.name, item.name):
                return column.heading
    return item.label


def _is_book_keeping(column: Column) -> bool:
    """Who wrote a record and when, and what an order's clocks are reckoned from: asked for by name only."""
    item = column.field
    if item is None or (column.ledger == "work_order" and column.name in CLOCKWORK):
        return True
    if item not in SHARED_FIELDS:
        return False
    return item.need == "system" or (item.kind in _WHO_AND_WHEN and item.need == "derived")


def _is_typed(column: Column) -> bool:
    """True for what a form asks: typed fields, and a statement that counts before what is derived."""
    item = column.field
    if column.ledger == "work_order" and column.name in _SAID_ONCE:
        return True
    if item is None or item.need == "system":
        return False
    if (column.ledger, column.name) in _READ_BY_NAME:
        return True
    if column.ledger == "person_tag":
        return column.name == "tag"  # a sheet says who has a tag; the rest is a form's
    if column.through is not None and column.through.name == "leader_person":
        return False  # no sheet names a person so that there could be no doubt
    return item.need != "derived" or item.stated == "wins"
