"""What an order is called when nobody called it anything: its category and its place, never what was said.

A title is shown to everybody who sees the order; its description may name people.
"""

from __future__ import annotations

from typing import Final

from ledger import codes

_LONGEST: Final = 100


def title_of(category: str, address: str) -> str:
    """The title of an order of this category at this place, in the brackets that texts are kept with."""
    label, where = codes.table("work_order_category").label(category), address.strip()
    return (f"{label}({where})" if where else label)[:_LONGEST]
