"""The orders that name a device: how many are open, how many are over, how many were false alarms, and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app import access
from app.message_texts.orders import status
from app.orders.keeping import ORDER
from app.stores.session import Session
from ledger import clock, ids
from ledger.orders.states import DRAFT, OPEN
from storage.reading import Reader
from storage.rows import id_in, text_in

FALSE_ALARM: Final = "误报"
MANY: Final = 3
"""A device with so many false alarms is marked: somebody should look at it."""
_NAMED_BY: Final = "device_uid"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one device: open orders, those that are over, and how many of all had a false alarm as their result."""

    open: int = 0
    past: int = 0
    false_alarms: int = 0

    def as_json(self) -> dict[str, int]:
        """The stable object of `linongctl topic show --json`."""
        return {"open": self.open, "past": self.past, "false_alarms": self.false_alarms}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One order that names a device, in words; `result` is what kind of result it had."""

    id: str
    order_no: str
    received_at: str
    title: str
    status: str
    result: str


@access.operation("view", ledger="topic_merchant")
def tallies(session: Session, reader: Reader, devices: Iterable[bytes]) -> dict[bytes, Tally]:
    """Of each device that has orders; empty where whoever is at work sees none."""
    if not session.rights.may("view", ORDER.name):
        return {}
    going, past, false = Counter[bytes](), Counter[bytes](), Counter[bytes]()
    for one, state, result in reader.brief(ORDER, (_NAMED_BY, "status", "result_kind"), _NAMED_BY, devices):
        if state == DRAFT:
            continue
        (going if state in OPEN else past)[one] += 1
        false[one] += result == FALSE_ALARM
    return {one: Tally(going[one], past[one], false[one]) for one in {*going, *past}}


@access.operation("view", ledger="work_order")
def listed(session: Session, device: str) -> tuple[Alarm, ...]:
    """The orders of a device, the newest first; a secret one is not among them (`storage/bounds.py`)."""
    one = ids.from_text(device.strip())
    with session.reader() as reader, reader.snapshot():
        found = reader.children(ORDER, _NAMED_BY, [one] if one else [])
        told = [row for row in found if row.get("status") != DRAFT]
    told.sort(key=lambda row: text_in(row, "received_at") or "", reverse=True)
    return tuple(
        Alarm(
            ids.to_text(id_in(row)),
            text_in(row, "order_no") or "",
            clock.local_text(text_in(row, "received_at") or ""),
            text_in(row, "title") or "",
            status(text_in(row, "status") or ""),
            text_in(row, "result_kind") or "",
        )
        for row in told
    )
