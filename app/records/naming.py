"""How a record is called in one line, for the references of other records: 王静, 银杏新村1号302室, 1单元.

The one place where names are made of fields: each part stands behind its field's mask for whoever is at work, so that
a label never tells what the field itself hides. Compounds and buildings are no secret of anybody and have none.
A whole page asks at once, so that a list costs a few reads and not one a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app import access
from app.records import devices
from app.records.topic_values import topic_of
from ledger import catalog, clock, kinds, places
from storage.reading import Reader
from storage.rows import Row, id_or_none

_PARENTS = {
    "building": ("compound_uid",),
    "unit": ("building_uid",),
    "household": ("dwelling_uid", "head_person_uid"),
    "residence": ("person_uid", "dwelling_uid"),
    "person_tag": ("person_uid",),
    "visit": ("dwelling_uid",),
    "topic_row": ("topic_uid",),
}

_BETWEEN = {"work_order": " "}
"""What stands between the parts of a name, where they do not run together."""


class Names:
    """Reads and keeps records by id and words them; removed records are worded too."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._rows: dict[tuple[str, bytes], Row] = {}
        self._looks: access.Rights | None = None
        self._doors: dict[tuple[str, str, bool], access.Door] = {}

    def load(self, ledger: str, ids: Iterable[bytes | None]) -> None:
        """Read the records that will be asked for, and the parents that their names need."""
        wanted = {one for one in ids if one is not None and (ledger, one) not in self._rows}
        if not wanted:
            return
        found = self._reader.get_many(catalog.named(ledger), wanted, dead=True)
        for one, row in found.items():
            self._rows[ledger, one] = row
        for field in _PARENTS.get(ledger, ()):
            target = catalog.named(ledger).field(field).target
            self.load(target, (_reference(row, field) for row in found.values()))

    def row(self, ledger: str, one: bytes | None) -> Row | None:
        """The record itself; None when there is none."""
        if one is None:
            return None
        if (ledger, one) not in self._rows:
            self.load(ledger, (one,))
        return self._rows.get((ledger, one))

    def of(self, ledger: str, one: bytes | None) -> str:
        """The record in one line, behind masks; empty when it is not known here."""
        row = self.row(ledger, one)
        if row is None:
            return ""
        called = {
            "building": self._building,
            "unit": lambda unit: f"{unit.get('unit_no')}单元",
            "household": self._household,
            "visit": self._visit,
            "activity": _activity,
            "objection": self._objection,
            "topic_row": self._topic_row,
        }.get(ledger)
        if called is not None:
            return called(row)
        said = (
            self._masked(ledger, name, row[name], child=ledger == "person" and _is_child(row))
            for name in catalog.named(ledger).shown_by
            if row.get(name) is not None
        )
        return _BETWEEN.get(ledger, "").join(said)

    def _objection(self, row: Row) -> str:
        named = ((item.target, _reference(row, item.name)) for item in catalog.named("objection").references)
        target, one = next(((target, one) for target, one in named if one is not None), ("", None))
        return f"对 {self.of(target, one)} 的异议" if one else "异议"

    def _topic_row(self, row: Row) -> str:
        definition = self.row("topic_definition", _reference(row, "topic_uid"))
        return devices.called(topic_of(definition), row) if definition else ""

    def home(self, dwelling: Row) -> tuple[str, str, str, str, str]:
        """Compound name and address, building number, unit number and room number of a dwelling."""
        building = self.row("building", _reference(dwelling, "building_uid")) or {}
        compound = self.row("compound", _reference(building, "compound_uid")) or {}
        unit = self.row("unit", _reference(dwelling, "unit_uid")) or {}
        return (
            str(compound.get("name") or ""),
            str(compound.get("address") or ""),
            str(building.get("building_no") or ""),
            str(unit.get("unit_no") or ""),
            str(dwelling.get("room_no") or ""),
        )

    def _building(self, row: Row) -> str:
        number = places.building_name(str(row["building_no"]), str(row.get("building_suffix") or ""))
        return self.of("compound", _reference(row, "compound_uid")) + number

    def _household(self, row: Row) -> str:
        head = self.of("person", _reference(row, "head_person_uid"))
        where = self.of("dwelling", _reference(row, "dwelling_uid"))
        number = self._masked("household", "household_no", row.get("household_no") or "")
        return f"{where} {head + '户' if head else number}".strip()

    def _visit(self, row: Row) -> str:
        visit = catalog.named("visit")
        said = (kinds.as_text(visit.field(name), row.get(name)) for name in visit.shown_by)
        return " ".join(filter(None, (self.of("dwelling", _reference(row, "dwelling_uid")), *said)))

    def _masked(self, ledger: str, field: str, value: object, *, child: bool = False) -> str:
        """A part of a name behind its field's mask; `child` for a part that is about a person under 14."""
        looks = access.who_looks()
        if looks is not self._looks:
            self._looks, self._doors = looks, {}
        door = self._doors.get((ledger, field, child))
        if door is None:
            definition = catalog.named(ledger)
            item = definition.field(field)
            door = str if item.level == "L1" else access.door(definition, item, child=child)
            self._doors[ledger, field, child] = door
        return str(door(value))


def _is_child(person: Row) -> bool:
    birth = person.get("birth_date")
    return isinstance(birth, str) and access.is_child(birth, clock.today())


def _reference(row: Mapping[str, object], field: str) -> bytes | None:
    return id_or_none(row.get(field))


def _activity(row: Row) -> str:
    return f"{clock.day_of(str(row['start_at']))} {row['title']}" if row["start_at"] else str(row["title"])
