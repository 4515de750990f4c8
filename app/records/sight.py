"""What a list must not find or sort by, because whoever is at work may not look behind the mask over it.

A hit, or a place in an order, would tell what the mask hides. Whoever may look at a value finds by it without looking:
that is the office's daily way. Which masks there are is `app.access`'s, what leaves a search `search_sight`'s.
"""

from __future__ import annotations

from app import access
from app.records import visit_orders
from ledger import catalog
from ledger.definition import Field, Ledger
from storage.search.search_look import Hidden

_ALSO = {"person": ("dwelling",)}  # people are found by their homes too


def hidden(ledger: Ledger) -> dict[str, Hidden]:
    """What a search of a ledger must not find by, of each ledger that it looks into; empty where nothing is hidden."""
    searched = (ledger, *(catalog.named(name) for name in _ALSO.get(ledger.name, ())))
    return {one.name: _of(one) for one in searched if not (access.sees_all(one) and access.tells_reporters(one))}


def require_order(ledger: Ledger, item: Field) -> None:
    """Raise Forbidden for an order by what whoever is at work may not look at."""
    if not access.may_look(ledger, item):
        access.require_sight(ledger, item, "?")
    visit_orders.require_order(ledger, item.name)


def _of(ledger: Ledger) -> Hidden:
    closed = frozenset(item.name for item in ledger.fields if not access.may_look(ledger, item))
    if not access.tells_reporters(ledger):
        return Hidden(closed, of_confidential=access.REPORTER)
    if ledger.name != "person":
        return Hidden(closed)
    of_children = frozenset(item.name for item in ledger.fields if not access.may_look(ledger, item, child=True))
    return Hidden(closed, of_children, access.CHILD_UNTIL)
