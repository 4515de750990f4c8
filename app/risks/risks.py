"""The risk 风险 of every building: the points of its open hazards times one and those of its key people (R043).

The points stand in `resources/risks.csv`, the formula in `ledger.risks.risk`. A building that has neither hazard nor
key person is not listed. Whoever is told of no tags or sees no orders gets no list, since half of a risk is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app import access
from app.access import Forbidden
from app.orders.cards import Card, Cards
from app.records import references
from app.records.naming import Names
from app.records.showing import person_name
from app.risks import hazards, key_people
from app.risks.hazards import ORDER, Hazard
from app.risks.key_people import TAG
from app.roster.roster import BUILDING, DWELLING, PERSON, Resident, of_building
from app.stores.session import Session
from app.topics import rows
from app.topics.defining import ROW, Kept
from ledger import clock, ids, risks
from ledger.ordering import natural_key
from storage.reading import Reader
from storage.rows import id_or_none

_NO_LEADER: Final = "没有登记"


@dataclass(frozen=True, slots=True)
class BuildingRisk:
    """How a building stands; `leader` is the masked name of its leader 楼组长, "" where nobody is entered."""

    building: str
    name: str
    compound: str
    compound_name: str
    orders: int
    rows: int
    hazard_points: int
    people: int
    people_points: int
    leader: str

    @property
    def risk(self) -> int:
        """By which buildings stand in the list."""
        return risks.risk(self.hazard_points, self.people_points)

    @property
    def hazards(self) -> int:
        """How many hazards are open."""
        return self.orders + self.rows

    @property
    def leader_told(self) -> str:
        """The leader, or that nobody is entered, in words."""
        return self.leader or _NO_LEADER

    @property
    def why(self) -> str:
        """The number in words."""
        hazards = f"隐患 {self.hazards} 处，计 {self.hazard_points} 分"
        people = f"重点人员 {self.people} 人，计 {self.people_points} 分"
        return f"{hazards}；{people}。风险 {self.risk:,} ＝ {self.hazard_points} ×（1 ＋ {self.people_points}）"

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl risk`."""
        return {
            "building": self.building,
            "name": self.name,
            "compound": self.compound,
            "risk": self.risk,
            "orders": self.orders,
            "topic_rows": self.rows,
            "hazard_points": self.hazard_points,
            "key_people": self.people,
            "people_points": self.people_points,
            "leader": self.leader or None,
        }


@dataclass(frozen=True, slots=True)
class HazardLine:
    """One hazard of a building, ready to show: an order with its card, or a row of the ledger `topic`, so called."""

    id: str
    topic: str
    title: str
    why: str
    points: int
    number: str = ""
    place: str = ""
    left: str = ""
    light: int | None = None
    topic_name: str = ""

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl risk --building`."""
        return {
            "id": self.id,
            "topic": self.topic or None,
            "number": self.number or None,
            "title": self.title,
            "why": self.why,
            "place": self.place,
            "left": self.left,
            "points": self.points,
        }


Lines = tuple[HazardLine, ...]


@dataclass(frozen=True, slots=True)
class KeyPerson:
    """One key person; which tag weighs so is told as far as lists tell it (`resident.tags`)."""

    resident: Resident
    points: int

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl risk --building`."""
        return self.resident.as_json() | {"points": self.points}


@dataclass(frozen=True, slots=True)
class Detail:
    """A building with its hazards and its key people, the heaviest first."""

    risk: BuildingRisk
    hazards: tuple[HazardLine, ...]
    people: tuple[KeyPerson, ...]


@access.operation("view", ledger="person_tag")
def survey(session: Session) -> tuple[BuildingRisk, ...]:
    """Every building with a hazard or a key person, the highest risk first.

    Raises:
        Forbidden: whoever is at work sees no orders, or is told of no tags.
    """
    _require(session)
    with session.reader() as reader, reader.snapshot():
        return _Survey(session, reader).every()


@access.operation("view", ledger="person_tag")
def detail(session: Session, building: str) -> Detail:
    """One building, named by its address or its id; raises RecordNotFound, AmbiguousRecord, Forbidden."""
    _require(session)
    with session.reader() as reader, reader.snapshot():
        one = references.find(reader, BUILDING, building)
        found = _Survey(session, reader, one)
        told = found.of(one)
        lines = found.lines([one])[one]
        living = of_building(session, reader, one).residents
    points = found.people.get(one, {})
    people = (KeyPerson(each, points[_key(each)]) for each in living if _key(each) in points)
    return Detail(told, lines, tuple(sorted(people, key=lambda each: -each.points)))


@access.operation("print", ledger="person_tag")
def for_paper(session: Session, compound: str, most: int) -> tuple[tuple[BuildingRisk, ...], dict[str, Lines]]:
    """(every building as `survey` has them, by their ids the hazards of the first `most` that have any), of one moment.

    Of one compound alone where its id is given. What others read holds nobody by a tag that lists hide, and rows of
    topic ledgers for whoever may print them alone.

    Raises:
        Forbidden: as `survey`; or whoever is at work may print no orders.
    """
    _require(session)
    session.rights.require("print", ORDER.name)
    with session.reader() as reader, reader.snapshot():
        found = _Survey(session, reader)
        every = tuple(one for one in found.every() if compound in ("", one.compound))
        first = [one.building for one in every if one.hazards][:most]
        lines = found.lines(ids.from_text(one) or b"" for one in first)
    return every, {ids.to_text(one): several for one, several in lines.items()}


def _require(session: Session) -> None:
    for ledger in (PERSON, DWELLING, ORDER):
        session.rights.require("view", ledger.name)
    if not access.tags_show():
        raise Forbidden("view", TAG.name)


class _Survey:
    """The hazards and the key people of every building, or of one alone, of one moment."""

    def __init__(self, session: Session, reader: Reader, building: bytes | None = None) -> None:
        self._session, self._reader = session, reader
        self._names, self._today = Names(reader), clock.today()
        self.hazards: dict[bytes, list[Hazard]] = defaultdict(list)
        for hazard in hazards.found(session, reader, self._today, building):
            self.hazards[hazard.building].append(hazard)
        self.people: Mapping[bytes, Mapping[bytes, int]] = key_people.by_building(reader, self._today, building)

    def every(self) -> tuple[BuildingRisk, ...]:
        """The buildings in their order."""
        listed = {*self.hazards, *self.people}
        self._names.load(BUILDING.name, listed)
        rows_of = (self._names.row(BUILDING.name, one) or {} for one in listed)
        self._names.load(PERSON.name, (id_or_none(row.get("leader_person")) for row in rows_of))
        return tuple(sorted(map(self.of, listed), key=_order))

    def of(self, one: bytes) -> BuildingRisk:
        """One building."""
        row = self._names.row(BUILDING.name, one) or {}
        compound, leader = id_or_none(row.get("compound_uid")), id_or_none(row.get("leader_person"))
        several, people = self.hazards.get(one, ()), self.people.get(one, {})
        orders = sum(hazard.kept is None for hazard in several)
        return BuildingRisk(
            building=ids.to_text(one),
            name=self._names.of(BUILDING.name, one),
            compound=ids.to_text(compound) if compound else "",
            compound_name=self._names.of("compound", compound),
            orders=orders,
            rows=len(several) - orders,
            hazard_points=sum(hazard.points for hazard in several),
            people=len(people),
            people_points=sum(people.values()),
            leader=person_name(self._names, leader, self._today) if leader else "",
        )

    def lines(self, buildings: Iterable[bytes]) -> dict[bytes, Lines]:
        """The hazards of some buildings ready to show, the heaviest first."""
        wanted = {one: self.hazards.get(one, []) for one in buildings}
        every = [hazard for several in wanted.values() for hazard in several]
        told = self._of_orders(every) | self._of_rows(every)
        return {
            one: tuple(sorted((told[hazard.id] for hazard in several if hazard.id in told), key=_weight))
            for one, several in wanted.items()
        }

    def _of_orders(self, every: Iterable[Hazard]) -> dict[bytes, HazardLine]:
        orders = {one.id: one for one in every if one.kept is None}
        known = self._reader.get_many(ORDER, orders)
        cards = Cards(self._session, self._reader).of(known.values())
        return {one: _of_order(orders[one], card) for one, card in zip(known, cards, strict=True)}

    def _of_rows(self, every: Iterable[Hazard]) -> dict[bytes, HazardLine]:
        by_ledger: dict[str, tuple[Kept, dict[bytes, Hazard]]] = {}
        for one in every:
            if one.kept is not None:
                by_ledger.setdefault(one.kept.id, (one.kept, {}))[1][one.id] = one
        made: dict[bytes, HazardLine] = {}
        for kept, several in by_ledger.values():
            stored = self._reader.get_many(ROW, several)
            shown = rows.shown_rows(self._session, self._reader, kept, stored.values())
            for uid, row in zip(stored, shown, strict=True):
                one, name = several[uid], kept.topic.name
                title = f"{name}　{row.title(kept.topic)}"
                made[uid] = HazardLine(row.id, kept.id, title, one.why, one.points, topic_name=name)
        return made


def _order(one: BuildingRisk) -> tuple[object, ...]:
    return (-one.risk, -one.hazard_points, -one.people_points, natural_key(one.name))


def _weight(line: HazardLine) -> tuple[int, bool, int]:
    return (-line.points, line.light is None, line.light or 0)


def _of_order(one: Hazard, card: Card) -> HazardLine:
    return HazardLine(
        ids.to_text(one.id), "", card.title, one.why, one.points, card.order_no, card.place, card.left, card.light
    )


def _key(one: Resident) -> bytes:
    return ids.from_text(one.person) or b""
