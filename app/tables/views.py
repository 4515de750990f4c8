"""Saved views 我的视图: the filters, columns and order of a table under a name, and how a table was last left.

They lie inside the encrypted store: names and filters may tell what a list is for. Every account of the store sees the
views; the columns' widths are kept beside them, one set a ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, cast

from app import access
from app.stores.session import Session
from app.tables import list_columns
from ledger import catalog, text
from ledger.errors import LedgerError

_VIEWS, _SHAPES = "views", "table_shapes"
_LONGEST_NAME = 30


class ViewMissing(LedgerError):
    """No view of `ledger` is called `name`."""

    def __init__(self, ledger: str, name: str) -> None:
        super().__init__(f"no such view of {ledger}")
        self.ledger = ledger
        self.name = name


class ViewRefused(LedgerError):
    """A view needs a name of at most 30 characters."""

    most: ClassVar[int] = _LONGEST_NAME


class ViewNameTaken(LedgerError):
    """Another view of `ledger` is called `name` already."""

    def __init__(self, ledger: str, name: str) -> None:
        super().__init__(f"a view of {ledger} has this name")
        self.ledger = ledger
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A named way to look at a ledger; at most one a ledger is its `is_default`."""

    ledger: str
    name: str
    filters: tuple[str, ...] = ()
    search: str = ""
    columns: tuple[str, ...] = ()
    order_by: str = ""
    descending: bool = False
    everyone: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns a table has in which order, and how wide each is, in tenths of the width of a letter."""

    columns: tuple[str, ...]
    widths: Mapping[str, int] = field(default_factory=dict)


@access.operation("view")
def save(session: Session, view: View) -> View:
    """Keep a view; one of the same name is replaced and stays the default. Raises ViewRefused, UnknownLedger."""
    catalog.named(view.ledger)
    kept = replace(view, name=_called(view.name), columns=list_columns.known(view.ledger, view.columns))
    others = [one for one in _kept(session) if (one.ledger, one.name) != (kept.ledger, kept.name)]
    was = next((one for one in _kept(session) if (one.ledger, one.name) == (kept.ledger, kept.name)), None)
    kept = replace(kept, is_default=view.is_default or (was is not None and was.is_default))
    _keep(session, [*(_undefaulted(others, kept.ledger) if kept.is_default else others), kept])
    return kept


@access.operation("view")
def of_ledger(session: Session, ledger: str) -> list[View]:
    """All views of a ledger, by name."""
    return sorted((one for one in _kept(session) if one.ledger == ledger), key=lambda one: one.name)


@access.operation("view")
def rename(session: Session, ledger: str, name: str, new: str) -> View:
    """Give a view another name; raises ViewMissing, ViewRefused, ViewNameTaken."""
    view, called = _named(session, ledger, name), _called(new)
    if called != view.name and any((one.ledger, one.name) == (ledger, called) for one in _kept(session)):
        raise ViewNameTaken(ledger, called)
    renamed = replace(view, name=called)
    _keep(session, [renamed if one == view else one for one in _kept(session)])
    return renamed


@access.operation("view")
def make_default(session: Session, ledger: str, name: str) -> None:
    """Open the ledger's table with this view from now on, or with none for an empty name; raises ViewMissing."""
    wanted = _named(session, ledger, name) if name else None
    plain = _undefaulted(_kept(session), ledger)
    _keep(
        session,
        [
            replace(one, is_default=True) if wanted and one.name == wanted.name and one.ledger == ledger else one
            for one in plain
        ],
    )


@access.operation("view")
def remove(session: Session, ledger: str, name: str) -> None:
    """Forget a view; raises ViewMissing."""
    gone = _named(session, ledger, name)
    _keep(session, [one for one in _kept(session) if one != gone])


@access.operation("view")
def shape(session: Session, ledger: str) -> Shape:
    """How the table of a ledger was last left."""
    stored = session.store.setting(_SHAPES)
    found = stored.get(ledger) if isinstance(stored, dict) else None
    if not isinstance(found, dict):
        return Shape(list_columns.AT_FIRST[ledger])
    columns = tuple(str(name) for name in found.get("columns", ()))
    widths = {str(name): int(width) for name, width in found.get("widths", {}).items()}
    return Shape(list_columns.known(ledger, columns), widths)


@access.operation("view")
def keep_shape(session: Session, ledger: str, left: Shape) -> None:
    """Remember how the table of a ledger was left."""
    stored = session.store.setting(_SHAPES)
    shapes = dict(stored) if isinstance(stored, dict) else {}
    shapes[ledger] = {"columns": list(left.columns), "widths": dict(left.widths)}
    session.store.set_setting(_SHAPES, shapes)


def _called(name: str) -> str:
    called = text.clean(name)
    if not called or len(called) > _LONGEST_NAME:
        raise ViewRefused
    return called


def _named(session: Session, ledger: str, name: str) -> View:
    called = text.clean(name)
    for view in _kept(session):
        if (view.ledger, view.name) == (ledger, called):
            return view
    raise ViewMissing(ledger, called)


def _undefaulted(views: list[View], ledger: str) -> list[View]:
    return [replace(one, is_default=False) if one.ledger == ledger else one for one in views]


def _kept(session: Session) -> list[View]:
    stored = session.store.setting(_VIEWS)
    return [_read(one) for one in stored] if isinstance(stored, list) else []


def _read(kept: Mapping[str, Any]) -> View:
    return View(
        ledger=str(kept["ledger"]),
        name=str(kept["name"]),
        filters=tuple(map(str, cast("list[object]", kept["filters"]))),
        search=str(kept["search"]),
        columns=tuple(map(str, cast("list[object]", kept["columns"]))),
        order_by=str(kept["order_by"]),
        descending=bool(kept["descending"]),
        everyone=bool(kept.get("everyone", False)),  # views of before knew nothing of it
        is_default=bool(kept["is_default"]),
    )


def _keep(session: Session, views: list[View]) -> None:
    session.store.set_setting(
        _VIEWS,
        [
            {
                "ledger": one.ledger,
                "name": one.name,
                "filters": list(one.filters),
                "search": one.search,
                "columns": list(one.columns),
                "order_by": one.order_by,
                "descending": one.descending,
                "everyone": one.everyone,
                "is_default": one.is_default,
            }
            for one in views
        ],
    )
