"""A draft 草稿 on its way to an order: what it says of itself, what its registration asks, what its row says then.

Its description and the telephone of whoever told it are edited as fields of the order; its registration does not ask
again. It was received when it is handed in, unless somebody said when it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, cast

from app.orders.keeping import ORDER, Kept
from app.orders.move_parts import Part
from app.records.twins import AlreadyThere
from ledger import clock, ids
from ledger.errors import FieldsRefused
from ledger.orders.numbers import outside_id
from ledger.orders.titles import title_of
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row

ACTION: Final = "create"
_SAID_AGAIN: Final = ("source", "external_no", "category", "need_reply", "received_at")
"""What a draft's row says that its registration says again."""
_NOT_ASKED: Final = frozenset(("description", "reporter_phone", "external_no", "received_at", "is_draft"))


def told(kept: Kept) -> dict[str, str]:
    """What a draft says of itself, in the words of a registration."""
    row = kept.row
    found = {name: row.get(name) for name in (*_SAID_AGAIN, "description", "reporter_phone")}
    found["need_reply"] = "是" if row.get("need_reply") else "否"
    if row.get("received_at") == kept.events[0]["acted_at"]:
        del found["received_at"]  # nobody said it: it is when the draft was made
    return {name: str(value) for name, value in found.items() if value not in (None, "")}


def parts(kept: Kept, several: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of a registration as a draft needs them: none, and with what stands if nothing else is said."""
    known = told(kept)
    asked = (one for one in several if one.name not in _NOT_ASKED)
    return tuple(replace(one, is_needed=False, value=known.get(one.name, "")) for one in asked)


def register(reader: Reader, write: Write, kept: Kept, detail: Mapping[str, object]) -> None:
    """Let a draft's row say what its registration says.

    Raises:
        AlreadyThere, FieldsRefused: an outside order has its own number from the beginning, so that it comes in once.
    """
    received = cast("datetime", detail["received_at"])
    outside = outside_id(str(detail["source"]), str(detail.get("external_no") or ""))
    if outside is not None and outside != kept.id:
        if reader.get(ORDER, outside, dead=True) is not None:
            raise AlreadyThere(ORDER.name, ids.to_text(outside))
        raise FieldsRefused(ORDER.name, (("source", "outside_number"),))
    write.patch(ORDER, [(kept.id, kept.row, _said(kept.row, detail, received))])


def _said(row: Row, detail: Mapping[str, object], received: datetime) -> dict[str, object]:
    said = {name: detail[name] for name in _SAID_AGAIN if detail.get(name) not in (None, "")}
    said |= {"need_reply": int(bool(detail.get("need_reply"))), "received_at": clock.instant_text(received)}
    address = str(row.get("address") or "")
    if row.get("title") == title_of(str(row.get("category")), address):
        said["title"] = title_of(str(said["category"]), address)
    return said
