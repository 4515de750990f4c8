"""People move: 迁入, 迁出, each one action that can be taken back as one.

Nothing of the past is removed: a residence gets the day on which it ended, so that who lived where on any day stays
right. An owner who moves out keeps the ownership, an owner or a person registered here may stay registered. What
becomes of households is `households`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app import access
from app.acts import households
from app.acts.kinship import HEAD
from app.acts.steps import (
    DWELLING,
    HOUSEHOLD,
    PERSON,
    RESIDENCE,
    Steps,
    end,
    goes_on,
    live,
    several,
    written,
)
from app.records import twins
from app.records.deriving import lives_there
from app.records.editing import Typed, new_values
from app.records.naming import Names
from app.stores.session import Session
from ledger import clock, derive, ids
from ledger.errors import FieldsRefused, LedgerError
from storage.reading import Reader
from storage.rows import Row, id_in

HEAD_RELATION, FAMILY, OWNER, REGISTERED_ONLY = "01", "03", "02", "10"
NEW_HOUSEHOLD, NO_HOUSEHOLD = "new", ""
_MOVED_OUT = "move_out"


class NobodyChosen(LedgerError):
    """An action on people was asked for without any."""


class PersonDied(LedgerError):
    """Somebody who died neither moves in nor dies again."""


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody who moves in: known (`person`) or new (`typed`), with relation and kinship to the head of household."""

    person: str = ""
    typed: Typed = field(default_factory=dict)
    relation: str = FAMILY
    kinship: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveIn:
    """Who moves where and when; `household` is one of the dwelling, `NEW_HOUSEHOLD` or `NO_HOUSEHOLD`.

    The first mover is the head of a new household. `leaves_old_home`: where they lived until now ends that day;
    otherwise the new place counts as a second one.
    """

    movers: Sequence[Mover]
    dwelling: str
    on: str
    household: str = NEW_HOUSEHOLD
    household_kind: str = "家庭户"
    leaves_old_home: bool = True
    new_head: str = ""
    """Who follows as head of the household that the movers leave, where others stay in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveOut:
    """Which people leave a dwelling, when, where to; `keeps_registration`: 户口 stays here (挂户)."""

    people: Sequence[str]
    dwelling: str
    on: str
    to: str = ""
    keeps_registration: bool = False
    new_head: str = ""


@access.operation("act")
def plan_move_in(session: Session, wanted: MoveIn) -> Steps:
    """What a moving in will do.

    Raises:
        NobodyChosen, PersonDied, RecordNotFound, FieldsRefused.
        HeadNeeded: a head moves here and others stay in the household that is left.
        AlreadyThere: somebody lives there already, or a new person is known.
    """
    if not wanted.movers:
        raise NobodyChosen
    steps = Steps("move-in")
    day = written(RESIDENCE, "start_date", wanted.on)
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        home = live(reader, DWELLING, wanted.dwelling)
        people = [_mover(session, reader, steps, mover) for mover in wanted.movers]
        household = _joined_household(reader, steps, wanted, home, people[0])
        known = [one for one, mover in zip(people, wanted.movers, strict=True) if mover.person]
        left = _leave_old_homes(reader, steps, known, home, day) if wanted.leaves_old_home else {}
        if left:
            households.head_leaves(reader, steps, known, wanted.new_head, day)
        has_home = set() if wanted.leaves_old_home else _with_a_home(reader, known, home, day)
        for one, mover in zip(people, _headed(wanted), strict=True):
            values = _residence(one, home, household, mover, day) | {"is_actual_resident": int(one not in has_home)}
            if mover.person:
                twins.refuse(reader, RESIDENCE, values)
            steps.create(RESIDENCE, values)
        _tell_move_in(steps, names, wanted, home, day, _called(names, wanted, people))
        for place, movers in left.items():
            steps.told.append(f"同时结束{several(names, movers)}在 {names.of('dwelling', place)} 的居住，历史保留。")
    return steps


def _headed(wanted: MoveIn) -> list[Mover]:
    """The movers, the first one as head where a household is new."""
    if wanted.household != NEW_HOUSEHOLD:
        return list(wanted.movers)
    first, *others = wanted.movers
    relation = HEAD_RELATION if first.relation == FAMILY else first.relation
    return [replace(first, relation=relation, kinship=HEAD), *others]


def _residence(person: bytes, home: Row, household: bytes | None, mover: Mover, day: str) -> dict[str, object]:
    values = {
        "person_uid": person,
        "dwelling_uid": home["id"],
        "household_uid": household,
        "relation": mover.relation,
        "kinship": mover.kinship or None,
        "start_date": day,
    }
    return {name: value for name, value in values.items() if value is not None}


def _mover(session: Session, reader: Reader, steps: Steps, mover: Mover) -> bytes:
    if not mover.person:
        return steps.create(PERSON, new_values(session, reader, PERSON, mover.typed))
    row = live(reader, PERSON, mover.person)
    if row.get("alive") == 0:
        raise PersonDied
    if row.get("moved_out") == 1:
        steps.change(PERSON, row, {"moved_out": 0, "moved_out_to": None})
    return id_in(row)


def _joined_household(reader: Reader, steps: Steps, wanted: MoveIn, home: Row, head: bytes) -> bytes | None:
    if wanted.household == NO_HOUSEHOLD:
        return None
    if wanted.household == NEW_HOUSEHOLD:
        values = {"dwelling_uid": home["id"], "head_person_uid": head, "household_kind": wanted.household_kind}
        return steps.create(HOUSEHOLD, values)
    row = live(reader, HOUSEHOLD, wanted.household)
    if row["dwelling_uid"] != home["id"]:
        raise FieldsRefused(RESIDENCE.name, (("household_uid", "of_another_dwelling"),))
    households.reopen(steps, row)
    return id_in(row)


def _leave_old_homes(
    reader: Reader, steps: Steps, people: Sequence[bytes], home: Row, day: str
) -> dict[bytes, list[bytes]]:
    """End where they lived until now; answers who left which dwelling."""
    left: dict[bytes, list[bytes]] = {}
    for stay in _lived(reader, people, day):
        if stay["dwelling_uid"] != home["id"]:
            _leave(steps, stay, day)
            left.setdefault(id_in(stay, "dwelling_uid"), []).append(id_in(stay, "person_uid"))
    return left


def _lived(reader: Reader, people: Sequence[bytes], day: str) -> list[Row]:
    """The residences in which people live on a day, and those of the living sort that say they do not."""
    stays = reader.children(RESIDENCE, "person_uid", people)
    return [stay for stay in stays if goes_on(stay, day) and _is_home(stay)]


def _is_home(stay: Row) -> bool:
    relation = stay.get("relation")
    sort = derive.relation_class(relation if isinstance(relation, str) else None)
    return sort == "living" or (sort == "owning" and stay.get("is_actual_resident") == 1)


def _with_a_home(reader: Reader, people: Sequence[bytes], home: Row, day: str) -> set[bytes]:
    """Those who go on living somewhere else."""
    return {
        id_in(stay, "person_uid")
        for stay in _lived(reader, people, day)
        if stay["dwelling_uid"] != home["id"] and lives_there(stay, clock.today())
    }


def _leave(steps: Steps, stay: Row, day: str) -> None:
    """End a residence; an owner goes on owning, without living there."""
    end(steps, stay, day, _MOVED_OUT)
    if stay.get("relation") == OWNER:
        kept = {name: stay[name] for name in ("person_uid", "dwelling_uid") if stay.get(name) is not None}
        steps.create(RESIDENCE, {**kept, "relation": OWNER, "is_actual_resident": 0, "start_date": day})


def _called(names: Names, wanted: MoveIn, people: Sequence[bytes]) -> str:
    known = [one for one, mover in zip(people, wanted.movers, strict=True) if mover.person]
    new = [str(mover.typed.get("name", "")) for mover in wanted.movers if not mover.person]
    said = [several(names, known)] if known else []
    return "、".join([*said, *(f"{name}（新增）" for name in new)])


def _tell_move_in(steps: Steps, names: Names, wanted: MoveIn, home: Row, day: str, who: str) -> None:
    where = names.of("dwelling", id_in(home))
    steps.told.append(f"{who} 自 {day} 起住在 {where}。")
    if wanted.household == NEW_HOUSEHOLD:
        steps.told.append("新立一户，第一位为户主。")
    elif wanted.household:
        steps.told.append(f"并入 {names.of('household', ids.from_text(wanted.household))}。")


@access.operation("act")
def plan_move_out(session: Session, wanted: MoveOut) -> Steps:
    """What a moving out will do.

    Raises:
        NobodyChosen, RecordNotFound, FieldsRefused. HeadNeeded: the head leaves, others stay in the household.
    """
    if not wanted.people:
        raise NobodyChosen
    steps = Steps("move-out")
    day = written(RESIDENCE, "end_date", wanted.on)
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        home = live(reader, DWELLING, wanted.dwelling)
        rows = [live(reader, PERSON, person) for person in wanted.people]
        people = [id_in(row) for row in rows]
        every = reader.children(RESIDENCE, "person_uid", people)
        here = [stay for stay in every if stay["dwelling_uid"] == home["id"] and goes_on(stay, day)]
        leaving = [stay for stay in here if _is_home(stay)]
        if not leaving:
            raise NobodyChosen
        for stay in leaving:
            _leave(steps, stay, day)
        households.head_leaves(reader, steps, people, wanted.new_head, day)
        _settle_registration(steps, here, leaving, wanted, day)
        homes_left = {id_in(s, "person_uid") for s in every if s not in here and goes_on(s, day) and _is_home(s)}
        gone = [row for row in rows if row["id"] not in homes_left]
        if not wanted.keeps_registration:
            for row in gone:
                steps.change(PERSON, row, {"moved_out": 1, "moved_out_to": wanted.to.strip() or None})
        where = names.of("dwelling", id_in(home))
        steps.told.insert(0, f"{several(names, people)} 于 {day} 搬离 {where}，居住的历史保留。")
        _tell_move_out(steps, names, wanted, [id_in(row) for row in gone])
    return steps


def _settle_registration(steps: Steps, here: list[Row], leaving: list[Row], wanted: MoveOut, day: str) -> None:
    """Who stays registered here is parked here (挂户); otherwise such a registration ends too."""
    parked = [stay for stay in here if stay.get("relation") == REGISTERED_ONLY]
    if not wanted.keeps_registration:
        for stay in parked:
            end(steps, stay, day, _MOVED_OUT)
        return
    already = {stay["person_uid"] for stay in parked}
    for stay in {id_in(one, "person_uid"): one for one in leaving}.values():
        if stay["person_uid"] not in already:
            kept = {"person_uid": stay["person_uid"], "dwelling_uid": stay["dwelling_uid"], "start_date": day}
            steps.create(RESIDENCE, {**kept, "relation": REGISTERED_ONLY, "is_actual_resident": 0})


def _tell_move_out(steps: Steps, names: Names, wanted: MoveOut, gone: list[bytes]) -> None:
    if wanted.keeps_registration:
        steps.told.append("户口仍在这里，记作挂户（户在人不在）。")
    elif gone:
        to = f"，迁往 {wanted.to.strip()}" if wanted.to.strip() else ""
        steps.told.append(f"{several(names, gone)} 记为已迁出{to}，以后名单里不再出现，查找时选“含已迁出”可以找到。")
