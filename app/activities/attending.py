"""Signing up and signing in: from the ledger, by a written name, by the code that somebody brings; offline like all.

Whoever comes without having signed up is written down as they sign in. The first one who signs in begins a published
activity. A list that is typed in on a later day counts for the time at which the activity began.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app import access, logs
from app.activities.counting import counts
from app.activities.refusals import ActivityNotOpen, ActivityNotYet, NotOnTheList
from app.activities.rolls import ACTIVITY, ATTENDEE, Meant, Roll, found, id_of
from app.stores.session import Session
from ledger import activity_states, check, clock, ids
from ledger.errors import FieldsRefused
from storage.rows import Row

SIGN_UP, SIGN_IN, OFF, HOURS = "activity-sign-up", "activity-sign-in", "activity-off", "activity-hours"
BY_CODE, BY_LIST, AFTERWARDS = "签到码", "名单", "补登"
_OFF_REASON = "取消报名"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a sign-up or sign-in did: the lines that are new or changed, those that stood so already, the action."""

    lines: tuple[str, ...]
    already: tuple[str, ...]
    action: int
    began: bool = False
    """True where the first sign-in began the activity."""
    beyond: int = 0
    """How many more are signed up than were planned for."""


@access.operation("edit", ledger="activity")
def sign_up(session: Session, activity: str, said: Iterable[str], *, names: Iterable[str] = ()) -> Signed:
    """Put people on the list: by id, ID number or whole name; `names` are written down of people not in the ledger.

    Raises:
        ActivityNotOpen: it is over or called off.
        RecordNotFound, AmbiguousRecord: somebody is not known, or could be several.
        FieldsRefused: a written name that is too long.
    """
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        _require_open("sign_up", row, activity_states.OPEN_FOR_SIGN_UP)
        roll = Roll(reader, id_of(row))
        meant = _all_meant(session, roll, said, names)
    now = clock.now_text()
    new = [(ids.new_id(), _line(row, one) | {"signed_up_at": now}) for one in meant if one.line is None]
    already = tuple(ids.to_text(id_of(one.line)) for one in meant if one.line is not None)
    beyond = counts(row, roll.lines, more=len(new)).beyond
    if not new:
        return Signed((), already, 0, beyond=beyond)
    with session.store.write(user=session.login, kind=SIGN_UP) as write:
        write.create(ATTENDEE, new)
    logs.event("activity signed up", people=len(new))
    return Signed(tuple(ids.to_text(one) for one, _ in new), already, write.action, beyond=beyond)


@access.operation("edit", ledger="activity")
def sign_in(session: Session, activity: str, said: Iterable[str], *, names: Iterable[str] = ()) -> Signed:
    """Sign people in: by the code of their line, by id, ID number or whole name; `names` as for `sign_up`.

    Raises:
        ActivityNotOpen: it is not published, summed up already, or called off.
        ActivityNotYet: it is on a later day.
        CodeOfNobody: a code of another list.
        RecordNotFound, AmbiguousRecord, FieldsRefused: as `sign_up`.
    """
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        _require_open("sign_in", row, activity_states.OPEN_FOR_SIGN_IN)
        day = clock.day_of(str(row["start_at"]))
        if day > clock.today():
            raise ActivityNotYet(day)
        meant = _all_meant(session, Roll(reader, id_of(row)), said, names)
    is_late = day < clock.today()
    at = str(row["start_at"]) if is_late else clock.now_text()
    new, changed, already = [], [], []
    for one in meant:
        how = AFTERWARDS if is_late else BY_CODE if one.by_code else BY_LIST
        values: dict[str, object] = {"signed_in_at": at, "how": how}
        if one.line is None:
            new.append((ids.new_id(), _line(row, one) | values))
        elif one.line["signed_in_at"] is None:
            changed.append((id_of(one.line), one.line, values))
        else:
            already.append(ids.to_text(id_of(one.line)))
    if not (new or changed):
        return Signed((), tuple(already), 0)
    begins = row["status"] == activity_states.PUBLISHED
    with session.store.write(user=session.login, kind=SIGN_IN) as write:
        write.create(ATTENDEE, new)
        write.patch(ATTENDEE, changed)
        if begins:
            write.patch(ACTIVITY, [(id_of(row), row, {"status": activity_states.UNDER_WAY})])
    logs.event("activity signed in", people=len(new) + len(changed))
    lines = (*(one for one, _, _ in changed), *(one for one, _ in new))
    return Signed(tuple(map(ids.to_text, lines)), tuple(already), write.action, begins)


@access.operation("edit", ledger="activity")
def take_back(session: Session, activity: str, lines: Sequence[str]) -> int:
    """Undo sign-ins of lines of the list; answers the action, 0 where nobody was signed in. Raises as `sign_in`."""
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        _require_open("sign_in", row, activity_states.OPEN_FOR_SIGN_IN)
        roll = Roll(reader, id_of(row))
        held = [roll.line(one) for one in lines]
    changes = [(id_of(one), one, {"signed_in_at": None, "how": None}) for one in held if one["signed_in_at"]]
    if not changes:
        return 0
    with session.store.write(user=session.login, kind=SIGN_IN) as write:
        write.patch(ATTENDEE, changes)
    return write.action


@access.operation("edit", ledger="activity")
def take_off(session: Session, activity: str, lines: Sequence[str]) -> int:
    """Take lines off the list; answers the action. Raises RecordNotFound for a line of another list."""
    with session.reader() as reader, reader.snapshot():
        roll = Roll(reader, id_of(found(reader, activity)))
        gone = [id_of(roll.line(one)) for one in lines]
    with session.store.write(user=session.login, kind=OFF) as write:
        write.delete(ATTENDEE, gone, reason=_OFF_REASON)
    return write.action


@access.operation("edit", ledger="activity")
def put_hours(session: Session, activity: str, hours: str, lines: Sequence[str] = ()) -> int:
    """Note the volunteer hours of some lines, without any of everybody who signed in; empty hours wipe them.

    Answers the action, 0 where they stood so already.

    Raises:
        FieldsRefused: no number of hours.
        NotOnTheList: nobody signed in.
    """
    checked = check.check(ATTENDEE, {"hours": hours}, clock.today(), complete=False)
    if checked.problems:
        raise FieldsRefused(ATTENDEE.name, tuple((one.field, one.rule) for one in checked.problems))
    with session.reader() as reader, reader.snapshot():
        roll = Roll(reader, id_of(found(reader, activity)))
        meant = [roll.line(one) for one in lines] or [line for line in roll.lines if line["signed_in_at"]]
    if not meant:
        raise NotOnTheList
    value = checked.values["hours"]
    changes = [(id_of(line), line, {"hours": value}) for line in meant if line["hours"] != value]
    if not changes:
        return 0
    with session.store.write(user=session.login, kind=HOURS) as write:
        write.patch(ATTENDEE, changes)
    return write.action


def _all_meant(session: Session, roll: Roll, said: Iterable[str], names: Iterable[str]) -> list[Meant]:
    """Everybody who is meant, each once."""
    every = [roll.meant(session, one) for one in said] + [roll.named(one) for one in names]
    for one in every:
        if one.line is None and one.person is None:
            _require_name(one.name)
    keyed = {id_of(one.line) if one.line else one.person or one.name: one for one in every}
    return list(keyed.values())


def _require_name(name: str) -> None:
    checked = check.check(ATTENDEE, {"name": name}, clock.today(), complete=False)
    problems = [(one.field, one.rule) for one in checked.problems]
    if not checked.values.get("name") and not problems:
        problems = [("name", "required")]
    if problems:
        raise FieldsRefused(ATTENDEE.name, tuple(problems))


def _line(activity: Row, one: Meant) -> dict[str, object]:
    who: dict[str, object] = {"person_uid": one.person} if one.person else {"name": one.name}
    return {"activity_uid": id_of(activity)} | who


def _require_open(what: str, row: Row, states: frozenset[str]) -> None:
    if row["status"] not in states:
        raise ActivityNotOpen(what, str(row["status"] or ""))
