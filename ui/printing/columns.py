"""How wide the columns of a printed table are: as wide as their text where there is room, else what wraps gives way.

Numbers, dates and ID numbers are never split over lines; names and addresses may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from app.printed import PrintedTable
from ui.printing.paper import Type, mm

_LOOKED_AT = 400  # rows whose texts are measured; a longer one further down wraps
PAD_MM = 1.1
CODE_MM = 15
"""The side of a QR code in a row, its quiet zone among it: with 21 squares half a millimetre each."""
_NARROWEST_LETTERS = 4
_WIDEST_MM = 90


def widths(table: PrintedTable, room: float, head: Type, body: Type) -> tuple[float, ...]:
    """The width of each column in dots, together as wide as the page."""
    pad = 2 * mm(PAD_MM)
    wanted = [pad + value for value in _natural(table, head, body)]
    least = [
        min(want, pad + body.width("字") * _NARROWEST_LETTERS) if column.wraps else want
        for want, column in zip(wanted, table.columns, strict=True)
    ]
    if sum(wanted) <= room:
        return _spread(wanted, room)
    if sum(least) >= room:
        return tuple(room * width / sum(least) for width in least)
    return _squeezed(wanted, least, room)


def _natural(table: PrintedTable, head: Type, body: Type) -> list[float]:
    found = [head.width(column.heading) for column in table.columns]
    for row in islice(table.rows, _LOOKED_AT):
        for at, (text, column) in enumerate(zip(row, table.columns, strict=True)):
            if text:
                found[at] = max(found[at], body.width(text) + (mm(CODE_MM) if column.is_code else 0))
    return [min(width, mm(_WIDEST_MM)) for width in found]


def _spread(wanted: Sequence[float], room: float) -> tuple[float, ...]:
    """What is left over goes to all alike, at most as much again as they want."""
    share = min(room / sum(wanted), 2.0)
    widths = [width * share for width in wanted]
    widths[-1] += room - sum(widths)
    return tuple(widths)


def _squeezed(wanted: Sequence[float], least: Sequence[float], room: float) -> tuple[float, ...]:
    """The columns that may be narrower share what is missing by how much they can give."""
    missing = sum(wanted) - room
    can_give = sum(want - small for want, small in zip(wanted, least, strict=True))
    return tuple(want - missing * (want - small) / can_give for want, small in zip(wanted, least, strict=True))
