"""Reads the data rows of a sheet, column by column, then what only several cells of a person's row tell together.

A valid ID number knows sex and birth date and is believed against them. A bad identity (name, ID number) refuses the
row; any other bad cell is left out and listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from operator import itemgetter
from typing import cast

from app.excel.cells import Cell
from app.importing import columns
from app.importing.columns import PlaceColumn, PlainColumn
from app.importing.fact_blocks import SLOTS, Block, Column, seldom
from app.importing.facts import (
    ADDRESS,
    BUILDING,
    COMPOUND,
    LANE,
    OUTSIDE,
    ROAD,
    ROOM,
    UNIT,
    Bad,
    Facts,
    Handle,
    fault_rule,
    hint_masked,
    no_place,
)
from app.importing.headings import LANE as LANE_PART
from app.importing.headings import ROAD as ROAD_PART
from app.importing.headings import Heading, Target
from app.importing.table import Row
from ledger import check, dates, derive, id_number, text
from ledger.broken import Broken
from ledger.check import DISAGREES
from ledger.flat import RECORD_HEADING
from ledger.id_number import IdNumber

PEOPLE_SUBJECTS = ("person", "dwelling")
_AT_HOMES = (*PEOPLE_SUBJECTS, "topic_vehicle", "visit", "work_order")
_PLACES = ("building", "unit")
_SLOTS = frozenset(("person", "residence", "dwelling", "household"))
_PLACE_SLOTS = {
    ("compound", "name", ""): COMPOUND,
    ("building", "building_no", ""): BUILDING,
    ("unit", "unit_no", ""): UNIT,
    ("dwelling", "room_no", ""): ROOM,
    ("dwelling", "full_address", ""): ADDRESS,
    ("dwelling", "full_address", "road"): ROAD,
    ("dwelling", "full_address", "lane"): LANE,
}
_TOLD_NOTES = frozenset(("old_15", "type_corrected", "looks_like_id_card", "check_digit_differs"))
# Ages below which a value is odd, though nobody is hindered from it: education codes by first digit, marriage.
_EARLIEST_AGE = {"1": 20, "2": 16, "3": 16, "4": 13, "6": 13, "7": 10}
_EARLIEST_MARRIAGE = 18
_OLDEST_ODD = max(*_EARLIEST_AGE.values(), _EARLIEST_MARRIAGE)
_ROAD_ENDS = "路街道巷弄"
_NAMES_STREET = re.compile(r"路|\d弄")

_whole_date = lru_cache(maxsize=65536)(dates.PartialDate.from_text)


class RowReader:
    """Reads the rows of one sheet, whose columns feed `targets`; made once a sheet."""

    def __init__(self, headings: Sequence[Heading], subject: str, targets: Mapping[int, Target], today: date) -> None:
        self.subject = subject
        self._today = today
        self._grown_up = str(today.year - _OLDEST_ODD - 1)  # whoever was born in an earlier year is not odd
        self._plain: list[tuple[int, str, str, PlainColumn]] = []
        self._places: list[tuple[int, PlaceColumn]] = []
        self._handlers: list[tuple[int, Handle]] = []
        for heading in headings:
            if text.squeeze(heading.text) == RECORD_HEADING:
                self._handlers.append((heading.column, columns.take_record))
            elif heading.column in targets:
                self._take_column(heading, targets[heading.column])
        self._mapped = sorted({*targets, *(column for column, _ in self._handlers)})
        at = (*self._mapped, *self._mapped[:1]) or (0, 0)  # one column alone would not be picked as a tuple
        self._pick, self._blank = itemgetter(*at), (None,) * len(at)
        self._has_street = any(target.part in (ROAD_PART, LANE_PART) for target in targets.values())

    def read(self, rows: Iterable[Row]) -> Block:
        """What rows say; those without anything in a mapped cell say nothing and are left out."""
        said = (
            [(number, picked) for number, cells in rows if (picked := self._pick(cells)) != self._blank]
            if self._mapped
            else []
        )
        facts = [Facts(number) for number, _ in said]
        cells = dict(zip(self._mapped, zip(*(picked for _, picked in said), strict=True), strict=False))
        values: dict[str, dict[str, Column]] = {slot: {} for slot in SLOTS}
        for column, slot, name, plain in self._plain if said else ():
            found = plain.values(facts, cells[column])
            before = values[slot].get(name)
            values[slot][name] = found if before is None else _first_of(found, before)
        for column, handle in self._handlers if said else ():
            for row, cell in zip(facts, cells[column], strict=True):
                if cell is not None:
                    handle(row, cell)
        placed, places = self._read_places(facts, cells) if said else ((), ())
        if self.subject == "person":
            self._finish_people(facts, values["person"])
        _lay_over(values, facts)
        filled = {slot: {name: column for name, column in of.items() if _says(column)} for slot, of in values.items()}
        return Block([row.row for row in facts], filled, placed, places, seldom(facts))

    def _take_column(self, heading: Heading, target: Target) -> None:
        """Decide how a column is read: a part of the place, cell by cell, or a plain field of a record."""
        column, key = heading.column, (target.ledger, target.field)
        slot = _PLACE_SLOTS.get((*key, target.part))
        special = columns.SPECIAL.get(key) if self.subject == "person" else None
        if target.flag:
            self._handlers.append((column, columns.flag_column(column, target)))
        elif slot is not None and self._names_place(target):
            self._places.append((column, PlaceColumn(column, target.field, slot)))
        elif special is not None:
            self._handlers.append((column, special(heading)))
        elif key == columns.CATEGORY:
            self._handlers.append((column, columns.category_column(column, target)))
        elif key in columns.NAMED_RECORDS:
            named = columns.named_record_column(target.field, columns.NAMED_RECORDS[key])
            self._handlers.append((column, named))
        else:
            plain = columns.PLAIN.get(key, PlainColumn)(column, target.definition(), self._today)
            self._plain.append((column, self._slot(target), target.field, plain))

    def _read_places(
        self, facts: Sequence[Facts], cells: Mapping[int, Sequence[Cell]]
    ) -> tuple[list[int], list[list[str]]]:
        """The rows that say a place, and its parts for each of them."""
        parts: list[Column] = [[None] * len(facts) for _ in no_place()]
        for column, place in self._places:
            parts[place.slot] = _first_of(place.values(facts, cells[column]), parts[place.slot])
        placed = [at for at, said in enumerate(zip(*parts, strict=True)) if any(said)]
        places = [[cast("str", part[at] or "") for at in placed] for part in parts]
        if self._has_street:
            streets = zip(places[ADDRESS], places[ROAD], places[LANE], strict=True)
            places[ADDRESS] = [_with_street(address, road, lane) for address, road, lane in streets]
        return placed, places

    def _names_place(self, target: Target) -> bool:
        """True for a column that says where the row is, rather than describes the place."""
        return self.subject in _AT_HOMES or (self.subject in _PLACES and target.ledger != self.subject)

    def _slot(self, target: Target) -> str:
        return target.ledger if target.ledger in _SLOTS and self.subject in PEOPLE_SUBJECTS else "main"

    def _finish_people(self, rows: Sequence[Facts], values: Mapping[str, Column]) -> None:
        """Read what several cells tell together; the plain fields that it asks stand in `values`."""
        nothing = [None] * len(rows)
        types = values.get("id_type", nothing)
        education, marital = values.get("education", nothing), values.get("marital_status", nothing)
        for facts, id_type, taught, wed in zip(rows, types, education, marital, strict=True):
            if id_type is not None:
                facts.person["id_type"] = id_type
            self._finish_person(facts)
            if taught is not None or wed is not None:
                self._hint_at_age(facts, taught, wed)

    def _finish_person(self, facts: Facts) -> None:
        known = self._read_id(facts, *facts.id_cell) if facts.id_cell is not None else None
        if facts.sex is not None:
            column, sex = facts.sex
            if known is not None and known.sex is not None and sex in ("1", "2") and sex != known.sex:
                facts.bad.append(Bad(column, "sex", DISAGREES))
            else:
                facts.person["sex"] = sex
        if facts.birth is not None:
            self._read_birth(facts, known, *facts.birth)
        if known is not None:
            check.take_from_id(facts.person, known)

    def _read_id(self, facts: Facts, column: int, cell: Cell) -> IdNumber | None:
        given = facts.person.get("id_type")
        if isinstance(cell, (*OUTSIDE, date, datetime, time)):
            rule = fault_rule(cell) if isinstance(cell, OUTSIDE) else "format"
            facts.bad.append(Bad(column, "id_no", rule, refuses=True))
            return None
        read = id_number.parse_cell(cell, given if isinstance(given, str) else None, self._today)
        if isinstance(read, Broken):
            facts.bad.append(Bad(column, "id_no", read.rule, refuses=True))
            return None
        if read is not None:
            facts.person["id_no"] = read.number
            if read.notes:
                facts.hints.extend(("id_no", note.replace("_", " ")) for note in read.notes if note in _TOLD_NOTES)
        return read

    def _read_birth(self, facts: Facts, number: IdNumber | None, column: int, cell: Cell) -> None:
        known = number.birth if number is not None else None
        if known is not None and cell == known:
            return
        if isinstance(cell, (*OUTSIDE, time)):
            facts.bad.append(Bad(column, "birth_date", "not_a_date"))
            return
        if hint_masked(facts, "birth_date", cell):
            return
        read = dates.parse_cell(cell, today=self._today)
        if isinstance(read, Broken):
            facts.bad.append(Bad(column, "birth_date", read.rule))
        elif read is not None and known is not None:
            if not read.agrees_with(_whole_date(known)):
                facts.bad.append(Bad(column, "birth_date", DISAGREES))
        elif read is not None:
            written = str(read)
            facts.person["birth_date"] = written[:4] if read.ambiguous else written
            if read.ambiguous:
                facts.hints.append(("birth_date", "month may be 1 or 10"))

    def _hint_at_age(self, facts: Facts, education: object, marital: object) -> None:
        birth = facts.person.get("birth_date")
        if not isinstance(birth, str) or birth[:4] < self._grown_up:
            return
        years = derive.age(birth, self._today)
        if years is None:
            return
        if isinstance(education, str) and years < _EARLIEST_AGE.get(education[0], 0):
            facts.hints.append(("education", "unlikely at this age"))
        if isinstance(marital, str) and marital not in ("10", "90") and years < _EARLIEST_MARRIAGE:
            facts.hints.append(("marital_status", "unlikely at this age"))


def _says(column: Column) -> bool:
    """True when any row says something."""
    return column.count(None) < len(column)


def _first_of(column: Column, other: Column) -> Column:
    """What either says; where both do, the first."""
    return [second if first is None else first for first, second in zip(column, other, strict=True)]


def _lay_over(values: dict[str, dict[str, Column]], rows: Sequence[Facts]) -> None:
    """Put what was read cell by cell into columns: of a person it counts before a plain column, of a home after it."""
    for slot, wins in (("person", True), ("dwelling", False)):
        said: list[dict[str, object]] = [getattr(facts, slot) for facts in rows]
        for name in sorted(set[str]().union(*filter(None, said))):
            column = [record.get(name) for record in said]
            plain = values[slot].get(name, column)
            values[slot][name] = _first_of(column, plain) if wins else _first_of(plain, column)


def _with_street(address: str, road: str, lane: str) -> str:
    """The address with road and lane from columns of their own in front: 东明 and 300 are 东明路300弄."""
    if _NAMES_STREET.search(address):
        return address
    if road and road[-1] not in _ROAD_ENDS:
        road += "路"
    return f"{road}{lane}弄{address}" if lane.isdecimal() else f"{road}{lane}{address}"
