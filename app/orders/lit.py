"""Open orders by their light: it follows from the hour and stands in no column, so all of them are looked at."""

from __future__ import annotations

from typing import Final, NamedTuple

from app import access
from app.orders import open_orders, processes
from app.orders.filters import Filters
from app.stores.session import Session
from ledger import clock
from ledger.orders.lights import Lights
from ledger.orders.states import OPEN
from storage.reading import Reader

_LAST: Final = "9999"


class Lit(NamedTuple):
    """One open order with the light that was asked for."""

    due: str
    id: bytes
    status: str
    building: bytes | None


@access.operation("view", ledger="work_order")
def lit(session: Session, reader: Reader, filters: Filters) -> list[Lit]:
    """The open orders that answer, the pressing ones first."""
    lights = Lights(clock.now(), processes.book(session))
    found = [
        Lit(row["due_at"] or _LAST, row["id"], row["status"], row["building_uid"])
        for row in open_orders.of(reader, filters, OPEN)
        if (reading := lights.read(row)) and str(reading.light) == filters.light
    ]
    return sorted(found, key=lambda one: (one.due, one.id))
