"""The orders about a person or a home: what somebody reported, what happened in a home; the newest first."""

from __future__ import annotations

from typing import Final

from app import access
from app.orders.cards import Card, Cards
from app.orders.keeping import ORDER
from app.stores.session import Session
from ledger import ids

_NAMED_BY: Final = {"person": "reporter_person", "dwelling": "dwelling_uid"}


@access.operation("view", ledger="work_order")
def about(session: Session, ledger: str, record: str) -> tuple[Card, ...]:
    """The orders that a person reported, or of a home; those whose reporter is kept from the one who looks left out."""
    one = ids.from_text(record)
    with session.reader() as reader, reader.snapshot():
        rows = reader.children(ORDER, _NAMED_BY[ledger], [one] if one else [])
        told = (row for row in rows if ledger != "person" or not access.is_veiled(ORDER, row))
        return Cards(session, reader).of(sorted(told, key=lambda row: str(row["received_at"]), reverse=True))
