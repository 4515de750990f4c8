"""The page of one order: its fields behind masks, its light explained, its story, and what the person may do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app import access
from app.dossiers.sections import Section, sections
from app.message_texts.orders import status
from app.orders import (
    correcting,
    corrections,
    explaining,
    keeping,
    merged,
    moving,
    people,
    photos,
    story,
    waiting_above,
)
from app.orders.keeping import ORDER, Kept
from app.orders.merged import Merged
from app.orders.moving import Choice
from app.orders.story import Told
from app.records import order_words, visit_orders
from app.records.choosing import Choice as Named
from app.records.editing import Seen
from app.records.naming import Names
from app.records.showing import Shower
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import catalog, clock, codes, ids, kinds
from ledger.orders import holidays
from ledger.orders.lights import Lights
from storage.reading import Reader
from storage.rows import id_in

DEVICES: Final = catalog.named("topic_row")
_WITHIN: Final = frozenset(
    (
        "order_no",
        "process_version",
        "process_category",
        "paused_ms",
        "events",
        "heads",
        "awaiting",
        "asked",
        "duplicate_of",
        "idle_days",
        "overdue_light",
    )
)
"""Columns that say nothing to people, or that the page says elsewhere."""
_UNCOUNTED: Final = frozenset(("returns", "extensions", "fails", "reopened"))
"""Counts that are told once there is something to count."""
_USUAL: Final = "1"
_LISTS: Final = ("handlers", "joint_orgs")


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the page of an order shows. `lines` explain its lights, the worst first; `story` has the newest first.

    `held_by` says who has it, `awaiting` what waits for somebody above; `marks` are few words that set it apart.
    """

    id: str
    order_no: str
    title: str
    status: str
    status_label: str
    category_label: str
    light: int | None
    light_word: str
    lines: tuple[str, ...]
    marks: tuple[str, ...]
    held_by: str
    awaiting: str
    sections: tuple[Section, ...]
    seen: Seen
    choices: tuple[Choice, ...]
    story: tuple[Told, ...]
    row: Json
    building: Named | None = None
    dwelling: Named | None = None
    person: Named | None = None
    master: Named | None = None
    device: Named | None = None
    """The device that gave alarm, as long as it stands in its ledger, for whoever sees those."""
    device_ledger: str = ""
    visit: Named | None = None
    """The visit of which it was made, for whoever may know."""
    is_major: bool = False
    merged: tuple[Merged, ...] = ()
    """The orders that were merged into it."""
    registered: Mapping[str, str] = field(default_factory=dict)
    """What whoever looks may put right of its registration, by name; empty where they may not."""

    def as_json(self) -> Json:
        """The stable object of `linongctl order show --json`."""
        return {
            **self.row,
            "light": self.light,
            "lines": list(self.lines),
            "awaits": self.awaiting or None,
            "visit": {"id": self.visit.id, "title": self.visit.title} if self.visit else None,
            "merged": [one.as_json() for one in self.merged],
            "choices": [one.as_json() for one in self.choices],
            "story": [one.as_json() for one in self.story],
        }


@access.operation("view", ledger="work_order")
def dossier(session: Session, order: str) -> Dossier:
    """The dossier of an order, by id or number; raises RecordNotFound, AmbiguousRecord."""
    with session.reader() as reader, reader.snapshot():
        kept, who = keeping.read(reader, order), keeping.actor(session, reader)
        names, called = Names(reader), people.names(session)
        shower = Shower(session, reader, ORDER, clock.today())
        shown = shower.rows([kept.row])[0]
        code = str(kept.row["status"] or "")
        reading = Lights(clock.now(), keeping.rules(session).book).read(kept.row)
        light, may_edit = reading.light if reading else None, session.rights.may("edit", ORDER.name)
        device = _device(session, reader, kept)
        several = merged.into(session, reader, kept.id)
        visit = visit_orders.visit_of(session, reader, kept.id)
        shown |= _people_by_name(kept, called)
        fields = sections(ORDER, kept.row, shown, shower.explained(kept.row), on=clock.today())
        return Dossier(
            id=ids.to_text(kept.id),
            order_no=str(kept.row["order_no"] or ""),
            title=str(shown["title"] or ""),
            status=code,
            status_label=status(code),
            category_label=codes.table("work_order_category").label(str(kept.row["category"] or "")),
            light=light,
            light_word="" if light is None else codes.table("overdue_light").label(str(light)),
            lines=explaining.reading_lines(reading, code, holidays.shipped()) if reading else (),
            marks=(*_marks(kept.row), *((f"归并 {len(several)} 件",) if several else ())),
            held_by=_held_by(kept, called),
            awaiting=waiting_above.line(kept.placed.order, is_enrolled=session.store.is_enrolled()),
            sections=tuple(one for section in fields if (one := _for_people(section, kept)).cells),
            seen=Seen(kept.row),
            choices=moving.choices_of(session, reader, kept, who),
            story=_story(session, reader, kept, called),
            row=shown,
            building=_named(names, kept, "building_uid", "building"),
            dwelling=_named(names, kept, "dwelling_uid", "dwelling"),
            person=_named(names, kept, "reporter_person", "person") if shown.get("reporter_person") else None,
            master=_named(names, kept, "duplicate_of", "work_order"),
            device=_named(names, kept, "device_uid", DEVICES.name) if device else None,
            device_ledger=device,
            visit=Named(*visit) if visit else None,
            is_major=bool(kept.row["is_major"]),
            merged=several,
            registered=correcting.registered(kept.placed.order, who, keeping.rules(session)) if may_edit else {},
        )


def _story(session: Session, reader: Reader, kept: Kept, called: Mapping[str, str]) -> tuple[Told, ...]:
    """The story; where there is no cloud nothing waits for one."""
    told = story.told(kept.placed, called, photos.told(reader, kept), corrections.of(reader, kept))
    return told if session.store.is_enrolled() else tuple(replace(one, waits=False) for one in told)


def _for_people(section: Section, kept: Kept) -> Section:
    """A group without what says nothing to people; what they may not put right is no field of forms."""
    cells = tuple(
        replace(cell, item=replace(cell.item, need="system")) if order_words.stands(kept.row, cell.item.name) else cell
        for cell in section.cells
        if cell.item.name not in _WITHIN and not (cell.item.name in _UNCOUNTED and cell.text in ("", "0"))
    )
    return replace(section, cells=cells)


def _people_by_name(kept: Kept, called: Mapping[str, str]) -> dict[str, str]:
    """Those who stand in a list of logins, as people call them."""
    lists = {name: str(kept.row[name]).split(kinds.LIST_MARK) for name in _LISTS if kept.row[name]}
    return {f"{name}_label": "、".join(called.get(one) or one for one in logins) for name, logins in lists.items()}


def _marks(row: Mapping[str, Any]) -> list[str]:
    marks = []
    priority = str(row["priority"] or _USUAL)
    if priority != _USUAL:
        marks.append(codes.table("work_order_priority").label(priority))
    if row["is_major"]:
        marks.append("重大问题")
    if row["confidential"]:
        marks.append("保密")
    return marks


def _held_by(kept: Kept, called: Mapping[str, str]) -> str:
    holder = str(kept.row["assignee"] or kept.row["assignee_org"] or "")
    return f"承办 {called.get(holder, holder)}" if holder else "还没有派人"


def _device(session: Session, reader: Reader, kept: Kept) -> str:
    """The topic ledger of the device that the order names; "" for none that can be opened."""
    one = kept.row.get("device_uid")
    row = reader.get(DEVICES, one) if isinstance(one, bytes) and session.rights.may("view", DEVICES.name) else None
    return ids.to_text(id_in(row, "topic_uid")) if row is not None else ""


def _named(names: Names, kept: Kept, field: str, ledger: str) -> Named | None:
    found = kept.row.get(field)
    one = id_in(kept.row, field) if isinstance(found, bytes) else ids.from_text(str(found or ""))
    title = names.of(ledger, one) if one else ""
    return Named(ids.to_text(one), title) if one and title else None
