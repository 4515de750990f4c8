"""What a visit finds about the ledger: values put right, and what somebody disputes (异议), in the visit's own action.

`person.phone=…` changes the one person that the visit was made to, `dwelling.occupancy=…` its home; with several
people `person:王小明.phone=…` says whose. `person_tag:独居老人.end_date=…`, `residence:王小明.end_date=…` and
`topic_vehicle:沪A12345.color=…` are about what belongs to them (`in_reach`). `person.objection=why` and
`dwelling.objection=why`, or `person.objection.phone=why` of one field, write an objection down that waits until
somebody settles it (`app.objections`). Values of an authority are no committee's to replace: the change goes up as a
request for a correction, by the merge rule of the exchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app import access
from app.objections import raising
from app.records import editing
from app.records.naming import Names
from app.stores.session import Session
from app.visits.in_reach import NAMED, InReach, Visited
from ledger import ids
from ledger.definition import Ledger
from ledger.departments import BY_CODE, DEFAULT, DISPUTED, STATUS
from ledger.errors import FieldsRefused
from storage.reading import Reader
from storage.rows import Row
from sync.policies import policy

OBJECTION: Final = "objection"
_CALLED: Final = frozenset((OBJECTION, "异议"))
_DISPUTABLE: Final = frozenset(("person", "dwelling"))


class FindingRefused(FieldsRefused):
    """What is to be put right in `record` (its id) is not taken."""

    def __init__(self, ledger: str, record: str, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__(ledger, problems)
        self.record = record


@dataclass(frozen=True, slots=True)
class Finding:
    """New values of one record, and the objections to what stands there, as they are stored."""

    ledger: Ledger
    row: Row
    values: Mapping[str, object]
    spoken: str
    """The record within a sentence."""
    objections: tuple[dict[str, object], ...] = ()

    @property
    def record(self) -> bytes:
        """The id of the record."""
        value = self.row["id"]
        return value if isinstance(value, bytes) else b""

    def noted(self) -> dict[str, object]:
        """What the visit keeps of it: the fields, never their values."""
        return {"ledger": self.ledger.name, "id": ids.to_text(self.record), "fields": sorted(self.values)}

    def told(self) -> Iterator[str]:
        """What it will do, in sentences."""
        changed = [name for name in self.values if name != STATUS or not self.objections]
        if changed:
            yield f"{self.spoken} 的{'、'.join(self.ledger.field(name).label for name in changed)}改进台账。"
        for department, labels in self._asked_of(changed).items():
            yield f"{'、'.join(labels)}以{department}的为准：{department}给过的值不会直接改掉，作为更正申请上报核实。"
        yield from (f"{raising.sentence(self.ledger, one)}理由：{one['why']}" for one in self.objections)

    def _asked_of(self, changed: Iterable[str]) -> dict[str, list[str]]:
        """Department -> labels of the fields whose values are its own to change."""
        found: dict[str, list[str]] = {}
        for name in changed:
            group = self.ledger.field(name).merge_group
            department = DEFAULT.get((self.ledger.name, group))
            if department and policy(self.ledger.name, group).rule == "authority":
                found.setdefault(BY_CODE[department].label, []).append(self.ledger.field(name).label)
        return found


@access.operation("edit", ledger="visit")
def found(
    session: Session, reader: Reader, said: Mapping[str, str], people: tuple[bytes, ...], home: bytes | None
) -> tuple[Finding, ...]:
    """What `said` finds of the people that the visit was made to, their home and what belongs to them.

    Only what changes something. Raises:
        RecordNotFound: nothing of the kind is in reach. AmbiguousRecord: several are, and none is named.
        FindingRefused, UnknownField, Forbidden.
    """
    visited = Visited(reader, Names(reader), people, home)
    typed: dict[str, dict[str, str]] = {}
    meant: dict[str, InReach] = {}
    for name, value in said.items():
        named = NAMED.fullmatch(name.strip())
        if named is not None:
            session.rights.require("edit", named[1])
            one = visited.pick(named[1], (named[2] or "").strip())
            meant[one.key] = one
            typed.setdefault(one.key, {})[named[3].strip()] = value
    told = (_finding(session, reader, meant[key], values) for key, values in typed.items())
    return tuple(one for one in told if one.values or one.objections)


def _finding(session: Session, reader: Reader, one: InReach, typed: Mapping[str, str]) -> Finding:
    ledger, row = one.ledger, one.row
    fields, disputed = dict[str, str](), dict[str, str]()
    for field, value in typed.items():
        is_objection, _, named = field.partition(".")
        if is_objection in _CALLED and ledger.name in _DISPUTABLE:
            disputed |= {named: value} if value.strip() else {}
        else:
            fields[field] = value
    try:
        new = editing.changed_values(reader, ledger, row, fields)
    except FieldsRefused as refused:
        raise FindingRefused(ledger.name, ids.to_text(one.id), refused.problems) from refused
    values = {field: value for field, value in new.items() if row.get(field) != value}
    objections = tuple(
        raising.values(session, reader, ledger, row, {"disputed": named, "why": why}) for named, why in disputed.items()
    )
    if objections and row.get(STATUS) != DISPUTED:
        values[STATUS] = DISPUTED
    return Finding(ledger, row, values, one.spoken, objections)
