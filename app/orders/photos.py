"""Photographs of an order: which show how it was before 处置前 and which how it is after 处置后, and by which step.

Before are those of its registration and of a look at the place, those of the visit that it came from, and those that
were attached to its page before anybody had it in hands. After are those of a finished step. What a store knows of
pictures is its own, so the step that is made with it says in its event whether there was one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app import access
from app.orders.attached import ATTACHMENT, is_picture
from app.orders.keeping import ORDER, Kept
from ledger import catalog, clock, ids
from ledger.orders.facts import Event
from storage.reading import Reader
from storage.rows import Row, id_in

BEFORE, AFTER = "处置前", "处置后"
_VISIT: Final = catalog.named("visit")
_LABELS: Final = {"create": BEFORE, "verify": BEFORE, "finish": AFTER}
_IN_HANDS: Final = frozenset(("S40", "S45"))


@dataclass(frozen=True, slots=True)
class Shots:
    """What came with one step: `label` says whether it shows before or after, "" for neither.

    `attachments` are ids of what is attached to the order; of the visit that it came from `visit` is the id and `count`
    how many there are.
    """

    label: str
    attachments: tuple[str, ...] = ()
    visit: str = ""
    count: int = 0

    @property
    def text(self) -> str:
        """The same in words."""
        what = f"走访时的照片 {self.count} 张" if self.visit else f"照片和材料 {len(self.attachments)} 份"
        return f"{self.label}：{what}" if self.label else f"附{what}"

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl order show --json`."""
        return {"label": self.label or None, "attachments": list(self.attachments), "visit": self.visit or None}


def had_before(reader: Reader, kept: Kept) -> bool:
    """Whether a photograph shows how it was before."""
    if kept.placed.order.had_photo or any(map(is_picture, _loose_before(reader, kept))):
        return True
    return any(count for _, count in _of_visits(reader, kept))


def told(reader: Reader, kept: Kept) -> Sequence[tuple[Shots, ...]]:
    """What came with each event of an order, in the order of its events."""
    found: list[tuple[Shots, ...]] = []
    for at, event in enumerate(kept.placed.events):
        own = event.attachments
        beside: tuple[Shots, ...] = ()
        if not at:
            own += tuple(ids.to_text(id_in(row)) for row in _loose_before(reader, kept))
            beside = tuple(
                Shots(BEFORE, visit=ids.to_text(one), count=count) for one, count in _of_visits(reader, kept)
            )
        shots = (Shots(_label(event), own),) if own else ()
        found.append(shots + beside)
    return found


def _label(event: Event) -> str:
    return "" if event.outcome == "noted" else _LABELS.get(event.action, "")


def _loose_before(reader: Reader, kept: Kept) -> Iterator[Row]:
    """What was attached to the order's page and goes with no step, before anybody had the order in hands."""
    named = {one for event in kept.placed.events for one in event.attachments}
    until = _in_hands_at(kept)
    for row in reader.children(ATTACHMENT, "order_uid", [kept.id]):
        is_before = until is None or str(row["created_at"]) < clock.instant_text(until)
        if is_before and ids.to_text(id_in(row)) not in named:
            yield row


def _of_visits(reader: Reader, kept: Kept) -> Iterator[tuple[bytes, int]]:
    """(visit, how many photographs) of the visits that it came from, as far as whoever is at work is told of them."""
    if access.is_veiled(ORDER, kept.row):
        return
    until = _in_hands_at(kept)
    for visit in reader.children(_VISIT, "work_order_uid", [kept.id]):
        if until is None or str(visit["visited_at"]) <= clock.instant_text(until):
            rows = reader.children(ATTACHMENT, "visit_uid", [id_in(visit)])
            count = sum(map(is_picture, rows))
            if count:
                yield id_in(visit), count


def _in_hands_at(kept: Kept) -> datetime | None:
    """When somebody began to handle it."""
    counted = (event for event in kept.placed.events if event.outcome != "noted")
    return next((event.at for event in counted if event.leads_to in _IN_HANDS), None)
