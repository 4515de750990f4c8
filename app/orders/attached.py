"""What goes with a step of an order: what is attached to the order already, and files that the step brings itself.

Nothing else is taken for a photo or a paper, and a photo is what was made out of a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.orders.keeping import Kept
from ledger import catalog, ids
from ledger.orders.facts import Order
from ledger.orders.records import READERS, needs_of
from ledger.orders.refusals import MoveRefused
from ledger.orders.rows import row_at
from storage.reading import Reader
from storage.rows import Row, id_in

ATTACHMENT: Final = catalog.named("attachment")
PART: Final = "attachments"


class NotAttached(MoveRefused):
    """`word` means nothing that is attached to the order or comes with the step; nothing was written."""

    def __init__(self, action: str, status: str, word: str) -> None:
        super().__init__(action, status, "not attached")
        self.word = word


class PhotoNeeded(MoveRefused):
    """The step needs a photo, and what came with it are papers; nothing was written."""

    def __init__(self, action: str, status: str) -> None:
        super().__init__(action, status, "no photo")


class File(Protocol):
    """A photo or paper whose bytes are kept already, and its record."""

    @property
    def id(self) -> bytes:
        """The attachment's id."""

    @property
    def is_picture(self) -> bool:
        """Whether it is a photograph."""

    def of(self, ledger: str, record: bytes) -> tuple[bytes, dict[str, object]]:
        """Its record, as what belongs to that one."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came with a step: `named` is the part of its record, `unknown` the first word that means nothing there."""

    named: tuple[str, ...]
    has_picture: bool
    unknown: str = ""

    @property
    def part(self) -> dict[str, str]:
        """The part of the step's record; none for nothing."""
        return {PART: ",".join(self.named)} if self.named else {}

    def require(self, action: str, before: Order) -> None:
        """Raise NotAttached, or PhotoNeeded where the step from this order does not go without a photo."""
        if self.unknown:
            raise NotAttached(action, before.status, self.unknown)
        row = row_at(before.status, action)
        if row is not None and PART in needs_of(row, before) and not self.has_picture:
            raise PhotoNeeded(action, before.status)


def came(said: str, files: Sequence[File] = (), reader: Reader | None = None, kept: Kept | None = None) -> Came:
    """What somebody named of what an order has (`kept`; none for one that is not there yet), and files besides."""
    there: dict[str, Row] = {}
    words: tuple[str, ...] = READERS[PART](said)
    if words and reader is not None and kept is not None:
        there = {ids.to_text(id_in(row)): row for row in reader.children(ATTACHMENT, "order_uid", [kept.id])}
    brought = tuple(ids.to_text(one.id) for one in files)
    return Came(
        tuple(dict.fromkeys((*words, *brought))),
        any(one.is_picture for one in files) or any(is_picture(there[one]) for one in words if one in there),
        next((one for one in words if one not in there), ""),
    )


def is_picture(row: Row) -> bool:
    """Whether an attachment is a photograph."""
    return row.get("thumb") is not None
