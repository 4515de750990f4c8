"""When counters or histories part: a new generation, a restored cloud, a pull of everything and its sweep.

Outbox and refused operations survive all of it (design, section 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ledger import catalog, ids
from ledger.errors import LedgerError
from storage import order_columns, state
from storage.database import Connection
from storage.opened.writing import Came
from storage.syncing import aliases, cloud_state, conflicts, drift, landed, outbox, seen, stage, unknown
from storage.syncing.landed import Landed
from sync import applying, leading
from sync.applying import Sorted
from sync.copies import Change, check
from sync.protocol import Json, Lineage, lineage_text
from sync.rebasing import LEDGERS, Rebasing

_FEW: Final = 50
_PART: Final = 10  # of the live rows of a ledger


class SweepTooLarge(LedgerError):
    """The cloud did not send so many of the rows that a person has to say whether they go.

    `counts`: ledger -> (rows that would go, live rows there are).
    """

    def __init__(self, counts: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(", ".join(f"{name}: {gone} of {count}" for name, (gone, count) in counts.items()))
        self.counts = dict(counts)


def new_generation(connection: Connection, gen: int, after: int | None) -> tuple[int, Came]:
    """Number what waits anew; with `after`, what was decided beyond it waits again."""
    touched = outbox.wait_again(connection, after) if after is not None else []
    waits = outbox.renumber(connection, gen)
    rebasing = Rebasing(connection)
    rebasing.reckon_touched(touched)
    return waits, rebasing.finish()


def beyond(connection: Connection, divergence: int) -> dict[str, list[str]]:
    """Records whose copy is newer than a number, by type."""
    found = {
        type_: [ids.to_text(record_id) for record_id, rv, _ in drift.marks(connection, type_) if rv > divergence]
        for type_ in drift.types(connection)
    }
    return {type_: record_ids for type_, record_ids in found.items() if record_ids}


def go_back(connection: Connection, lineage: Lineage, divergence: int) -> None:
    """The cursor to the last checkpoint at or before a number; nothing is staged any more.

    Without one everything is pulled anew, and swept: from the beginning the cloud tells of no removals.
    """
    state.put(connection, cloud_state.LINEAGE, lineage_text(lineage))
    _end_pull(connection)
    kept = [one for one in cloud_state.checkpoints(connection) if 0 < one[0] <= divergence]
    if not kept:
        begin_resync(connection)
        return
    seq, cursor, _ = kept[-1]
    cloud_state.put_checkpoints(connection, kept)
    stage.clear(connection)
    for name, value in ((cloud_state.CURSOR, cursor), (cloud_state.SEQ, seq)):
        state.put(connection, name, value)


def _end_pull(connection: Connection) -> None:
    """A pull of which pages are missing is given up: what waited for its last one waits no more."""
    if state.number(connection, cloud_state.PARTIAL):
        state.put(connection, cloud_state.PARTIAL, 0)
        if order_columns.refresh_put_off(connection):
            landed.note(connection, [Landed(order_columns.ORDER, None, is_new=False)])


def epoch_changed(
    connection: Connection,
    told: tuple[Lineage, int, int],
    refetched: Iterable[Change],
    absent: Mapping[str, Iterable[str]],
) -> tuple[int, Came]:
    """The cloud was restored; `told`: its lineage, the divergence, this PC's new generation."""
    lineage, divergence, gen = told
    touched = outbox.wait_again(connection, divergence)
    waits = outbox.renumber(connection, gen)
    rebasing = Rebasing(connection)
    replace(rebasing, refetched, absent)
    go_back(connection, lineage, divergence)  # last: what was fetched is not what a pull of everything will have seen
    rebasing.reckon_touched(touched)
    return waits, rebasing.finish()


def replace(rebasing: Rebasing, records: Iterable[Change], absent: Mapping[str, Iterable[str]]) -> None:
    """Take the cloud's copies as they are, older ones too, and let go of what it has not."""
    gone = {type_: [ids.from_text(one) or b"" for one in record_ids] for type_, record_ids in absent.items()}
    leading.forget(rebasing, gone.pop(aliases.TYPE, []))
    conflicts.drop(rebasing.connection, gone.pop(conflicts.TYPE, []))
    applying.land(rebasing, Sorted.of([check(one) for one in records]), only_newer=False)
    for type_, record_ids in gone.items():
        if type_ in LEDGERS:
            rebasing.let_go(catalog.named(type_), record_ids)
        else:
            unknown.drop(rebasing.connection, type_, record_ids)


def begin_resync(connection: Connection) -> None:
    """Pull everything anew."""
    _end_pull(connection)
    seen.begin(connection)
    stage.clear(connection)
    cloud_state.put_checkpoints(connection, [])
    for name, value in (
        (cloud_state.CURSOR, ""),
        (cloud_state.SEQ, 0),
        (cloud_state.RESYNC, 1),
    ):
        state.put(connection, name, value)


def sweep(connection: Connection, *, allow_large: bool) -> tuple[int, Came]:
    """Drop what the cloud did not send; raises SweepTooLarge, and nothing went then."""
    going = {ledger.name: seen.unseen(connection, ledger.name) for ledger in catalog.EVERY}
    if not allow_large:
        _refuse_large(connection, {name: sum(alive for _, alive in rows) for name, rows in going.items()})
    rebasing = Rebasing(connection)
    leading.forget(rebasing, seen.unseen_in(connection, "sync_alias", "loser"))
    conflicts.drop(connection, seen.unseen_in(connection, "sync_conflict", "id"))
    count = sum(
        rebasing.let_go(catalog.named(name), [record_id for record_id, _ in rows]) for name, rows in going.items()
    )
    seen.begin(connection)
    state.put(connection, cloud_state.RESYNC, 0)
    return count, rebasing.finish()


def _refuse_large(connection: Connection, going: Mapping[str, int]) -> None:
    there = {name: connection.number(f"SELECT count(*) FROM {name} WHERE life & 1") for name in going}  # noqa: S608 - catalog
    large = {name: (count, there[name]) for name, count in going.items() if count > max(_FEW, there[name] // _PART)}
    if large:
        raise SweepTooLarge(large)


def repair(
    connection: Connection, type_: str, records: Iterable[Mapping[str, Json]], absent: Sequence[str]
) -> tuple[int, Came]:
    """Take these copies as they are; answers how many rows changed."""
    rebasing = Rebasing(connection)
    replace(rebasing, records, {type_: absent} if absent else {})
    came = rebasing.finish()
    rows = rebasing.landing.counted
    return rows.new + rows.changed + rows.dropped, came
