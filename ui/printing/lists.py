"""Prints a list as it stands in a table: its selection, its columns, its order."""

from __future__ import annotations

from collections.abc import Sequence

from app.exports import printed_lists
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from ui.desk import Desk
from ui.printing.preview import PreviewDialog, preview


def print_list(
    desk: Desk, ledger_name: str, selection: Selection, columns: Sequence[str], *, order: Order | None = None
) -> PreviewDialog:
    """Open the preview of a list."""
    session, ledger = desk.session, catalog.named(ledger_name)
    return preview(
        desk,
        f"打印{ledger.label}清单" if ledger_name != "person" else "打印居民名单",
        lambda ctx: printed_lists.list_of(session, ledger, selection, columns, order=order, ctx=ctx),
    )
