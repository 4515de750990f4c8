"""One activity in full, ready to be shown: its facts, its list, its numbers, and what can be done with it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import access
from app.activities import moving, series_moves
from app.activities.counting import Counts, counts
from app.activities.listing import status_label
from app.activities.moving import Step
from app.activities.rolls import ACTIVITY, ATTENDEE, PERSON, Roll, found, id_of
from app.activities.series_moves import Reach
from app.dossiers.dossier_parts import about_person
from app.records import record_groups
from app.records.naming import Names
from app.records.showing import Shower, person_name
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import activity_states, clock, ids, kinds, short_codes
from storage.reading import Reader
from storage.rows import Row

_TOLD_ELSEWHERE = frozenset(("title", "content", "summary", "status", "activity_no", "participants"))


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody on the list, behind masks; `person` is "" for a written name, the times are what the clock says."""

    id: str
    person: str
    name: str
    about: str
    address: str
    code: str
    signed_up: str
    signed_in: str
    how: str
    hours: str

    @property
    def is_here(self) -> bool:
        """True for somebody who signed in."""
        return bool(self.signed_in)

    def as_json(self) -> Json:
        """The stable object of `linongctl activity show --json`."""
        return {
            "id": self.id,
            "person": self.person or None,
            "name": self.name,
            "code": self.code,
            "signed_up_at": self.signed_up or None,
            "signed_in_at": self.signed_in or None,
            "how": self.how or None,
            "hours": float(self.hours) if self.hours else None,
        }


@dataclass(frozen=True, slots=True)
class Dossier:
    """An activity with its list, those who signed up first come first."""

    id: str
    number: str
    title: str
    status: str
    day: date
    """On which it begins."""
    when: str
    where: str
    content: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    counts: Counts
    attendees: tuple[Attendee, ...]
    steps: tuple[Step, ...]
    is_public: bool
    has_left_house: bool
    """True once people outside may know of it."""
    begins: str
    """When it begins, as it is typed."""
    reach: Reach
    """How many of its series a change may go to."""

    @property
    def status_label(self) -> str:
        """Its state in words."""
        return status_label(self.status)

    @property
    def takes_sign_up(self) -> bool:
        """Whether people may be put on the list."""
        return self.status in activity_states.OPEN_FOR_SIGN_UP

    @property
    def takes_sign_in(self) -> bool:
        """Whether people may sign in."""
        return self.status in activity_states.OPEN_FOR_SIGN_IN and self.day <= clock.today()

    def as_json(self) -> Json:
        """The stable object of `linongctl activity show --json`, beside the fields of the record."""
        return {
            "counts": {
                "planned": self.counts.planned,
                "signed_up": self.counts.signed_up,
                "signed_in": self.counts.signed_in,
                "stated": self.counts.stated,
                "hours": self.counts.hours,
                "differs": self.counts.differs,
            },
            "attendees": [one.as_json() for one in self.attendees],
            "moves": [step.way.name for step in self.steps if not step.refusal],
        }


@access.operation("view", ledger="activity")
def dossier(session: Session, activity: str) -> Dossier:
    """One activity by id or number; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        shown = Shower(session, reader, ACTIVITY, clock.today()).rows([row])[0]
        roll = Roll(reader, id_of(row))
        return Dossier(
            id=ids.to_text(id_of(row)),
            number=str(shown["activity_no"] or ""),
            title=str(row["title"] or ""),
            status=str(row["status"] or ""),
            day=clock.day_of(str(row["start_at"])),
            when=span(row),
            where=str(row["place"] or ""),
            content=str(row["content"] or ""),
            summary=str(row["summary"] or ""),
            facts=tuple(_facts(session, shown)),
            counts=counts(row, roll.lines),
            attendees=_attendees(session, reader, roll),
            steps=moving.steps(session, row),
            is_public=bool(row["is_public"]),
            has_left_house=row["status"] in activity_states.OUT,
            begins=clock.local_text(str(row["start_at"])),
            reach=series_moves.reach_of(reader, row),
        )


def span(row: Row) -> str:
    """When an activity is, as people say it: 2026年11月25日（周三）14:00–15:30."""
    start = clock.local(str(row["start_at"]))
    said = f"{start.year}年{start.month}月{start.day}日（{clock.weekday_text(start)}）{start:%H:%M}"
    if not row["end_at"]:
        return said
    end = clock.local(str(row["end_at"]))
    return f"{said}–{end:%H:%M}" if end.date() == start.date() else f"{said} 至 {end.month}月{end.day}日 {end:%H:%M}"


def _facts(session: Session, shown: Json) -> list[tuple[str, str]]:
    """The other fields with a value, by label, in the order of the form."""
    told = []
    names = session.store.account_names()
    for item in ACTIVITY.fields:
        value = shown.get(f"{item.name}_label", shown.get(item.name))
        if value in (None, "") or item.name in _TOLD_ELSEWHERE:
            continue
        if item.name == "review_by":
            told.append((item.label, names.get(str(value), str(value))))
        elif record_groups.may_be_typed(item):
            text = clock.local_text(str(value)) if item.kind == "instant" else kinds.as_text(item, shown.get(item.name))
            told.append((item.label, str(value) if f"{item.name}_label" in shown else text))
    return told


def _attendees(session: Session, reader: Reader, roll: Roll) -> tuple[Attendee, ...]:
    """Everybody on the list, whom they are told by for those who may look at residents."""
    today, names = clock.today(), Names(reader)
    people = [one for line in roll.lines if isinstance(one := line["person_uid"], bytes)]
    rows = reader.get_many(PERSON, people) if session.rights.may("view", PERSON.name) else {}
    names.load(PERSON.name, rows)
    told = Shower(session, reader, PERSON, today).rows(list(rows.values()))
    addresses = {str(one["id"]): str(one.get("residence_address") or "") for one in told}
    made = []
    for line in roll.lines:
        person = line["person_uid"] if isinstance(line["person_uid"], bytes) else None
        one, row = ids.to_text(person) if person else "", rows.get(person) if person else None
        written = access.shown(ATTENDEE, ATTENDEE.field("name"), line["name"])
        made.append(
            Attendee(
                id=ids.to_text(id_of(line)),
                person=one,
                name=person_name(names, person, today) if row else str(written or "（看不到）"),
                about=about_person(row, today) if row else "",
                address=addresses.get(one, ""),
                code=short_codes.short_code(id_of(line)),
                signed_up=_moment(line["signed_up_at"]),
                signed_in=_moment(line["signed_in_at"]),
                how=str(line["how"] or ""),
                hours=kinds.as_text(ATTENDEE.field("hours"), line["hours"]),
            )
        )
    return tuple(sorted(made, key=lambda one: (not one.signed_up, one.signed_up or one.signed_in)))


def _moment(value: object) -> str:
    return clock.local_text(value) if isinstance(value, str) else ""
