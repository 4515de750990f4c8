"""A work order on the spot: what a visit found goes on as an order, which the visit names.

`order=…` is its description, `order.FIELD=…` any other field of an order; the place, and the person where there is just
one, are those of the visit. Of a confidential order the home is left out unless it was named: where somebody lives
would tell who it is, so the order lies at the building. It is written in the visit's own action (`write`): both are
there or neither is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app import access
from app.orders import intake
from app.orders.intake import Made, Planned
from app.records import filters
from app.records.naming import Names
from app.stores.session import Session
from ledger import catalog, ids
from ledger.errors import LedgerError
from ledger.orders.refusals import RecordMissing
from storage.reading import Reader
from storage.records import Write

FOUND_ON_A_VISIT: Final = "05"
"""走访发现: the source of such an order."""
PREFIX: Final = "order."
_DESCRIPTION: Final = "description"
_HOME: Final = "dwelling_uid"
_PLACES: Final = frozenset((_HOME, "building_uid", "address"))
_ORDER = frozenset(("order", "转工单"))


class OrderOfVisitRefused(LedgerError):
    """The order that a visit asks for lacks something, `refused` says what; neither was saved."""

    def __init__(self, refused: RecordMissing) -> None:
        super().__init__("order of visit")
        self.refused = refused


@access.operation("edit", ledger="visit")
def asked(
    session: Session, reader: Reader, said: Mapping[str, str], people: tuple[bytes, ...], home: bytes | None
) -> Planned | None:
    """The order that is asked for, None where none is; raises as `intake.planned`."""
    typed = {name.removeprefix(PREFIX): value for name, value in said.items() if name.startswith(PREFIX)}
    typed |= {_DESCRIPTION: next((said[name] for name in _ORDER if name in said), typed.get(_DESCRIPTION, ""))}
    typed = {name: value.strip() for name, value in typed.items() if value.strip()}
    if not typed.get(_DESCRIPTION):
        return None
    session.rights.require("edit", "work_order")
    of_visit = {"source": FOUND_ON_A_VISIT}
    if len(people) == 1:
        of_visit["reporter_person"] = ids.to_text(people[0])
    at_home = of_visit if home is None else of_visit | {_HOME: ids.to_text(home)}
    plan = intake.planned(session, reader, at_home | typed)
    if home is None or not plan.values.get("confidential") or _names_a_place(typed):
        return plan
    return intake.planned(session, reader, of_visit | _at_building(reader, home) | typed)


@access.operation("edit", ledger="visit")
def write(session: Session, write: Write, plan: Planned | None) -> Made | None:
    """Write the order and its first event in the action `write`; None where none is asked for."""
    return intake.write_all(session, write, [plan])[0] if plan is not None else None


def _names_a_place(typed: Mapping[str, str]) -> bool:
    order = catalog.named("work_order")
    named = (filters.field_named(order, name) for name in typed)
    return any(item is not None and item.name in _PLACES for item in named)


def _at_building(reader: Reader, home: bytes) -> dict[str, str]:
    """The building that a home is in, as the place of an order."""
    row = reader.get(catalog.named("dwelling"), home) or {}
    building = row.get("building_uid")
    if not isinstance(building, bytes):
        return {}
    return {"building_uid": ids.to_text(building), "address": Names(reader).of("building", building)}
