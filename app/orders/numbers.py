"""What an order is called: its number, unique without asking anybody.

A number is GD, the day, four letters that stand for this PC, and a count: two PCs that never met do not give one number
twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from app import access
from app.stores.session import Session
from storage.records import Write

_SETTING: Final = "order_numbers"
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that reads like a digit
_MARK: Final = 4


@access.operation("edit", ledger="work_order")
def numbers(session: Session, write: Write, day: date, count: int) -> Iterator[str]:
    """The next numbers of a day; they are taken when the action `write` is committed, and not before."""
    kept = session.store.setting(_SETTING)
    known: Mapping[str, object] = kept if isinstance(kept, dict) else {}
    mark = str(known.get("mark") or "".join(secrets.choice(_LETTERS) for _ in range(_MARK)))
    said = known.get("last") if known.get("day") == day.isoformat() else 0
    last = said if isinstance(said, int) else 0
    write.set_setting(_SETTING, {"mark": mark, "day": day.isoformat(), "last": last + count})
    return (f"GD{day:%Y%m%d}{mark}{number:03}" for number in range(last + 1, last + count + 1))
