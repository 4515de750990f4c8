"""The processes by which a committee's orders are decided: its own published versions upon those of the program.

They are records that PCs send like any (`order_process`). What stands in the same push before a move counts for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloud.records import Key
from cloud.working import Working
from ledger.orders.process_book import ProcessBook, book_of_texts
from sync.protocol import dump

_BOOK: Final[Key] = ("order_process", "")


@dataclass(frozen=True, slots=True)
class _Known:
    """The book of these records, by id and revision."""

    records: tuple[tuple[str, int], ...]
    book: ProcessBook


def book(working: Working) -> ProcessBook:
    """The book as it stands for the next operation, the same as on a PC that has the same records."""
    records = working.processes()
    stand = tuple((one.id, one.rv) for one in records)
    known = working.derived.get(_BOOK)
    if isinstance(known, _Known) and known.records == stand:
        return known.book
    made = book_of_texts(dump(one.f.get("process")) for one in records)
    working.derived[_BOOK] = _Known(stand, made)
    return made
