"""A work order on the spot: what a visit found goes on as an order, which the visit names.

`order=…` is its description, `order.FIELD=…` any other field of an order; the place, and the person where there is just
one, are those of the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app import access
from app.orders import intake
from app.orders.intake import Made
from app.stores.session import Session
from ledger import ids
from ledger.errors import LedgerError
from ledger.orders.refusals import RecordMissing
from storage.reading import Reader

FOUND_ON_A_VISIT: Final = "05"
"""走访发现: the source of such an order."""
PREFIX: Final = "order."
_DESCRIPTION: Final = "description"
_ORDER = frozenset(("order", "转工单"))


class OrderOfVisitRefused(LedgerError):
    """The order that a visit asks for lacks something, `refused` says what; neither was saved."""

    def __init__(self, refused: RecordMissing) -> None:
        super().__init__("order of visit")
        self.refused = refused


@access.operation("edit", ledger="visit")
def asked(
    session: Session, reader: Reader, said: Mapping[str, str], people: tuple[bytes, ...], home: bytes | None
) -> dict[str, str]:
    """The fields of the order that is asked for, empty where none is; raises as `intake.planned`."""
    typed = {name.removeprefix(PREFIX): value for name, value in said.items() if name.startswith(PREFIX)}
    typed |= {_DESCRIPTION: next((said[name] for name in _ORDER if name in said), typed.get(_DESCRIPTION, ""))}
    typed = {name: value.strip() for name, value in typed.items() if value.strip()}
    if not typed.get(_DESCRIPTION):
        return {}
    of_visit = {"source": FOUND_ON_A_VISIT}
    if home is not None:
        of_visit["dwelling_uid"] = ids.to_text(home)
    if len(people) == 1:
        of_visit["reporter_person"] = ids.to_text(people[0])
    fields = of_visit | typed
    session.rights.require("edit", "work_order")
    intake.planned(session, reader, fields)
    return fields


@access.operation("edit", ledger="visit")
def create(session: Session, fields: Mapping[str, str]) -> Made | None:
    """Make the order; None where none is asked for. Raises as `intake.create`."""
    return intake.create(session, fields) if fields else None
