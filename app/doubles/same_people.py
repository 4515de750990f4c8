"""Two people side by side, ready to show: every field that either has, which differ, where they live, their tags.

Behind masks as lists are; whether two masked values differ is told from what is behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import access
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.definition import Field
from ledger.errors import RecordNotFound
from storage.reading import Reader
from storage.rows import Row

_PERSON = catalog.named("person")
_FIRST = ("name", "id_type", "id_no", "sex", "birth_date", "phone", "phone2")
"""What people look at first; the other fields follow in the ledger's order."""
_NOT_COMPARED = ("json", "attachment", "instant", "account")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One field of both. `group` names the fields that are chosen together; it is empty where nothing is to choose."""

    name: str
    label: str
    left: str
    right: str
    differs: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """The two, the older record at the left, by id and name, and what is said of each."""

    left: str
    right: str
    left_name: str
    right_name: str
    lines: tuple[SideBySide, ...]


@access.operation("merge")
def compare(session: Session, first: str, second: str) -> TwoPeople:
    """Two live people side by side; raises RecordNotFound when one of them is gone."""
    keys = [ids.from_text(one) for one in (first, second)]
    with session.reader() as reader, reader.snapshot():
        rows = reader.get_many(_PERSON, [key for key in keys if key])
        both = [rows[key] for key in keys if key in rows]
        if len(both) < 2:
            raise RecordNotFound("person")
        shown = Shower(session, reader, _PERSON, clock.today()).rows(both)
        lines = [line for item in _fields() if (line := _line(item, both, shown)) is not None]
        at = _after_first(lines)
        lines[at:at] = _around(session, reader, both)
    names = [str(one["name"] or "") for one in shown]
    return TwoPeople(first, second, names[0], names[1], tuple(lines))


def _fields() -> list[Field]:
    every = [
        item for item in _PERSON.stored if item.need not in ("system", "derived") and item.kind not in _NOT_COMPARED
    ]
    return sorted(every, key=lambda item: _FIRST.index(item.name) if item.name in _FIRST else len(_FIRST))


def _after_first(lines: Sequence[SideBySide]) -> int:
    return sum(1 for line in lines if line.name in _FIRST)


def _line(item: Field, both: Sequence[Row], shown: Sequence[Json]) -> SideBySide | None:
    values = [row.get(item.name) for row in both]
    if values == [None, None]:
        return None
    left, right = (_text(item, one) for one in shown)
    return SideBySide(item.name, item.label, left, right, values[0] != values[1], item.merge_group)


def _text(item: Field, shown: Json) -> str:
    value = shown.get(f"{item.name}_label", shown[item.name])
    if value is None:
        return ""
    return kinds.as_text(item, int(value)) if isinstance(value, bool) else str(value)


def _around(session: Session, reader: Reader, both: Sequence[Row]) -> list[SideBySide]:
    """Homes and tags of both: nothing to choose, they are put together."""
    found = []
    for ledger, label, field in (("residence", "住处", "dwelling_uid_label"), ("person_tag", "标签", "tag_label")):
        told = [_held(session, reader, ledger, field, row) for row in both]
        if any(told):
            left, right = ("、".join(sorted(one)) for one in told)
            found.append(SideBySide(ledger, label, left, right, left != right))
    return found


def _held(session: Session, reader: Reader, ledger: str, field: str, person: Row) -> set[str]:
    definition = catalog.named(ledger)
    rows = reader.children(definition, "person_uid", [key] if isinstance(key := person["id"], bytes) else [])
    shown = Shower(session, reader, definition, clock.today()).rows(rows)
    return {str(one[field]) for one in shown if one.get(field)}
