"""The local view: effective row = last server copy + this PC's operations, in their order; pure.

Used by the check and by every pull: the row that people read must always equal what comes out here
(docs/sync_protocol.md, invariant I9). Kinds of operation that have no place upon a record are refused by name, never
passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.definition import Ledger
from ledger.errors import LedgerError
from storage.base import Base
from storage.operations import VALUED, Operation
from storage.values import codec

_NOWHERE: Mapping[bytes, bytes] = {}


class OperationsBroken(LedgerError):
    """A record's operations cannot have happened in this order; `kind` is the one that does not fit."""

    def __init__(self, ledger: str, kind: str) -> None:
        super().__init__(f"{ledger}: {kind} does not fit the operations before it")
        self.ledger = ledger
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Effective:
    """A record as it should read: life (odd = alive), the server's rv, stored values by field, None left out."""

    life: int
    rv: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what base and operations say; `fields` holds names, `life` or `rv`, or nothing: no such row."""

    ledger: str
    id: bytes
    fields: tuple[str, ...]


def effective(
    ledger: Ledger, base: Base | None, operations: Sequence[Operation], lead: Mapping[bytes, bytes] = _NOWHERE
) -> Effective | None:
    """The record that base and operations give; None when there is neither.

    `lead`: ids of records that became another's; whoever names one names the other. What somebody else did first has
    no effect a second time: a removal of what the base says is removed, a creation of what is there, which fills
    what is missing.

    Raises:
        OperationsBroken: a change of a record that does not exist, a second creation, or an unknown kind.
    """
    life, values, made = 0, dict[str, object](), set[bytes]()
    if base is not None:
        life, values = base.life, codec(ledger).read(base.f)
    for operation in operations:
        if operation.kind == "create" and life and operation.id not in made:
            values = {**operation.new, **{name: value for name, value in values.items() if value is not None}}
        else:
            life = _next_life(life, operation)
            if operation.kind in VALUED:
                values.update(operation.new)
        if operation.kind == "create":
            made.add(operation.id)
    if not life:
        return None
    present = {name: value for name, value in values.items() if value is not None}
    if lead:
        present |= {item.name: _led(lead, present[item.name]) for item in ledger.references if item.name in present}
    return Effective(life, base.rv if base else 0, present)


def _led(lead: Mapping[bytes, bytes], target: object) -> object:
    return lead.get(target, target) if isinstance(target, bytes) else target


def _next_life(life: int, operation: Operation) -> int:
    """The life after an operation; a patch of a removed record keeps it removed.

    It may be removed or brought back already: by somebody else meanwhile, or by what a restored cloud has forgotten.
    """
    kind = operation.kind
    if kind == "create" and not life:
        return 1
    if kind == "patch" and life:
        return life
    if kind == "delete" and life:
        return life + life % 2
    if kind == "restore" and life:
        return life if life % 2 else max(life + 1, operation.life)
    raise OperationsBroken(operation.ledger, kind)


def differences(
    ledger: Ledger,
    rows: Iterable[Mapping[str, object]],
    overlays: Iterable[tuple[bytes, Sequence[Operation]]],
    bases: Iterable[Base],
    lead: Mapping[bytes, bytes] = _NOWHERE,
) -> Iterator[Difference]:
    """Rows that differ from base + operations; all three come ordered by id and are streamed side by side.

    A row without operations is as the server sent it, and as a copy that is still kept of it; one that the server never
    sent (rv 0) must have them.
    """
    waiting_overlays, waiting_bases = iter(overlays), iter(bases)
    overlay, base = next(waiting_overlays, None), next(waiting_bases, None)
    for row in rows:
        record_id = _id(row)
        while overlay is not None and overlay[0] < record_id:
            yield Difference(ledger.name, overlay[0], ())
            overlay = next(waiting_overlays, None)
        while base is not None and base.id < record_id:
            base = next(waiting_bases, None)
        kept = base if base is not None and base.id == record_id else None
        if overlay is not None and overlay[0] == record_id:
            fields = _differing(ledger, row, kept, overlay[1], lead)
            overlay = next(waiting_overlays, None)
        elif kept is not None:
            fields = _differing(ledger, row, kept, (), lead)
        else:
            fields = () if row["rv"] else ("rv",)
        if fields:
            yield Difference(ledger.name, record_id, fields)
    while overlay is not None:
        yield Difference(ledger.name, overlay[0], ())
        overlay = next(waiting_overlays, None)


def _differing(
    ledger: Ledger,
    row: Mapping[str, object],
    base: Base | None,
    operations: Sequence[Operation],
    lead: Mapping[bytes, bytes],
) -> tuple[str, ...]:
    try:
        should = effective(ledger, base, operations, lead)
    except OperationsBroken as error:
        return (error.kind,)
    if should is None:
        return ("life",)
    wrong = [item.name for item in ledger.stored if row[item.name] != should.values.get(item.name)]
    wrong += [name for name, value in (("life", should.life), ("rv", should.rv)) if row[name] != value]
    return tuple(wrong)


def _id(row: Mapping[str, object]) -> bytes:
    found = row["id"]
    if not isinstance(found, bytes):
        raise TypeError(type(found).__name__)
    return found
