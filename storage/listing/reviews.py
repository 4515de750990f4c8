"""Which records have a group of fields that is past its day of review, by the one rule of `ledger.review_periods`.

Worked out for all groups of a ledger at once; after a write only the records that it touched are looked at again, and
everybody on another day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from threading import RLock
from typing import Any, Final, cast

from ledger import review_periods
from ledger.definition import Ledger
from storage import schema
from storage.database import Connection
from storage.listing.field_changes import FieldChanges
from storage.listing.lists import Moment, moment_of
from storage.schema import ALIVE
from storage.syncing import landed

_MOST_TOUCHED: Final = 2000  # records above which looking at everybody again is as quick
_AT_ONCE: Final = 400


@dataclass(slots=True)
class _Kept:
    """What was found, and of which moment and day it is true; `known` stands for what may change without a record."""

    changes: FieldChanges
    moment: Moment
    known: tuple[object, ...] = ()
    over: dict[str, set[int]] = field(default_factory=dict)


class Reviews:
    """What is past its day, for one store; shared by its readers, in any thread."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._kept: dict[str, _Kept] = {}

    def over(self, connection: Connection, ledger: Ledger, labels: Iterable[str], on: date) -> set[int]:
        """Row numbers of the live records of which one of these groups is past its day on `on`."""
        with self._lock:
            moment, kept = moment_of(connection), self._kept.setdefault(ledger.name, _new(ledger))
            if moment.is_behind(kept.moment) or not kept.changes.follow(connection):  # the snapshot is an older one
                kept = _new(ledger)
                kept.changes.follow(connection)
            _bring_up_to(connection, ledger, kept, moment, on)
            return set().union(*(kept.over[label] for label in labels))


def _new(ledger: Ledger) -> _Kept:
    return _Kept(FieldChanges(ledger, review_periods.fields_of(ledger.name)), Moment(-1, -1))


def _bring_up_to(connection: Connection, ledger: Ledger, kept: _Kept, moment: Moment, on: date) -> None:
    known = (on, kept.changes.refused, kept.changes.became)
    if (moment, known) == (kept.moment, kept.known):
        return
    touched = _touched(connection, ledger, kept.moment) if known == kept.known else None
    if touched is None:
        kept.over = {one.label: set() for one in review_periods.of_ledger(ledger.name)}
    kept.known = ()  # half of it would be true of no moment
    for nr, one, is_alive, row in _rows(connection, ledger, touched):
        if touched is not None:
            for numbers in kept.over.values():
                numbers.discard(nr)
        for standing in review_periods.standings(ledger.name, row, kept.changes.of(one)) if is_alive else ():
            if standing.is_over(on):
                kept.over[standing.group.label].add(nr)
    kept.moment, kept.known = moment, known


def _touched(connection: Connection, ledger: Ledger, since: Moment) -> list[bytes] | None:
    """The records that were written since a moment, or came from the cloud; None for too many to tell."""
    sql = f"SELECT DISTINCT id FROM {connection.operations} WHERE lid > ? AND type = ? LIMIT ?"  # noqa: S608 - own words
    written = connection.rows(sql, (since.lid, ledger.name, _MOST_TOUCHED + 1))
    came = landed.since(connection, since.landed)
    if came is None or len(written) > _MOST_TOUCHED:
        return None
    those = [one.id for one in came if one.type == ledger.name]
    named = [one for one in those if one is not None]
    return [*(cast("bytes", row[0]) for row in written), *named] if len(named) == len(those) else None


def _rows(
    connection: Connection, ledger: Ledger, touched: list[bytes] | None
) -> Iterator[tuple[int, bytes, bool, dict[str, object]]]:
    """Number, id, whether it is alive, and what the rule asks for, of some records or of all live ones."""
    columns = schema.table(ledger).columns
    asked = ("confirmed_on", "created_at", *review_periods.fields_of(ledger.name), "alive")
    names = tuple(name for name in asked if name in columns)
    sql = f"SELECT nr, id, {ALIVE}, {', '.join(names)} FROM {ledger.name} WHERE "  # noqa: S608 - catalog
    if touched is None:
        found = connection.stream(f"{sql}{ALIVE}")
    else:
        chunks = (touched[start : start + _AT_ONCE] for start in range(0, len(touched), _AT_ONCE))
        found = (row for some in chunks for row in connection.rows(f"{sql}id IN ({','.join('?' * len(some))})", some))
    for nr, one, is_alive, *values in cast("Iterable[tuple[Any, ...]]", found):
        yield nr, one, bool(is_alive), dict(zip(names, values, strict=True))
