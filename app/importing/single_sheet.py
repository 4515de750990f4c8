"""Rows of a sheet about one ledger: compounds, buildings, units, vehicles, merchants, visits, work orders."""

from __future__ import annotations

from app.importing.draft import SheetDraft
from app.importing.facts import ADDRESS, BUILDING, COMPOUND, Bad, Facts, no_place
from app.importing.gathering import Gathered, is_clear
from app.importing.order_sheet import OrderSheet
from app.importing.place_records import Dwelling
from app.importing.visits import Visits
from app.importing.written_places import Written
from ledger import activity_states, catalog, clock, ids, places, position
from ledger.broken import Broken


class SingleSheet:
    """Takes the rows of one sheet whose subject is a single ledger."""

    def __init__(self, sheet: SheetDraft) -> None:
        self._sheet = sheet
        self._draft = sheet.draft
        self._ledger = catalog.named(sheet.mapping.subject)
        self._gathered = self._draft.singles.setdefault(self._ledger.name, Gathered())
        self._known = self._load_known()
        self._visits = Visits(sheet) if self._ledger.name == "visit" else None
        self._orders = OrderSheet(sheet) if self._ledger.name == "work_order" else None
        self._decisions = {
            row: told for (name, row), told in sheet.draft.plan.options.rows.items() if name == sheet.name
        }

    def take(self, facts: Facts) -> None:
        """Judge one row and gather what it says."""
        self._whole_position(facts)
        self._sheet.note(facts)
        if facts.refused:
            self._sheet.mark(facts.row, "refused")
        elif self._decisions.get(facts.row) == "skip":
            self._sheet.mark(facts.row, "left_out")
        else:
            record = self._record(facts)
            if record is None:
                self._sheet.mark(facts.row, "refused")
                return
            self._gathered.merge(
                record, facts.main, lambda name: self._sheet.hint(facts.row, name, "differs within the file")
            )
            repeats = self._orders is not None and self._orders.rows.repeats(facts.row)
            self._sheet.mark(facts.row, "repeated" if repeats else "unchanged", (self._ledger.name, record))

    def _whole_position(self, facts: Facts) -> None:
        """Leave out half a position: one number, or one of two wiped."""
        told = {name: facts.main[name] for name in position.NAMES if facts.main.get(name) is not None}
        if not told or (len(told) == len(position.NAMES) and len({is_clear(value) for value in told.values()}) == 1):
            return
        for name in told:
            del facts.main[name]
        if not any(bad.field in position.NAMES for bad in facts.bad):
            name = next(iter(told))
            facts.bad.append(Bad(self._sheet.column_of(self._ledger.name, name), name, "half_position"))

    def _record(self, facts: Facts) -> bytes | None:
        """Id of the record the row means; None when its key is missing or its place cannot be known."""
        taker = {
            "compound": self._compound,
            "building": self._building,
            "unit": self._unit,
            "topic_vehicle": self._vehicle,
            "topic_merchant": self._merchant,
            "visit": self._visit,
            "activity": self._activity,
            "work_order": self._order,
        }[self._ledger.name]
        return taker(facts)

    def _missing(self, facts: Facts, name: str, rule: str = "required") -> None:
        column = self._sheet.column_of(self._ledger.name, name)
        already = any(bad.field == name for bad in facts.bad)
        if not already or rule != "required":
            self._sheet.issue(facts.row, column, name, rule, refuses=True)
            return
        self._sheet.refuse_at(facts.row, name)

    def _compound(self, facts: Facts) -> bytes | None:
        name = facts.main.get("name")
        if not isinstance(name, str):
            self._missing(facts, "name")
            return None
        where = facts.main.get("address")
        short = facts.main.get("short_name")
        compound = self._draft.places.compound_called(
            name, short if isinstance(short, str) else "", where if isinstance(where, str) else ""
        )
        if compound.is_new and compound.id not in self._gathered.values:
            self._hint_missing(facts)
        return compound.use()

    def _building(self, facts: Facts) -> bytes | None:
        number = facts.main.pop("building_no", None)
        facts.main.pop("building_suffix", None)
        if not isinstance(number, str):
            self._missing(facts, "building_no")
            return None
        place = facts.place or no_place()
        found = self._draft.places.building_at(
            Written(place[COMPOUND], number, "", "", place[ADDRESS], self._sheet.in_only_compound)
        )
        if isinstance(found, Broken):
            self._missing(facts, "building_no", found.rule)
            return None
        return found.use()

    def _unit(self, facts: Facts) -> bytes | None:
        number = facts.main.pop("unit_no", None)
        place = facts.place or no_place()
        found = self._draft.places.building_at(
            Written(place[COMPOUND], place[BUILDING], "", "", place[ADDRESS], self._sheet.in_only_compound)
        )
        if not isinstance(number, str) or isinstance(found, Broken):
            self._missing(facts, "unit_no", found.rule if isinstance(found, Broken) else "required")
            return None
        return self._draft.places.unit_of(found, places.unit_number(number)).use()

    def _load_known(self) -> dict[tuple[object, ...], bytes]:
        """Known records by every key that a sheet may give: plate; credit code; name and address."""
        known: dict[tuple[object, ...], bytes] = {}
        if self._ledger.name == "topic_vehicle":
            for key, plate in self._draft.reader.scan(self._ledger, ("plate",)):
                known[(plate,)] = key
        elif self._ledger.name == "topic_merchant":
            for key, name, where, uscc in self._draft.reader.scan(self._ledger, ("name", "address", "uscc")):
                known[name, where] = key
                if uscc:
                    known[(uscc,)] = key
        elif self._ledger.name == "activity":
            for key, title, at in self._draft.reader.scan(self._ledger, ("title", "start_at")):
                known[title, at] = key
        return known

    def _vehicle(self, facts: Facts) -> bytes | None:
        plate = facts.main.get("plate")
        if not isinstance(plate, str):
            self._missing(facts, "plate")
            return None
        self._owner_and_home(facts)
        return self._same_or_new(facts, (plate,))

    def _owner_and_home(self, facts: Facts) -> None:
        """The dwelling and the owner by name; what cannot be known is left out and listed, the row comes in."""
        home, rule = self._home(facts)
        if home is not None:
            facts.main["dwelling_uid"] = home.id
        elif rule:
            self._sheet.issue(facts.row, self._place_column(), "dwelling_uid", rule, refuses=False)
        if facts.owner_name:
            owner = self._draft.people.lives_in(facts.owner_name, home.id) if home is not None else None
            if owner is None:
                column = self._sheet.column_of("topic_vehicle", "owner_person")
                self._sheet.issue(facts.row, column, "owner_person", "unknown_person", refuses=False)
            else:
                facts.main["owner_person"] = owner

    def _home(self, facts: Facts) -> tuple[Dwelling | None, str]:
        """The dwelling that a row names, or the rule why it is not known; "" where it names none.

        Only sheets of people and of homes make dwellings.
        """
        written = facts.written(in_only_compound=self._sheet.in_only_compound)
        if written is None:
            return None, ""
        found = self._draft.places.resolve(written)
        rule = found.rule if isinstance(found, Broken) else "no_dwelling"
        home = None if isinstance(found, Broken) else found.dwelling
        if home is not None and home.is_new and not home.used:
            home, rule = None, "unknown_dwelling"
        return home, "" if home else rule

    def _place_column(self) -> int:
        return self._sheet.column_of("dwelling", "full_address", "room_no")

    def _visit(self, facts: Facts) -> bytes | None:
        """A visit needs its day and a home that is known; of its people those count who live there."""
        if not isinstance(facts.main.get("visited_at"), str):
            self._missing(facts, "visited_at")
            return None
        home, rule = self._home(facts)
        if home is None or self._visits is None:
            self._sheet.issue(facts.row, self._place_column(), "dwelling_uid", rule or "no_dwelling", refuses=True)
            return None
        facts.main["dwelling_uid"] = home.id
        people = self._visits.people(facts, home.id)
        one, is_new = self._visits.same_or_new(facts.main, people)
        if is_new:
            self._gathered.new.add(one)
            self._hint_missing(facts)
        return one

    def _activity(self, facts: Facts) -> bytes | None:
        """An activity needs its name and its day; a new one that is over counts as held."""
        for name in ("title", "start_at"):
            if not isinstance(facts.main.get(name), str):
                self._missing(facts, name)
                return None
        one = self._same_or_new(facts, (facts.main["title"], facts.main["start_at"]))
        if one in self._gathered.new:
            facts.main["status"] = activity_states.of_a_sheet(facts.main, clock.now_text())
        else:  # what stands is made public by somebody who looks at it, and by no sheet
            facts.main.pop("is_public", None)
        return one

    def _order(self, facts: Facts) -> bytes | None:
        return self._orders.take(facts) if self._orders is not None else None

    def _merchant(self, facts: Facts) -> bytes | None:
        name, uscc = facts.main.get("name"), facts.main.get("uscc")
        if not isinstance(name, str):
            self._missing(facts, "name")
            return None
        known = self._known.get((uscc,)) if uscc is not None else None
        return known or self._same_or_new(facts, (name, facts.main.get("address")))

    def _same_or_new(self, facts: Facts, key: tuple[object, ...]) -> bytes:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = ids.new_id()
            self._gathered.new.add(known)
            self._hint_missing(facts)
        return known

    def _hint_missing(self, facts: Facts) -> None:
        """Hint at required fields that a new record lacks 待完善."""
        for item in self._ledger.fields:
            if item.need == "required" and item.name not in facts.main:
                has_column = (self._ledger.name, item.name) in self._sheet.fields
                self._sheet.hint_missing(facts.row, item.name, has_column=has_column)
