"""Compares what a file said with the store and fills in the plan: creates, patches, unchanged counts, rows' classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from app.importing.counting import Counts
from app.importing.draft import Draft, ResidenceKey
from app.importing.gathering import Family, families, is_weaker
from app.importing.home_sheet import INFERRED, ROW
from app.importing.places import Building, Compound, Dwelling, Unit
from app.importing.plan import Hint, PlannedRow, Status
from app.importing.rows import CLEAR
from app.importing.settling import changes
from app.jobs import JobContext
from ledger import catalog, derive, places
from ledger.definition import Ledger
from ledger.derive import relation_class

SOURCE = "导入"
_FEW = 2000  # up to so many known records are fetched by id; for more, one scan of the ledger is quicker
_OTHER_RELATION = "99"


class Comparison:
    """One run over a finished draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._plan = draft.plan
        self._new: dict[str, set[bytes]] = {}
        self._changed: dict[str, set[bytes]] = {}
        self._residence_ids: dict[ResidenceKey, bytes] = {}
        self._tag_ids: dict[tuple[bytes, str], bytes] = {}
        self._persons_before: dict[bytes, Mapping[str, object]] = {}
        self._made: dict[bytes, dict[str, object]] = {}
        self._household_said: dict[bytes, dict[str, object]] = {}
        self._counts = Counts(draft.reader, draft.plan, draft.today)
        self._leave_out = draft.plan.options.leave_out

    def run(self, ctx: JobContext) -> None:
        """Fill the plan, ledger by ledger, parents before children."""
        for step in (self._places, self._people, self._homes, self._dwellings, self._tags, self._singles):
            ctx.checkpoint()
            step()
        self._rows()

    # --- places ---------------------------------------------------------------------------------------------------

    def _places(self) -> None:
        draft = self._draft
        said = {name: draft.singles.get(name) for name in ("compound", "building", "unit")}
        for item in draft.places.used_new():
            if not isinstance(item, Dwelling):
                name = _ledger_of(item)
                gathered = said[name]
                values = dict(gathered.values.pop(item.id, {})) if gathered else {}
                self._create(name, item.id, {**_place_values(item), **values})
        for name, gathered in said.items():
            if gathered is not None:
                self._compare(catalog.named(name), gathered.values)
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
            self._plan.unchanged[name] = len(known - self._changed.get(name, set()))

    def _dwellings(self) -> None:
        draft = self._draft
        known: dict[bytes, dict[str, object]] = {}
        for key, said in draft.dwellings.values.items():
            item = draft.places.by_id[key]
            self._keep_stated_count(said, "resident_count", self._counts.residents, key)
            if item.is_new:
                self._create("dwelling", key, {**_place_values(item), "occupancy": "6", **said})
            else:
                if item.fills_unit and item.unit is not None:
                    said["unit_uid"] = item.unit.id
                known[key] = said
        self._compare(catalog.named("dwelling"), known)

    def _keep_stated_count(self, said: dict[str, object], name: str, count: Callable[[bytes], int], key: bytes) -> None:
        """Keep a sheet's own count only where it differs from the people the ledger will know."""
        stated = said.get(name)
        if stated is not None and stated is not CLEAR and stated == count(key):
            del said[name]

    # --- people ---------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        draft = self._draft
        known: dict[bytes, dict[str, object]] = {}
        for key, said in draft.persons.values.items():
            if key in draft.persons.new:
                self._keep_stated_age(said, said.get("birth_date"))
                self._create("person", key, said)
            else:
                known[key] = said
        person = catalog.named("person")
        fields = ("birth_date", "sex", "id_type", "hukou_address", "population_type")
        before = self._before(person, known, fields)
        self._persons_before = before
        for key, said in known.items():
            self._keep_stated_age(said, said.get("birth_date") or before[key].get("birth_date"))
        self._compare(person, known, before)

    def _keep_stated_age(self, said: dict[str, object], birth: object) -> None:
        where = said.pop(ROW, None)
        if "age" not in said or not isinstance(birth, str):
            return
        if said["age"] == derive.age(birth, self._draft.today):
            del said["age"]
        else:
            self._hint(where, "age", "differs from derived")

    # --- residences and households --------------------------------------------------------------------------------

    def _homes(self) -> None:
        draft = self._draft
        residence = catalog.named("residence")
        named = {name for said in draft.residences.values() for name in said if not name.startswith("_")}
        fields = sorted({"relation", "household_uid", "is_actual_resident", "end_date", "kinship", *named})
        existing = self._live_residences(fields) if draft.people.knows_stored else {}
        main = {
            person: dwelling
            for (person, dwelling, kind), (_, row) in existing.items()
            if kind == "living" and row["is_actual_resident"]
        }
        households = self._households()
        for key, said in draft.residences.items():
            household = households.get(key[:2]) if key[2] == "living" else None
            found = existing.get(key)
            if found is None:
                self._create_residence(key, said, household, main)
            else:
                self._residence_ids[key] = found[0]
                self._settle_residence(key, said, found[1], household)
                self._compare(residence, {found[0]: said}, {found[0]: found[1]})
        self._settle_households()

    def _live_residences(self, fields: list[str]) -> dict[ResidenceKey, tuple[bytes, dict[str, object]]]:
        today = self._draft.today.isoformat()
        known = self._draft.persons.values.keys()
        found = {}
        wanted = ("person_uid", "dwelling_uid", *fields)
        for key, person, dwelling, *rest in self._draft.reader.scan(catalog.named("residence"), wanted):
            if person in known:
                row = dict(zip(fields, rest, strict=True))
                if not row["end_date"] or str(row["end_date"]) > today:
                    found[person, dwelling, relation_class(_text(row["relation"]))] = (key, row)
        return found

    def _create_residence(
        self, key: ResidenceKey, said: dict[str, object], household: bytes | None, main: dict[bytes, bytes]
    ) -> None:
        person, dwelling, kind = key
        where = said.get(ROW)
        values: dict[str, object] = {"person_uid": person, "dwelling_uid": dwelling}
        if household is not None:
            values["household_uid"] = household
        values["relation"] = said.get("relation") or said.get(INFERRED) or _OTHER_RELATION
        lives = kind == "living" and said.get("hukou_match") not in (derive.MATCH_REGISTERED, derive.MATCH_NEITHER)
        if lives and main.get(person, dwelling) != dwelling:
            lives = False
            self._hint(where, "is_actual_resident", "lives elsewhere too")
        values["is_actual_resident"] = said.get("is_actual_resident", int(lives))
        if values["is_actual_resident"] == 1 and kind == "living":
            main.setdefault(person, dwelling)
        self._settle_match(key, said, bool(values["is_actual_resident"]), known=False)
        values.update((name, value) for name, value in said.items() if not name.startswith("_") and name not in values)
        record = self._residence_ids[key] = self._draft.ids.new()
        self._create("residence", record, values)

    def _settle_residence(
        self, key: ResidenceKey, said: dict[str, object], row: Mapping[str, object], household: bytes | None
    ) -> None:
        stated = said.pop("relation", None)
        inferred = said.pop(INFERRED, None)
        relation = stated or inferred
        old = str(row["relation"])
        if isinstance(relation, str) and not is_weaker(relation, old, stated=stated is not None):
            said["relation"] = relation
        if household is not None:
            said["household_uid"] = household
        self._settle_match(key, said, bool(said.get("is_actual_resident", row["is_actual_resident"])), known=True)
        said.pop(ROW, None)

    def _settle_match(self, key: ResidenceKey, said: dict[str, object], lives: bool, *, known: bool) -> None:  # noqa: FBT001
        """Keep the sheet's 人户一致 only where it differs from the derived one; hint at a real difference."""
        stated = said.get("hukou_match")
        if stated is None or stated is CLEAR:
            return
        person, dwelling, kind = key
        home = self._draft.places.by_id[dwelling].home()
        address = self._person_value(person, "hukou_address")
        population = self._person_value(person, "population_type")
        derived = derive.hukou_match(address, population, home, lives_here=lives and kind == "living")
        if derived == stated:
            said["hukou_match"] = CLEAR
            if not known:
                del said["hukou_match"]
        elif derived != derive.MATCH_UNKNOWN:
            self._hint(said.get(ROW), "hukou_match", "differs from derived")

    def _person_value(self, person: bytes, name: str) -> str | None:
        said = self._draft.persons.values[person].get(name)
        if said is None or said is CLEAR:
            said = self._persons_before.get(person, {}).get(name)
        return _text(said)

    def _households(self) -> dict[tuple[bytes, bytes], bytes]:
        """(person, dwelling) -> household of every member that the file puts into one."""
        draft = self._draft
        if not draft.members and not draft.home_facts:
            return {}
        fields = ("dwelling_uid", "head_person_uid")
        existing: dict[bytes, list[tuple[bytes, bytes | None]]] = {}
        for key, dwelling, head in draft.reader.scan(catalog.named("household"), fields):
            if dwelling in draft.members or dwelling in draft.home_facts:
                existing.setdefault(dwelling, []).append((key, head))
        joined: dict[tuple[bytes, bytes], bytes] = {}
        said: dict[bytes, dict[str, object]] = {}
        names = draft.persons.values
        for dwelling, members in draft.members.items():
            known = existing.get(dwelling, [])
            for family in families(members, lambda person: _text(names[person].get("name")) or ""):
                household = self._household_of(dwelling, family, known, said)
                if household is not None:
                    joined.update(((person, dwelling), household) for person in family.members)
        for dwelling, (where, values) in draft.home_facts.items():
            known = existing.get(dwelling, [])
            if len(known) == 1:
                said.setdefault(known[0][0], {}).update(values)
            else:
                self._hint(where, "household_tag", "no household" if not known else "several households")
        self._household_said = said
        return joined

    def _settle_households(self) -> None:
        """Compare known households once it is clear who belongs to them, and judge the counts that sheets state."""
        for key, values in (*self._household_said.items(), *self._made.items()):
            self._keep_stated_count(values, "member_count", self._counts.members, key)
        known = {key: values for key, values in self._household_said.items() if key not in self._made}
        self._compare(catalog.named("household"), known)

    def _household_of(
        self,
        dwelling: bytes,
        family: Family,
        known: list[tuple[bytes, bytes | None]],
        said: dict[bytes, dict[str, object]],
    ) -> bytes | None:
        """The stored household of a family, a headless one that gets its head, or a new one.

        None when a family without a head could belong to several.
        """
        for key, head in known:
            if head == family.head:
                said[key] = family.values
                return key
        headless = next((key for key, head in known if head is None), None)
        if family.head is not None and headless is not None:
            known[:] = [(key, family.head if key == headless else head) for key, head in known]
            said[headless] = {**family.values, "head_person_uid": family.head}
            return headless
        if family.head is None and known:
            said.setdefault(known[0][0], family.values)
            return known[0][0] if len(known) == 1 else None
        key = self._draft.ids.new()
        values: dict[str, object] = {"dwelling_uid": dwelling}
        if family.head is not None:
            values["head_person_uid"] = family.head
        self._made[key] = {**values, **family.values}
        self._create("household", key, self._made[key])
        known.append((key, family.head))
        return key

    # --- tags and single ledgers ----------------------------------------------------------------------------------

    def _tags(self) -> None:
        draft = self._draft
        if not draft.tags:
            return
        people = {person for person, _ in draft.tags}
        existing: dict[tuple[bytes, str], bytes] = {}
        for key, person, tag in draft.reader.scan(catalog.named("person_tag"), ("person_uid", "tag")):
            if person in people:
                existing[person, tag] = key
        for pair in draft.tags:
            known = existing.get(pair)
            if known is None:
                known = self._draft.ids.new()
                self._create("person_tag", known, {"person_uid": pair[0], "tag": pair[1]})
            else:
                self._plan.unchanged["person_tag"] = self._plan.unchanged.get("person_tag", 0) + 1
            self._tag_ids[pair] = known

    def _singles(self) -> None:
        for name in ("topic_vehicle", "topic_merchant"):
            gathered = self._draft.singles.get(name)
            if gathered is None:
                continue
            for key in gathered.new:
                self._create(name, key, gathered.values[key])
            known = {key: said for key, said in gathered.values.items() if key not in gathered.new}
            self._compare(catalog.named(name), known)

    # --- the common part ------------------------------------------------------------------------------------------

    def _create(self, name: str, key: bytes, values: dict[str, object]) -> None:
        if "new" in self._leave_out:
            return
        if CLEAR in values.values():
            values = {field: value for field, value in values.items() if value is not CLEAR}
        values["source"] = SOURCE
        self._plan.creates.setdefault(name, []).append((key, values))
        self._new.setdefault(name, set()).add(key)

    def _compare(
        self,
        ledger: Ledger,
        said: Mapping[bytes, dict[str, object]],
        before: Mapping[bytes, Mapping[str, object]] | None = None,
    ) -> None:
        """Patch the known records that the file changes and count the others as unchanged."""
        rows = self._before(ledger, said) if before is None else before
        unchanged = 0
        for key, values in said.items():
            values.pop(ROW, None)
            old = rows[key]
            new = changes(ledger, old, values)
            if new and "changed" not in self._leave_out:
                seen = {name: old.get(name) for name in new}
                self._plan.patches.setdefault(ledger.name, []).append((key, seen, new))
                self._changed.setdefault(ledger.name, set()).add(key)
            else:
                unchanged += 1
        self._plan.unchanged[ledger.name] = self._plan.unchanged.get(ledger.name, 0) + unchanged

    def _before(
        self, ledger: Ledger, said: Mapping[bytes, Mapping[str, object]], also: Iterable[str] = ()
    ) -> dict[bytes, Mapping[str, object]]:
        """The stored values of the named records, in the fields that the file speaks of and `also`."""
        if not said:
            return {}
        if len(said) <= _FEW:
            return dict(self._draft.reader.get_many(ledger, list(said)))
        names = sorted({name for values in said.values() for name in values if not name.startswith("_")} | {*also})
        rows = self._draft.reader.scan(ledger, names)
        return {key: dict(zip(names, rest, strict=True)) for key, *rest in rows if key in said}

    def _hint(self, where: object, name: str, rule: str) -> None:
        sheet, row = where if isinstance(where, tuple) else ("", 0)
        self._plan.hints.append(Hint(sheet, row, name, rule))

    def _rows(self) -> None:
        plan = self._plan
        for mark in self._draft.marks:
            records = tuple((name, self._record_id(name, key)) for name, key in mark.records)
            plan.rows.append(PlannedRow(mark.sheet, mark.row, self._status(mark.status, records), records))
        self._draft.marks.clear()

    def _record_id(self, name: str, key: object) -> bytes:
        if name == "residence":
            return self._residence_ids[cast("ResidenceKey", key)]
        if name == "person_tag":
            return self._tag_ids[cast("tuple[bytes, str]", key)]
        return cast("bytes", key)

    def _status(self, status: Status, records: tuple[tuple[str, bytes], ...]) -> Status:
        if status != "unchanged" or not records:
            return status
        first, key = records[0]
        if key in self._new.get(first, ()):
            return "new"
        touched = any(key in self._new.get(name, ()) or key in self._changed.get(name, ()) for name, key in records)
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
        return {"compound_uid": item.compound.id, "building_no": item.number, "building_suffix": item.suffix}
    if isinstance(item, Unit):
        return {"building_uid": item.building.id, "unit_no": item.number}
    values = {"building_uid": item.building.id, "room_no": item.room}
    if item.unit is not None:
        values["unit_uid"] = item.unit.id
    return values


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
