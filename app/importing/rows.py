"""Reads one data row into facts, column by column, then what only several cells of a person's row tell together.

A valid ID number knows sex and birth date and is believed against them. A bad identity (name, ID number) refuses the
row; any other bad cell is left out and listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache

from app.excel.cells import Cell
from app.importing import columns
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
)
from app.importing.headings import Heading, Target
from ledger import check, dates, derive, id_number, text
from ledger.broken import Broken
from ledger.check import DISAGREES
from ledger.definition import Field
from ledger.flat import RECORD_HEADING
from ledger.id_number import IdNumber

PEOPLE_SUBJECTS = ("person", "dwelling")
_AT_HOMES = (*PEOPLE_SUBJECTS, "topic_vehicle")
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
        self._handlers: list[tuple[int, Handle]] = []
        plain: dict[str, list[tuple[int, Field]]] = {}
        for heading in headings:
            if text.squeeze(heading.text) == RECORD_HEADING:
                self._handlers.append((heading.column, columns.take_record))
            elif heading.column in targets:
                target = targets[heading.column]
                handler = self._handler(heading, target)
                if handler is not None:
                    self._handlers.append((heading.column, handler))
                else:
                    plain.setdefault(self._slot(target), []).append((heading.column, target.definition()))
        self._values = [(slot, columns.Values(parts, today)) for slot, parts in plain.items()]
        self._mapped = sorted({*targets, *(column for column, _ in self._handlers)})
        self._has_street = any(target.part for target in targets.values())

    def read(self, row: int, cells: Sequence[Cell]) -> Facts | None:
        """The facts of a row; None when no mapped cell holds anything."""
        if all(cells[column] is None for column in self._mapped):
            return None
        facts = Facts(row)
        for slot, values in self._values:
            setattr(facts, slot, values.read(facts, cells))
        for column, handle in self._handlers:
            cell = cells[column]
            if cell is not None:
                handle(facts, cell)
        if self._has_street and facts.place is not None:
            facts.place[ADDRESS] = _with_street(facts.place[ADDRESS], facts.place[ROAD], facts.place[LANE])
        if self.subject == "person":
            self._finish_person(facts)
        return facts

    def _handler(self, heading: Heading, target: Target) -> Handle | None:
        """The function of a column; None for a plain field of a record."""
        key = (target.ledger, target.field)
        if target.flag:
            return columns.flag_column(heading.column, target)
        slot = _PLACE_SLOTS.get((*key, target.part))
        if slot is not None and self._names_place(target):
            return columns.place_column(heading.column, target.field, slot)
        special = columns.SPECIAL.get(key) if self.subject == "person" else None
        if special is not None:
            return special(heading)
        if key in columns.NAMED_RECORDS:
            return columns.named_record_column(target.field, columns.NAMED_RECORDS[key])
        return None

    def _names_place(self, target: Target) -> bool:
        """True for a column that says where the row is, rather than describes the place."""
        return self.subject in _AT_HOMES or (self.subject in _PLACES and target.ledger != self.subject)

    def _slot(self, target: Target) -> str:
        return target.ledger if target.ledger in _SLOTS and self.subject in PEOPLE_SUBJECTS else "main"

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
        self._hint_at_age(facts)

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

    def _hint_at_age(self, facts: Facts) -> None:
        birth = facts.person.get("birth_date")
        if not isinstance(birth, str) or birth[:4] < self._grown_up:
            return
        education, marital = facts.person.get("education"), facts.person.get("marital_status")
        if education is None and marital is None:
            return
        years = derive.age(birth, self._today)
        if years is None:
            return
        if isinstance(education, str) and years < _EARLIEST_AGE.get(education[0], 0):
            facts.hints.append(("education", "unlikely at this age"))
        if isinstance(marital, str) and marital not in ("10", "90") and years < _EARLIEST_MARRIAGE:
            facts.hints.append(("marital_status", "unlikely at this age"))


def _with_street(address: str, road: str, lane: str) -> str:
    """The address with road and lane from columns of their own in front: 东明 and 300 are 东明路300弄."""
    if _NAMES_STREET.search(address):
        return address
    if road and road[-1] not in _ROAD_ENDS:
        road += "路"
    return f"{road}{lane}弄{address}" if lane.isdecimal() else f"{road}{lane}{address}"
