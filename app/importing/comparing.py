"""Compares what a file said with the store and fills in the plan: creates, patches, unchanged counts, rows' classes."""

from __future__ import annotations

from collections.abc import Mapping

from app.importing.counting import Counts
from app.importing.draft import Draft
from app.importing.home_feed import ROW
from app.importing.household_changes import HouseholdChanges, drop_derived_count
from app.importing.ledger_changes import LedgerChanges
from app.importing.place_records import Building, Compound, Dwelling, Unit
from app.importing.plan import PlannedRow, Status
from app.importing.residence_changes import ResidenceChanges
from app.jobs import JobContext
from ledger import catalog, derive, places

_TO_CHECK = "6"  # dwelling_occupancy 待核查: what a new dwelling is until somebody says otherwise


class Comparison:
    """One run over a finished draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._plan = draft.plan
        self._changes = LedgerChanges(draft.reader, draft.plan)
        self._counts = Counts(draft.reader, draft.plan, draft.today)

    def run(self, ctx: JobContext) -> None:
        """Fill the plan, ledger by ledger; counts of people are judged once everybody is placed."""
        for step in (self._places, self._people, self._dwellings, self._tags, self._singles):
            ctx.checkpoint()
            step()
        self._rows()

    def _places(self) -> None:
        draft = self._draft
        said = {name: draft.singles.get(name) for name in ("compound", "building", "unit")}
        for item in draft.places.used_new():
            if not isinstance(item, Dwelling):
                name = _ledger_of(item)
                gathered = said[name]
                values = dict(gathered.values.pop(item.id, {})) if gathered else {}
                self._changes.create(name, item.id, _place_values(item) | values)
        for name, gathered in said.items():
            if gathered is not None:
                self._changes.compare(catalog.named(name), gathered.values)
        self._count_used_places()

    def _count_used_places(self) -> None:
        index = self._draft.places
        used: dict[str, set[bytes]] = {
            "compound": {item.id for item in index.by_name.values() if item.used and not item.is_new},
            "building": {
                item.id for group in index.buildings.values() for item in group if item.used and not item.is_new
            },
            "unit": {item.id for item in index.units.values() if item.used and not item.is_new},
        }
        for name, known in used.items():
            self._plan.unchanged[name] = len(known - self._changes.changed[name])

    def _dwellings(self) -> None:
        draft = self._draft
        known: dict[bytes, dict[str, object]] = {}
        for key, said in draft.dwellings.values.items():
            item = draft.places.by_id[key]
            drop_derived_count(said, "resident_count", self._counts.residents, key)
            if item.is_new:
                said.setdefault("occupancy", _TO_CHECK)
                self._changes.create("dwelling", key, said | _place_values(item))
            else:
                if item.fills_unit and item.unit_to_write is not None:
                    said["unit_uid"] = item.unit_to_write.id
                known[key] = said
        self._changes.compare(catalog.named("dwelling"), known)

    def _people(self) -> None:
        """People, their households and residences."""
        draft = self._draft
        person = catalog.named("person")
        known: dict[bytes, dict[str, object]] = {}
        for key, said in draft.persons.values.items():
            if key in draft.persons.new:
                self._keep_stated_age(said, said.get("birth_date"))
                self._changes.create("person", key, said)
            else:
                known[key] = said
        before = self._changes.before(person, known, ("birth_date", "hukou_address", "population_type"))
        for key, said in known.items():
            self._keep_stated_age(said, said.get("birth_date") or before.value(key, "birth_date"))
        self._changes.compare(person, known, before)
        households = HouseholdChanges(draft, self._changes)
        residences = ResidenceChanges(draft, self._changes, before)
        residences.run(households.join())
        self._plan.ids.update(residences.ids.items())
        households.settle(self._counts)

    def _keep_stated_age(self, said: dict[str, object], birth: object) -> None:
        where = said.pop(ROW, None)
        if "age" not in said or not isinstance(birth, str):
            return
        if said["age"] == derive.age(birth, self._draft.today):
            del said["age"]
        else:
            self._changes.hint(where, "age", "differs from derived")

    def _tags(self) -> None:
        draft = self._draft
        if not draft.tags:
            return
        existing: Mapping[tuple[bytes, str], bytes] = {}
        if draft.people.knows_stored:
            rows = draft.reader.scan(catalog.named("person_tag"), ("person_uid", "tag"))
            existing = {(person, tag): key for key, person, tag in rows}
        said: dict[bytes, dict[str, object]] = {}
        for pair in draft.tags:
            known = existing.get(pair)
            facts = draft.tag_facts.get(pair)
            if known is None:
                known = draft.ids.new()
                self._changes.create("person_tag", known, {"person_uid": pair[0], "tag": pair[1], **(facts or {})})
            elif facts is None:
                self._changes.count_unchanged("person_tag", 1)
            else:
                said[known] = facts
            self._plan.ids[pair] = known
        self._changes.compare(catalog.named("person_tag"), said)

    def _singles(self) -> None:
        for name in ("topic_vehicle", "topic_merchant", "visit", "activity", "work_order"):
            gathered = self._draft.singles.get(name)
            if gathered is None:
                continue
            known: dict[bytes, dict[str, object]] = {}
            for key, said in gathered.values.items():
                if key in gathered.new and name == "work_order":
                    self._register(key, said)
                elif key in gathered.new:
                    self._changes.create(name, key, said)
                else:
                    known[key] = said
            self._changes.compare(catalog.named(name), known)
        for visit, people in self._draft.visited.items():
            for person in people:
                self._changes.create("visit_person", self._draft.ids.new(), {"visit_uid": visit, "person_uid": person})

    def _register(self, order: bytes, said: dict[str, object]) -> None:
        """A new order and the event that registers it."""
        draft = self._draft
        values, event = draft.registering.rows(order, said, draft.order_priorities.get(order))
        self._changes.create("work_order", order, values)
        self._changes.create("work_order_event", draft.ids.new(), event)

    def _rows(self) -> None:
        """Class every row by what became of the records it feeds."""
        plan, marks = self._plan, self._draft.marks
        plan.rows = list(map(self._classed, marks)) if self._changes.touch_something else marks
        self._draft.marks = []

    def _classed(self, mark: PlannedRow) -> PlannedRow:
        status = self._status(mark) if mark.status == "unchanged" else mark.status
        return mark if status == mark.status else PlannedRow(mark.sheet, mark.row, status, mark.feeds)

    def _status(self, mark: PlannedRow) -> Status:
        new, changed = self._changes.new, self._changes.changed
        if mark.feeds and mark.feeds[0][1] in new[mark.feeds[0][0]]:
            return "new"
        records = self._plan.records(mark)
        touched = any(key in new[name] or key in changed[name] for name, key in records)
        return "changed" if touched else "unchanged"


def _ledger_of(item: Compound | Building | Unit) -> str:
    return {Compound: "compound", Building: "building", Unit: "unit"}[type(item)]


def _place_values(item: Compound | Building | Unit | Dwelling) -> dict[str, object]:
    """What a new place's record says of itself."""
    if isinstance(item, Compound):
        values: dict[str, object] = {"name": item.name}
        if item.lanes:
            values["address"] = places.lane_name(item.lanes[0])
        return values
    if isinstance(item, Building):
        values = {"compound_uid": item.compound.id, "building_no": item.number}
        return values | ({"building_suffix": item.suffix} if item.suffix else {})
    if isinstance(item, Unit):
        return {"building_uid": item.building.id, "unit_no": item.number}
    values = {"building_uid": item.building.id, "room_no": item.room}
    if item.unit_to_write is not None:
        values["unit_uid"] = item.unit_to_write.id
    return values
