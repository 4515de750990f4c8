"""What an order is known by: the shape of the office's own numbers, and the id of an order from outside.

One 12345 or 网格 order has the same id wherever it is registered.

Two PCs and the street that register it without knowing of each other so speak of one order; an alias would change what
its events are hashed over.
"""

from __future__ import annotations

import re
from typing import Final

from ledger import ids
from ledger.orders.facts import OUTSIDE_SOURCES

_SPACE: Final = b"linong outside 1"
OWN_NUMBER: Final = re.compile(r"GD\d{8}[A-Z]*\d+", re.IGNORECASE)
"""An order's number as the office gives it: GD, the day, who gave it, a count."""


def outside_id(source: str, external_no: str) -> bytes | None:
    """The id of an outside order with its number there; None for an order of the committee's own."""
    if source not in OUTSIDE_SOURCES or not external_no:
        return None
    return ids.derived(_SPACE, f"{source} {external_no}")
