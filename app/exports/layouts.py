"""Named layouts: which columns of a ledger, in which order, under a name that the committee gave.

They lie inside the encrypted store, because their names may tell what a list is for. `exporting` uses them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from app import access
from app.exports import sheet_columns
from app.stores.session import Session
from ledger import text
from ledger.errors import LedgerError

_KEY = "layouts"
_LONGEST_NAME = 50


class LayoutMissing(LedgerError):
    """No layout of `ledger` is called `name`."""

    def __init__(self, ledger: str, name: str) -> None:
        super().__init__(f"no such layout of {ledger}")
        self.ledger = ledger
        self.name = name


class LayoutRefused(LedgerError):
    """A layout needs a name of at most 50 characters, and at least one column."""

    most: ClassVar[int] = _LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Layout:
    """A named choice of columns; `columns` are full names `ledger.field`, or 系统标识."""

    ledger: str
    name: str
    columns: tuple[str, ...]

    def headings(self) -> tuple[str, ...]:
        """What the columns are called in the sheet."""
        return tuple(column.heading for column in sheet_columns.chosen(self.ledger, self.columns))


@access.operation("export")
def save(session: Session, ledger: str, name: str, columns: Sequence[str]) -> Layout:
    """Keep the columns that `columns` ask for under `name`; one of the same name is replaced.

    Raises:
        UnknownLedger, UnknownField: nothing was kept.
        LayoutRefused: the name or the choice is empty, or the name too long.
    """
    called = text.clean(name)
    chosen = sheet_columns.chosen(ledger, columns)
    if not called or len(called) > _LONGEST_NAME or not chosen:
        raise LayoutRefused
    layout = Layout(ledger, called, tuple(sheet_columns.full_name(column) for column in chosen))
    kept = [other for other in _kept(session) if (other.ledger, other.name) != (ledger, called)]
    _keep(session, [*kept, layout])
    return layout


@access.operation("export")
def named(session: Session, ledger: str, name: str) -> Layout:
    """The layout of `ledger` called `name`; raises LayoutMissing."""
    called = text.clean(name)
    for layout in _kept(session):
        if (layout.ledger, layout.name) == (ledger, called):
            return layout
    raise LayoutMissing(ledger, called)


@access.operation("export")
def of_ledger(session: Session, ledger: str) -> list[Layout]:
    """All layouts of a ledger, by name."""
    sheet_columns.label(ledger)
    return sorted((one for one in _kept(session) if one.ledger == ledger), key=lambda one: one.name)


@access.operation("export")
def remove(session: Session, ledger: str, name: str) -> None:
    """Forget a layout; raises LayoutMissing."""
    gone = named(session, ledger, name)
    _keep(session, [one for one in _kept(session) if one != gone])


def _kept(session: Session) -> list[Layout]:
    stored = session.store.setting(_KEY)
    return [
        Layout(str(item["ledger"]), str(item["name"]), tuple(str(one) for one in item["columns"]))
        for item in (stored if isinstance(stored, list) else ())
    ]


def _keep(session: Session, layouts: Sequence[Layout]) -> None:
    session.store.set_setting(
        _KEY, [{"ledger": one.ledger, "name": one.name, "columns": list(one.columns)} for one in layouts]
    )
