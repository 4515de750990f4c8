"""An order as the cloud has it: its events between groups as they travel and what the rules read, one after the other.

An order's events are the live records that name it; each has its place, given by the cloud (`moves.py`). Working them
out once serves a whole push: what follows from it is kept beside the records that are being changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cloud.records import Key, Record
from cloud.working import Working
from ledger import catalog, ids
from ledger.catalog.work_order import PLACING
from ledger.errors import LedgerError
from ledger.orders import chain, stored
from ledger.orders.effects import after
from ledger.orders.facts import Event, Order
from sync.protocol import Json, Op

ORDER: Final = "work_order"
EVENT: Final = "work_order_event"
NAMING: Final = "order_uid"
GOES_ON: Final = "open_order"
"""The mark of every order that has not ended, so that those are found without the others."""
TOLD_ABOVE: Final = "told_order"
"""The mark of every order that goes on and of which a unit above the committee was told by the ladder."""
UNTAKEN: Final = "untaken_event"
"""By hash, the events that were refused: of which order, and behind which hash whoever went on from one stands."""
_ALWAYS: Final = ("action", "to_status", "actor", "acted_at")
_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError)


_HASH_LENGTH: Final = len(chain.FIRST)


class EventUnreadable(LedgerError):
    """No version writes an event so."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An order after some of its events; `mover` is the last one that counted, `action` what it did."""

    order: Order
    mover: Key | None = None
    action: str = ""

    def then(self, key: Key, event: Event) -> Standing:
        """After one more; raises EventUnreadable."""
        try:
            order = after(self.order, event)
        except _UNREADABLE as error:
            raise EventUnreadable from error
        return replace(self, order=order) if event.outcome == "noted" else Standing(order, key, event.action)


def event_of(f: Mapping[str, Json]) -> Event:
    """The event that these groups tell of, without a place where it has none yet; raises EventUnreadable."""
    row = row_of(f)
    if not all(isinstance(row[name], str) for name in _ALWAYS):
        raise EventUnreadable
    try:
        return stored.event_of(row)
    except _UNREADABLE as error:
        raise EventUnreadable from error


def order_of(f: Mapping[str, Json]) -> str:
    """The order that it is an event of; raises EventUnreadable."""
    told, named = f.get(NAMING), f.get("prev_hash")
    if not isinstance(told, str) or ids.from_text(told) is None:
        raise EventUnreadable
    if not isinstance(named, str) or len(named) != _HASH_LENGTH:
        raise EventUnreadable
    return told


def row_of(f: Mapping[str, Json]) -> dict[str, Any]:
    """Stored values by field."""
    ledger = catalog.named(EVENT)
    row: dict[str, Any] = {}
    for group, names in ledger.groups.items():
        value = f.get(group)
        parts = {names[0]: value} if len(names) == 1 else value if isinstance(value, dict) else {}
        row |= {name: parts.get(name) for name in names}
    texts = (item.name for item in ledger.stored if item.kind == "json" and row[item.name] is not None)
    return row | {name: stored.dumped(row[name]) for name in texts}


def groups_of(row: Mapping[str, object]) -> dict[str, Json]:
    """The groups in which the stored values of an event travel."""
    ledger = catalog.named(EVENT)
    texts = {item.name for item in ledger.stored if item.kind == "json"}
    values: dict[str, Json] = {name: json.loads(str(row[name])) for name in texts if row.get(name) is not None}
    values = {**row, **values}
    told: dict[str, Json] = {}
    for group, names in ledger.groups.items():
        if any(values.get(name) is not None for name in names):
            told[group] = values[names[0]] if len(names) == 1 else {name: values.get(name) for name in names}
    return told


def place_of(event: Event) -> dict[str, Json]:
    """What the cloud writes into an event."""
    row = stored.row_of(event)
    return {name: row[name] for name in catalog.named(EVENT).groups[PLACING]}


def main_of(detail: object) -> str:
    """The order into which an event merges its own, by what it says; "" for none, and for what is no id."""
    told = detail.get("duplicate_of") if isinstance(detail, Mapping) else None
    return told if isinstance(told, str) and ids.from_text(told) is not None else ""


def moved(ops: Iterable[Op]) -> Iterator[str]:
    """The orders that these operations move, and those into which they are merged."""
    for op in ops:
        if op.t == EVENT and isinstance(op.f.get(NAMING), str):
            yield from filter(None, (op.f[NAMING], main_of(op.f.get("detail"))))


def read_gaps(working: Working, ops: Iterable[Op]) -> None:
    """Read at once which events that these name were refused."""
    named = (op.f.get("prev_hash") for op in ops if op.t == EVENT)
    working.read_marks(UNTAKEN, (one for one in named if isinstance(one, str)))


def gap(working: Working, order_id: str, f: Mapping[str, Json]) -> dict[str, Json]:
    """What the cloud writes into an event that goes on from one that was refused: behind which hash it stands."""
    told = working.marked(UNTAKEN, str(f.get("prev_hash")))
    return {chain.FOLLOWS: told["follows"]} if told is not None and told["order"] == order_id else {}


def note_untaken(working: Working, op: Op) -> None:
    """An event is refused: keep its hash, and behind which it stood. Of one that no version writes there is none."""
    if op.t != EVENT or op.k != "create":
        return
    try:
        order_id, named = order_of(op.f), str(op.f["prev_hash"])
    except EventUnreadable:
        return
    own = chain.hash_of(named, chain.body_of(row_of(op.f)))
    working.mark(UNTAKEN, own, {"order": order_id, "follows": gap(working, order_id, op.f).get(chain.FOLLOWS, named)})


def read(working: Working, orders: Iterable[str]) -> None:
    """Read at once the events of these orders."""
    asked = list(dict.fromkeys(orders))
    working.ask_who_names(asked)
    named = (one for order in asked for one in working.referrers(order))
    working.read((EVENT, one.id) for one in named if one.type == EVENT)


def log(working: Working, order_id: str) -> list[tuple[Record, Event]]:
    """An order's events in their order."""
    found = (working.record((EVENT, one.id)) for one in working.referrers(order_id) if one.type == EVENT)
    told = [(one, event_of(one.f)) for one in found if one is not None and one.is_alive]
    return sorted(told, key=lambda one: one[1].seq)


def standing(working: Working, order_id: str) -> Standing:
    """An order after all its events."""
    known = working.derived.get((ORDER, order_id))
    if isinstance(known, Standing):
        return known
    read(working, (order_id,))
    now = Standing(Order(id=order_id))
    for record, event in log(working, order_id):
        now = now.then(record.key, event)
    working.derived[ORDER, order_id] = now
    return now
