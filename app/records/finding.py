"""What the search box shows as one types: the few best people, dwellings, vehicles and merchants, each as two lines.

Everything is ready to be shown, masks in front. The whole list behind a group is `browsing.page` with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.jobs import SILENT, JobContext
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import catalog, clock

_PEOPLE_FIRST = ("person", "dwelling", "topic_vehicle", "topic_merchant")
_TITLES = {"person": "居民", "dwelling": "房屋", "topic_vehicle": "车辆", "topic_merchant": "商户"}
_COUNTED = {"person": "位居民", "dwelling": "套房屋", "topic_vehicle": "辆车", "topic_merchant": "家商户"}
_HITS = {"person": 6, "dwelling": 6, "topic_vehicle": 3, "topic_merchant": 3}
_LINES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "person": (("name",), ("sex", "age", "residence_address", "phone", "id_no")),
    "dwelling": (("full_address",), ("occupancy", "owner_name", "resident_count")),
    "topic_vehicle": (("plate",), ("owner_person", "phone", "dwelling_uid")),
    "topic_merchant": (("name",), ("address", "phone")),
}
_UNITS = {"age": " 岁", "resident_count": " 人"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: what it is called, and a line that tells it from others of the same name.

    `opens` is the (ledger, id) whose page shows it: its own, of a vehicle its owner's or its home's; empty for none.
    """

    ledger: str
    id: str
    title: str
    under: str
    opens: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """The first hits of one ledger and how many there are; `is_floor` when there are more than were counted.

    `counted` is the title as it stands after a number: 位居民.
    """

    ledger: str
    title: str
    counted: str
    hits: tuple[Hit, ...]
    total: int
    is_floor: bool


@access.operation("view")
def find(session: Session, typed: str, ctx: JobContext = SILENT) -> tuple[Group, ...]:
    """The groups that have hits, people first; none for a blank text. A cancel stops between two ledgers."""
    groups = []
    if typed.strip():
        with session.reader() as reader, reader.snapshot():
            for name in (name for name in _PEOPLE_FIRST if session.rights.may("view", name)):
                ctx.checkpoint()
                ledger = catalog.named(name)
                selection = Selection(search=typed)
                page = reader.page(browsing.query(reader, ledger, selection, Order(limit=_HITS[name])))
                if page.rows:
                    rows = Shower(session, reader, ledger, clock.today()).rows(page.rows)
                    hits = tuple(_hit(name, row) for row in rows)
                    groups.append(Group(name, _TITLES[name], _COUNTED[name], hits, page.total, page.total_is_floor))
    return tuple(groups)


def _hit(ledger: str, row: Json) -> Hit:
    title, under = _LINES[ledger]
    told = (_told(row, name) for name in under)
    called = "".join(_told(row, name) for name in title)
    return Hit(ledger, str(row["id"]), called, " · ".join(filter(None, told)), _opens(ledger, row))


def _opens(ledger: str, row: Json) -> tuple[str, str]:
    if ledger == "topic_vehicle":
        of = (("person", row["owner_person"]), ("dwelling", row["dwelling_uid"]))
        return next(((name, str(one)) for name, one in of if one), ("", ""))
    return (ledger, str(row["id"])) if ledger in ("person", "dwelling") else ("", "")


def _told(row: Json, name: str) -> str:
    value = row.get(f"{name}_label", row.get(name))
    return "" if value is None or value == "" else f"{value}{_UNITS.get(name, '')}"
