"""A row of a list in short, for the drawer beside the table: who or what it is, what counts most, where it opens.

The whole record is `dossier`'s; what a list shows is `row_source`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import access, words
from app.dossiers import dossier
from app.dossiers.sections import Cell
from app.records import browsing, row_texts
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger.definition import Field, Ledger

_FACTS: dict[str, tuple[str, ...]] = {
    "person": (
        "id_no",
        "phone",
        "emergency_contact",
        "emergency_phone",
        "population_type",
        "hukou_address",
        "employer",
    ),
    "dwelling": (
        "occupancy",
        "owner_name",
        "owner_phone",
        "lessee_name",
        "lessee_phone",
        "lease_to",
        "resident_count",
        "property_right",
        "confirmed_on",
    ),
    "household": ("dwelling_uid", "household_no", "household_kind", "head_phone", "member_count", "registered_here"),
    "person_tag": ("tag", "start_date", "end_date", "responsible", "responsible_phone", "last_visit_on"),
    "topic_vehicle": ("kind", "nature", "owner_person", "phone", "dwelling_uid", "brand", "color", "space_no"),
    "topic_merchant": ("kind", "address", "status", "legal_person", "legal_phone", "license_to", "last_inspect_on"),
    "visit": ("person_uids", "visitor", "kind", "result", "content", "need", "follow_up", "next_visit_on"),
    "activity": ("start_at", "place", "category", "host", "content", "actual_count", "status"),
}
_TITLES = {
    "dwelling": "full_address",
    "household": "head_person_uid",
    "person_tag": "person_uid",
    "topic_vehicle": "plate",
    "topic_merchant": "name",
    "visit": "visited_at",
    "activity": "title",
}
_PAGES = {
    "dwelling": ("dwelling", "id"),
    "household": ("dwelling", "dwelling_uid"),
    "person_tag": ("person", "person_uid"),
    "visit": ("visit", "id"),
    "activity": ("activity", "id"),
}
"""Ledgers whose rows open on a page: their own, or that of a record that they name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact with its label. `masked` is the field behind its mask, where there is one to look behind."""

    label: str
    text: str
    masked: Cell | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """A record in short. `page` and `page_record` say which page tells all; an empty page: its form does."""

    ledger: str
    record: str
    title: str
    about: str
    states: tuple[str, ...]
    tags: tuple[str, ...]
    homes: tuple[tuple[str, str, str], ...]
    """Dwelling's id, its address, and as what the person lives there."""
    facts: tuple[Line, ...]
    page: str
    page_record: str


@access.operation("view")
def brief(session: Session, ledger: Ledger, record: str) -> Brief:
    """A record in short; raises RecordNotFound."""
    row = browsing.show(session, ledger, record, everyone=True).row
    if ledger.name == "person":
        return _person(session, ledger, row)
    title = row_texts.text_of(ledger.field(_TITLES[ledger.name]), row)
    page, named = _PAGES.get(ledger.name, ("", ""))
    page_record = str(row.get(named) or "") if named else ""
    return Brief(
        ledger=ledger.name,
        record=str(row["id"]),
        title=title or words.called(ledger.name),
        about="",
        states=(),
        tags=(),
        homes=(),
        facts=_facts(ledger, row),
        page=page if page_record else "",
        page_record=page_record,
    )


def _person(session: Session, ledger: Ledger, row: Json) -> Brief:
    whole = dossier.person(session, str(row["id"]))
    homes = [stay for stay in whole.homes if not stay.is_over]
    return Brief(
        ledger=ledger.name,
        record=whole.id,
        title=whole.name,
        about=whole.about,
        states=whole.states,
        tags=(*(tag.label for tag in whole.tags if not tag.is_over), *whole.automatic_tags),
        homes=tuple((stay.dwelling, stay.address, stay.kinship or stay.relation) for stay in homes),
        facts=_facts(ledger, row, {cell.item.name: cell for section in whole.sections for cell in section.cells}),
        page="person",
        page_record=whole.id,
    )


def _facts(ledger: Ledger, row: Json, known: Mapping[str, Cell] | None = None) -> tuple[Line, ...]:
    """The facts that say something; `known` are fields of the whole record, which knows whether it is of a child."""
    lines = []
    for item in map(ledger.field, _FACTS[ledger.name]):
        text = row_texts.text_of(item, row)
        if text:
            cell = (known or {}).get(item.name) or _cell(ledger, item, text)
            lines.append(Line(item.label, text, cell if cell.is_masked else None))
    return tuple(lines)


def _cell(ledger: Ledger, item: Field, text: str) -> Cell:
    masked = bool(access.mask_of(item, ledger=ledger.name)) and item.is_stored
    return Cell(item, text, masked, level=access.level_of(ledger, item))
