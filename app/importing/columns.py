"""How the columns of a sheet are read: fields and places a column at once, every other cell by cell into its row.

Made once a sheet. Codes, dates and places repeat, so a column remembers what its cells meant. A bad cell is noted,
never raised; what needs several cells of a row is left to `rows`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date, datetime, time

from typing_extensions import override

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
)
from app.importing.headings import Heading, Target
from ledger import catalog, codes, kinds, masking, moments, person_name, phone, text
from ledger.broken import Broken
from ledger.definition import Field

_REMEMBERED = 32768  # distinct cells a column keeps the values of: codes, dates and places repeat, phones do not
_LIKE_A_BOOLEAN = (0, 1)
"""Numbers whose meaning no column remembers: 1 == True, so a look-up would take one for the other.

Leaving them out costs the look-up of every other cell nothing; equals of other types (2 and 2.0) mean the same.
"""
_PRECISE = 10**15  # a numeric cell keeps fifteen digits
_ONE_MOBILE = 11  # characters; a longer cell may hold words beside its numbers
_TAG_TABLE = "key_group_tag"
_YES_NO = catalog.named("person").field("moved_out")


class Column(ABC):
    """One column of a sheet that is read cell by cell, each by itself; cells that came before are only looked up."""

    def __init__(self) -> None:
        self._seen: dict[Cell, object] = {}

    def values(self, rows: Sequence[Facts], cells: Sequence[Cell]) -> list[object]:
        """The values of cells, one of each row; None for what is blank or bad, and what is bad is noted in its row."""
        known = self._seen.get
        values = list(map(known, cells))
        if values.count(None) > cells.count(None):
            for at, cell in enumerate(cells):
                if values[at] is None and cell is not None:
                    value = known(cell)
                    values[at] = self.read(rows[at], cell) if value is None else value
        return values

    @abstractmethod
    def read(self, facts: Facts, cell: Cell) -> object:
        """The value of a cell that was not seen before."""

    def _remember(self, cell: Cell, value: object) -> None:
        if len(self._seen) < _REMEMBERED and cell not in _LIKE_A_BOOLEAN:
            self._seen[cell] = value


class PlainColumn(Column):
    """A plain field of a record."""

    def __init__(self, column: int, item: Field, today: date) -> None:
        super().__init__()
        self._column, self._name, self._parse = column, item.name, kinds.parser(item, today)
        self._has_mask, self._is_phone = bool(item.mask_rule or item.mask), item.kind == "phone"

    @override
    def read(self, facts: Facts, cell: Cell) -> object:
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
        elif value is not None and not self._is_phone:
            self._remember(cell, value)
        return value


class UntilColumn(PlainColumn):
    """A time of an order: a day alone stands for its end, as in its forms."""

    def __init__(self, column: int, item: Field, today: date) -> None:
        super().__init__(column, item, today)
        plain = self._parse

        def parse(cell: kinds.Raw) -> kinds.Stored | Broken | None:
            read = plain(cell)
            if read is None or isinstance(read, Broken) or isinstance(cell, (time, bool)) or cell is None:
                return read
            return moments.parse_until(cell, today=today)

        self._parse = parse


class NumberColumn(PlainColumn):
    """A number that names a record: one whose last digits Excel lost names none, and refuses its row."""

    @override
    def read(self, facts: Facts, cell: Cell) -> object:
        if isinstance(cell, (int, float)) and abs(cell) >= _PRECISE:
            facts.bad.append(Bad(self._column, self._name, "precision_lost", refuses=True))
            return None
        return super().read(facts, cell)


class PlaceColumn(Column):
    """A part of the place, kept as written; a cell that is no text or number is bad and refuses its row."""

    def __init__(self, column: int, name: str, slot: int) -> None:
        super().__init__()
        self._column, self._name, self.slot = column, name, slot

    @override
    def read(self, facts: Facts, cell: Cell) -> str | None:
        if isinstance(cell, (*OUTSIDE, bool, date, datetime, time)):
            rule = fault_rule(cell) if isinstance(cell, OUTSIDE) else "format"
            facts.bad.append(Bad(self._column, self._name, rule, refuses=True))
            return None
        word = text.cell_text(cell)
        if text.is_blank_word(word) or (self.slot == ADDRESS and hint_masked(facts, self._name, word)):
            return None
        self._remember(cell, word)
        return word


def _has_words(cell: Cell) -> bool:
    """True for a phone cell with words beside its numbers, which the field does not keep."""
    return isinstance(cell, str) and len(cell) > _ONE_MOBILE and bool(phone.parse_many(cell).notes)


def take_record(facts: Facts, cell: Cell) -> None:
    """系统标识: the record that an exported row came from."""
    if isinstance(cell, str):
        facts.record = text.squeeze(cell)


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


CATEGORY = ("work_order", "category")
PLAIN: dict[tuple[str, str], type[PlainColumn]] = {
    ("work_order", "external_due_at"): UntilColumn,
    ("work_order", "received_at"): UntilColumn,
    ("work_order", "external_no"): NumberColumn,
    ("work_order", "order_no"): NumberColumn,
}
"""Plain fields that are read in a way of their own."""


def category_column(column: int, target: Target) -> Handle:
    """A category text of a work order, by its level: the whole path decides, and is kept as it came."""
    level = int(target.part or 0)

    def handle(facts: Facts, cell: Cell) -> None:
        if isinstance(cell, OUTSIDE):
            facts.bad.append(Bad(column, target.field, fault_rule(cell)))
            return
        word = "" if isinstance(cell, (date, time)) else text.clean(text.cell_text(cell))
        if not text.is_blank_word(word) and not hint_masked(facts, target.field, word):
            facts.levels.append((level, column, word))

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
    ("visit", "person_uids"): "visited",
}
