"""What a visit finds about the ledger: values put right, and what somebody disputes (异议), in the visit's own action.

`person.phone=…` and `dwelling.occupancy=…` change the one person that the visit was made to, or its home;
`person.objection=why` and `dwelling.objection=why`, or `person.objection.phone=why` of a field, write an objection
down that waits until it is settled (`app.objections`). Values of an authority are no committee's to replace: the change
goes up as a request for a correction, by the merge rule of the exchange.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app import access, words
from app.objections import raising
from app.records import editing
from app.stores.session import Session
from ledger import catalog, ids
from ledger.definition import Ledger
from ledger.departments import BY_CODE, DEFAULT, DISPUTED, STATUS
from ledger.errors import RecordNotFound
from storage.reading import Reader
from storage.rows import Row
from sync.policies import policy

OBJECTION: Final = "objection"
_CALLED: Final = frozenset((OBJECTION, "异议"))
_FINDING = re.compile(r"(person|dwelling)\.(.+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """New values of one record, and the objections to what stands there, as they are stored."""

    ledger: Ledger
    row: Row
    values: Mapping[str, object]
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
        called = words.called(self.ledger.name)
        changed = [name for name in self.values if name != STATUS or not self.objections]
        if changed:
            yield f"{called}的{'、'.join(self.ledger.field(name).label for name in changed)}改进台账。"
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
    """What `said` finds of the home and of the one person that the visit was made to, where it changes something.

    Raises:
        RecordNotFound: there is no home, or not exactly one person. FieldsRefused, UnknownField, Forbidden.
    """
    about = {"person": people[0] if len(people) == 1 else None, "dwelling": home}
    told = (_finding(session, reader, name, about[name], typed) for name, typed in _by_ledger(said).items())
    return tuple(one for one in told if one.values or one.objections)


def _by_ledger(said: Mapping[str, str]) -> dict[str, dict[str, str]]:
    typed: dict[str, dict[str, str]] = {}
    for name, value in said.items():
        one = _FINDING.fullmatch(name.strip())
        if one:
            typed.setdefault(one[1], {})[one[2].strip()] = value
    return typed


def _finding(session: Session, reader: Reader, name: str, one: bytes | None, typed: Mapping[str, str]) -> Finding:
    ledger = catalog.named(name)
    session.rights.require("edit", ledger.name)
    row = reader.get(ledger, one) if one else None
    if row is None:
        raise RecordNotFound(name)
    fields, disputed = dict[str, str](), dict[str, str]()
    for field, value in typed.items():
        is_objection, _, named = field.partition(".")
        if is_objection in _CALLED:
            disputed |= {named: value} if value.strip() else {}
        else:
            fields[field] = value
    new = editing.changed_values(reader, ledger, row, fields)
    values = {field: value for field, value in new.items() if row.get(field) != value}
    objections = tuple(
        raising.values(session, reader, ledger, row, {"disputed": named, "why": why})
        for named, why in disputed.items()
    )
    if objections and row.get(STATUS) != DISPUTED:
        values[STATUS] = DISPUTED
    return Finding(ledger, row, values, objections)
