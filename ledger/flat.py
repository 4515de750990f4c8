"""The flat 人房 sheet: one row per living-here residence plus one per vacant dwelling, columns from the catalog.

Export writes these headings and import knows every one of them, so that a sheet that comes back unchanged changes
nothing. The last column 系统标识 names the residence or the dwelling of the row and is believed first. What is derived
stands in the sheet by choice alone, and for departments' forms, which want the address in one cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ledger import catalog
from ledger.definition import Field

RECORD_HEADING = "系统标识"
TAGS_HEADING = "标签"
_PLACE = (
    ("小区", "compound", "name"),
    ("楼栋", "building", "building_no"),
    ("单元", "unit", "unit_no"),
    ("室号", "dwelling", "room_no"),
)
_BY_CHOICE = (("dwelling", "full_address"),)
_LEFT_OUT_KINDS = ("ref", "json", "attachment", "instant", "account")


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """One column: its heading and the field behind it; `field` is None for the two columns that no field holds."""

    heading: str
    ledger: str
    name: str
    field: Field | None


@cache
def columns() -> tuple[FlatColumn, ...]:
    """All columns in order: place, person, residence, dwelling, household, tags, 系统标识."""
    found = [FlatColumn(heading, ledger, name, _field(ledger, name)) for heading, ledger, name in _PLACE]
    taken = {column.heading for column in found}
    placed = {(column.ledger, column.name) for column in found}
    for ledger_name in ("person", "residence", "dwelling", "household"):
        ledger = catalog.named(ledger_name)
        for item in ledger.fields:
            if (ledger_name, item.name) in placed or not _is_carried(item):
                continue
            heading = _heading(item)
            if heading in taken:
                heading = f"{ledger.label}{item.label}"
            taken.add(heading)
            found.append(FlatColumn(heading, ledger_name, item.name, item))
    found.append(FlatColumn(TAGS_HEADING, "person_tag", "tag", _field("person_tag", "tag")))
    found.append(FlatColumn(RECORD_HEADING, "", "", None))
    return tuple(found)


@cache
def columns_by_choice() -> tuple[FlatColumn, ...]:
    """Derived columns that a sheet has only when they are asked for: their parts stand in `columns` already."""
    fields = [(ledger, name, _field(ledger, name)) for ledger, name in _BY_CHOICE]
    return tuple(FlatColumn(item.label, ledger, name, item) for ledger, name, item in fields)


def _heading(item: Field) -> str:
    """The label, or the first other heading where the import would ask what the label means: 户号 may be a room."""
    asked = {word for ledger in catalog.ALL for other in ledger.fields for word in other.asks}
    return next(word for word in (item.label, *item.aliases) if word not in asked)


def _is_carried(item: Field) -> bool:
    """A column carries what a person may type, and stated values; derived and system fields are not asked back."""
    return item.is_stored and item.need != "system" and item.kind not in _LEFT_OUT_KINDS


def _field(ledger: str, name: str) -> Field:
    return catalog.named(ledger).field(name)
