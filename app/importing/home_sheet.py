"""Rows of a sheet about people or dwellings.

One row may feed compound, building, unit, dwelling, household, person, residence and tags at once.
The order of judgement in a row: its bad cells, its place, who the person is. A row that is refused or doubtful feeds
nothing.
"""

from __future__ import annotations

import json

from app.importing.draft import ResidenceKey, SheetDraft
from app.importing.gathering import HEAD_KINSHIPS, Member, relation_from
from app.importing.people import Match, Stay
from app.importing.places import Dwelling, Resolved
from app.importing.plan import Doubt
from app.importing.rows import CLEAR, Facts
from ledger import catalog, derive, ids, kinds, text
from ledger.broken import Broken
from ledger.derive import MAIN_TENANT, REGISTERED_ONLY, relation_class

_NOWHERE = Resolved()
_REQUIRED = tuple(item.name for item in catalog.named("person").fields if item.need == "required")


class HomeSheet:
    """Takes the rows of one sheet whose subject is a person or a dwelling."""

    def __init__(self, sheet: SheetDraft) -> None:
        self._sheet = sheet
        self._draft = sheet.draft
        self._role = sheet.mapping.role
        self._lists_people = sheet.mapping.subject == "person"
        self._has_kinship = ("residence", "kinship") in sheet.fields or self._role == "head"
        self._in_only = sheet.in_only_compound
        self._told_missing: set[str] = set()
        self._decisions = {
            row: told for (name, row), told in sheet.draft.plan.options.rows.items() if name == sheet.name
        }

    def take(self, facts: Facts) -> None:
        """Judge one row and gather what it says."""
        sheet = self._sheet
        sheet.note(facts)
        decision = self._decisions.get(facts.row, "")
        if facts.refused:
            sheet.mark(facts.row, "refused")
            return
        place = self._place(facts)
        if place is None:
            sheet.mark(facts.row, "refused")
        elif decision == "skip":
            sheet.mark(facts.row, "left_out")
        elif self._lists_people and _says_person(facts):
            self._take_person(facts, place, decision)
        else:
            self._take_dwelling_only(facts, place)

    def _place(self, facts: Facts) -> Resolved | None:
        """Where the row is; None when it says a place that cannot be known, which is noted and refuses the row."""
        written = facts.written(in_only_compound=self._in_only)
        if written is None:
            recorded = self._recorded_home(facts)
            return Resolved(recorded, recorded.building, recorded.building.compound) if recorded else _NOWHERE
        found = self._draft.places.resolve(written)
        if isinstance(found, Broken) or found.dwelling is None:
            rule = found.rule if isinstance(found, Broken) else "no_dwelling"
            column, name = self._place_cell()
            self._sheet.issue(facts.row, column, name, rule, refuses=True)
            return None
        for rule in found.hints:
            self._sheet.hint(facts.row, "full_address", rule)
        return found

    def _place_cell(self) -> tuple[int, str]:
        """The column to show for a place that cannot be known, and the field's name."""
        for column, target in self._sheet.mapping.targets().items():
            if target.field == "full_address":
                return column, "full_address"
        for name in ("room_no", "building_no", "unit_no", "name"):
            for column, target in self._sheet.mapping.targets().items():
                if target.field == name and target.ledger in ("dwelling", "building", "unit", "compound"):
                    return column, name
        return -1, "full_address"

    def _recorded_home(self, facts: Facts) -> Dwelling | None:
        """The dwelling that 系统标识 names, for a row that says no place of its own."""
        kind, _, key = facts.record.partition("-")
        record = ids.from_text(key) if kind == "D" else None
        return self._draft.places.by_id.get(record) if record else None

    def _take_person(self, facts: Facts, place: Resolved, decision: str) -> None:
        draft, sheet = self._draft, self._sheet
        home = place.dwelling.id if place.dwelling else None
        stay = self._recorded_stay(facts)
        match = _decided(decision) or self._recorded_person(facts, stay) or draft.people.match(facts, home)
        if match.why:
            draft.plan.doubts.append(Doubt(sheet.name, facts.row, match.why, match.candidates))
            sheet.mark(facts.row, "doubtful")
            return
        person = match.person
        if person is None:
            if not facts.name:
                sheet.issue(facts.row, sheet.column_of("person", "name"), "name", "required", refuses=True)
                sheet.mark(facts.row, "refused")
                return
            person = draft.ids.new()
            draft.persons.new.add(person)
            self._hint_missing(facts)
            draft.people.add(person, facts, home)
        if "hukou_compound" in facts.person:
            self._resolve_hukou_compound(facts)
        if "age" in facts.person:
            facts.person[ROW] = (sheet.name, facts.row)
        draft.persons.merge(person, facts.person, lambda name: self._differs(facts, name))
        records: list[tuple[str, object]] = [("person", person)]
        for tag in facts.tags:
            if tag.startswith("F"):
                facts.household["household_tag"] = _with_tag(facts.household.get("household_tag"), tag)
            elif not self._is_derived(tag, facts, person):
                draft.tags[person, tag] = None
                records.append(("person_tag", (person, tag)))
        if place.dwelling is not None:
            self._take_dwelling(facts, place.dwelling)
            records.append(("dwelling", place.dwelling.id))
            records.append(("residence", self._take_residence(facts, place.dwelling, person, stay)))
        sheet.mark(facts.row, "unchanged", *records)

    def _resolve_hukou_compound(self, facts: Facts) -> None:
        """The compound that 户籍小区 names; one that the ledger does not know is left out and listed."""
        name = facts.person.pop("hukou_compound")
        known = self._draft.places.by_name.get(text.squeeze(str(name)))
        if name is CLEAR:
            facts.person["hukou_compound"] = CLEAR
        elif known is not None and (known.used or not known.is_new):
            facts.person["hukou_compound"] = known.id
        else:
            column = self._sheet.column_of("person", "hukou_compound")
            self._sheet.issue(facts.row, column, "hukou_compound", "unknown_compound", refuses=False)

    def _hint_missing(self, facts: Facts) -> None:
        """Hint at required fields that a new person lacks 待完善.

        On the row where the sheet has the column, once on the sheet where it has not.
        """
        for name in _REQUIRED:
            if name in facts.person:
                continue
            if ("person", name) in self._sheet.fields:
                self._sheet.hint(facts.row, name, "missing")
            elif name not in self._told_missing:
                self._told_missing.add(name)
                self._sheet.hint(0, name, "missing")

    def _recorded_stay(self, facts: Facts) -> Stay | None:
        """The residence that 系统标识 names."""
        kind, _, key = facts.record.partition("-")
        record = ids.from_text(key) if kind == "R" else None
        return self._draft.people.stay(record) if record else None

    def _recorded_person(self, facts: Facts, stay: Stay | None) -> Match | None:
        """The person of the residence that 系统标识 names; believed unless the row's ID number is another's."""
        if stay is None:
            return None
        hit = self._draft.people.by_number.get(facts.id_no.number) if facts.id_no else None
        return Match(stay.person) if hit is None or hit[0] == stay.person else None

    def _is_derived(self, tag: str, facts: Facts, person: bytes) -> bool:
        """True for an age-driven tag that age and sex agree with; one they do not agree with is kept and hinted."""
        if not derive.is_automatic_tag(tag):
            return False
        values = self._draft.persons.values[person]
        birth, sex = values.get("birth_date"), values.get("sex")
        by_age = derive.automatic_tags(
            birth if isinstance(birth, str) else None, sex if isinstance(sex, str) else None, self._draft.today
        )
        if tag not in by_age:
            self._sheet.hint(facts.row, "tag", "differs from age")
        return tag in by_age

    def _take_dwelling_only(self, facts: Facts, place: Resolved) -> None:
        if place.dwelling is None:
            column, name = self._place_cell()
            if self._lists_people:
                column, name = self._sheet.column_of("person", "name"), "name"
            self._sheet.issue(facts.row, column, name, "required", refuses=True)
            self._sheet.mark(facts.row, "refused")
            return
        self._take_dwelling(facts, place.dwelling)
        self._sheet.mark(facts.row, "unchanged", ("dwelling", place.dwelling.id))
        flags = [tag for tag in facts.tags if tag.startswith("F")]
        if flags:
            facts.household["household_tag"] = kinds.code_list(set(flags))
        if len(flags) < len(facts.tags):
            self._sheet.issue(facts.row, self._sheet.column_of("person_tag", "tag"), "tag", "nobody", refuses=False)
        if facts.household:
            where = (self._sheet.name, facts.row)
            self._draft.home_facts.setdefault(place.dwelling.id, (where, facts.household))

    def _take_dwelling(self, facts: Facts, dwelling: Dwelling) -> None:
        dwelling.use()
        if dwelling.is_new:
            self._draft.dwellings.new.add(dwelling.id)
        self._draft.dwellings.merge(dwelling.id, facts.dwelling, lambda name: self._differs(facts, name))

    def _take_residence(self, facts: Facts, dwelling: Dwelling, person: bytes, stay: Stay | None) -> ResidenceKey:
        said = facts.residence
        if self._role == "tenant":
            said.setdefault("relation", MAIN_TENANT)
        elif self._role == "head":
            said.setdefault("kinship", "02")
        said[ROW] = (self._sheet.name, facts.row)
        stated = "relation" in said
        if not stated and said.get("hukou_match") == "3":
            said["relation"] = REGISTERED_ONLY
        kind = relation_class(_text(said.get("relation")))
        kinship = said.get("kinship")
        if not stated and "relation" not in said:
            inferred = relation_from(kinship)
            if inferred is not None:
                said[INFERRED] = inferred
        key = (person, dwelling.id, kind)
        known = self._draft.residences.get(key)
        if known is None:
            self._draft.residences[key] = said
        else:
            for name, value in said.items():
                if known.setdefault(name, value) != value and name != ROW:
                    self._differs(facts, name)
        if self._has_kinship and kind == "living":
            self._take_member(facts, key, stay)
        return key

    def _take_member(self, facts: Facts, key: ResidenceKey, stay: Stay | None) -> None:
        """Put the person among the members of the home.

        A row that comes back with its 系统标识 and says of the household what the ledger knows leaves it alone.
        """
        person, dwelling, _ = key
        kinship = facts.residence.get("kinship")
        stays = (
            stay is not None
            and (stay.person, stay.dwelling) == (person, dwelling)
            and not facts.head_name
            and kinship in (None, stay.kinship)
            and (stay.household is not None or not facts.household)
        )
        if stays and stay is not None and stay.household is not None:
            known = self._draft.household_facts.setdefault(stay.household, {})
            for name, value in facts.household.items():
                known.setdefault(name, value)
        member = Member(person, kinship in HEAD_KINSHIPS, facts.head_name, facts.household, stays)
        self._draft.members.setdefault(dwelling, []).append(member)

    def _differs(self, facts: Facts, name: str) -> None:
        self._sheet.hint(facts.row, name.removeprefix("_"), "differs within the file")


ROW = "_row"  # (sheet, row) beside values that are only judged at the end: a stated age, a stated 人户一致
INFERRED = "_relation"  # a relation that only the kinship implies; weaker than one that the sheet states


def _says_person(facts: Facts) -> bool:
    return bool(facts.name or facts.id_no or set(facts.person) - {"residence_address"})


def _decided(decision: str) -> Match | None:
    """A person's own decision on the row: `new`, or `same:<id>`."""
    if decision == "new":
        return Match()
    if decision.startswith("same:"):
        return Match(ids.from_text(decision[5:]))
    return None


def _with_tag(known: object, tag: str) -> str:
    found = set(json.loads(known)) if isinstance(known, str) else set()
    return kinds.code_list(found | {tag})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
