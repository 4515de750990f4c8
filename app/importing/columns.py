"""How the columns of a sheet are read into the facts of a row: plain fields together, every other by its function.

Made once a sheet. Codes, dates and places repeat, so a column remembers what its cells meant. A bad cell is noted,
never raised; what needs several cells of a row is left to `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time

from app.excel.cells import Cell
from app.importing.facts import (
    ADDRESS,
    CLEAR,
    CLEAR_MARKERS,
    OUTSIDE,
    Bad,
    Facts,
    Handle,
    fault_rule,
    hint_masked,
    is_fault,
    no_place,
)
from app.importing.headings import Heading, Target
from ledger import catalog, codes, kinds, masking, person_name, phone, text
from ledger.broken import Broken
from ledger.definition import Field

_REMEMBERED = 32768  # distinct cells a column keeps the values of: codes, dates and places repeat, phones do not
_LIKE_A_BOOLEAN = (0, 1)
"""Numbers whose meaning no column remembers: 1 == True, so a look-up would take one for the other.

Leaving them out costs the look-up of every other cell nothing; equals of other types (2 and 2.0) mean the same.
"""
_ONE_MOBILE = 11  # characters; a longer cell may hold words beside its numbers
_TAG_TABLE = "key_group_tag"
_YES_NO = catalog.named("person").field("moved_out")


class Values:
    """The columns of a row that are plain fields of one record; cells that came before are only looked up."""

    def __init__(self, parts: Sequence[tuple[int, Field]], today: date) -> None:
        readers = [(column, item.name, _CellReader(column, item, kinds.parser(item, today))) for column, item in parts]
        self._columns = [(column, name, reader.seen.get, reader.read) for column, name, reader in readers]

    def read(self, facts: Facts, cells: Sequence[Cell]) -> dict[str, object]:
        """The values of a row by field name; what is blank or bad is left out, what is bad is noted in the facts."""
        found: dict[str, object] = {}
        for column, name, known, read in self._columns:
            cell = cells[column]
            if cell is not None:
                value = known(cell)
                if value is None:
                    value = read(facts, cell)
                    if value is None:
                        continue
                found[name] = value
        return found


class _CellReader:
    """Reads the cells of one column that were not seen before."""

    def __init__(self, column: int, item: Field, parse: kinds.Parse) -> None:
        self.seen: dict[Cell, object] = {}
        self._column, self._name, self._parse = column, item.name, parse
        self._has_mask, self._is_phone = bool(item.mask_rule or item.mask), item.kind == "phone"

    def read(self, facts: Facts, cell: Cell) -> object:
        """The value of a cell; None when it says nothing, or is noted as bad."""
        if is_fault(cell):
            facts.bad.append(Bad(self._column, self._name, fault_rule(cell)))
            return None
        if isinstance(cell, str) and cell in CLEAR_MARKERS:
            return CLEAR
        if (self._has_mask or cell == masking.HIDDEN) and hint_masked(facts, self._name, cell):
            return None
        value = self._parse(cell)
        if isinstance(value, Broken):
            facts.bad.append(Bad(self._column, self._name, value.rule))
            return None
        if self._is_phone and _has_words(cell):
            facts.hints.append((self._name, "words beside the number"))
        elif value is not None and not self._is_phone and len(self.seen) < _REMEMBERED and cell not in _LIKE_A_BOOLEAN:
            self.seen[cell] = value
        return value


def _has_words(cell: Cell) -> bool:
    """True for a phone cell with words beside its numbers, which the field does not keep."""
    return isinstance(cell, str) and len(cell) > _ONE_MOBILE and bool(phone.parse_many(cell).notes)


def take_record(facts: Facts, cell: Cell) -> None:
    """系统标识: the record that an exported row came from."""
    if isinstance(cell, str):
        facts.record = text.squeeze(cell)


def place_column(column: int, name: str, slot: int) -> Handle:
    """A part of the place, kept as written in its slot of `Facts.place`; a cell that is no text or number is bad."""
    seen: dict[Cell, str] = {}

    def handle(facts: Facts, cell: Cell) -> None:
        word = seen.get(cell)
        if word is None:
            word = read(facts, cell)
            if not word:
                return
            if len(seen) < _REMEMBERED and cell not in _LIKE_A_BOOLEAN:
                seen[cell] = word
        if facts.place is None:
            facts.place = no_place()
        facts.place[slot] = word

    def read(facts: Facts, cell: Cell) -> str:
        if isinstance(cell, (*OUTSIDE, bool, date, datetime, time)):
            rule = fault_rule(cell) if isinstance(cell, OUTSIDE) else "format"
            facts.bad.append(Bad(column, name, rule, refuses=True))
            return ""
        word = text.cell_text(cell)
        if text.is_blank_word(word):
            return ""
        if slot == ADDRESS and hint_masked(facts, name, word):
            return ""
        return word

    return handle


def flag_column(column: int, target: Target) -> Handle:
    """One tag asked by yes and no: 是否独居. Only a yes says something; a no takes no tag away."""
    parse = kinds.parser(_YES_NO, date.min)

    def handle(facts: Facts, cell: Cell) -> None:
        answer = Broken("format") if isinstance(cell, OUTSIDE) else parse(cell)
        if isinstance(answer, Broken):
            facts.bad.append(Bad(column, target.field, answer.rule))
        elif answer == 1:
            facts.tags.append(target.flag)

    return handle


def name_column(heading: Heading) -> Handle:
    """A name, or in place of one what is the matter with the home: 空关, 出租."""
    column = heading.column
    states = codes.table("dwelling_occupancy")
    no_names = {*text.BLANK_WORDS, *(word.casefold() for word in states.by_word), masking.HIDDEN}

    def handle(facts: Facts, cell: Cell) -> None:
        if not isinstance(cell, str):
            rule = fault_rule(cell) if isinstance(cell, OUTSIDE) else "format"
            facts.bad.append(Bad(column, "name", rule, refuses=True))
            return
        # A text mark of Excel that a csv file carries along goes.
        read = cell if person_name.is_plain(cell) else person_name.parse(cell.removeprefix("'"))
        if isinstance(read, str) and read.casefold() not in no_names:
            facts.person["name"] = read
        else:
            other_than_name(facts, cell, read)

    def other_than_name(facts: Facts, cell: str, read: str | Broken) -> None:
        word = text.clean_name(cell)
        if text.is_blank_word(word) or hint_masked(facts, "name", cell):
            return
        state = states.find(word)
        if state is not None:
            facts.dwelling.setdefault("occupancy", state)
        elif isinstance(read, Broken):
            facts.bad.append(Bad(column, "name", read.rule, refuses=True))

    return handle


def id_column(heading: Heading) -> Handle:
    """The ID number's cell, read when the whole row is known: its type may stand in another column."""
    column = heading.column

    def handle(facts: Facts, cell: Cell) -> None:
        if not hint_masked(facts, "id_no", cell):
            facts.id_cell = (column, cell)

    return handle


def birth_column(heading: Heading) -> Handle:
    """The birth date's cell, judged beside the ID number when the whole row is known."""
    column = heading.column

    def handle(facts: Facts, cell: Cell) -> None:
        facts.birth = (column, cell)

    return handle


def sex_column(heading: Heading) -> Handle:
    """Bare digits are codes only under a heading that says so: 性别代码."""
    column = heading.column
    parse = kinds.parser(catalog.named("person").field("sex"), date.min, typed="代码" in heading.text)

    def handle(facts: Facts, cell: Cell) -> None:
        if cell == masking.HIDDEN and hint_masked(facts, "sex", cell):
            return
        value = Broken("format") if isinstance(cell, OUTSIDE) else parse(cell)
        if isinstance(value, Broken):
            facts.bad.append(Bad(column, "sex", value.rule))
        elif isinstance(value, str):
            facts.sex = (column, value)

    return handle


def tag_column(heading: Heading) -> Handle:
    """A list of tags in one cell: 独居老人、低保; words that name none are counted as one bad cell."""
    column = heading.column
    table = codes.table(_TAG_TABLE)
    seen: dict[str, tuple[tuple[str, ...], bool]] = {}

    def handle(facts: Facts, cell: Cell) -> None:
        if not isinstance(cell, str):
            facts.bad.append(Bad(column, "tag", "unknown_code"))
            return
        if hint_masked(facts, "tag", cell):
            return
        if cell not in seen:
            words = [word for word in kinds.split_list(text.clean(cell), table) if not text.is_blank_word(word)]
            found = [table.find(word) for word in words]
            seen[cell] = (tuple(code for code in found if code), None in found)
        known, has_unknown = seen[cell]
        facts.tags.extend(known)
        if has_unknown:
            facts.bad.append(Bad(column, "tag", "unknown_code"))

    return handle


def named_record_column(field: str, slot: str) -> Handle:
    """The name of a person whom the row refers to."""

    def handle(facts: Facts, cell: Cell) -> None:
        if isinstance(cell, str) and not hint_masked(facts, field, cell):
            setattr(facts, slot, text.clean_name(cell))

    return handle


SPECIAL: dict[tuple[str, str], Callable[[Heading], Handle]] = {
    ("person", "name"): name_column,
    ("person", "id_no"): id_column,
    ("person", "birth_date"): birth_column,
    ("person", "sex"): sex_column,
    ("person_tag", "tag"): tag_column,
}
NAMED_RECORDS = {
    ("household", "head_person_uid"): "head_name",
    ("topic_vehicle", "owner_person"): "owner_name",
}
