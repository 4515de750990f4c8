"""The parts of a dossier: what the pages of a person and of a dwelling are made of, ready to show, masks in front."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import access
from app.records.naming import Names
from app.records.record_groups import Group, groups_of, may_be_typed
from app.records.showing import person_name, worded
from app.records.shown_columns import Json
from ledger import catalog, clock, derive, ids, kinds, outside_facts
from ledger.definition import Field, Ledger, Level
from storage.listing.matching import not_ended_by
from storage.reading import Reader
from storage.rows import Row

LIVING, OWNING, REGISTERED = "living", "owning", "registered"
SORTS = {LIVING: "住", OWNING: "产权", REGISTERED: "挂户"}
_MANAGED, _UNNAMED = "重点管理（已隐藏）", "隐私标签（已隐藏）"
_TOLD_ELSEWHERE = ("org_code", "pinyin", "age", "valid_from", "full_address", "confirmed_on")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field as it is shown. `is_masked`: editing replaces the whole value, its text is not for an editor."""

    item: Field
    text: str
    is_masked: bool
    note: str = ""
    reference: str = ""
    """Of a reference: the id of the record it means."""
    level: Level = "L1"
    """How sensitive it is; one more for a child."""

    @property
    def can_be_typed(self) -> bool:
        """True for a field that a form offers."""
        return may_be_typed(self.item)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields under a heading; empty ones are folded away."""

    label: str
    cells: tuple[Cell, ...]

    @classmethod
    def blank(cls, group: Group) -> Section:
        """A group of which nothing is filled in yet."""
        return cls(group.label, tuple(Cell(item, "", is_masked=False) for item in group.typed))

    @property
    def filled(self) -> tuple[Cell, ...]:
        """Fields that say something."""
        return tuple(cell for cell in self.cells if cell.text)

    @property
    def empty_count(self) -> int:
        """How many fields could be filled in and are not."""
        return sum(not cell.text and cell.can_be_typed for cell in self.cells)


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


def sections(ledger: Ledger, row: Row, shown: Json, explained: Mapping[str, Json], *, on: date) -> tuple[Section, ...]:
    """The fields of a record in their groups."""
    child = ledger.name == "person" and access.is_child(text_or_none(row.get("birth_date")), on)
    made = []
    for group in groups_of(ledger.name):
        fields = (item for item in group.fields if _has_a_place(item))
        cells = tuple(_cell(ledger, item, shown, explained, child=child) for item in fields)
        made.append(Section(group.label, cells))
    return tuple(section for section in made if section.cells)


def from_outside(scene: Scene, ledger: Ledger, row: Row) -> tuple[Section, ...]:
    """What other departments say beside the fields, each with its day; nobody here changes it."""
    child = ledger.name == "person" and access.is_child(text_or_none(row.get("birth_date")), scene.on)
    cells: dict[str, list[Cell]] = {}
    for one in outside_facts.read_all(scene.reader.beside(ledger, bytes_of(row, "id"))):
        item = Field(name=one.name, kind="text", label=one.label, need="system", level=one.level)
        text = str(access.shown(ledger, item, one.value, child=child))
        masked = bool(access.mask_of(item, child=child, ledger=ledger.name))
        level = access.level_of(ledger, item, child=child)
        cells.setdefault(one.source_label, []).append(Cell(item, text, masked, f"{one.on} 提供", level=level))
    return tuple(Section(f"{source}提供（只读）", tuple(several)) for source, several in cells.items())


def _has_a_place(item: Field) -> bool:
    """Fields of pages: not the program's own stamps, which the timeline tells, and not what is only searched."""
    is_stamp = item.kind == "instant" and item.need == "derived"
    return item.kind not in ("json", "attachment", "account") and not is_stamp and item.name not in _TOLD_ELSEWHERE


def _cell(ledger: Ledger, item: Field, shown: Json, explained: Mapping[str, Json], *, child: bool) -> Cell:
    masked = bool(access.mask_of(item, child=child, ledger=ledger.name))
    text = shown_text(item, shown)
    reference = str(shown.get(item.name) or "") if item.kind == "ref" else ""
    level = access.level_of(ledger, item, child=child)
    return Cell(item, text, masked and bool(text), _note(item, explained.get(item.name)), reference, level)


def _note(item: Field, told: Json | None) -> str:
    """Where a sheet said otherwise than what is derived: the other value."""
    if not told or told.get("stated") is None or told.get("derived") is None or told["stated"] == told["derived"]:
        return ""
    other, words = ("derived", "推算是") if told["counts"] == "stated" else ("stated", "原表写的是")
    return f"{words} {told.get(f'{other}_label') or told[other]}" if not item.mask_rule else ""


def shown_text(item: Field, shown: Json) -> str:
    """What a cell of a row that is ready to show reads like."""
    value = shown.get(item.name)
    if value is None:
        return ""
    if item.kind in ("code", "code_list", "ref"):
        return str(shown.get(f"{item.name}_label") or "")
    if isinstance(value, bool):
        return kinds.as_text(item, value)
    if item.kind == "decimal" and isinstance(value, (int, float)):
        return kinds.as_text(item, value)
    return clock.local_text(str(value)) if item.kind == "instant" else str(shown.get(f"{item.name}_label", value))


def _address_of_a_person(full: str) -> str:
    """Where somebody lives or lived, as lists show it: behind the mask that stands for people."""
    person = catalog.named("person")
    return str(access.shown(person, person.field("residence_address"), full))


def stay_of(scene: Scene, row: Row, *, hukou_match: str = "") -> Stay:
    """A residence in words."""
    person, dwelling = bytes_of(row, "person_uid"), bytes_of(row, "dwelling_uid")
    said = _words(scene, catalog.named("residence"), row)
    who = scene.names.row("person", person) or {}
    until = text_or_none(row.get("end_date")) or ""
    return Stay(
        record=ids.to_text(bytes_of(row, "id")),
        person=ids.to_text(person),
        dwelling=ids.to_text(dwelling),
        household=ids.to_text(bytes_of(row, "household_uid")) if row.get("household_uid") else "",
        name=person_name(scene.names, person, scene.on),
        address=_address_of_a_person(scene.names.of("dwelling", dwelling)),
        sort=derive.relation_class(text_or_none(row.get("relation"))),
        relation=said("relation"),
        kinship=_spoken_kinship(said("kinship")),
        is_actual=row.get("is_actual_resident") == 1,
        since=text_or_none(row.get("start_date")) or "",
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
    stays = [stay for stay in stays if not is_over(text_or_none(stay.get("end_date")) or "", scene.on)]
    scene.names.load("person", (bytes_of(stay, "person_uid") for stay in stays))
    scene.names.load("person", (bytes_of(row, "head_person_uid") for row in rows.values()))
    return tuple(
        _family(scene, row, [stay for stay in stays if stay["household_uid"] == one]) for one, row in rows.items()
    )


def _family(scene: Scene, row: Row, stays: list[Row]) -> Family:
    head = bytes_of(row, "head_person_uid")
    name = person_name(scene.names, head, scene.on) if head else ""
    number = text_or_none(row.get("household_no")) or ""
    members = sorted((_member(scene, stay, head) for stay in stays), key=lambda one: not one.is_head)
    unique = {one.person: one for one in reversed(members)}
    kept = [one for one in members if unique[one.person] is one]
    return Family(
        ids.to_text(bytes_of(row, "id")),
        ids.to_text(bytes_of(row, "dwelling_uid")),
        f"{name}户" if name else (f"户号 {number}" if number else "未定户主的户"),
        text_or_none(row.get("household_kind")) or "",
        tuple(kept),
    )


def _member(scene: Scene, stay: Row, head: bytes) -> Member:
    person = bytes_of(stay, "person_uid")
    said = _words(scene, catalog.named("residence"), stay)
    return Member(
        ids.to_text(person),
        ids.to_text(bytes_of(stay, "id")),
        person_name(scene.names, person, scene.on),
        about_person(scene.names.row("person", person) or {}, scene.on),
        "户主" if person == head else _spoken_kinship(said("kinship")),
        text_or_none(stay.get("kinship")) or "",
        person == head,
    )


def _spoken_kinship(label: str) -> str:
    """A kinship as people say it: 女 beside the sex of somebody would tell nothing."""
    return {"子": "儿子", "女": "女儿"}.get(label, label)


def tag_of(scene: Scene, row: Row) -> Tag:
    """A tag in words; of one that stays hidden, that there is one and who is responsible."""
    ledger = catalog.named("person_tag")
    said = _words(scene, ledger, row)
    code, until = text_or_none(row.get("tag")) or "", text_or_none(row.get("end_date")) or ""
    shows = access.tag_shows(code)
    return Tag(
        ids.to_text(bytes_of(row, "id")),
        code if shows else "",
        kinds.as_text(ledger.field("tag"), code) if shows else _MANAGED if access.is_managed(code) else _UNNAMED,
        (text_or_none(row.get("start_date")) or "") if shows else "",
        until if shows else "",
        is_over(until, scene.on),
        said("responsible"),
    )


def vehicle_of(scene: Scene, row: Row) -> Vehicle:
    """A vehicle in words."""
    said = _words(scene, catalog.named("topic_vehicle"), row)
    about = [said(name) for name in ("kind", "brand", "color", "space_no")]
    return Vehicle(ids.to_text(bytes_of(row, "id")), said("plate"), " · ".join(filter(None, about)))


def about_person(row: Row, on: date) -> str:
    """Sex and age: 男 · 78 岁; what lists hide of a child under 14 is left out."""
    birth = text_or_none(row.get("birth_date"))
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


def bytes_of(row: Mapping[str, object], name: str) -> bytes:
    """A reference of a row; empty when there is none."""
    value = row.get(name)
    return value if isinstance(value, bytes) else b""


def text_or_none(value: object) -> str | None:
    """A value if it is text."""
    return value if isinstance(value, str) else None
