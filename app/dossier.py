"""The pages 一人一档 and 一户一档: everything about a person or a dwelling, read in one snapshot, ready to show.

What a part looks like in words is `dossier_parts`'s, what was done before `timeline`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app import access, timeline
from app.dossier_parts import (
    LIVING,
    OWNING,
    REGISTERED,
    Family,
    Scene,
    Section,
    Stay,
    Tag,
    Vehicle,
    about_person,
    bytes_of,
    families,
    sections,
    shown_text,
    stay_of,
    tag_of,
    text_or_none,
    vehicle_of,
)
from app.editing import Seen
from app.naming import Names
from app.occupancy import Occupancy, occupancy
from app.session import Session
from app.showing import Shower
from app.shown_columns import Json
from app.timeline import Entry, Subject
from ledger import catalog, clock, codes, derive, ids
from ledger.definition import Ledger
from ledger.errors import RecordNotFound
from storage.reading import Reader
from storage.rows import Row

T = TypeVar("T", Stay, Tag, Vehicle)
_RESIDENCE, _TAG, _VEHICLE = (catalog.named(name) for name in ("residence", "person_tag", "topic_vehicle"))


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
    vehicles: tuple[Vehicle, ...]
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
    timeline: tuple[Entry, ...]
    seen: Seen

    @property
    def is_deleted(self) -> bool:
        """True for a dwelling in the recycle bin."""
        return DELETED in self.states


DEAD, MOVED_OUT, DELETED, CHILD = "已死亡", "已迁出", "已删除", "未满 14 岁"


def person(session: Session, record: str) -> PersonDossier:
    """The dossier of a person; raises RecordNotFound."""
    ledger = catalog.named("person")
    with _scene(session) as scene:
        row, one = _row(scene.reader, ledger, record)
        shower = Shower(session, scene.reader, ledger, scene.on)
        shown = shower.rows([row])[0]
        stays = scene.reader.children(_RESIDENCE, "person_uid", [one])
        tags = scene.reader.children(_TAG, "person_uid", [one])
        vehicles = scene.reader.children(_VEHICLE, "owner_person", [one])
        homes = _stays(session, scene, stays)
        households = [bytes_of(stay, "household_uid") for stay in stays if stay.get("household_uid")]
        current = {home.household for home in homes if not home.is_over}
        told_tags = [tag_of(scene, tag) for tag in tags]
        told_vehicles = [vehicle_of(scene, vehicle) for vehicle in vehicles]
        every_family = families(scene, households)
        story = [Subject(ledger, row)]
        story += _subjects(_RESIDENCE, stays, homes, lambda home: f"居住 {home.address}")
        story += _subjects(_TAG, tags, told_tags, lambda tag: f"标签 {tag.label}")
        story += _subjects(_VEHICLE, vehicles, told_vehicles, lambda vehicle: f"车辆 {vehicle.plate}")
        story += _of_households(scene.reader, every_family)
        birth = text_or_none(row.get("birth_date"))
        return PersonDossier(
            id=record_id(row),
            name=shown_text(ledger.field("name"), shown),
            about=about_person(row, scene.on),
            id_no=shown_text(ledger.field("id_no"), shown),
            confirmed_on=text_or_none(row.get("confirmed_on")) or "",
            states=_states(row, scene.on),
            sections=sections(ledger, row, shown, shower.explained(row), on=scene.on),
            homes=tuple(homes),
            families=tuple(one for one in every_family if one.record in current),
            tags=tuple(sorted(told_tags, key=lambda tag: tag.is_over)),
            automatic_tags=_automatic(birth, text_or_none(row.get("sex")), scene.on),
            vehicles=tuple(told_vehicles),
            timeline=timeline.of_records(scene.reader, scene.names, story, people=scene.logins, on=scene.on),
            seen=Seen(row),
        )


def dwelling(session: Session, record: str) -> DwellingDossier:
    """The dossier of a dwelling; raises RecordNotFound."""
    ledger = catalog.named("dwelling")
    with _scene(session) as scene:
        row, one = _row(scene.reader, ledger, record)
        shower = Shower(session, scene.reader, ledger, scene.on)
        shown = shower.rows([row])[0]
        stays = scene.reader.children(_RESIDENCE, "dwelling_uid", [one])
        household_rows = scene.reader.children(catalog.named("household"), "dwelling_uid", [one])
        vehicles = scene.reader.children(_VEHICLE, "dwelling_uid", [one])
        homes = _stays(session, scene, stays)
        present = [home for home in homes if not home.is_over and not home.has_left]
        living = tuple(home for home in present if home.sort == LIVING or (home.sort == OWNING and home.is_actual))
        found = families(scene, [bytes_of(household, "id") for household in household_rows])
        building = bytes_of(row, "building_uid")
        told_vehicles = [vehicle_of(scene, vehicle) for vehicle in vehicles]
        story = [Subject(ledger, row)]
        story += _subjects(_RESIDENCE, stays, homes, lambda home: home.name)
        story += _of_households(scene.reader, found)
        story += _subjects(_VEHICLE, vehicles, told_vehicles, lambda vehicle: f"车辆 {vehicle.plate}")
        return DwellingDossier(
            id=record_id(row),
            address=shown_text(ledger.field("full_address"), shown),
            building=ids.to_text(building) if building else "",
            building_name=scene.names.of("building", building),
            confirmed_on=text_or_none(row.get("confirmed_on")) or "",
            states=_states(row, scene.on),
            occupancy=occupancy(row, living, scene.on),
            sections=sections(ledger, row, shown, shower.explained(row), on=scene.on),
            living=living,
            registered=tuple(home for home in present if _is_registered(home)),
            owners=tuple(home for home in present if home.sort == OWNING),
            past=tuple(home for home in homes if home not in present),
            families=tuple(one for one in found if one.members),
            vehicles=tuple(told_vehicles),
            timeline=timeline.of_records(scene.reader, scene.names, story, people=scene.logins, on=scene.on),
            seen=Seen(row),
        )


def _is_registered(home: Stay) -> bool:
    """户在: registered here by what the hukou address says, or parked here 挂户."""
    return home.sort == REGISTERED or home.hukou_match in (derive.MATCH_BOTH, derive.MATCH_REGISTERED)


def _stays(session: Session, scene: Scene, stays: list[Row]) -> list[Stay]:
    """Residences in words: those that go on first, homes before ownership, the newest of the past first."""
    scene.names.load("person", (bytes_of(stay, "person_uid") for stay in stays))
    scene.names.load("dwelling", (bytes_of(stay, "dwelling_uid") for stay in stays))
    shown = Shower(session, scene.reader, _RESIDENCE, scene.on).rows(stays)
    said = [stay_of(scene, row, hukou_match=_code(shown)) for row, shown in zip(stays, shown, strict=True)]
    present = sorted((one for one in said if not one.is_over), key=lambda one: _ORDER.index(one.sort))
    past = sorted((one for one in said if one.is_over), key=lambda one: one.until, reverse=True)
    return present + past


_ORDER = (LIVING, OWNING, REGISTERED)


def _code(shown: Json) -> str:
    return str(shown.get("hukou_match") or "")


@contextmanager
def _scene(session: Session) -> Iterator[Scene]:
    with session.reader() as reader, reader.snapshot():
        yield Scene(reader, Names(reader), clock.today(), {one.login: one.name for one in session.store.accounts()})


def _row(reader: Reader, ledger: Ledger, record: str) -> tuple[Row, bytes]:
    one = ids.from_text(record)
    row = None if one is None else reader.get(ledger, one, dead=True)
    if row is None or one is None:
        raise RecordNotFound(ledger.name)
    return row, one


def _subjects(ledger: Ledger, rows: list[Row], told: Iterable[T], about: Callable[[T], str]) -> list[Subject]:
    """Rows for the timeline, each called by what was told of it."""
    names = {one.record: about(one) for one in told}
    return [Subject(ledger, row, names[record_id(row)]) for row in rows]


def _of_households(reader: Reader, told: Iterable[Family]) -> list[Subject]:
    ledger, titles = catalog.named("household"), {one.record: one.title for one in told}
    wanted = [one for one in map(ids.from_text, titles) if one is not None]
    return [Subject(ledger, row, titles[record_id(row)]) for row in reader.get_many(ledger, wanted).values()]


def _states(row: Row, on: date) -> tuple[str, ...]:
    life, birth = row.get("life"), text_or_none(row.get("birth_date"))
    found = {
        DELETED: isinstance(life, int) and life % 2 == 0,
        DEAD: row.get("alive") == 0,
        MOVED_OUT: row.get("moved_out") == 1,
        CHILD: access.is_child(birth, on) and row.get("alive") != 0,
    }
    return tuple(word for word, holds in found.items() if holds)


def _automatic(birth: str | None, sex: str | None, on: date) -> tuple[str, ...]:
    """Labels of the tags that age and sex give, as long as people live."""
    table = codes.table("key_group_tag")
    return tuple(table.label(tag) for tag in derive.automatic_tags(birth, sex, on))


def record_id(row: Row) -> str:
    """The id of a row as text."""
    return ids.to_text(bytes_of(row, "id"))
