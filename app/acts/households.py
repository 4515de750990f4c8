"""Households 户: 分户, 并户, 换户主, each one action that can be taken back as one.

Members go on living where they live: only which household they belong to changes. A household without members gets
the day from which it is no more (失效日期); it is never removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app import access
from app.acts.kinship import HEAD, after_change
from app.acts.steps import HOUSEHOLD, PERSON, RESIDENCE, Steps, goes_on, live, several
from app.records.naming import Names
from app.records.showing import person_name
from app.stores.session import Session
from ledger import clock, ids
from ledger.errors import LedgerError
from storage.reading import Reader
from storage.rows import Row, id_in, text_in, text_or_none

_HEAD_RELATION, _FAMILY = "01", "03"


class HeadNeeded(LedgerError):
    """The head leaves a household in which others stay: one of them has to follow."""

    def __init__(self, household: str) -> None:
        super().__init__("the household needs a head")
        self.household = household


class HeadWouldLeave(LedgerError):
    """The head of a household does not split off: another one becomes head first, or the others split off."""


class NotAMember(LedgerError):
    """Somebody who was chosen does not belong to the household."""


class NothingToSplit(LedgerError):
    """Nobody or everybody would leave the household."""


class HouseholdsApart(LedgerError):
    """Households of different dwellings are not merged: people move first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHead:
    """Who becomes head of a household; `kinships` says by person what the others are to the new head."""

    household: str
    head: str
    kinships: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Which members form a household of their own, under which head."""

    household: str
    members: Sequence[str]
    head: str
    kinships: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Which household takes in the members of another one of the same dwelling; its head stays head."""

    into: str
    gone: str
    kinships: Mapping[str, str] = field(default_factory=dict)


@access.operation("act")
def plan_change_head(session: Session, wanted: ChangeHead) -> Steps:
    """What a change of head will do; raises NotAMember, RecordNotFound."""
    steps = Steps("change-head")
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        row = live(reader, HOUSEHOLD, wanted.household)
        before = id_in(row, "head_person_uid")
        set_head(reader, steps, row, _one(wanted.head), wanted.kinships)
        title = person_name(names, before, clock.today()) if before else "原来没有定户主"
        steps.told.append(f"户主由 {title} 换为 {several(names, [_one(wanted.head)])}。")
        _tell_unknown(steps, reader, names, row)
    return steps


@access.operation("act")
def plan_split(session: Session, wanted: Split) -> Steps:
    """What a split will do; raises NotAMember, NothingToSplit, RecordNotFound, HeadWouldLeave."""
    steps = Steps("split-household")
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        row = live(reader, HOUSEHOLD, wanted.household)
        leaving, head = [_one(member) for member in wanted.members], _one(wanted.head)
        stays = members(reader, steps, row)
        present = {id_in(stay, "person_uid") for stay in stays}
        if not set(leaving) <= present or head not in leaving:
            raise NotAMember
        if not leaving or set(leaving) == present:
            raise NothingToSplit
        if row.get("head_person_uid") in leaving:
            raise HeadWouldLeave
        kind = row.get("household_kind") or "家庭户"
        made = steps.create(
            HOUSEHOLD, {"dwelling_uid": row["dwelling_uid"], "head_person_uid": head, "household_kind": kind}
        )
        moved = [stay for stay in stays if id_in(stay, "person_uid") in leaving]
        for stay in moved:
            steps.change(RESIDENCE, stay, {"household_uid": made})
        _relate(reader, steps, moved, head, wanted.kinships)
        where = names.of("dwelling", id_in(row, "dwelling_uid"))
        steps.told.append(f"{several(names, leaving)} 从 {names.of('household', id_in(row, 'id'))} 分出，另立一户。")
        steps.told.append(f"新户户主为 {several(names, [head])}，仍住在 {where}；原户其余的人不变。")
    return steps


@access.operation("act")
def plan_merge(session: Session, wanted: Merge) -> Steps:
    """What a merge will do; raises HouseholdsApart, RecordNotFound."""
    steps = Steps("merge-households")
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        into, gone = live(reader, HOUSEHOLD, wanted.into), live(reader, HOUSEHOLD, wanted.gone)
        if into["dwelling_uid"] != gone["dwelling_uid"] or into["id"] == gone["id"]:
            raise HouseholdsApart
        moved = members(reader, steps, gone)
        for stay in moved:
            steps.change(RESIDENCE, stay, {"household_uid": into["id"]})
        head = id_in(into, "head_person_uid")
        if not head and gone.get("head_person_uid"):
            head = id_in(gone, "head_person_uid")
            steps.change(HOUSEHOLD, into, {"head_person_uid": head})
        _relate(reader, steps, moved, head, wanted.kinships)
        steps.change(HOUSEHOLD, gone, {"valid_to": clock.today().isoformat()})
        people = [id_in(stay, "person_uid") for stay in moved]
        target = names.of("household", id_in(into))
        steps.told.append(f"{several(names, people) or '没有成员的户'} 并入 {target}，户主不变。")
        steps.told.append(f"{names.of('household', id_in(gone, 'id'))} 到今天为止，历史保留。")
        _tell_unknown(steps, reader, names, into)
    return steps


def members(reader: Reader, steps: Steps, household: Row) -> list[Row]:
    """The residences of today's members, as the steps so far leave them."""
    today = clock.today().isoformat()
    return [
        stay
        for stay in reader.children(RESIDENCE, "household_uid", [id_in(household)])
        if goes_on({"end_date": steps.value(RESIDENCE, stay, "end_date")}, today)
    ]


def set_head(reader: Reader, steps: Steps, household: Row, head: bytes, kinships: Mapping[str, str]) -> None:
    """Give a household its head, and the members what they are to him; raises NotAMember."""
    stays = members(reader, steps, household)
    if head not in {id_in(stay, "person_uid") for stay in stays}:
        raise NotAMember
    steps.change(HOUSEHOLD, household, {"head_person_uid": head})
    _relate(reader, steps, stays, head, kinships)


def _relate(reader: Reader, steps: Steps, stays: list[Row], head: bytes, kinships: Mapping[str, str]) -> None:
    """What each member is to the head: as told, or as it follows from what they were to the former one."""
    sexes = {
        one: row.get("sex") for one, row in reader.get_many(PERSON, [id_in(s, "person_uid") for s in stays]).items()
    }
    before = {id_in(stay, "person_uid"): text_in(stay, "kinship") for stay in stays}
    suggested = after_change(before, {one: text_or_none(sex) for one, sex in sexes.items()}, head)
    for stay in stays:
        one = id_in(stay, "person_uid")
        told = kinships.get(ids.to_text(one))
        kinship = HEAD if one == head else (told if told is not None else suggested.get(one)) or None
        new: dict[str, object] = {"kinship": kinship}
        relation = stay.get("relation")
        if one == head and relation == _FAMILY:
            new["relation"] = _HEAD_RELATION
        elif one != head and relation == _HEAD_RELATION:
            new["relation"] = _FAMILY
        steps.change(RESIDENCE, stay, new)


@access.operation("act")
def suggested_kinships(session: Session, household: str, head: str) -> dict[str, str]:
    """By person: the kinship to a new head that follows from what is known; empty where a person has to say."""
    with session.reader() as reader, reader.snapshot():
        stays = members(reader, Steps(""), live(reader, HOUSEHOLD, household))
        found = _suggested(reader, stays, _one(head))
    return {ids.to_text(one): kinship for one, kinship in found.items()}


def _suggested(reader: Reader, stays: list[Row], head: bytes) -> dict[bytes, str]:
    people = reader.get_many(PERSON, [id_in(stay, "person_uid") for stay in stays])
    sexes = {one: text_in(row, "sex") for one, row in people.items()}
    before = {id_in(stay, "person_uid"): text_in(stay, "kinship") for stay in stays}
    return after_change(before, sexes, head)


def head_leaves(reader: Reader, steps: Steps, people: Sequence[bytes], new_head: str, day: str) -> None:
    """After people left: their households get another head where one is needed, or end when nobody is left."""
    for row in reader.children(HOUSEHOLD, "head_person_uid", people):
        staying = {id_in(stay, "person_uid") for stay in members(reader, steps, row)}
        if not staying or id_in(row, "head_person_uid") in staying:
            continue
        if not new_head:
            raise HeadNeeded(ids.to_text(id_in(row)))
        set_head(reader, steps, row, _one(new_head), {})
        steps.told.append(f"{several(Names(reader), [_one(new_head)])} 接着做户主。")
    close_empty(reader, steps, day)


def close_empty(reader: Reader, steps: Steps, day: str) -> None:
    """Households that the steps leave without members end on the day."""
    touched = {household for household in steps.households_touched() if household}
    for row in reader.get_many(HOUSEHOLD, touched).values():
        if row.get("valid_to") is None and not members(reader, steps, row):
            steps.change(HOUSEHOLD, row, {"valid_to": day})


def reopen(steps: Steps, household: Row) -> None:
    """A household that had ended has members again."""
    if household.get("valid_to") is not None:
        steps.change(HOUSEHOLD, household, {"valid_to": None})


def _tell_unknown(steps: Steps, reader: Reader, names: Names, household: Row) -> None:
    """Say whose kinship to the head has to be filled in."""
    unknown = [
        id_in(stay, "person_uid")
        for stay in reader.children(RESIDENCE, "household_uid", [id_in(household)])
        if steps.value(RESIDENCE, stay, "kinship") is None and goes_on(stay, clock.today().isoformat())
    ]
    if unknown:
        steps.told.append(f"{several(names, unknown)} 和户主的关系请以后补上。")


def _one(record: str) -> bytes:
    return ids.from_text(record) or b""
