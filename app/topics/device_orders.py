"""The orders that name a device: how many of them are open, how many are over, how many were false alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app import access
from app.orders.keeping import ORDER
from app.stores.session import Session
from ledger.orders.states import DRAFT, OPEN
from storage.reading import Reader

FALSE_ALARM: Final = "误报"
MANY: Final = 3
"""So many false alarms are an eye's worth."""
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


@access.operation("view", ledger="topic_merchant")
def tallies(session: Session, reader: Reader, devices: Iterable[bytes]) -> dict[bytes, Tally]:
    """Of each device that has orders; empty where whoever is at work sees none."""
    if not session.rights.may("view", ORDER.name):
        return {}
    going, past, false = Counter[bytes](), Counter[bytes](), Counter[bytes]()
    for one, status, result in reader.brief(ORDER, (_NAMED_BY, "status", "result_kind"), _NAMED_BY, devices):
        if status == DRAFT:
            continue
        (going if status in OPEN else past)[one] += 1
        false[one] += result == FALSE_ALARM
    return {one: Tally(going[one], past[one], false[one]) for one in {*going, *past}}
