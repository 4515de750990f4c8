"""Local columns of work orders: what follows from their events, kept beside them so that lists sort and filter by it.

They travel in no operation. Whoever wrote, brought in or dropped events names their orders here, and each is replayed
once, many at a time. What a replay gives is `ledger.orders.columns`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple, cast

from ledger import ids
from ledger.orders import chain
from ledger.orders.columns import NAMES, Values, columns_of
from ledger.orders.placing import UNREADABLE, place
from ledger.orders.process_book import ProcessBook
from storage import order_processes
from storage.database import Connection
from storage.values import dump

ORDER: Final = "work_order"
EVENT: Final = "work_order_event"
_AT_ONCE: Final = 400  # orders replayed together: some 7,000 events
_READ: Final = (*chain.FIELDS, "prev_hash", "seq", "outcome", "landed", "follows")
_ALIVE: Final = "life & 1"
Rows = list[dict[str, object]]


class Standing(NamedTuple):
    """An order as it stands in its row, and as its events make it; None where an event cannot be read."""

    id: bytes
    nr: int
    stands: Values
    should: Values | None

    @property
    def differing(self) -> tuple[str, ...]:
        """The columns that are not what the events make them."""
        should = self.should
        return NAMES if should is None else tuple(name for name in NAMES if self.stands[name] != should[name])


def names_orders(name: str) -> bool:
    """True for a ledger whose records make orders read otherwise."""
    return name == EVENT


def refresh(connection: Connection, order_ids: Iterable[bytes]) -> list[bytes]:
    """Let these orders read what their events make them; answers those that read otherwise now."""
    changed: list[bytes] = []
    stream = iter(dict.fromkeys(order_ids))
    while chunk := list(islice(stream, _AT_ONCE)):
        found = [one for one in _standing(connection, chunk) if one.differing and one.should is not None]
        sets = ", ".join(f"{name} = ?" for name in NAMES)
        connection.run_many(
            f"UPDATE {ORDER} SET {sets} WHERE nr = ?",  # noqa: S608 - fixed names
            [(*(cast("Values", one.should)[name] for name in NAMES), one.nr) for one in found],
        )
        changed += [one.id for one in found]
    return changed


def refresh_all(connection: Connection) -> None:
    """As `refresh`, for every order."""
    refresh(connection, _every(connection))


def put_off(connection: Connection, order_ids: Iterable[bytes]) -> None:
    """Mark orders to be replayed by `refresh_put_off`: more of their events are on the way."""
    connection.run_many(
        f"UPDATE {ORDER} SET heads = NULL WHERE id = ? AND heads IS NOT NULL",  # noqa: S608 - fixed names
        [(one,) for one in order_ids],
    )


def refresh_put_off(connection: Connection) -> bool:
    """Replay every order that was marked or never replayed; answers whether any reads otherwise now."""
    rows = connection.rows(f"SELECT id FROM {ORDER} WHERE heads IS NULL")  # noqa: S608 - fixed names
    return bool(refresh(connection, [cast("bytes", row[0]) for row in rows]))


def everywhere(connection: Connection) -> Iterator[Standing]:
    """Every order that is there, as it stands and as it should."""
    stream = iter(_every(connection))
    while chunk := list(islice(stream, _AT_ONCE)):
        yield from _standing(connection, chunk)


def _every(connection: Connection) -> list[bytes]:
    return [cast("bytes", row[0]) for row in connection.rows(f"SELECT id FROM {ORDER} ORDER BY nr")]  # noqa: S608 - fixed


def _standing(connection: Connection, order_ids: list[bytes]) -> Iterator[Standing]:
    asked = dump([one.hex() for one in order_ids])
    events, book = _events(connection, asked), order_processes.book(connection)
    sql = (
        f"SELECT o.id, o.nr, {', '.join(f'o.{name}' for name in NAMES)} FROM json_each(?) asked"  # noqa: S608 - fixed
        f" CROSS JOIN {ORDER} o ON o.id = unhex(asked.value)"
    )
    for order_id, nr, *values in connection.rows(sql, (asked,)):
        one = cast("bytes", order_id)
        stands = cast("Values", dict(zip(NAMES, values, strict=True)))
        yield Standing(one, cast("int", nr), stands, _should(one, events.get(one, []), book))


def _events(connection: Connection, asked: str) -> Mapping[bytes, Rows]:
    """The events of orders, those that wait in the order in which they were made."""
    sql = (
        f"SELECT {', '.join(f'e.{name}' for name in _READ)} FROM json_each(?) asked"  # noqa: S608 - fixed names
        f" CROSS JOIN {EVENT} e ON e.order_uid = unhex(asked.value) WHERE e.{_ALIVE} ORDER BY e.nr"
    )
    found: dict[bytes, Rows] = {}
    for values in connection.rows(sql, (asked,)):
        row = dict(zip(_READ, values, strict=True))
        found.setdefault(cast("bytes", row["order_uid"]), []).append(row)
    return found


def _should(order_id: bytes, rows: Rows, book: ProcessBook) -> Values | None:
    """None for events that no version writes: the order stays as it is, and the check tells."""
    try:
        return columns_of(place(rows, ids.to_text(order_id), book))
    except UNREADABLE:
        return None
