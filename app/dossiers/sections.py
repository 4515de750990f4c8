"""The fields of a record in their groups, as pages, drawers and forms show them: masks in front, notes beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app import access
from app.records.record_groups import Group, groups_of, may_be_typed
from app.records.shown_columns import Json
from ledger import clock, kinds, outside_facts
from ledger.definition import Field, Ledger, Level
from storage.reading import Reader
from storage.rows import Row, id_in, text_in

_TOLD_ELSEWHERE = ("org_code", "pinyin", "age", "valid_from", "full_address", "confirmed_on")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field as it is shown. `is_masked`: editing replaces the whole value, its text is not for an editor."""

    item: Field
    text: str
    is_masked: bool
    note: str = ""
    reference: str = ""
    """Of a reference: the id of the record it means."""
    level: Level = "L1"
    """How sensitive it is; one more for a child."""

    @property
    def can_be_typed(self) -> bool:
        """True for a field that a form offers."""
        return may_be_typed(self.item)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields under a heading; empty ones are folded away."""

    label: str
    cells: tuple[Cell, ...]

    @classmethod
    def blank(cls, group: Group) -> Section:
        """A group of which nothing is filled in yet."""
        return cls(group.label, tuple(Cell(item, "", is_masked=False) for item in group.typed))

    @property
    def filled(self) -> tuple[Cell, ...]:
        """Fields that say something."""
        return tuple(cell for cell in self.cells if cell.text)

    @property
    def empty_count(self) -> int:
        """How many fields could be filled in and are not."""
        return sum(not cell.text and cell.can_be_typed for cell in self.cells)


def sections(ledger: Ledger, row: Row, shown: Json, explained: Mapping[str, Json], *, on: date) -> tuple[Section, ...]:
    """The fields of a record in their groups."""
    child = ledger.name == "person" and access.is_child(text_in(row, "birth_date"), on)
    made = []
    for group in groups_of(ledger.name):
        fields = (item for item in group.fields if _has_a_place(item))
        cells = tuple(_cell(ledger, item, shown, explained, child=child) for item in fields)
        made.append(Section(group.label, cells))
    return tuple(section for section in made if section.cells)


def from_outside(reader: Reader, ledger: Ledger, row: Row, *, on: date) -> tuple[Section, ...]:
    """What other departments say beside the fields, each with its day; nobody here changes it."""
    child = ledger.name == "person" and access.is_child(text_in(row, "birth_date"), on)
    cells: dict[str, list[Cell]] = {}
    for one in outside_facts.read_all(reader.beside(ledger, id_in(row))):
        item = Field(name=one.name, kind="text", label=one.label, need="system", level=one.level)
        text = str(access.shown(ledger, item, one.value, child=child))
        masked = bool(access.mask_of(item, child=child, ledger=ledger.name))
        level = access.level_of(ledger, item, child=child)
        cells.setdefault(one.source_label, []).append(Cell(item, text, masked, f"{one.on} 提供", level=level))
    return tuple(Section(f"{source}提供（只读）", tuple(several)) for source, several in cells.items())


def _has_a_place(item: Field) -> bool:
    """Fields of pages: not the program's own stamps, which the timeline tells, and not what is only searched."""
    is_stamp = item.kind == "instant" and item.need == "derived"
    return item.kind not in ("json", "attachment", "account") and not is_stamp and item.name not in _TOLD_ELSEWHERE


def _cell(ledger: Ledger, item: Field, shown: Json, explained: Mapping[str, Json], *, child: bool) -> Cell:
    masked = bool(access.mask_of(item, child=child, ledger=ledger.name))
    text = shown_text(item, shown)
    reference = str(shown.get(item.name) or "") if item.kind == "ref" else ""
    level = access.level_of(ledger, item, child=child)
    return Cell(item, text, masked and bool(text), _note(item, explained.get(item.name)), reference, level)


def _note(item: Field, told: Json | None) -> str:
    """Where a sheet said otherwise than what is derived: the other value."""
    if not told or told.get("stated") is None or told.get("derived") is None or told["stated"] == told["derived"]:
        return ""
    other, words = ("derived", "推算是") if told["counts"] == "stated" else ("stated", "原表写的是")
    return f"{words} {told.get(f'{other}_label') or told[other]}" if not item.mask_rule else ""


def shown_text(item: Field, shown: Json) -> str:
    """What a cell of a row that is ready to show reads like."""
    value = shown.get(item.name)
    if value is None:
        return ""
    if item.kind in ("code", "code_list", "ref"):
        return str(shown.get(f"{item.name}_label") or "")
    if isinstance(value, bool):
        return kinds.as_text(item, value)
    if item.kind == "decimal" and isinstance(value, (int, float)):
        return kinds.as_text(item, value)
    return clock.local_text(str(value)) if item.kind == "instant" else str(shown.get(f"{item.name}_label", value))
