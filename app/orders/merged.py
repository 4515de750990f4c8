"""The orders that were merged into another, with who reported each: the main order's reply is theirs too.

Nothing of it is kept: it follows from which order each merged one names, so every PC that has the same events says the
same. An order merged into one that was itself merged later counts for the last; those that ended so are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app import access
from app.orders.keeping import ORDER
from app.records import row_texts
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import clock, ids
from ledger.orders.states import MERGED
from storage.reading import Reader
from storage.rows import Row, id_in

_REPORTER: Final = ("reporter_name", "reporter_phone")


@dataclass(frozen=True, slots=True)
class Merged:
    """One of them: `reporter` and `phone` as whoever looks may read them; `waits`: the reporter is owed a reply."""

    id: str
    order_no: str
    title: str
    reporter: str
    phone: str
    waits: bool

    def as_json(self) -> Json:
        """The stable object of `linongctl order show --json`."""
        return {
            "id": self.id,
            "order_no": self.order_no,
            "title": self.title,
            "reporter_name": self.reporter or None,
            "reporter_phone": self.phone or None,
            "need_reply": self.waits,
        }


@access.operation("view", ledger="work_order")
def into(session: Session, reader: Reader, order: bytes) -> tuple[Merged, ...]:
    """The orders that were merged into this one, by number."""
    found = reader.get_many(ORDER, _ids_into(reader, order))
    rows = sorted(found.values(), key=lambda row: str(row["order_no"] or ""))
    shower = Shower(session, reader, ORDER, clock.today())
    return tuple(_merged(row, shown) for row, shown in zip(rows, shower.rows(rows), strict=True))


def reply_owed(merged: Iterable[Merged]) -> str:
    """How many of their reporters wait for the main order's reply, in words; "" for none."""
    count = sum(one.waits for one in merged)
    return f"归并来的工单另有 {count} 位反映人等回复" if count else ""


def waiting(reader: Reader, order: bytes) -> tuple[str, ...]:
    """The numbers of those whose reporters wait for the main order's reply."""
    found = reader.get_many(ORDER, _ids_into(reader, order)).values()
    return tuple(sorted(str(row["order_no"] or "") for row in found if row["need_reply"]))


def listed(merged: Sequence[Merged]) -> str:
    """How many there are, under which numbers; "" for none."""
    return f"归并到这件的有 {len(merged)} 件：{'、'.join(one.order_no for one in merged)}" if merged else ""


def _ids_into(reader: Reader, order: bytes) -> Iterator[bytes]:
    below: defaultdict[str, list[bytes]] = defaultdict(list)
    for one, main in reader.scan(ORDER, ("duplicate_of",), where={"status": MERGED}):
        below[str(main or "")].append(one)
    seen, waiting = {order}, [order]
    while waiting:
        for one in below[ids.to_text(waiting.pop())]:
            if one not in seen:
                seen.add(one)
                waiting.append(one)
                yield one


def _merged(row: Row, shown: Mapping[str, object]) -> Merged:
    name, phone = (row_texts.text_of(ORDER.field(field), dict(shown)) for field in _REPORTER)
    no, title = str(row["order_no"] or ""), str(shown["title"] or "")
    return Merged(ids.to_text(id_in(row)), no, title, name, phone, bool(row["need_reply"]))
