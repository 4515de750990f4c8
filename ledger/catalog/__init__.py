"""The ledgers, one module each; `ALL` lists them, parents before children."""

from __future__ import annotations

from ledger.catalog.building import BUILDING
from ledger.catalog.compound import COMPOUND
from ledger.catalog.dwelling import DWELLING
from ledger.catalog.household import HOUSEHOLD
from ledger.catalog.person import PERSON
from ledger.catalog.person_tag import PERSON_TAG
from ledger.catalog.residence import RESIDENCE
from ledger.catalog.topic_merchant import TOPIC_MERCHANT
from ledger.catalog.topic_vehicle import TOPIC_VEHICLE
from ledger.catalog.unit import UNIT
from ledger.definition import Ledger
from ledger.errors import UnknownLedger

ALL: tuple[Ledger, ...] = (
    COMPOUND,
    BUILDING,
    UNIT,
    DWELLING,
    HOUSEHOLD,
    PERSON,
    RESIDENCE,
    PERSON_TAG,
    TOPIC_VEHICLE,
    TOPIC_MERCHANT,
)
BY_NAME: dict[str, Ledger] = {ledger.name: ledger for ledger in ALL}


def named(name: str) -> Ledger:
    """The ledger called `name`; raises UnknownLedger."""
    found = BY_NAME.get(name)
    if found is None:
        raise UnknownLedger(name)
    return found
