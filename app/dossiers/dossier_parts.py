"""Who lives where and with whom, tags, vehicles: what pages of people and dwellings say beside `sections`, masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import access
from app.records.naming import Names
from app.records.showing import person_name, worded
from ledger import catalog, derive, ids, kinds
from ledger.definition import Ledger
from storage.listing.matching import not_ended_by
from storage.reading import Reader
from storage.rows import Row, id_in, text_in

LIVING, OWNING, REGISTERED = "living", "owning", "registered"
SORTS = {LIVING: "住", OWNING: "产权", REGISTERED: "挂户"}
_MANAGED, _UNNAMED = "重点管理（已隐藏）", "隐私标签（已隐藏）"


@dataclass(frozen=True, slots=True)
class Stay:
    """One residence: of a person at a place, or at a place by a person."""

    record: str
    person: str
    dwelling: str
    household: str
    name: str
    address: str
    sort: str
    relation: str
    kinship: str
    is_actual: bool
    since: str
    until: str
    reason: str
    is_over: bool
    about: str = ""
    """Sex, age of the person."""
    hukou_match: str = ""
    has_left: bool = False

    @property
    def span(self) -> str:
        """From when to when, in words."""
        if self.is_over:
            return f"{self.since or '不详'} 至 {self.until}"
        return f"{self.since} 起" if self.since else ""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a household."""

    person: str
    residence: str
    name: str
    about: str
    kinship: str
    kinship_code: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class Family:
    """A household with its members of today, the head first."""

    record: str
    dwelling: str
    title: str
    kind: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a person with its dates and who is responsible."""

    record: str
    code: str
    label: str
    since: str
    until: str
    is_over: bool
    responsible: str


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle of a person or a dwelling."""

    record: str
    plate: str
    about: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What every part is worked out from: an open reader, names of records, the day, the names of logins."""

    reader: Reader
    names: Names
    on: date
    logins: Mapping[str, str]


def _address_of_a_person(full: str) -> str:
    """Where somebody lives or lived, as lists show it: behind the mask that stands for people."""
    person = catalog.named("person")
    return str(access.shown(person, person.field("residence_address"), full))


def stay_of(scene: Scene, row: Row, *, hukou_match: str = "") -> Stay:
    """A residence in words."""
    person, dwelling = id_in(row, "person_uid"), id_in(row, "dwelling_uid")
    said = _words(scene, catalog.named("residence"), row)
    who = scene.names.row("person", person) or {}
    until = text_in(row, "end_date") or ""
    return Stay(
        record=ids.to_text(id_in(row)),
        person=ids.to_text(person),
        dwelling=ids.to_text(dwelling),
        household=ids.to_text(id_in(row, "household_uid")) if row.get("household_uid") else "",
        name=person_name(scene.names, person, scene.on),
        address=_address_of_a_person(scene.names.of("dwelling", dwelling)),
        sort=derive.relation_class(text_in(row, "relation")),
        relation=said("relation"),
        kinship=_spoken_kinship(said("kinship")),
        is_actual=row.get("is_actual_resident") == 1,
        since=text_in(row, "start_date") or "",
        until=until,
        reason=said("end_reason"),
        is_over=is_over(until, scene.on),
        about=about_person(who, scene.on),
        hukou_match=hukou_match,
        has_left=who.get("alive") == 0 or who.get("moved_out") == 1,
    )


def families(scene: Scene, households: Iterable[bytes]) -> tuple[Family, ...]:
    """Households with the members of today."""
    wanted = list(dict.fromkeys(households))
    rows = scene.reader.get_many(catalog.named("household"), wanted)
    stays = scene.reader.children(catalog.named("residence"), "household_uid", wanted)
    stays = [stay for stay in stays if not is_over(text_in(stay, "end_date") or "", scene.on)]
    scene.names.load("person", (id_in(stay, "person_uid") for stay in stays))
    scene.names.load("person", (id_in(row, "head_person_uid") for row in rows.values()))
    return tuple(
        _family(scene, row, [stay for stay in stays if stay["household_uid"] == one]) for one, row in rows.items()
    )


def _family(scene: Scene, row: Row, stays: list[Row]) -> Family:
    head = id_in(row, "head_person_uid")
    name = person_name(scene.names, head, scene.on) if head else ""
    number = text_in(row, "household_no") or ""
    members = sorted((_member(scene, stay, head) for stay in stays), key=lambda one: not one.is_head)
    unique = {one.person: one for one in reversed(members)}
    kept = [one for one in members if unique[one.person] is one]
    return Family(
        ids.to_text(id_in(row)),
        ids.to_text(id_in(row, "dwelling_uid")),
        f"{name}户" if name else (f"户号 {number}" if number else "未定户主的户"),
        text_in(row, "household_kind") or "",
        tuple(kept),
    )


def _member(scene: Scene, stay: Row, head: bytes) -> Member:
    person = id_in(stay, "person_uid")
    said = _words(scene, catalog.named("residence"), stay)
    return Member(
        ids.to_text(person),
        ids.to_text(id_in(stay)),
        person_name(scene.names, person, scene.on),
        about_person(scene.names.row("person", person) or {}, scene.on),
        "户主" if person == head else _spoken_kinship(said("kinship")),
        text_in(stay, "kinship") or "",
        person == head,
    )


def _spoken_kinship(label: str) -> str:
    """A kinship as people say it: 女 beside the sex of somebody would tell nothing."""
    return {"子": "儿子", "女": "女儿"}.get(label, label)


def tag_of(scene: Scene, row: Row) -> Tag:
    """A tag in words; of one that stays hidden, that there is one and who is responsible."""
    ledger = catalog.named("person_tag")
    said = _words(scene, ledger, row)
    code, until = text_in(row, "tag") or "", text_in(row, "end_date") or ""
    shows = access.tag_shows(code)
    return Tag(
        ids.to_text(id_in(row)),
        code if shows else "",
        kinds.as_text(ledger.field("tag"), code) if shows else _MANAGED if access.is_managed(code) else _UNNAMED,
        (text_in(row, "start_date") or "") if shows else "",
        until if shows else "",
        is_over(until, scene.on),
        said("responsible"),
    )


def vehicle_of(scene: Scene, row: Row) -> Vehicle:
    """A vehicle in words."""
    said = _words(scene, catalog.named("topic_vehicle"), row)
    about = [said(name) for name in ("kind", "brand", "color", "space_no")]
    return Vehicle(ids.to_text(id_in(row)), said("plate"), " · ".join(filter(None, about)))


def about_person(row: Row, on: date) -> str:
    """Sex and age: 男 · 78 岁; what lists hide of a child under 14 is left out."""
    birth = text_in(row, "birth_date")
    sex = _told_of_a_person("sex", kinds.as_text(catalog.named("person").field("sex"), row.get("sex")), birth, on)
    if row.get("alive") == 0:
        return " · ".join(filter(None, (sex, "已死亡")))
    years = derive.age(birth, on)
    age = "" if years is None else _told_of_a_person("age", f"{years} 岁", birth, on)
    return " · ".join(filter(None, (sex, age)))


def _told_of_a_person(field: str, text: str, birth: str | None, on: date) -> str:
    """A text made of a person's field; empty where lists hide the field or show a mask of it."""
    person, child = catalog.named("person"), access.is_child(birth, on)
    return "" if access.mask_of(person.field(field), child=child) else text


def is_over(end: str, on: date) -> bool:
    """True when something with this end is over on a day; an end known to the year lasts through it."""
    return bool(end) and not not_ended_by(end, on.isoformat())


def _words(scene: Scene, ledger: Ledger, row: Row) -> Callable[[str], str]:
    def said(name: str) -> str:
        text = worded(scene.names, ledger, ledger.field(name), row.get(name), child=False)
        return "" if text is None else str(text)

    return said
