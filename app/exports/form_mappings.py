"""Which column of a department's form gets which field: proposed from its headings, kept under a name.

Only words that mean exactly one column are proposed; what could mean several is left for a person to say. `filling`
uses a mapping, `app.excel.form_table` finds the headings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import access
from app.excel.fill import Form
from app.excel.form_table import NUMBER_HEADINGS, FormUnfit, guessed_heading_row, headings_of
from app.exports import sheet_columns
from app.exports.sheet_columns import Column
from app.importing.headings import plain
from app.importing.vocabulary import address_words
from app.stores.session import Session
from ledger import text
from ledger.errors import LedgerError

NUMBER = "#"  # a column that counts the rows
ADDRESS_COLUMN = "dwelling.full_address"  # what 住址 means in a form about people and homes
_KEY = "form_mappings"


class MappingMissing(LedgerError):
    """No form mapping is called `name`."""

    def __init__(self, name: str) -> None:
        super().__init__("no such form mapping")
        self.name = name


@dataclass(frozen=True, slots=True)
class FormMapping:
    """How a form is filled: its sheet, its lowest heading row, and heading -> full column name, `#`, or "" for none."""

    ledger: str
    sheet: str
    heading_row: int
    columns: Mapping[str, str]

    def chosen(self) -> dict[str, Column | None]:
        """Heading -> column, None for the running number; headings without a column are left out.

        Raises:
            UnknownField: the mapping names a column that there is not.
        """
        return {
            heading: None if word == NUMBER else sheet_columns.chosen(self.ledger, [word])[0]
            for heading, word in self.columns.items()
            if word
        }


def proposed(form: Form, ledger: str, *, sheet: str = "", given: Mapping[str, str] | None = None) -> FormMapping:
    """A mapping for a form by the words of its headings; `given` says otherwise for some of them.

    Raises:
        FormUnfit: `sheet`, or `heading` when no row of headings is recognised.
    """
    words = _words(ledger)
    name = sheet or next(iter(form.sheet_names), "")
    found = form.sheet(name)
    told = {plain(heading): word for heading, word in (given or {}).items()}
    row = guessed_heading_row(found, lambda heading: plain(heading) in words or plain(heading) in told)
    if not row:
        raise FormUnfit("heading")
    columns = {
        heading: told.get(plain(heading), NUMBER if heading in NUMBER_HEADINGS else words.get(plain(heading), ""))
        for heading in headings_of(found, row).values()
    }
    return FormMapping(ledger, name, row, columns)


@access.operation("export")
def save(session: Session, name: str, mapping: FormMapping) -> None:
    """Keep a mapping under `name`; one of the same name is replaced. Raises UnknownField for a column there is not."""
    mapping.chosen()
    kept = _kept(session)
    kept[text.clean(name)] = {
        "ledger": mapping.ledger,
        "sheet": mapping.sheet,
        "heading_row": mapping.heading_row,
        "columns": dict(mapping.columns),
    }
    session.store.set_setting(_KEY, kept)


@access.operation("export")
def named(session: Session, name: str) -> FormMapping:
    """The mapping kept under `name`; raises MappingMissing."""
    found = every(session).get(text.clean(name))
    if found is None:
        raise MappingMissing(text.clean(name))
    return found


@access.operation("export")
def every(session: Session) -> dict[str, FormMapping]:
    """All mappings that are kept, by name."""
    kept = _kept(session)
    return {name: _read(kept[name]) for name in sorted(kept)}


@access.operation("export")
def remove(session: Session, name: str) -> None:
    """Forget the mapping kept under `name`; raises MappingMissing."""
    named(session, name)
    kept = _kept(session)
    del kept[text.clean(name)]
    session.store.set_setting(_KEY, kept)


def _read(kept: Mapping[str, Any]) -> FormMapping:
    columns = {str(heading): str(word) for heading, word in kept["columns"].items()}
    return FormMapping(str(kept["ledger"]), str(kept["sheet"]), int(kept["heading_row"]), columns)


def _kept(session: Session) -> dict[str, dict[str, Any]]:
    stored = session.store.setting(_KEY)
    return dict(stored) if isinstance(stored, dict) else {}


def _words(ledger: str) -> dict[str, str]:
    """Word -> full column name: headings and labels first, then other words that mean one column alone."""
    every = sheet_columns.columns(ledger)
    found: dict[str, str] = {}
    for wording in (_headings, _labels, _aliases):
        meant: dict[str, set[str]] = {}
        for column in every:
            for word in wording(column):
                meant.setdefault(plain(word), set()).add(sheet_columns.full_name(column))
        for word, columns in meant.items():
            if len(columns) == 1:
                found.setdefault(word, next(iter(columns)))
    if ledger == sheet_columns.FLAT:
        for word in address_words():
            found.setdefault(plain(word), ADDRESS_COLUMN)
    for word in {plain(word) for column in every for word in (column.field.asks if column.field else ())}:
        if word not in {plain(column.heading) for column in every}:
            found.pop(word, None)
    return found


def _headings(column: Column) -> Sequence[str]:
    return (column.heading,)


def _labels(column: Column) -> Sequence[str]:
    return (column.field.label,) if column.field else ()


def _aliases(column: Column) -> Sequence[str]:
    return column.field.aliases if column.field else ()
