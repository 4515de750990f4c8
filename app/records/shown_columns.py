"""How each field of a ledger is shown, decided once for all rows: its keys, its label, the mask in front.

A list has some hundred fields a row and most are empty, so a row begins as a copy of `blank` and only what has a value
is written. Masks come from `access.door`; where values and the names of references come from is `showing`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from app import access
from ledger import catalog, kinds
from ledger.definition import Field, Ledger

Json = dict[str, object]
Write = Callable[[Json, object], None]
"""Writes one value that is not None into the row that is shown."""

_CODES = ("code", "code_list")
_LABELLED = (*_CODES, "ref")


@dataclass(frozen=True, slots=True)
class ShownColumns:
    """The fields of one ledger as they are shown. `blank` has every key in its order."""

    blank: Json
    stored: tuple[tuple[str, Write], ...]
    derived: tuple[tuple[Field, Write], ...]
    references: tuple[tuple[Field, access.Door], ...]


def columns_of(ledger_name: str, *, child: bool) -> ShownColumns:
    """How rows of a ledger are shown to whoever is at work; `child` for those about a person under 14."""
    levels = access.level_shown(ledger_name), access.level_shown("person_tag")
    return _columns_of(ledger_name, child, levels)


@cache
def _columns_of(ledger_name: str, child: bool, _levels: tuple[str | None, str | None]) -> ShownColumns:  # noqa: FBT001
    ledger = catalog.named(ledger_name)
    blank: Json = {"id": None}
    for item in ledger.fields:
        blank[item.name] = None
        if item.kind in _LABELLED:
            blank[f"{item.name}_label"] = None
    plain = [item for item in ledger.fields if item.kind != "ref"]
    return ShownColumns(
        blank,
        tuple((item.name, _writer(ledger, item, child=child)) for item in plain if item.need != "derived"),
        tuple((item, _writer(ledger, item, child=child)) for item in plain if item.need == "derived"),
        tuple((item, access.door(ledger, item, child=child)) for item in ledger.references),
    )


def _writer(ledger: Ledger, item: Field, *, child: bool) -> Write:
    name, label, door = item.name, f"{item.name}_label", access.door(ledger, item, child=child)

    def write(shown: Json, value: object) -> None:
        shown[name] = door(value)

    def write_code(shown: Json, value: object) -> None:
        shown[name] = door(value)
        shown[label] = door(kinds.as_text(item, value))

    def write_answer(shown: Json, value: object) -> None:
        shown[name] = door(bool(value))  # yes and no as JSON knows them

    if item.kind == "bool":
        return write_answer
    return write_code if item.kind in _CODES else write
