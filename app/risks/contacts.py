"""The emergency contact tree 应急联络树 of some houses: who works for the committee, who leads a house, whom to reach.

First who is on duty today and the heads, as far as this PC knows their accounts; beneath them each house with its
leader 楼组长; beneath those the homes of whoever needs help (`app.roster.helping`) with whom to ring for them. What is
missing stands where it is missing, so that it is filled before it is needed. Telephones stand behind their masks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app import access
from app.accounts import tiers_here
from app.orders import duty
from app.records.naming import Names
from app.records.showing import person_name
from app.roster import houses
from app.roster.roster import BUILDING, PERSON, Resident, Roster, of_building
from app.stores import standing
from app.stores.session import Session
from ledger import clock, ids, roles
from storage.accounts import Account
from storage.reading import Reader
from storage.rows import id_or_none, text_or_none

ON_DUTY, LEADER = "今日值班", "楼组长"
NO_DUTY, NO_LEADER, NO_PHONE, NO_CONTACT = "今天没有排值班", "没有楼组长", "没有电话", "没有紧急联系人"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ring; `person` is the id of a resident, "" of staff; `gap` what is missing, "" for nothing."""

    role: str
    name: str
    phone: str
    gap: str
    person: str = ""

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl risk --contacts`."""
        return {"role": self.role, "name": self.name, "phone": self.phone or None, "gap": self.gap or None}


@dataclass(frozen=True, slots=True)
class House:
    """A building with its leader and those who need help."""

    building: str
    name: str
    leader: Contact
    residents: tuple[Resident, ...]

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl risk --contacts`."""
        people = [one.as_json() | {"gap": gap_of(one) or None} for one in self.residents]
        return {"building": self.building, "name": self.name, "leader": self.leader.as_json(), "people": people}


@dataclass(frozen=True, slots=True)
class Tree:
    """Staff, and the houses in their order; `name` names their compounds."""

    name: str
    staff: tuple[Contact, ...]
    houses: tuple[House, ...]

    @property
    def gaps(self) -> tuple[tuple[str, int], ...]:
        """What is missing, and how often."""
        found = [*_gaps(self)]
        return tuple((word, found.count(word)) for word in dict.fromkeys(found))

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl risk --contacts`."""
        return {
            "name": self.name,
            "staff": [one.as_json() for one in self.staff],
            "houses": [one.as_json() for one in self.houses],
            "gaps": dict(self.gaps),
        }


@access.operation("view", ledger="person_tag")
def tree(session: Session, places: Sequence[str]) -> Tree:
    """The tree of some houses; a compound stands for all of its.

    Raises:
        RecordNotFound, AmbiguousRecord, Forbidden.
    """
    with session.reader() as reader, reader.snapshot():
        rosters = [of_building(session, reader, one) for one in houses.meant(session, reader, places)]
        return of_rosters(session, reader, rosters)


@access.operation("view", ledger="person_tag")
def of_rosters(session: Session, reader: Reader, rosters: Sequence[Roster], *, is_open: bool = False) -> Tree:
    """The tree above rosters that were read at the same moment.

    `is_open`: with the names and telephones of staff and leaders as they are, for paper; raises Forbidden.
    """
    if is_open:
        session.rights.require_level("print", BUILDING.name, access.level_of(BUILDING, BUILDING.field("leader_phone")))
        session.rights.require_level("print", PERSON.name, access.level_of(PERSON, PERSON.field("phone")))
    names = Names(reader)
    compounds = (names.of("compound", ids.from_text(one)) for one in dict.fromkeys(one.compound for one in rosters))
    leaders = _leaders(reader, [ids.from_text(one.building) or b"" for one in rosters], is_open=is_open)
    return Tree(
        name="、".join(filter(None, compounds)),
        staff=tuple(_staff(session, reader, is_open=is_open)),
        houses=tuple(House(one.building, one.name, leaders[one.building], one.in_need) for one in rosters),
    )


def gap_of(one: Resident) -> str:
    """What is missing to reach somebody; "" for nothing."""
    if not (one.phone or one.contact_phone):
        return NO_PHONE
    return "" if one.contact or one.contact_phone else NO_CONTACT


def _gaps(found: Tree) -> Iterator[str]:
    yield from (one.gap for one in found.staff if one.gap)
    for house in found.houses:
        yield from filter(None, (house.leader.gap, *map(gap_of, house.residents)))


def _staff(session: Session, reader: Reader, *, is_open: bool = False) -> Iterator[Contact]:
    """Who is on duty, then the heads, each once."""
    today, accounts, names = clock.today(), session.store.accounts(), session.store.account_names()
    known = {one.login: one for one in accounts}
    sees_duty = session.rights.may("view", "work_order")
    on_duty = duty.logins_on(session, reader, today) if sees_duty else ()
    if sees_duty and not on_duty:
        yield Contact(ON_DUTY, "", "", NO_DUTY)
    heads = (
        one.login
        for one in accounts
        if roles.HEAD in tiers_here.roles_of(one, accounts) and standing.may_log_in(one, today)
    )
    for login in dict.fromkeys((*on_duty, *heads)):
        role = ON_DUTY if login in on_duty else roles.label(roles.HEAD)
        yield _employee(role, names.get(login, login), known.get(login), is_open=is_open)


def _employee(role: str, name: str, account: Account | None, *, is_open: bool) -> Contact:
    phone = account.phone if account else None
    return Contact(role, name, _phone(phone, is_open=is_open), "" if phone else NO_PHONE)


def _leaders(reader: Reader, wanted: Sequence[bytes], *, is_open: bool = False) -> dict[str, Contact]:
    """Building -> its leader; who leads it and has no number beside it is rung by the own one."""
    rows, today, names = reader.get_many(BUILDING, wanted), clock.today(), Names(reader)
    names.load(PERSON.name, (id_or_none(row.get("leader_person")) for row in rows.values()))
    made: dict[str, Contact] = {}
    for one, row in rows.items():
        leader = id_or_none(row.get("leader_person"))
        person = names.row(PERSON.name, leader) or {}
        phone = text_or_none(row.get("leader_phone")) or text_or_none(person.get("phone"))
        name = (str(person.get("name") or "") if is_open else person_name(names, leader, today)) if leader else ""
        gap = NO_LEADER if not name else "" if phone else NO_PHONE
        told = ids.to_text(leader) if leader else ""
        made[ids.to_text(one)] = Contact(LEADER, name, _phone(phone, is_open=is_open), gap, told)
    return made


def _phone(phone: str | None, *, is_open: bool) -> str:
    return str(access.shown(PERSON, PERSON.field("phone"), phone, unmasked=is_open)) if phone else ""
