"""The pages 一人一档 and 一户一档: everything about a person or a dwelling, read in one snapshot, ready to show.

The fields in their groups are `sections`'s, what a part looks like in words is `dossier_parts`'s, what was done before
`timeline`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app import access
from app.dossiers import timeline
from app.dossiers.dossier_parts import (
    LIVING,
    OWNING,
    REGISTERED,
    Family,
    Scene,
    Stay,
    Tag,
    Vehicle,
    about_person,
    families,
    stay_of,
    tag_of,
    vehicle_of,
)
from app.dossiers.occupancy import Occupancy, occupancy
from app.dossiers.review_dates import ReviewBy, review_dates
from app.dossiers.sections import Section, from_outside, sections, shown_text
from app.dossiers.timeline import Entry, Subject, Way
from app.objections import about
from app.objections.about import OBJECTION
from app.records import next_visits, visit_orders
from app.records.editing import Seen
from app.records.naming import Names
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import catalog, clock, codes, derive, ids, kinds
from ledger.definition import Ledger
from ledger.errors import RecordNotFound
from storage.reading import Reader
from storage.rows import Row, id_in, text_in, text_or_none

T = TypeVar("T", Stay, Tag, Vehicle)
_RESIDENCE, _TAG, _VEHICLE, _VISIT = (
    catalog.named(name) for name in ("residence", "person_tag", "topic_vehicle", "visit")
)


@dataclass(frozen=True, slots=True)
class PersonDossier:
    """Everything the page of a person shows."""

    id: str
    name: str
    about: str
    id_no: str
    confirmed_on: str
    states: tuple[str, ...]
    """What sets this person apart: 已死亡, 已迁出, 已删除, 未满 14 岁."""
    sections: tuple[Section, ...]
    homes: tuple[Stay, ...]
    families: tuple[Family, ...]
    tags: tuple[Tag, ...]
    automatic_tags: tuple[str, ...]
    next_visit: str
    """When somebody is to call, with the reason, as it is reckoned now; "" for nobody, or for whoever may not know."""
    vehicles: tuple[Vehicle, ...]
    reviews: tuple[ReviewBy, ...]
    """Groups of fields with the day by which they are to be looked at again; none of the dead."""
    timeline: tuple[Entry, ...]
    seen: Seen

    @property
    def is_deleted(self) -> bool:
        """True for a person in the recycle bin."""
        return DELETED in self.states

    @property
    def is_dead(self) -> bool:
        """True for a person who died."""
        return DEAD in self.states


@dataclass(frozen=True, slots=True)
class DwellingDossier:
    """Everything the page of a dwelling shows."""

    id: str
    address: str
    building: str
    building_name: str
    confirmed_on: str
    states: tuple[str, ...]
    occupancy: Occupancy
    sections: tuple[Section, ...]
    living: tuple[Stay, ...]
    registered: tuple[Stay, ...]
    owners: tuple[Stay, ...]
    past: tuple[Stay, ...]
    families: tuple[Family, ...]
    vehicles: tuple[Vehicle, ...]
    reviews: tuple[ReviewBy, ...]
    timeline: tuple[Entry, ...]
    seen: Seen

    @property
    def is_deleted(self) -> bool:
        """True for a dwelling in the recycle bin."""
        return DELETED in self.states


DEAD, MOVED_OUT, DELETED, CHILD = "已死亡", "已迁出", "已删除", "未满 14 岁"


@access.operation("view", ledger="person")
def person(session: Session, record: str) -> PersonDossier:
    """The dossier of a person; raises RecordNotFound."""
    with _opened(session, "person", record) as opened:
        scene, ledger, row, one = opened.scene, opened.ledger, opened.row, opened.id
        stays = scene.reader.children(_RESIDENCE, "person_uid", [one])
        tags = scene.reader.children(_TAG, "person_uid", [one])
        vehicles = scene.reader.children(_VEHICLE, "owner_person", [one])
        homes = _stays(session, scene, stays)
        households = [id_in(stay, "household_uid") for stay in stays if stay.get("household_uid")]
        current = {home.household for home in homes if not home.is_over}
        told_tags = [tag_of(scene, tag) for tag in tags]
        told_vehicles = [vehicle_of(scene, vehicle) for vehicle in vehicles]
        every_family = families(scene, households)
        story = [Subject(ledger, row)]
        story += _subjects(_RESIDENCE, stays, homes, lambda home: f"居住 {home.address}")
        story += _subjects(_TAG, tags, told_tags, lambda tag: f"标签 {tag.label}")
        story += _subjects(_VEHICLE, vehicles, told_vehicles, lambda vehicle: f"车辆 {vehicle.plate}")
        story += _of_households(scene.reader, every_family)
        story += _of_visits(session, scene, _visits_to(scene.reader, id_in(row)))
        story += _of_activities(session, scene, id_in(row))
        story += _of_objections(scene.reader, "person", id_in(row))
        birth = text_in(row, "birth_date")
        return PersonDossier(
            id=record_id(row),
            name=opened.text("name"),
            about=about_person(row, scene.on),
            id_no=opened.text("id_no"),
            confirmed_on=opened.confirmed_on,
            states=_states(row, scene.on),
            sections=opened.sections(),
            homes=tuple(homes),
            families=tuple(one for one in every_family if one.record in current),
            tags=tuple(sorted(told_tags, key=lambda tag: tag.is_over)),
            automatic_tags=_automatic(birth, text_in(row, "sex"), scene.on),
            next_visit=_next_visit(session, scene, id_in(row)),
            reviews=opened.reviews(),
            vehicles=tuple(told_vehicles),
            timeline=opened.timeline(story),
            seen=Seen(row),
        )


@access.operation("view", ledger="dwelling")
def dwelling(session: Session, record: str) -> DwellingDossier:
    """The dossier of a dwelling; raises RecordNotFound."""
    with _opened(session, "dwelling", record) as opened:
        scene, ledger, row, one = opened.scene, opened.ledger, opened.row, opened.id
        stays = scene.reader.children(_RESIDENCE, "dwelling_uid", [one])
        household_rows = scene.reader.children(catalog.named("household"), "dwelling_uid", [one])
        vehicles = scene.reader.children(_VEHICLE, "dwelling_uid", [one])
        homes = _stays(session, scene, stays)
        present = [home for home in homes if not home.is_over and not home.has_left]
        living = tuple(home for home in present if home.sort == LIVING or (home.sort == OWNING and home.is_actual))
        found = families(scene, [id_in(household) for household in household_rows])
        building = id_in(row, "building_uid")
        told_vehicles = [vehicle_of(scene, vehicle) for vehicle in vehicles]
        story = [Subject(ledger, row)]
        story += _subjects(_RESIDENCE, stays, homes, lambda home: home.name)
        story += _of_households(scene.reader, found)
        story += _subjects(_VEHICLE, vehicles, told_vehicles, lambda vehicle: f"车辆 {vehicle.plate}")
        story += _of_visits(session, scene, scene.reader.children(_VISIT, "dwelling_uid", [id_in(row)]))
        story += _of_checks(scene.reader, id_in(row))
        story += _of_objections(scene.reader, "dwelling", id_in(row))
        return DwellingDossier(
            id=record_id(row),
            address=opened.text("full_address"),
            building=ids.to_text(building) if building else "",
            building_name=scene.names.of("building", building),
            confirmed_on=opened.confirmed_on,
            states=_states(row, scene.on),
            occupancy=occupancy(row, living, scene.on),
            sections=opened.sections(),
            living=living,
            registered=tuple(home for home in present if _is_registered(home)),
            owners=tuple(home for home in present if home.sort == OWNING),
            reviews=opened.reviews(),
            past=tuple(home for home in homes if home not in present),
            families=tuple(one for one in found if one.members),
            vehicles=tuple(told_vehicles),
            timeline=opened.timeline(story),
            seen=Seen(row),
        )


def _is_registered(home: Stay) -> bool:
    """户在: registered here by what the hukou address says, or parked here 挂户."""
    return home.sort == REGISTERED or home.hukou_match in (derive.MATCH_BOTH, derive.MATCH_REGISTERED)


def _stays(session: Session, scene: Scene, stays: list[Row]) -> list[Stay]:
    """Residences in words: those that go on first, homes before ownership, the newest of the past first."""
    scene.names.load("person", (id_in(stay, "person_uid") for stay in stays))
    scene.names.load("dwelling", (id_in(stay, "dwelling_uid") for stay in stays))
    shown = Shower(session, scene.reader, _RESIDENCE, scene.on).rows(stays)
    said = [stay_of(scene, row, hukou_match=_code(shown)) for row, shown in zip(stays, shown, strict=True)]
    present = sorted((one for one in said if not one.is_over), key=lambda one: _ORDER.index(one.sort))
    past = sorted((one for one in said if one.is_over), key=lambda one: one.until, reverse=True)
    return present + past


_ORDER = (LIVING, OWNING, REGISTERED)


def _code(shown: Json) -> str:
    return str(shown.get("hukou_match") or "")


@dataclass(frozen=True, slots=True)
class _Opened:
    """The record that a dossier is about, and what every dossier says of its own."""

    scene: Scene
    ledger: Ledger
    row: Row
    id: bytes
    shower: Shower
    shown: Json

    def text(self, name: str) -> str:
        """A field as it is shown."""
        return shown_text(self.ledger.field(name), self.shown)

    @property
    def confirmed_on(self) -> str:
        """When it was last confirmed; "" for never."""
        return text_or_none(self.row.get("confirmed_on")) or ""

    def reviews(self) -> tuple[ReviewBy, ...]:
        """By when its groups of fields are to be looked at again."""
        return review_dates(self.scene.reader, self.ledger, self.row, self.scene.on)

    def sections(self) -> tuple[Section, ...]:
        """Its fields, group by group, and what others say of it."""
        own = sections(self.ledger, self.row, self.shown, self.shower.explained(self.row), on=self.scene.on)
        return own + from_outside(self.scene.reader, self.ledger, self.row, on=self.scene.on)

    def timeline(self, story: list[Subject]) -> tuple[Entry, ...]:
        """What happened to it and to what belongs to it."""
        scene = self.scene
        return timeline.of_records(scene.reader, scene.names, story, people=scene.logins, on=scene.on)


@contextmanager
def _opened(session: Session, ledger_name: str, record: str) -> Iterator[_Opened]:
    """Read a record, in the recycle bin too, in a moment of its own; raises RecordNotFound."""
    ledger, one = catalog.named(ledger_name), ids.from_text(record)
    with session.reader() as reader, reader.snapshot():
        scene = Scene(reader, Names(reader), clock.today(), session.store.account_names())
        row = None if one is None else reader.get(ledger, one, dead=True)
        if row is None or one is None:
            raise RecordNotFound(ledger.name)
        shower = Shower(session, reader, ledger, scene.on)
        yield _Opened(scene, ledger, row, one, shower, shower.rows([row])[0])


def _subjects(ledger: Ledger, rows: list[Row], told: Iterable[T], about: Callable[[T], str]) -> list[Subject]:
    """Rows for the timeline, each called by what was told of it."""
    names = {one.record: about(one) for one in told}
    return [Subject(ledger, row, names[record_id(row)]) for row in rows]


def _of_households(reader: Reader, told: Iterable[Family]) -> list[Subject]:
    ledger, titles = catalog.named("household"), {one.record: one.title for one in told}
    wanted = [one for one in map(ids.from_text, titles) if one is not None]
    return [Subject(ledger, row, titles[record_id(row)]) for row in reader.get_many(ledger, wanted).values()]


def _next_visit(session: Session, scene: Scene, person: bytes) -> str:
    if not all(session.rights.may("view", one) for one in (_VISIT.name, _TAG.name)):
        return ""
    found = next_visits.next_of(scene.reader, person, scene.on)
    return found.told(scene.on) if found else ""


def _visits_to(reader: Reader, person: bytes) -> list[Row]:
    """The visits that were made to somebody."""
    pairs = reader.brief(catalog.named("visit_person"), ("visit_uid",), "person_uid", (person,))
    return list(reader.get_many(_VISIT, (one for (one,) in pairs)).values())


def _of_visits(session: Session, scene: Scene, rows: list[Row]) -> list[Subject]:
    """Visits for the timeline, each called by its day, its kind and what came of it; none to whoever may not look.

    Each leads to its page, and on to the work order that was made of it, for whoever may be told.
    """
    if not session.rights.may("view", _VISIT.name):
        return []
    orders = visit_orders.orders(session, scene.names, rows)
    said = [(row, [kinds.as_text(_VISIT.field(name), row[name]) for name in _TOLD_OF_VISITS]) for row in rows]
    return [
        Subject(_VISIT, row, f"走访 {' '.join(words)}", _ways(record_id(row), orders.get(id_in(row))))
        for row, words in said
    ]


def _ways(visit: str, order: tuple[str, str] | None) -> tuple[Way, ...]:
    to_order = (Way(f"工单 {order[1]}", "order", order[0]),) if order else ()
    return (Way("打开走访", "visit", visit), *to_order)


def _of_activities(session: Session, scene: Scene, person: bytes) -> list[Subject]:
    """What somebody signed up for and came to, for the timeline; none to whoever may not look."""
    if not session.rights.may("view", "activity"):
        return []
    ledger = catalog.named("activity_person")
    rows = scene.reader.children(ledger, "person_uid", [person])
    scene.names.load("activity", (id_in(row, "activity_uid") for row in rows))
    return [Subject(ledger, row, f"活动 {scene.names.of('activity', id_in(row, 'activity_uid'))}") for row in rows]


def _of_objections(reader: Reader, ledger: str, record: bytes) -> list[Subject]:
    """What was disputed of a record, for the timeline, each in its words."""
    rows = {record_id(row): row for row in reader.children(OBJECTION, about.subject(ledger), [record])}
    return [Subject(OBJECTION, rows[one.id], f"异议 {one.claim}") for one in about.told(reader, rows.values())]


def _of_checks(reader: Reader, home: bytes) -> list[Subject]:
    """What was found at a home's door in annual checks, for the timeline."""
    ledger, campaign = catalog.named("campaign_check"), catalog.named("campaign")
    rows = reader.children(ledger, "dwelling_uid", [home])
    names = dict(reader.brief(campaign, ("id", "name"), "id", (id_in(row, "campaign_uid") for row in rows)))
    return [
        Subject(ledger, row, f"年度核对 {names.get(id_in(row, 'campaign_uid'), '')} {row['outcome']}") for row in rows
    ]


_TOLD_OF_VISITS = ("visited_at", "kind", "result")


def _states(row: Row, on: date) -> tuple[str, ...]:
    life, birth = row.get("life"), text_in(row, "birth_date")
    found = {
        DELETED: isinstance(life, int) and life % 2 == 0,
        DEAD: row.get("alive") == 0,
        MOVED_OUT: row.get("moved_out") == 1,
        CHILD: access.is_child(birth, on) and row.get("alive") != 0,
    }
    return tuple(word for word, holds in found.items() if holds)


def _automatic(birth: str | None, sex: str | None, on: date) -> tuple[str, ...]:
    """Labels of the tags that age and sex give, as long as people live; for who may know of both."""
    person, child = catalog.named("person"), access.is_child(birth, on)
    if not access.tags_show() or not access.may_look(person, person.field("age"), child=child):
        return ()
    table = codes.table("key_group_tag")
    return tuple(table.label(tag) for tag in derive.automatic_tags(birth, sex, on))


def record_id(row: Row) -> str:
    """The id of a row as text."""
    return ids.to_text(id_in(row))
