"""The steps of a named action: what will be written, what will happen in words, and the one action that writes it.

Planned and shown before anything is written; what changed meanwhile stops it (ChangedBeneath).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import access, logs
from app.records.editing import with_defaults
from app.records.naming import Names
from app.records.showing import person_name
from app.stores.session import Session
from ledger import catalog, check, clock, ids, kinds
from ledger.broken import Broken
from ledger.definition import Ledger
from ledger.errors import FieldsRefused, RecordNotFound
from storage.listing.matching import not_ended_by
from storage.reading import Reader
from storage.rows import Row, id_in

PERSON, RESIDENCE, HOUSEHOLD, DWELLING, TAG = (
    catalog.named(name) for name in ("person", "residence", "household", "dwelling", "person_tag")
)


@dataclass
class Steps:
    """What one action will do. `told` are its sentences."""

    kind: str
    told: list[str] = field(default_factory=list)
    _creates: dict[str, list[tuple[bytes, dict[str, object]]]] = field(default_factory=dict)
    _changes: dict[str, dict[bytes, tuple[Row, dict[str, object]]]] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """True when there is something to write."""
        return bool(self._creates or self._changes)

    def create(self, ledger: Ledger, values: Mapping[str, object]) -> bytes:
        """A new record; answers its id."""
        new = ids.new_id()
        self._creates.setdefault(ledger.name, []).append((new, with_defaults(ledger, values)))
        return new

    def change(self, ledger: Ledger, row: Row, values: Mapping[str, object]) -> None:
        """New values of a record; several changes of one come together."""
        record = id_in(row)
        wanted = {name: value for name, value in values.items() if row.get(name) != value}
        if wanted:
            _, before = self._changes.setdefault(ledger.name, {}).setdefault(record, (row, {}))
            before.update(wanted)

    def value(self, ledger: Ledger, row: Row, name: str) -> object:
        """What a field of a record will hold."""
        changed = self._changes.get(ledger.name, {}).get(id_in(row))
        return changed[1][name] if changed and name in changed[1] else row.get(name)

    def households_touched(self) -> set[bytes]:
        """Households whose members change so far."""
        rows = [row for row, _ in self._changes.get(RESIDENCE.name, {}).values()]
        return {id_in(row, "household_uid") for row in rows}

    @access.operation("act")
    def write(self, session: Session, *, reason: str = "") -> int:
        """Write it all as one action; answers its number, 0 when there was nothing to do. Raises ChangedBeneath."""
        if not self.changes_anything:
            return 0
        with session.store.write(user=session.login, kind=self.kind, reason=reason) as write:
            for ledger in catalog.ALL:  # parents before children
                if ledger.name in self._creates:
                    write.create(ledger, self._creates[ledger.name])
            for ledger in catalog.ALL:
                changes = self._changes.get(ledger.name, {})
                write.patch(ledger, [(record, row, values) for record, (row, values) in changes.items()])
        logs.event("acted", kind=self.kind, records=write.count)
        return write.action


def written(ledger: Ledger, name: str, text: str) -> str:
    """A typed value that must be there, as it is stored; raises FieldsRefused."""
    if not text.strip():
        raise FieldsRefused(ledger.name, ((name, "required"),))
    read = kinds.parser(ledger.field(name), clock.today(), typed=True)(text)
    if isinstance(read, Broken) or read is None:
        raise FieldsRefused(ledger.name, ((name, read.rule if isinstance(read, Broken) else "required"),))
    return str(read)


def live(reader: Reader, ledger: Ledger, record: str) -> Row:
    """The live record with an id; raises RecordNotFound."""
    one = ids.from_text(record)
    row = None if one is None else reader.get(ledger, one)
    if row is None:
        raise RecordNotFound(ledger.name)
    return row


def goes_on(row: Row, day: str) -> bool:
    """True for a dated relation that has not ended on a day; a day known to the month means its first."""
    whole = day + "-01-01"[len(day) - 4 :] if len(day) < 10 else day
    return not_ended_by(row.get("end_date"), whole)


def end(steps: Steps, stay: Row, day: str, reason: str) -> None:
    """End a residence on a day; raises FieldsRefused when it began later."""
    values: dict[str, object] = {**stay, "end_date": day, "end_reason": reason}
    problems = [(one.field, one.rule) for one in check.settle(RESIDENCE, values)]
    if problems:
        raise FieldsRefused(RESIDENCE.name, tuple(problems))
    steps.change(RESIDENCE, stay, {"end_date": day, "end_reason": reason})


def several(names: Names, people: list[bytes]) -> str:
    """People in a few words: 王静、李强 等 5 人."""
    unique = list(dict.fromkeys(people))
    said = "、".join(person_name(names, one, clock.today()) for one in unique[:3])
    return said if len(unique) <= 3 else f"{said} 等 {len(unique)} 人"
