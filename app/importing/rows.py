"""Reads one data row into facts: values by ledger, the place as written, bad cells and oddities.

A bad identity (name, ID number) refuses the row; any other bad cell is left out and listed. Which records the facts
mean is decided in `people`, `places` and `planning`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from typing_extensions import TypeIs, override

from app.excel.cells import Cell, CellFault, FormulaEmpty
from app.importing.headings import Target
from app.importing.mapping import Heading, SheetMapping
from app.importing.places import Written
from ledger import catalog, codes, dates, derive, id_number, kinds, masking, person_name, phone, text
from ledger.broken import Broken
from ledger.check import DISAGREES
from ledger.definition import Field
from ledger.flat import RECORD_HEADING


class _Clear:
    """Stands for a cell that asks to wipe the value; there is one of it."""

    @override
    def __repr__(self) -> str:
        return "CLEAR"


CLEAR = _Clear()
CLEAR_MARKERS = frozenset(("清空", "【清空】", "[清空]", "(清空)", "（清空）", "<清空>"))
_REMEMBERED = 32768  # distinct cells a column keeps the values of: codes, dates and places repeat, phones do not
_TAG_TABLE = "key_group_tag"
# Ages below which a value is odd, though nobody is hindered from it: education codes by first digit, marriage.
_EARLIEST_AGE = {"1": 20, "2": 16, "3": 16, "4": 13, "6": 13, "7": 10}
_EARLIEST_MARRIAGE = 18

Bad = tuple[int, str, str, bool, Mapping[str, object]]
"""Column, field, rule, row refused, facts behind the rule."""


class Facts:
    """What one row says. `place` is None when no place cell holds anything."""

    __slots__ = (
        "bad",
        "birth",
        "dwelling",
        "head_name",
        "hints",
        "household",
        "id_cell",
        "id_no",
        "main",
        "name",
        "owner_name",
        "person",
        "place",
        "record",
        "residence",
        "row",
        "sex",
        "tags",
    )  # fmt: skip

    def __init__(self, row: int) -> None:
        self.row = row
        self.name = ""
        self.person: dict[str, object] = {}
        self.residence: dict[str, object] = {}
        self.dwelling: dict[str, object] = {}
        self.household: dict[str, object] = {}
        self.main: dict[str, object] = {}
        self.place: list[str] | None = None
        self.tags: list[str] = []
        self.bad: list[Bad] = []
        self.hints: list[tuple[str, str]] = []
        self.id_cell: tuple[int, Cell] | None = None
        self.id_no: id_number.IdNumber | None = None
        self.birth: tuple[int, Cell] | None = None
        self.sex: tuple[int, str] | None = None
        self.record = ""
        self.head_name = ""
        self.owner_name = ""

    def written(self, *, in_only_compound: bool) -> Written | None:
        """The place as written; None when nothing was."""
        if self.place is None:
            return None
        compound, building, unit, room, address = self.place
        return Written(compound, building, unit, room, address, in_only_compound)

    @property
    def refused(self) -> bool:
        """True when a bad cell refuses the whole row."""
        return any(item[3] for item in self.bad)


PEOPLE_SUBJECTS = ("person", "dwelling")
_SLOTS = frozenset(("person", "residence", "dwelling", "household"))
Handle = Callable[[Facts, Cell], None]
_ADDRESS = 4
_PLACE_SLOTS = {
    ("compound", "name"): 0,
    ("building", "building_no"): 1,
    ("unit", "unit_no"): 2,
    ("dwelling", "room_no"): 3,
    ("dwelling", "full_address"): _ADDRESS,
}
_OUTSIDE = (CellFault, FormulaEmpty)


class RowReader:
    """Reads the rows of one sheet by its mapping; made once a sheet."""

    def __init__(self, headings: Sequence[Heading], mapping: SheetMapping, today: date) -> None:
        self.subject = mapping.subject
        self._today = today
        self._handlers: list[tuple[int, Handle]] = []
        targets = mapping.targets()
        for heading in headings:
            if text.squeeze(heading.text) == RECORD_HEADING:
                self._handlers.append((heading.column, _take_record))
            elif heading.column in targets:
                self._handlers.append((heading.column, self._handler(heading, targets[heading.column])))
        self.fields = frozenset((target.ledger, target.field) for target in targets.values())

    def read(self, row: int, cells: Sequence[Cell]) -> Facts | None:
        """The facts of a row; None when no mapped cell holds anything."""
        facts = Facts(row)
        said = False
        for column, handle in self._handlers:
            cell = cells[column]
            if cell is not None:
                said = True
                handle(facts, cell)
        if not said:
            return None
        if self.subject == "person":
            self._finish_person(facts)
        return facts

    def _handler(self, heading: Heading, target: Target) -> Handle:
        key = (target.ledger, target.field)
        column = heading.column
        if target.flag:
            return _flag_handler(column, target)
        if self.subject in ("person", "dwelling", "topic_vehicle") and key in _PLACE_SLOTS:
            return _place_handler(column, target.field, _PLACE_SLOTS[key])
        if self.subject in ("building", "unit") and target.ledger != self.subject and key in _PLACE_SLOTS:
            return _place_handler(column, target.field, _PLACE_SLOTS[key])
        special = _SPECIAL.get(key) if self.subject == "person" else None
        if special is not None:
            return special(heading)
        if key in _NAMED_RECORDS:
            return _name_handler(_NAMED_RECORDS[key])
        return self._field_handler(column, target)

    def _field_handler(self, column: int, target: Target) -> Handle:
        item = target.definition()
        slot = target.ledger if target.ledger in _SLOTS and self.subject in PEOPLE_SUBJECTS else "main"
        return _value_handler(column, item, slot, kinds.parser(item, self._today))

    def _finish_person(self, facts: Facts) -> None:
        if facts.id_cell is not None:
            self._read_id(facts, *facts.id_cell)
        known = facts.id_no
        if facts.sex is not None:
            column, sex = facts.sex
            if known is not None and known.sex is not None and sex in ("1", "2") and sex != known.sex:
                facts.bad.append((column, "sex", DISAGREES, False, {}))
            else:
                facts.person["sex"] = sex
        if facts.birth is not None:
            self._read_birth(facts, *facts.birth)
        if known is not None:
            _fill_from_id(facts.person, known)
        self._hint_at_age(facts)

    def _read_id(self, facts: Facts, column: int, cell: Cell) -> None:
        given = facts.person.get("id_type")
        if isinstance(cell, (*_OUTSIDE, date, datetime, time)):
            rule = fault_rule(cell) if isinstance(cell, _OUTSIDE) else "format"
            facts.bad.append((column, "id_no", rule, True, {}))
            return
        read = id_number.parse_cell(cell, given if isinstance(given, str) else None, self._today)
        if isinstance(read, Broken):
            facts.bad.append((column, "id_no", read.rule, True, read.facts))
        elif read is not None:
            facts.id_no = read
            facts.person["id_no"] = read.number
            facts.hints.extend(("id_no", note.replace("_", " ")) for note in read.notes if note in _TOLD_NOTES)

    def _read_birth(self, facts: Facts, column: int, cell: Cell) -> None:
        known = facts.id_no.birth if facts.id_no is not None else None
        if known is not None and cell == known:
            return
        if isinstance(cell, (*_OUTSIDE, time)):
            facts.bad.append((column, "birth_date", "not_a_date", False, {}))
            return
        if _hint_masked(facts, "birth_date", cell):
            return
        read = dates.parse_cell(cell, today=self._today)
        if isinstance(read, Broken):
            facts.bad.append((column, "birth_date", read.rule, False, read.facts))
        elif read is not None and known is not None:
            if not _agrees(read, known):
                facts.bad.append((column, "birth_date", DISAGREES, False, {}))
        elif read is not None:
            written = str(read)
            facts.person["birth_date"] = written[:4] if read.ambiguous else written
            if read.ambiguous:
                facts.hints.append(("birth_date", "month may be 1 or 10"))

    def _hint_at_age(self, facts: Facts) -> None:
        birth = facts.person.get("birth_date")
        education, marital = facts.person.get("education"), facts.person.get("marital_status")
        if not isinstance(birth, str) or (education is None and marital is None):
            return
        years = derive.age(birth, self._today)
        if years is None or years >= 20:
            return
        if isinstance(education, str) and years < _EARLIEST_AGE.get(education[0], 0):
            facts.hints.append(("education", "unlikely at this age"))
        if isinstance(marital, str) and marital not in ("10", "90") and years < _EARLIEST_MARRIAGE:
            facts.hints.append(("marital_status", "unlikely at this age"))


def _value_handler(column: int, item: Field, slot: str, parse: kinds.Parse) -> Handle:
    """Takes a field's value; cells that came before are remembered with what they meant."""
    name = item.name
    cells = _CellReader(column, item, parse)
    seen, read = cells.seen, cells.read

    def handle(facts: Facts, cell: Cell) -> None:
        value = seen.get(cell)
        if value is None:
            value = read(facts, cell)
            if value is None:
                return
        getattr(facts, slot)[name] = value

    return handle


class _CellReader:
    """Reads the cells of one column that were not seen before."""

    def __init__(self, column: int, item: Field, parse: kinds.Parse) -> None:
        self.seen: dict[Cell, object] = {}
        self._column, self._name, self._parse = column, item.name, parse
        self._has_mask, self._is_phone = bool(item.mask_rule or item.mask), item.kind == "phone"

    def read(self, facts: Facts, cell: Cell) -> object:
        """The value of a cell; None when it says nothing, or is noted as bad."""
        if is_fault(cell):
            facts.bad.append((self._column, self._name, fault_rule(cell), False, {}))
            return None
        if isinstance(cell, str) and cell in CLEAR_MARKERS:
            return CLEAR
        if (self._has_mask or cell == masking.HIDDEN) and _hint_masked(facts, self._name, cell):
            return None
        value = self._parse(cell)
        if isinstance(value, Broken):
            facts.bad.append((self._column, self._name, value.rule, False, value.facts))
            return None
        if self._is_phone and _has_words(cell):
            facts.hints.append((self._name, "words beside the number"))
        elif value is not None and len(self.seen) < _REMEMBERED:
            self.seen[cell] = value
        return value


def _hint_masked(facts: Facts, name: str, cell: Cell) -> bool:
    """True, with a hint, for a cell of a masked export: it says nothing about the value behind the mask."""
    if not isinstance(cell, str) or not masking.is_masked(cell):
        return False
    facts.hints.append((name, "masked value"))
    return True


def _has_words(cell: Cell) -> bool:
    """True for a phone cell with words beside its numbers, which the field does not keep."""
    return isinstance(cell, str) and len(cell) > _ONE_MOBILE and bool(phone.parse_many(cell).notes)


_ONE_MOBILE = 11  # characters; a longer cell may hold words beside its numbers
_TOLD_NOTES = frozenset(("old_15", "type_corrected", "looks_like_id_card", "check_digit_differs"))


def is_fault(cell: Cell) -> TypeIs[CellFault | FormulaEmpty]:
    """True for a cell that holds an error or a formula without a stored value."""
    return isinstance(cell, _OUTSIDE)


def fault_rule(cell: CellFault | FormulaEmpty) -> str:
    """Rule name of a cell that holds no value of its own."""
    return "formula without a value" if isinstance(cell, FormulaEmpty) else "cell error"


def _agrees(read: dates.PartialDate, known: str) -> bool:
    written = str(read)
    return known.startswith(written) or (read.ambiguous and known[:7] == f"{written[:4]}-10")


def _fill_from_id(person: dict[str, object], known: id_number.IdNumber) -> None:
    if known.id_type is not None:
        person["id_type"] = known.id_type
    if known.sex is not None:
        person["sex"] = known.sex
    if known.birth is not None:
        person["birth_date"] = known.birth


def _take_record(facts: Facts, cell: Cell) -> None:
    if isinstance(cell, str):
        facts.record = text.squeeze(cell)


def _place_handler(column: int, name: str, slot: int) -> Handle:
    seen: dict[Cell, str] = {}

    def handle(facts: Facts, cell: Cell) -> None:
        word = seen.get(cell)
        if word is None:
            word = read(facts, cell)
            if not word:
                return
            if len(seen) < _REMEMBERED:
                seen[cell] = word
        if facts.place is None:
            facts.place = ["", "", "", "", ""]
        facts.place[slot] = word

    def read(facts: Facts, cell: Cell) -> str:
        if isinstance(cell, (*_OUTSIDE, bool, date, datetime, time)):
            rule = fault_rule(cell) if isinstance(cell, _OUTSIDE) else "format"
            facts.bad.append((column, name, rule, True, {}))
            return ""
        word = text.cell_text(cell)
        if text.is_blank_word(word):
            return ""
        if slot == _ADDRESS and _hint_masked(facts, name, word):
            return ""
        return word

    return handle


def _flag_handler(column: int, target: Target) -> Handle:
    parse = kinds.parser(_YES_NO, date.min)

    def handle(facts: Facts, cell: Cell) -> None:
        answer = Broken("format") if isinstance(cell, _OUTSIDE) else parse(cell)
        if isinstance(answer, Broken):
            facts.bad.append((column, target.field, answer.rule, False, answer.facts))
        elif answer == 1:
            facts.tags.append(target.flag)

    return handle


_YES_NO = catalog.named("person").field("moved_out")


def _name_column(heading: Heading) -> Handle:
    column = heading.column

    def handle(facts: Facts, cell: Cell) -> None:
        if not isinstance(cell, str):
            rule = fault_rule(cell) if isinstance(cell, _OUTSIDE) else "format"
            facts.bad.append((column, "name", rule, True, {}))
            return
        if text.is_blank_word(text.clean_name(cell)) or _hint_masked(facts, "name", cell):
            return
        read = person_name.parse(cell)
        if isinstance(read, Broken):
            facts.bad.append((column, "name", read.rule, True, read.facts))
        else:
            facts.name = facts.person["name"] = read

    return handle


def _id_column(heading: Heading) -> Handle:
    column = heading.column

    def handle(facts: Facts, cell: Cell) -> None:
        if not _hint_masked(facts, "id_no", cell):
            facts.id_cell = (column, cell)

    return handle


def _birth_column(heading: Heading) -> Handle:
    column = heading.column

    def handle(facts: Facts, cell: Cell) -> None:
        facts.birth = (column, cell)

    return handle


def _sex_column(heading: Heading) -> Handle:
    """Bare digits are codes only under a heading that says so: 性别代码."""
    column = heading.column
    parse = kinds.parser(catalog.named("person").field("sex"), date.min, typed="代码" in heading.text)

    def handle(facts: Facts, cell: Cell) -> None:
        if cell == masking.HIDDEN:
            _hint_masked(facts, "sex", cell)
            return
        value = Broken("format") if isinstance(cell, _OUTSIDE) else parse(cell)
        if isinstance(value, Broken):
            facts.bad.append((column, "sex", value.rule, False, value.facts))
        elif isinstance(value, str):
            facts.sex = (column, value)

    return handle


def _tag_column(heading: Heading) -> Handle:
    column = heading.column
    table = codes.table(_TAG_TABLE)
    seen: dict[str, tuple[tuple[str, ...], int]] = {}

    def handle(facts: Facts, cell: Cell) -> None:
        if not isinstance(cell, str):
            facts.bad.append((column, "tag", "unknown_code", False, {}))
            return
        if cell == masking.HIDDEN:
            _hint_masked(facts, "tag", cell)
            return
        if cell not in seen:
            words = [word for word in kinds.split_list(text.clean(cell), table) if not text.is_blank_word(word)]
            found = [table.find(word) for word in words]
            seen[cell] = (tuple(code for code in found if code), found.count(None))
        known, unknown = seen[cell]
        facts.tags.extend(known)
        if unknown:
            facts.bad.append((column, "tag", "unknown_code", False, {"count": unknown}))

    return handle


def _name_handler(slot: str) -> Handle:
    def handle(facts: Facts, cell: Cell) -> None:
        if isinstance(cell, str):
            setattr(facts, slot, text.clean_name(cell))

    return handle


_SPECIAL: dict[tuple[str, str], Callable[[Heading], Handle]] = {
    ("person", "name"): _name_column,
    ("person", "id_no"): _id_column,
    ("person", "birth_date"): _birth_column,
    ("person", "sex"): _sex_column,
    ("person_tag", "tag"): _tag_column,
}
_NAMED_RECORDS = {
    ("household", "head_person_uid"): "head_name",
    ("topic_vehicle", "owner_person"): "owner_name",
}
