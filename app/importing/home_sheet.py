"""Rows of a sheet about people or dwellings: where each one is, who it is, and whether it is taken.

One row may feed compound, building, unit, dwelling, household, person, residence and tags at once (`home_feed`).
The order of judgement in a row: its bad cells, its place, who the person is. A row that is refused or doubtful feeds
nothing.
"""

from __future__ import annotations

from app.importing import guardians
from app.importing.draft import SheetDraft
from app.importing.facts import Facts
from app.importing.gathering import HEAD_KINSHIPS
from app.importing.home_feed import HomeFeed
from app.importing.people import Match, Stay
from app.importing.place_records import Dwelling, Resolved
from app.importing.plan import Doubt
from ledger import catalog, ids
from ledger.broken import Broken

_NOWHERE = Resolved()
_PLACE_FIELDS = (("dwelling", "full_address"), ("dwelling", "room_no"))
_REQUIRED = tuple(item.name for item in catalog.named("person").fields if item.need == "required")


class HomeSheet:
    """Takes the rows of one sheet whose subject is a person or a dwelling."""

    def __init__(self, sheet: SheetDraft) -> None:
        self._sheet = sheet
        self._draft = sheet.draft
        self._lists_people = sheet.mapping.subject == "person"
        self._feed = HomeFeed(sheet)
        self._in_only = sheet.in_only_compound
        self._heads: dict[bytes | None, set[str]] = {}
        self._has_place = any(key in sheet.fields for key in _PLACE_FIELDS)
        self._decisions = {
            row: told for (name, row), told in sheet.draft.plan.options.rows.items() if name == sheet.name
        }
        named = filter(None, map(_named_row, sheet.draft.plan.options.rows.values()))
        self._named_rows = {row for name, row in named if name == sheet.name}

    def take(self, facts: Facts) -> None:
        """Judge one row and gather what it says."""
        sheet = self._sheet
        sheet.note(facts)
        decision = self._decisions.get(facts.row, "")
        if facts.refused:
            sheet.mark(facts.row, "refused")
            self._feed.refused_head(facts)
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
            if target.field == "full_address" and not target.part:
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
        if sheet.mapping.role == "head":
            self._tell_head_from_member(facts, home)
        if not facts.name and (named := draft.names.get(facts.number or "")):
            facts.person["name"] = named
        if sheet.mapping.role == "head" and _heads_home(facts):
            self._heads.setdefault(home, set()).add(facts.name)
        stay = self._recorded_stay(facts)
        match = self._decided(decision) or self._recorded_person(facts, stay) or draft.people.match(facts, home)
        if match.why:
            draft.plan.doubts.append(Doubt(sheet.name, facts.row, match.why, match.candidates))
            sheet.mark(facts.row, "doubtful")
            self._feed.held_head(facts, home, match.candidates)
            return
        if match.person is None and not facts.name:
            self._refuse_nameless(facts)
            return
        person = match.person or self._new_person(facts, home)
        if facts.row in self._named_rows:
            draft.row_people[sheet.name, facts.row] = person
        sheet.mark(facts.row, "unchanged", *self._feed.person(person, facts, place.dwelling, stay))

    def _decided(self, decision: str) -> Match | None:
        """A person's own decision on the row: `new`, `same:<id>`, `row:<row>:<sheet>`."""
        if decision == "new":
            return Match()
        if decision.startswith("same:"):
            return Match(ids.from_text(decision[5:]))
        named = _named_row(decision)
        person = self._draft.row_people.get(named) if named else None
        return Match(person) if person else None

    def _new_person(self, facts: Facts, home: bytes | None) -> bytes:
        person = self._draft.ids.new()
        self._draft.persons.new.add(person)
        self._hint_missing(facts, has_home=home is not None)
        self._draft.people.add(person, facts, home)
        if facts.number in self._draft.nameless:
            self._draft.named[facts.number] = facts.name
        return person

    def _refuse_nameless(self, facts: Facts) -> None:
        sheet = self._sheet
        sheet.issue(facts.row, sheet.column_of("person", "name"), "name", "required", refuses=True)
        sheet.mark(facts.row, "refused")
        if facts.number:
            self._draft.nameless.add(facts.number)

    def _tell_head_from_member(self, facts: Facts, home: bytes | None) -> None:
        """户主姓名 beside a member's kinship: the head's name again is not the member's own."""
        if facts.name and not _heads_home(facts) and facts.name in self._heads.get(home, ()):
            facts.head_name = facts.name
            del facts.person["name"]

    def _hint_missing(self, facts: Facts, *, has_home: bool) -> None:
        """Hint at required fields and the address that a new person lacks 待完善."""
        for name in _REQUIRED:
            if name not in facts.person:
                self._sheet.hint_missing(facts.row, name, has_column=("person", name) in self._sheet.fields)
        if not has_home:
            self._sheet.hint_missing(facts.row, "full_address", has_column=self._has_place)

    def _recorded_stay(self, facts: Facts) -> Stay | None:
        """The residence that 系统标识 names."""
        kind, _, key = facts.record.partition("-")
        record = ids.from_text(key) if kind == "R" else None
        return self._draft.people.stay(record) if record else None

    def _recorded_person(self, facts: Facts, stay: Stay | None) -> Match | None:
        """The person of the residence that 系统标识 names; believed unless the row's ID number is another's."""
        if stay is None:
            return None
        hit = self._draft.people.by_number.get(facts.number) if facts.number else None
        return Match(stay.person) if hit is None or hit[0] == stay.person else None

    def _take_dwelling_only(self, facts: Facts, place: Resolved) -> None:
        if place.dwelling is None:
            column, name = self._place_cell()
            if self._lists_people:
                column, name = self._sheet.column_of("person", "name"), "name"
            self._sheet.issue(facts.row, column, name, "required", refuses=True)
            self._sheet.mark(facts.row, "refused")
            return
        self._sheet.mark(facts.row, "unchanged", *self._feed.home(facts, place.dwelling))


def _heads_home(facts: Facts) -> bool:
    """True for a row of a heads' list that is about the head: it says so, or says no kinship."""
    kinship = facts.residence.get("kinship")
    return kinship is None or kinship in HEAD_KINSHIPS


def _says_person(facts: Facts) -> bool:
    """True for a row about somebody; a remark alone is about the home, and goes there."""
    if facts.name or facts.number or set(facts.person) - {"residence_address", "remark"} or guardians.said(facts):
        return True
    remark = facts.person.pop("remark", None)
    if remark is not None:
        facts.dwelling.setdefault("remark", remark)
    return False


def _named_row(decision: str) -> tuple[str, int] | None:
    """The (sheet, row) whose person a decision names: `row:<row>:<sheet>`."""
    kind, _, rest = decision.partition(":")
    row, _, sheet = rest.partition(":")
    return (sheet, int(row)) if kind == "row" and row.isdecimal() else None
