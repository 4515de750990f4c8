"""T1 and T2: operations leave the outbox in whole groups, and what the cloud decided on them is noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import cast

from ledger import clock, ids
from storage import state
from storage.database import Connection
from storage.opened.writing import Came
from storage.operations import Operation
from storage.syncing import outbox
from storage.syncing.outbox import Decided
from sync.facts import Batch, Received
from sync.protocol import MOST_IN_GROUP, Json, Malformed, dump
from sync.rebasing import Rebasing


def take(connection: Connection, most_operations: int, most_bytes: int) -> Batch:
    """T1: the next operations, marked as sent."""
    gen = state.number(connection, "gen")
    operations = _waiting(connection, most_operations)
    wires = outbox.wires(connection, operations)
    groups = groupby(zip(operations, wires, strict=True), key=lambda pair: pair[0].g)
    chosen = list(_chosen((list(pairs) for _, pairs in groups), most_operations, most_bytes))
    if not chosen:
        return Batch(gen, state.number(connection, "next_n"), ())
    first_n = operations[0].n
    outbox.mark_sent(connection, first_n, first_n + len(chosen) - 1)
    return Batch(gen, first_n, chosen)


def _waiting(connection: Connection, most: int) -> list[Operation]:
    """As many as are wanted, and the rest of the group of the last one."""
    found = outbox.waiting(connection, most + 1)
    is_cut = len(found) > most and found[-1].g == found[-2].g
    return outbox.waiting(connection, most + MOST_IN_GROUP) if is_cut else found


_Pair = tuple[Operation, outbox.Wire]


def _chosen(groups: Iterable[Sequence[_Pair]], most_operations: int, most_bytes: int) -> Iterator[outbox.Wire]:
    """The wire objects of the first groups that fit, of one at least."""
    count, size = 0, 0
    for group in groups:
        grown = size + sum(len(dump(wire).encode()) + 1 for _, wire in group)
        if count and (count + len(group) > most_operations or grown > most_bytes):
            return
        count, size = count + len(group), grown
        yield from (wire for _, wire in group)


def receive(connection: Connection, batch: Batch, answer: Mapping[str, Json]) -> tuple[Received, Came]:
    """T2: note what the cloud decided; raises Malformed where it does not fit the batch."""
    results = _results(batch, answer)
    decided = [_decided(one) for one in results]
    touched = outbox.decided(connection, batch.gen, decided, clock.now_text())
    rebasing = Rebasing(connection)
    rebasing.reckon_touched(touched)
    return _counted(results, decided), rebasing.finish()


def _results(batch: Batch, answer: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    results = answer.get("results")
    if not isinstance(results, list) or not all(_is_result(one) for one in results):
        raise Malformed("results")
    if [one["n"] for one in results] != [one["n"] for one in batch.ops]:
        raise Malformed("n")
    return cast("list[Mapping[str, Json]]", results)


def _is_result(one: Json) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("n"), int):
        return False
    first = _first(one)
    return isinstance(one.get("rv"), int) and isinstance(first, dict) and first.get("outcome") in _OUTCOMES


_OUTCOMES = frozenset(("applied", "merged", "conflict", "rejected"))


def _first(one: Mapping[str, Json]) -> Json:
    """The decision itself, also where it was made before."""
    return one.get("first") if one.get("outcome") == "duplicate" else one


def _decided(one: Mapping[str, Json]) -> Decided:
    first = _first(one)
    refused = str(first.get("reason") or "validation") if first["outcome"] == "rejected" else ""
    return Decided(one["n"], one["rv"], refused)


def _counted(results: Sequence[Mapping[str, Json]], decided: Sequence[Decided]) -> Received:
    outcomes = Counter(_first(one)["outcome"] for one in results)
    return Received(
        acked=len(results),
        merged=outcomes["merged"],
        conflicts=outcomes["conflict"],
        duplicates=sum(one["outcome"] == "duplicate" for one in results),
        refused=dict(Counter(one.refused for one in decided if one.refused)),
    )


def set_aside(connection: Connection, op_ids: Iterable[str], reason: str) -> tuple[int, Came]:
    """Operations that the cloud cannot read become dead letters; answers how many."""
    found = [ids.from_text(op_id) for op_id in op_ids]
    touched = outbox.set_aside(connection, [one for one in found if one], reason, clock.now_text())
    rebasing = Rebasing(connection)
    rebasing.reckon_touched(touched)
    return len(touched), rebasing.finish()
