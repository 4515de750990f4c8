"""A row of a list in short, for the drawer beside the table: who or what it is, what counts most, where it opens.

The whole record is `dossier`'s; what a list shows is `row_source`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import browsing, dossier, row_texts, words
from app.session import Session
from app.shown_columns import Json
from ledger.definition import Ledger

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
}
_TITLES = {
    "dwelling": "full_address",
    "household": "head_person_uid",
    "person_tag": "person_uid",
    "topic_vehicle": "plate",
    "topic_merchant": "name",
}
_PAGES = {
    "dwelling": ("dwelling", "id"),
    "household": ("dwelling", "dwelling_uid"),
    "person_tag": ("person", "person_uid"),
}
"""Ledgers whose rows open on a page: their own, or that of a record that they name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact with its label."""

    label: str
    text: str


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
        facts=_facts(ledger, row),
        page="person",
        page_record=whole.id,
    )


def _facts(ledger: Ledger, row: Json) -> tuple[Line, ...]:
    lines = ((ledger.field(name), row_texts.text_of(ledger.field(name), row)) for name in _FACTS[ledger.name])
    return tuple(Line(item.label, text) for item, text in lines if text)
