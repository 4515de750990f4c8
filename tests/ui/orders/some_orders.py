"""Orders of the demo committee for the tests of their pages."""

from __future__ import annotations

from app.orders import intake, moving
from app.orders.intake import Made
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog

LEAK = "卫生间天花板漏水"


def homes(session: Session, count: int) -> list[str]:
    """The ids of the first homes."""
    found = browsing.page(session, catalog.named("dwelling"), Selection(), Order(limit=count))
    return [str(row["id"]) for row in found.rows]


def registered(session: Session, category: str = "C104", description: str = LEAK, **more: str) -> Made:
    """An order that was registered just now."""
    return intake.create(session, {"category": category, "description": description, **more})


def moved(session: Session, order: str, *steps: str) -> None:
    """Take steps that need nothing said."""
    for step in steps:
        moving.move(session, order, step, {})


def status_of(session: Session, order: str) -> str:
    """The state of an order."""
    found = browsing.show(session, catalog.named("work_order"), order)
    return str(found.row["status"])
