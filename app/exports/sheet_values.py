"""How a stored value reads in a sheet that leaves the program: as text or number, behind its mask where there is one.

`work` settles once what is to be done per column, so that a row costs little. Which mask lies over a field is
`app.access`'s to say, how a mask looks `ledger.masking`'s, and which record a value comes from `flat_rows`'s and
`ledger_rows`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app import access
from app.excel import sheets
from app.excel.sheets import SheetColumn, Value
from app.exports.sheet_columns import Column
from ledger import clock, kinds, masking
from ledger.definition import Field, Level

HIDE = "hide"
_MASKS_OF_FEW = ("name", "birth", "address")
_TEXTS = ("text", "date", "phone", "id_no", "plate", "uscc")
_FEW_VALUES = ("code", "code_list", "bool")
Format = Callable[[object], Value]


@dataclass(frozen=True, slots=True)
class Work:
    """What to do with the columns of one tuple of values.

    `words` are for the kinds that have few values, `formats` for others where there is a value, `hidden` in any case.
    A hidden column says 已隐藏 in every row: said only where there is something to hide, it would tell who has it.
    """

    words: tuple[tuple[int, Mapping[object, str | None]], ...]
    formats: tuple[tuple[int, Format], ...]
    hidden: tuple[int, ...]

    def done(self, row: list[Value]) -> list[Value]:
        """The values as the sheet shows them; `row` holds them as they are stored and is changed in place."""
        for index, known in self.words:
            row[index] = known[row[index]]
        for index, format_value in self.formats:
            value = row[index]
            if value is not None:
                row[index] = format_value(value)
        for index in self.hidden:
            row[index] = masking.HIDDEN
        return row


def work(columns: Sequence[Column], *, unmasked: bool, child: bool = False) -> Work:
    """How to format tuples that hold the values of `columns` in this order; `child` for a person under 14."""
    words: list[tuple[int, Mapping[object, str | None]]] = []
    formats: list[tuple[int, Format]] = []
    hidden: list[int] = []
    for index, column in enumerate(columns):
        if column.field is None:
            continue
        mask = "" if unmasked else mask_of(column, child=child)
        if mask == HIDE:
            hidden.append(index)
        elif mask in _MASKS_OF_FEW:
            words.append((index, _Masked(column.field, mask)))
        elif mask:
            formats.append((index, _masking(column.field, mask)))
        elif column.field.kind in _FEW_VALUES:
            words.append((index, _Words(column.field)))
        elif column.field.kind in _FORMATS:
            formats.append((index, _FORMATS[column.field.kind]))
    return Work(tuple(words), tuple(formats), tuple(hidden))


def mask_of(column: Column, *, child: bool = False) -> str:
    """Name of the mask over a column; "" where values are shown.

    A column that stands for a reference has the reference's mask, else that of the other record's field.
    """
    item = column.field
    if item is None:
        return ""
    own = access.mask_of(item, child=child and column.ledger == "person", ledger=column.ledger)
    return (access.mask_of(column.through, ledger=column.ledger) if column.through else "") or own


def sheet_column(column: Column, *, unmasked: bool) -> SheetColumn:
    """How a column is written: what is masked is text, even in place of a number."""
    if column.field is None:
        return SheetColumn(column.heading, "text", 0, 40)
    shape = sheets.for_field(column.field, column.heading)
    return shape if unmasked or not mask_of(column) else SheetColumn(shape.heading, "text", 0, shape.width)


def level_of(column: Column) -> Level:
    """How sensitive a column is; tags may be L4 each by itself."""
    if column.field is None:
        return "L1"
    return "L4" if (column.ledger, column.name) == ("person_tag", "tag") else column.field.level


class _Words(dict[object, str | None]):
    """The words for the values of a field that has few of them: each is found once."""

    def __init__(self, field: Field) -> None:
        super().__init__({None: None})
        self._field = field

    def __missing__(self, value: object) -> str:
        text = self[value] = kinds.as_text(self._field, value)
        return text


class _Masked(dict[object, str | None]):
    """Values behind a mask, where many records have the same: names, days of birth, the address of a whole house."""

    def __init__(self, field: Field, mask: str) -> None:
        super().__init__({None: None})
        self._mask = _masking(field, mask)

    def __missing__(self, value: object) -> str:
        text = self[value] = self._mask(value)
        return text


def _masking(field: Field, mask: str) -> Callable[[object], str]:
    """What shows a value behind a mask."""
    if field.kind in _TEXTS:
        return lambda value: masking.mask(mask, str(value))
    return lambda value: masking.mask(mask, kinds.as_text(field, value))


_FORMATS: dict[str, Format] = {
    "instant": lambda value: clock.local_text(str(value)),
    "attachment": lambda _value: "有",
}
