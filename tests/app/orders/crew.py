"""A committee that handles work orders: a head, somebody on duty, a grid worker, and the street above them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from app.attachments import attaching
from app.orders import duty, intake, keeping, moving
from app.orders.keeping import EVENT, ORDER
from app.stores.session import Session
from ledger import clock, ids
from ledger.definition import Ledger
from ledger.orders import flow, stored
from ledger.orders.duties import LEAD, STREET, Actor
from ledger.orders.facts import Event
from ledger.orders.rows import row_at
from storage import checking
from storage.base import Base
from storage.checking import Fault
from storage.database import Connection
from storage.opened.writing import Came
from storage.store import Store
from storage.values import codec
from sync.copies import Copy
from sync.rebasing import Rebasing
from tests.app.attachments import papers
from tests.app.rights.staff import at_work, employ
from tests.committee import LOGIN, new_store

HEAD, DUTY, GRID, ABOVE = LOGIN, "li", "zhao", "above"
THE_STREET = Actor("qian", frozenset((STREET, LEAD)), org="street", modules=frozenset(("01", "02", "03", "04", "05")))


class Crew:
    """People at work over one store."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = new_store(folder)
        self.at = {DUTY: employ(self.store, DUTY, "worker"), GRID: employ(self.store, GRID, "grid")}
        self.at[HEAD] = at_work(self.store, HEAD)
        duty.put(self.head, clock.today(), [DUTY])
        self.walked: set[tuple[int, str]] = set()
        self.rv = 100
        self.photos = 0

    @property
    def head(self) -> Session:
        return self.at[HEAD]

    def close(self) -> None:
        self.store.close()

    def register(self, who: str = GRID, **typed: str) -> str:
        """A new order; answers its id."""
        made = intake.create(self.at[who], {"description": "三楼渗水", "category": "C104", **typed})
        self.walked.add((1, "create"))
        return made.id

    def move(self, who: str, order: str, action: str, **given: str) -> str:
        """Move an order, by somebody here or by the street; answers the state it is in then."""
        with self.store.reader() as reader:
            before = keeping.read(reader, order).placed.order
        if who == ABOVE:
            self.come_from_above(order, action, given)
        else:
            moving.move(self.at[who], order, action, given)
        row = row_at(before.status, action)
        assert row is not None
        self.walked.add((row.number, action))
        return str(self.row(order)["status"])

    def row(self, order: str) -> dict[str, object]:
        with self.store.reader() as reader:
            return dict(keeping.read(reader, order).row)

    def events(self, order: str) -> list[dict[str, object]]:
        """The events as they are stored, in their order."""
        with self.store.reader() as reader:
            return [dict(row) for row in keeping.read(reader, order).events]

    def faults(self) -> list[Fault]:
        with self.store.reader() as reader, reader.snapshot():
            return list(checking.check(reader.connection))

    def photo(self, order: str, who: str = GRID) -> str:
        """A photograph that is attached to the order's page; answers its id."""
        self.photos += 1
        path = self.store.folder / "照片.jpg"
        path.write_bytes(papers.photograph(80 + 8 * self.photos, 60))
        added = attaching.attach(self.at[who], "work_order", order, path)
        path.unlink()
        return added

    # -- what comes from the cloud

    def come_from_above(self, order: str, action: str, given: Mapping[str, str]) -> None:
        """The street's move as a PC gets it: an event with its place, behind those that were waiting."""
        with self.store.reader() as reader:
            kept = keeping.read(reader, order)
        found = flow.move(kept.placed.order, flow.Request(action, clock.now(), given), THE_STREET)
        values = keeping.event_values(kept.id, found.event, THE_STREET, kept.head)
        self.place(order)
        self.land([(ids.new_id(), values | _placing(found.event, len(kept.events) + 1))])

    def place(self, order: str) -> None:
        """Everything that waits gets its place, as the cloud decides it."""
        with self.store.reader() as reader:
            kept = keeping.read(reader, order)
        told = zip(kept.events, kept.placed.events, strict=True)
        waiting = [(row, event, at) for at, (row, event) in enumerate(told, 1) if row["seq"] is None]
        self.land([(_id(row), dict(row) | _placing(event, at)) for row, event, at in waiting])

    def land(self, records: list[tuple[bytes, dict[str, object]]], ledger: Ledger = EVENT) -> None:
        """Let events, or other records, come as a pull brings them."""

        def work(connection: Connection) -> tuple[None, Came]:
            rebasing = Rebasing(connection)
            rebasing.lay(ledger, [self._copy(one, values, ledger) for one, values in records])
            return None, rebasing.finish()

        self.store.land(work)

    def _copy(self, one: bytes, values: Mapping[str, object], ledger: Ledger) -> Copy:
        self.rv += 1
        f = json.loads(codec(ledger).chosen(ledger.groups, values))
        return Copy(
            Base(one, self.rv, 1, f, stamps=("2026-11-22T01:00:00.000Z", "qian", None, None)), is_tombstone=False
        )


def hand_over(giver: Crew, taker: Crew, order: str) -> None:
    """What one PC's cloud has placed comes to the other one, the order itself before its events."""
    one = ids.from_text(order) or b""
    with taker.store.reader() as reader:
        known = reader.get(ORDER, one) is not None
    if not known:
        row = giver.row(order)
        values = {item.name: row[item.name] for item in ORDER.stored if row[item.name] is not None}
        with taker.store.write(user=HEAD, kind="order-create") as write:
            write.create(ORDER, [(one, values)])
    placed = [event for event in giver.events(order) if event["seq"] is not None]
    taker.land([(event["id"], event) for event in placed])  # type: ignore[misc]


def _placing(event: Event, seq: int) -> dict[str, object]:
    row = stored.row_of(event)
    return {"seq": seq, "outcome": row["outcome"], "landed": row["landed"]}


def _id(row: Mapping[str, object]) -> bytes:
    one = row["id"]
    assert isinstance(one, bytes)
    return one
