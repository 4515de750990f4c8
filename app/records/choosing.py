"""Choosing the record that another one refers to: the few that answer to what is typed, each as a line and a detail.

Nothing typed shows the first ones, of small ledgers all. Masks stand as in lists.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.jobs import SILENT, JobContext
from app.records import browsing, devices
from app.records.browsing import Order
from app.records.filters import Selection
from app.records.naming import Names
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import catalog, ids
from ledger.text import squeeze
from storage.reading import Reader

MOST = 12
_DETAILS = {
    "person": ("sex_label", "age", "id_no", "residence_address"),
    "dwelling": ("occupancy_label", "owner_name"),
    "compound": ("address",),
    "work_order": ("title", "status_label", "address"),
}
_TITLES = {"person": "name", "dwelling": "full_address", "compound": "name", "work_order": "order_no"}
_NEWEST_FIRST = frozenset(("work_order",))
_DEVICES = "topic_row"


@dataclass(frozen=True, slots=True)
class Choice:
    """A record that may be meant: its id, what it is called, what tells it from others."""

    id: str
    title: str
    detail: str = ""


@access.operation("view")
def choices(session: Session, ledger: str, typed: str, ctx: JobContext = SILENT, *, within: str = "") -> list[Choice]:
    """The records of a ledger that may be meant; `within` keeps units to a building, households to a dwelling."""
    ctx.checkpoint()
    if ledger in _TITLES:
        return _searched(session, ledger, typed)
    with session.reader() as reader, reader.snapshot():
        if ledger == _DEVICES:
            return _devices(reader, typed)
        found = _inside(session, reader, ledger, typed, within)
    wanted = squeeze(typed)
    return [one for one in found if ledger == "household" or wanted in squeeze(one.title)][:MOST]


@access.operation("view")
def named(session: Session, ledger: str, record: str) -> Choice | None:
    """The record with an id as a choice; None when there is none."""
    one = ids.from_text(record)
    if one is None:
        return None
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        title = names.of(ledger, one)
    return Choice(record, title) if title else None


def _searched(session: Session, ledger: str, typed: str) -> list[Choice]:
    order = Order(limit=MOST, descending=ledger in _NEWEST_FIRST)
    listed = browsing.page(session, catalog.named(ledger), Selection(search=typed.strip()), order)
    return [_choice(ledger, row) for row in listed.rows]


def _choice(ledger: str, row: Json) -> Choice:
    said = [f"{row[name]} 岁" if name == "age" else str(row[name]) for name in _DETAILS[ledger] if row.get(name)]
    return Choice(str(row["id"]), str(row.get(_TITLES[ledger]) or ""), " · ".join(said))


def _devices(reader: Reader, typed: str) -> list[Choice]:
    """Devices by any words of their number, ledger, building and list."""
    names, known, wanted = Names(reader), list(devices.every(reader)), typed.casefold().split()
    names.load("building", (one.building for one in known))
    told = ((one, (one.ledger, names.of("building", one.building), *one.said)) for one in known)
    found = [Choice(ids.to_text(one.id), one.number, " · ".join(filter(None, said))) for one, said in told]
    return [one for one in found if all(word in f"{one.title} {one.detail}".casefold() for word in wanted)][:MOST]


def _inside(session: Session, reader: Reader, ledger: str, typed: str, within: str) -> list[Choice]:
    """Buildings by name; units of a building, households of a dwelling or of those whose address is typed."""
    names, definition = Names(reader), catalog.named(ledger)
    parents = {"unit": "building_uid", "household": "dwelling_uid"}
    place = ids.from_text(within)
    if ledger in parents and place is not None:
        found = [bytes(row["id"]) for row in reader.children(definition, parents[ledger], [place])]  # type: ignore[call-overload]  # ids are bytes
    elif ledger == "household":
        homes = [ids.from_text(one.id) for one in _searched(session, "dwelling", typed)]
        rows = reader.children(definition, "dwelling_uid", [one for one in homes if one is not None])
        found = [bytes(row["id"]) for row in rows]  # type: ignore[call-overload]  # ids are bytes
    else:
        found = [key for key, *_ in reader.scan(definition, ())]
    names.load(ledger, found)
    return [Choice(ids.to_text(one), names.of(ledger, one)) for one in found]
