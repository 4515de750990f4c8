"""Prints the receipt and the reply slip of a work order, and the list of those that are open."""

from __future__ import annotations

from app import open_problems, order_slip
from ui.desk import Desk
from ui.printing.preview import PreviewDialog, preview


def print_slip(desk: Desk, order: str) -> PreviewDialog:
    """Open the preview of an order's reply slip."""
    session = desk.session
    return preview(desk, "打印回复单", lambda _: order_slip.slip(session, order))


def print_receipt(desk: Desk, order: str) -> PreviewDialog:
    """Open the preview of the receipt for whoever told an order."""
    session = desk.session
    return preview(desk, "打印受理回执", lambda _: order_slip.receipt(session, order))


def print_open(desk: Desk) -> PreviewDialog:
    """Open the preview of the week's list of open problems."""
    session = desk.session
    return preview(desk, "打印本周未办结问题清单", lambda _: open_problems.weekly(session))
