"""Is the store whole? Pages, references, audit chain, local columns, search index, counters.

Reads only. That rows equal base + operations is checked in `app`, with `sync.overlay`. Faults carry names and counts,
never values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, cast

from ledger import catalog, clock
from ledger.definition import Ledger
from storage import order_chains, order_columns, removal, schema, state
from storage.database import Connection, SqlRow
from storage.errors import DatabaseDamaged
from storage.schema import ALIVE
from storage.search import search
from storage.sorting import sort_columns
from storage.syncing import cloud_state
from storage.traces import Addresses
from storage.trail import head, log_key, verifying
from storage.trail.head import Head
from storage.values import Column

FaultKind = Literal[
    "pages", "reference_missing", "reference_removed", "audit", "local_column", "events", "search", "counter"
]
_CHUNK = 2000
_MOST_PAGES = 100  # findings of the integrity check; a damaged file gives thousands


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be: `count` records (or pages, actions) of `ledger`, at `field`."""

    kind: FaultKind
    ledger: str
    field: str
    count: int


def check(
    connection: Connection, report: Callable[[str], None] = lambda _part: None, *, before: Head | None = None
) -> Iterator[Fault]:
    """Every fault found; `report` hears the name of each part as it begins.

    `before` is the log's head as it was when the connection's moment began (`Store.examining`); without one it is read
    now, for a file that nobody writes. A page that cannot be read ends the check: what lies on it cannot be compared.
    """
    try:
        yield from _parts(connection, report, before)
    except DatabaseDamaged as error:
        yield Fault("pages", "", error.what, 1)


def _parts(connection: Connection, report: Callable[[str], None], before: Head | None) -> Iterator[Fault]:
    report("pages")
    yield from _pages(connection)
    for ledger in catalog.EVERY:
        report(ledger.name)
        yield from _references(connection, ledger)
        yield from _local_columns(connection, ledger)
        wrong = search.verify(connection, ledger)
        if wrong:
            yield Fault("search", ledger.name, "", len(wrong))
    report("addresses")
    differing = sum(stored != address for _, stored, address in Addresses(connection).everywhere())
    if differing:
        yield Fault("local_column", "dwelling", "full_address", differing)
    report("orders")
    yield from _orders(connection)
    report("audit")
    key = log_key.load(connection)
    at_end = before or (head.read(connection.path.parent, key.public) if key else None)
    if not verifying.verify(connection, at_end).is_whole:
        yield Fault("audit", "", "", 1)
    yield from _counter(connection)


def _pages(connection: Connection) -> Iterator[Fault]:
    forged = connection.rows("PRAGMA cipher_integrity_check")
    if forged:
        yield Fault("pages", "", "cipher", len(forged))
    found = connection.rows(f"PRAGMA integrity_check({_MOST_PAGES})")
    if found != [("ok",)]:
        yield Fault("pages", "", "structure", len(found))


def _references(connection: Connection, ledger: Ledger) -> Iterator[Fault]:
    """References of live records to records that are not there, and to removed ones that could not have gone.

    What the cloud knows of is no fault of the file: a record that it asks people about, or whose operations it has not
    decided yet, or any while only some pages of a pull are in (docs/sync_protocol.md, invariant I11).
    """
    name = ledger.name
    if state.number(connection, cloud_state.PARTIAL):
        return
    for item in ledger.references:
        unasked = _not_asked(connection, item.name)
        missing = connection.number(
            f"SELECT count(*) FROM {name} r WHERE r.{item.name} IS NOT NULL AND r.{ALIVE}"  # noqa: S608 - catalog
            f" AND NOT EXISTS (SELECT 1 FROM {item.target} t WHERE t.id = r.{item.name}){unasked}"
        )
        if missing:
            yield Fault("reference_missing", name, item.name, missing)
        removed = _removed_holders(connection, ledger, item.target, item.name)
        if removed:
            yield Fault("reference_removed", name, item.name, removed)


_NOT_ASKED = (
    " AND NOT EXISTS (SELECT 1 FROM sync_conflict c WHERE c.record = r.id)"
    " AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.id IN (r.id, r.{field}) AND o.state < 3)"
)
"""SQL: no question of the cloud is about record r, and it has decided everything upon r and whom it names."""


def _not_asked(connection: Connection, field: str) -> str:
    return _NOT_ASKED.replace("{field}", field) if state.is_enrolled(connection) else ""


def _removed_holders(connection: Connection, ledger: Ledger, target: str, field: str) -> int:
    if state.is_enrolled(connection):  # what several PCs decided, each rightly, is the cloud's to ask about
        return 0
    held = [hold for hold in removal.HOLDS.get(target, ()) if (hold.referrer, hold.field) == (ledger.name, field)]
    is_part = (ledger.name, field) in removal.PARTS.get(target, ())
    if not held and not is_part:
        return 0
    open_only = any(hold.open_only for hold in held) and not is_part
    still = removal.NOT_ENDED if open_only else "?1 IS NOT NULL"
    return connection.number(
        f"SELECT count(*) FROM {target} t JOIN {ledger.name} r ON r.{field} = t.id"  # noqa: S608 - catalog
        f" WHERE t.life & 1 = 0 AND r.{ALIVE} AND {still}",
        (clock.today().isoformat(),),
    )


def _local_columns(connection: Connection, ledger: Ledger) -> Iterator[Fault]:
    """Sort keys that do not follow from their fields."""
    pairs = [(name, column) for name, column in schema.table(ledger).sorted_by.items() if name != column]
    if not pairs:
        return
    asked = [name for pair in pairs for name in pair]
    rows = connection.stream(f"SELECT {', '.join(asked)} FROM {ledger.name}")  # noqa: S608 - catalog
    wrong = dict.fromkeys((column for _, column in pairs), 0)
    while chunk := list(islice(rows, _CHUNK)):
        columns: dict[str, Column] = dict(zip(asked, _turned(chunk), strict=True))
        for column, keys in sort_columns(ledger, columns).items():
            wrong[column] += sum(key != kept for key, kept in zip(keys, columns[column], strict=True))
    yield from (Fault("local_column", ledger.name, column, count) for column, count in wrong.items() if count)


def _orders(connection: Connection) -> Iterator[Fault]:
    """Orders that are not what their events make them, and events that do not hold together."""
    if state.number(connection, cloud_state.PARTIAL):
        return
    wrong = Counter(name for one in order_columns.everywhere(connection) for name in one.differing)
    yield from (Fault("local_column", order_columns.ORDER, column, count) for column, count in wrong.items())
    broken = order_chains.verify(connection).faults
    if broken:
        yield Fault("events", order_columns.EVENT, "", len(broken))


def _turned(rows: list[SqlRow]) -> list[Column]:
    return [list(column) for column in zip(*rows, strict=True)]


def _counter(connection: Connection) -> Iterator[Fault]:
    """Operation numbers of this generation run from 1 without a gap to the one before `next_n`."""
    gen = state.number(connection, "gen")
    sql = "SELECT count(*), count(DISTINCT n), coalesce(max(n), 0) FROM operation WHERE gen = ?"
    count, distinct, highest = cast("tuple[int, int, int]", connection.row(sql, (gen,)))
    if not count == distinct == highest == state.number(connection, "next_n") - 1:
        yield Fault("counter", "", "next_n", abs(highest - count) or 1)
