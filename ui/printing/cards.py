"""Prints the card of a person or of a household."""

from __future__ import annotations

from app import printed
from ui.desk import Desk
from ui.printing.preview import PreviewDialog, preview


def print_person(desk: Desk, record: str) -> PreviewDialog:
    """Open the preview of a person's card."""
    session = desk.session
    return preview(desk, "打印居民卡", lambda _: printed.person_card(session, record))


def print_household(desk: Desk, record: str) -> PreviewDialog:
    """Open the preview of a dwelling's card: its households and who lives there."""
    session = desk.session
    return preview(desk, "打印住户卡", lambda _: printed.household_card(session, record))
