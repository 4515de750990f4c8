"""The hazards 隐患 that are open at buildings: work orders and rows of topic ledgers that `ledger.risks` names.

Open orders come from their index, and of topic ledgers the rows of those few alone that can tell of a hazard. A row
about which such an order stands at a building counts by the order. Whoever sees no topic ledgers gets the orders alone;
on paper they stand for whoever may print them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app import access
from app.orders import open_orders
from app.orders.filters import Filters
from app.records.topic_values import facts_in, worded
from app.stores.session import Session
from app.topics import defining
from app.topics.defining import ROW, Kept
from app.topics.rows import CONFIRMED, REPORT, is_due
from ledger import catalog, codes, ids, risks
from ledger.orders.states import ALL, DRAFT
from ledger.risks import Sign
from ledger.topics import Topic
from storage.reading import Reader

ORDER, DWELLING = catalog.named("work_order"), catalog.named("dwelling")
STANDING: Final = frozenset(
    state.code for state in ALL if not state.is_terminal and state.clock != "followup" and state.code != DRAFT
)
"""States in which the hazard may still be there: not a draft, and nobody found yet that it is over."""
_OF_ROW = ("id", "topic_uid", "building_uid", "dwelling_uid", CONFIRMED, "facts")


@dataclass(frozen=True, slots=True)
class Hazard:
    """One hazard at a building; `kept` is the topic ledger of a row, None of an order."""

    id: bytes
    building: bytes
    points: int
    why: str
    kept: Kept | None = None


@access.operation("view", ledger="work_order")
def found(session: Session, reader: Reader, today: date, building: bytes | None = None) -> list[Hazard]:
    """Every hazard that is at a building, orders first; of one building alone if one is named."""
    orders = _orders(reader)
    rows = _rows(session, reader, today, building)
    reported = reader.brief(REPORT, ("topic_row_uid", "order_uid"), "topic_row_uid", (one.id for one in rows))
    placed = {one.id for one in orders}
    told = {row for row, order in reported if order in placed}
    every = (*orders, *(one for one in rows if one.id not in told))
    return [one for one in every if building in (None, one.building)]


@access.operation(access.OWN)
def tells_of_rows(session: Session) -> bool:
    """Whether whoever is at work is told of rows of topic ledgers, where they are to be read: on paper if it leaves."""
    ways = ("view", "print") if access.is_leaving() else ("view",)
    return all(session.rights.may(way, ROW.name) for way in ways)


def _orders(reader: Reader) -> list[Hazard]:
    """The open orders that mean a hazard, at whatever building they or their homes are."""
    rows = [one for one in open_orders.of(reader, Filters(), STANDING) if one["category"] in risks.categories()]
    homeless = [row["id"] for row in rows if row["building_uid"] is None]
    homes = dict(reader.brief(ORDER, ("id", "dwelling_uid"), "id", homeless))
    places = _buildings(reader, homes.values())
    at = ((row, row["building_uid"] or places.get(homes.get(row["id"]))) for row in rows)
    return [
        Hazard(row["id"], where, risks.categories()[row["category"]], _label(row["category"]))
        for row, where in at
        if where
    ]


def _rows(session: Session, reader: Reader, today: date, building: bytes | None) -> list[Hazard]:
    """The rows that show a sign and are at a building, by their heaviest one."""
    topics = defining.kept(session) if tells_of_rows(session) else ()
    known = {ids.from_text(one.id) or b"": one for one in topics if one.topic.code in risks.signs()}
    made: list[tuple[Hazard, bytes | None]] = []
    for one, topic, at, home, confirmed_on, kept_facts in _stored(reader, known, building):
        kept, facts = known.get(topic), facts_in(kept_facts)
        if kept is None:
            continue
        sign = _sign(kept.topic, facts, today, is_late=is_due(kept.topic, confirmed_on, today))
        if sign is not None:
            said = why(sign, kept.topic, facts.get(sign.field))
            made.append((Hazard(one, at or b"", sign.points, said, kept), home))
    places = _buildings(reader, (home for one, home in made if not one.building))
    at_places = (replace(one, building=one.building or places.get(home, b"")) for one, home in made)
    return [one for one in at_places if one.building]


def _stored(reader: Reader, known: Iterable[bytes], building: bytes | None) -> Iterator[tuple[Any, ...]]:
    """The rows of these ledgers, or of any at one building."""
    if building is None:
        yield from reader.brief(ROW, _OF_ROW, "topic_uid", known)
        return
    homes = (one for (one,) in reader.brief(DWELLING, ("id",), "building_uid", [building]))
    yield from reader.brief(ROW, _OF_ROW, "building_uid", [building])
    at_homes = reader.brief(ROW, _OF_ROW, "dwelling_uid", homes)
    yield from (row for row in at_homes if row[2] is None)


def _sign(topic: Topic, facts: Mapping[str, object], today: date, *, is_late: bool) -> Sign | None:
    """The heaviest sign that a row shows; a field that is retired shows none."""
    told = topic.ledger()
    signs = (one for one in risks.signs()[topic.code] if not one.field or told.has(one.field))
    return next((one for one in signs if one.shows(facts, today, is_due=is_late)), None)


def _buildings(reader: Reader, homes: Iterable[bytes | None]) -> dict[bytes | None, bytes]:
    asked = {home for home in homes if home is not None}
    return {home: at for home, at in reader.brief(DWELLING, ("id", "building_uid"), "id", asked) if at}


def why(sign: Sign, topic: Topic, value: object) -> str:
    """What a sign tells, behind the mask of its field: 到期没有核对（每月）, 状态：损坏, 有效期至 2026-11-01 已过."""
    if not sign.field:
        return f"到期没有核对（{topic.period}）"
    ledger = topic.ledger()
    item = ledger.field(sign.field)
    said = access.shown(ledger, item, worded(item, value))
    return f"{item.label} {said} 已过" if sign.is_past else f"{item.label}：{said}"


def _label(category: str) -> str:
    return codes.table("work_order_category").label(category)
