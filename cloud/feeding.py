"""What the police and the street send: rows become operations under their source, found by what they say of themselves.

A source writes the groups it has authority over and fills what is empty; of anything else it makes a suggestion that a
person of the committee accepts or not (`sync.merge`). A row of a batch is decided once, however often it is sent.
Corrections that a committee asked for go back as what the committee wrote over an authority's value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cloud import numbering
from cloud.confirming import SETTLES, Checkers, is_asked
from cloud.records import Device
from cloud.store import Look
from cloud.working import LEDGERS, Keyed, Working
from ledger import catalog, ids, outside_facts
from ledger.errors import LedgerError
from sync.policies import COMMITTEE, SOURCES
from sync.protocol import CONFLICT, MOST_FIELD_BYTES, Json, Op, dump

MOST_ROWS = 500
"""Rows of one request, so that the committee's turn is held for a moment only."""


class RowBroken(LedgerError):
    """A row that cannot be read; `at` is its place in the batch, from 0, `why` a code."""

    def __init__(self, at: int, why: str) -> None:
        super().__init__(f"row {at}: {why}")
        self.at = at
        self.why = why


class SourceUnknown(LedgerError):
    """No authority of this name sends anything."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One batch of a source: `batch` is the id that it gave it."""

    source: str
    batch: str
    at: str
    rows: Sequence[Json]

    @property
    def device(self) -> Device:
        """What stands in the place of a PC; its operations are known by their batch and not by a counter."""
        return Device(f"feed-{self.source}", 1, 0, "", "")


def read(source: str, told: Json, at: str) -> Feed:
    """From an object {"batch": uuid, "rows": [{"t", "f", "id"?, "settle"?}]}; raises SourceUnknown, RowBroken."""
    if source not in SOURCES or source == COMMITTEE:
        raise SourceUnknown(source)
    if not isinstance(told, dict) or ids.from_text(str(told.get("batch", ""))) is None:
        raise RowBroken(0, "batch")
    rows = told.get("rows")
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise RowBroken(0, "rows")
    for place, row in enumerate(rows):
        _check(place, row, source)
    return Feed(source, str(told["batch"]), at, rows)


def _check(place: int, row: Json, source: str) -> None:
    if not isinstance(row, dict) or row.get("t") not in LEDGERS - catalog.WRITTEN_ONCE:
        raise RowBroken(place, "t")
    f = row.get("f")
    if not isinstance(f, dict) or not f or not all(_is_group(row["t"], source, *one) for one in f.items()):
        raise RowBroken(place, "f")
    if any(len(dump(value).encode()) > MOST_FIELD_BYTES for value in f.values()):
        raise RowBroken(place, "too_large")
    if not isinstance(row.get("settle", False), bool):
        raise RowBroken(place, "settle")
    if "id" in row and ids.from_text(str(row["id"])) is None:
        raise RowBroken(place, "id")


def _is_group(type_: str, source: str, group: str, value: Json) -> bool:
    """A group of the ledger, or a fact of the source's own beside it; null takes such a fact away."""
    if group in catalog.named(type_).groups:
        return True
    return outside_facts.is_own(group, source) and (value is None or outside_facts.read(group, value) is not None)


def operations(look: Look, feed: Feed, keyed: Keyed) -> list[Op]:
    """An operation for every row: of the record that it names, else of the one that is what it says, else a new one."""
    working = Working(look, keyed)
    return [_operation(working, feed, place, row) for place, row in enumerate(feed.rows)]


def _operation(working: Working, feed: Feed, place: int, row: Mapping[str, Json]) -> Op:
    batch = ids.from_text(feed.batch)
    if batch is None:
        raise RowBroken(place, "batch")
    raw = ids.derived(batch, f"{feed.source}:{place}")
    op_id = ids.to_text(raw)
    type_, f = str(row["t"]), working.renamed(str(row["t"]), row["f"])
    named = working.survivor(type_, str(row["id"])) if "id" in row else ""
    holder = None if named else working.holder(type_, f)
    record_id = named or (holder[1] if holder else op_id)
    known = working.record((type_, record_id))
    return Op(
        n=numbering.following(raw),
        op_id=op_id,
        g=op_id,
        k="create" if known is None else "patch",
        t=type_,
        id=record_id,
        base=known.rv if known else 0,
        was={group: known.f.get(group) for group in f} if known else {},
        f=f,
        at=feed.at,
        off=0,
        u=feed.source,
        cv="",
        reason=SETTLES if row.get("settle") is True else "",
    )


def corrections(look: Look, source: str, checkers: Checkers, after: int) -> Iterator[dict[str, Json]]:
    """What this source has to look at since a number; a batch of its answers.

    What a committee wrote over its values or wants confirmed by it, and where another source differs over a group that
    its department checks.
    """
    marks = sorted((rv, one) for one, rv, _ in look.marks(CONFLICT) if rv > after)
    found = look.records([(CONFLICT, one) for _, one in marks])
    for rv, one in marks:
        f = found[CONFLICT, one].f
        if is_asked(checkers, source, f):
            told = {name: f.get(name) for name in ("kind", "type", "record", "group")}
            yield told | {"rv": rv, "wanted": f["mine"].get("value"), "stands": f["theirs"].get("value")}
