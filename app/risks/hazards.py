"""The hazards 隐患 that are open at buildings: work orders and rows of topic ledgers that `ledger.risks` names.

Open orders come from their index, and of topic ledgers the rows of those few alone that can tell of a hazard. A row
about which such an order is open counts by the order. Whoever sees no topic ledgers gets the orders alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from app.orders import open_orders
from app.orders.filters import Filters
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
    """One hazard at a building; `topic` is the ledger of a row, "" of an order."""

    kind: Literal["order", "topic"]
    id: bytes
    building: bytes
    points: int
    why: str
    topic: str = ""


class Hazards:
    """Finds the hazards of every building in one snapshot, or of one building alone."""

    def __init__(self, session: Session, reader: Reader, today: date, building: bytes | None = None) -> None:
        self._reader, self._today, self._only = reader, today, building
        orders = list(self._orders())
        topics = defining.kept(session) if session.rights.may("view", ROW.name) else ()
        known = {ids.from_text(one.id) or b"": one for one in topics if one.topic.code in risks.signs()}
        named = {order for _, order, _, _ in orders}
        reported = {row for (row,) in reader.brief(REPORT, ("topic_row_uid",), "order_uid", named)}
        rows = list(self._rows(known, reported)) if known else []
        self._places = self._buildings(home for _, _, building, home in (*orders, *rows) if building is None)
        self._orders_found, self._rows_found = orders, rows

    def found(self) -> list[Hazard]:
        """Every hazard that is at a building, orders first."""
        made: list[Hazard] = []
        for category, one, building, home in self._orders_found:
            at = building or self._places.get(home)
            if at is not None:
                made.append(Hazard("order", one, at, risks.categories()[category], _label(category)))
        for (sign, kept, told), one, building, home in self._rows_found:
            at = building or self._places.get(home)
            if at is not None:
                made.append(Hazard("topic", one, at, sign.points, told, kept.id))
        return made if self._only is None else [one for one in made if one.building == self._only]

    def _orders(self) -> Iterator[tuple[str, bytes, bytes | None, bytes | None]]:
        """(category, id, building, home): open orders that mean a hazard, the home where there is no building."""
        every = (
            one for one in open_orders.of(self._reader, Filters(), STANDING) if one["category"] in risks.categories()
        )
        rows = [one for one in every if self._only is None or one["building_uid"] in (None, self._only)]
        homeless = [row["id"] for row in rows if row["building_uid"] is None]
        homes = dict(self._reader.brief(ORDER, ("id", "dwelling_uid"), "id", homeless))
        for row in rows:
            yield row["category"], row["id"], row["building_uid"], homes.get(row["id"])

    def _rows(self, known: dict[bytes, Kept], reported: set[bytes]) -> Iterator[tuple[Any, bytes, Any, Any]]:
        """((sign, ledger, why), id, building, home): rows that show a sign, by their heaviest one."""
        for one, topic, building, home, confirmed_on, facts in self._stored(known):
            kept = known.get(topic)
            if one in reported or kept is None:
                continue
            late = is_due(kept.topic, confirmed_on, self._today)
            said = json.loads(facts or "{}")
            shown = (one for one in risks.signs()[kept.topic.code] if one.shows(said, self._today, is_due=late))
            sign = next(shown, None)
            if sign is not None:
                yield (sign, kept, why(sign, kept.topic, str(said.get(sign.field) or ""))), one, building, home

    def _stored(self, known: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
        """The rows of these ledgers, or of any at one building."""
        if self._only is None:
            yield from self._reader.brief(ROW, _OF_ROW, "topic_uid", known)
            return
        homes = (one for (one,) in self._reader.brief(DWELLING, ("id",), "building_uid", [self._only]))
        yield from self._reader.brief(ROW, _OF_ROW, "building_uid", [self._only])
        at_homes = self._reader.brief(ROW, _OF_ROW, "dwelling_uid", homes)
        yield from (row for row in at_homes if row[2] is None)

    def _buildings(self, homes: Iterable[bytes | None]) -> dict[bytes | None, bytes]:
        asked = {home for home in homes if home is not None}
        return {home: at for home, at in self._reader.brief(DWELLING, ("id", "building_uid"), "id", asked) if at}


def why(sign: Sign, topic: Topic, said: str) -> str:
    """What a sign tells, in words: 到期没有核对（每月）, 状态：损坏, 下次检验日期 2026-11-01 已过."""
    if not sign.field:
        return f"到期没有核对（{topic.period}）"
    label = next((one.label for one in topic.fields if one.name == sign.field), sign.field)
    return f"{label} {said} 已过" if sign.is_past else f"{label}：{said}"


def _label(category: str) -> str:
    return codes.table("work_order_category").label(category)
