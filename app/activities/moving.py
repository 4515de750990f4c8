"""An activity from state to state: published, looked at by another, begun, ended, summed up, called off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import access, logs
from app.activities.refusals import ActivityStays, UnknownWay
from app.activities.rolls import ACTIVITY, Roll, found, id_of
from app.records import editing, filters
from app.stores.session import Session
from ledger import activity_states, ids
from ledger.activity_states import Way
from ledger.errors import FieldsRefused
from storage.errors import ReasonMissing
from storage.rows import Row

KIND = "activity-move"
SUMMED_UP = ("summary", "actual_count", "spent", "end_at", "remark")
"""What may be said as an activity is summed up; only the summary must. What was planned stands as it was."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an activity stands now, and the action to take back.

    `signed_in` are those who signed in; they are `actual_count` where nobody says otherwise.
    """

    id: str
    status: str
    action: int
    actual_count: int | None = None
    signed_in: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A way that may be gone now; `refusal` is empty, or why somebody else has to (as `forbidden_by`)."""

    way: Way
    refusal: str = ""


@access.operation("view", ledger="activity")
def steps(session: Session, row: Row) -> tuple[Step, ...]:
    """The ways from where an activity stands, those among them that wait for somebody else."""
    if not session.rights.may("edit", ACTIVITY.name):
        return ()
    told = ((way, _refusal(session, way, row)) for way in activity_states.WAYS)
    return tuple(Step(way, why) for way, why in told if why in ("", "author"))


@access.operation("edit", ledger="activity")
def move(session: Session, activity: str, name: str, *, reason: str = "") -> Moved:
    """Go one way; `reason` is kept with the action in the log.

    Raises:
        UnknownWay, ActivityStays: there is no such way, or not from here or not for this person.
        ReasonMissing: sent back or called off without a word.
        FieldsRefused: summed up without a summary.
    """
    way = activity_states.BY_NAME.get(name)
    if way is None:
        raise UnknownWay(name)
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
    _require_way(session, way, row)
    if way.needs == "reason" and not reason.strip():
        raise ReasonMissing(ACTIVITY.name)
    if way.needs == "summary" and not row["summary"]:
        raise FieldsRefused(ACTIVITY.name, (("summary", "required"),))
    values: dict[str, object] = {"status": way.end}
    if way.by == "another":
        values["review_by"] = session.login
    elif way.end in (activity_states.DRAFT, activity_states.PENDING):  # looked at once is not looked at for ever
        values["review_by"] = None
    return Moved(ids.to_text(id_of(row)), way.end, _write(session, row, values, reason.strip()))


@access.operation("edit", ledger="activity")
def sum_up(session: Session, activity: str, said: Mapping[str, str]) -> Moved:
    """Write the summary with what came of it and close the activity, or correct the summary of one that is closed.

    Raises:
        ActivityStays: it was never published, or called off.
        FieldsRefused: no summary, or a value that its field does not take.
    """
    way = activity_states.BY_NAME["summarise"]
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        if row["status"] != activity_states.SUMMARISED:
            _require_way(session, way, row)
        here = sum(line["signed_in_at"] is not None for line in Roll(reader, id_of(row)).lines)
        typed = _typed(said)
        if "actual_count" not in typed and row["actual_count"] is None and here:
            typed["actual_count"] = str(here)
        values = editing.changed_values(reader, ACTIVITY, row, typed)
    if not values.get("summary", row["summary"]):
        raise FieldsRefused(ACTIVITY.name, (("summary", "required"),))
    action = _write(session, row, {**values, "status": way.end}, "")
    count = values.get("actual_count", row["actual_count"])
    return Moved(ids.to_text(id_of(row)), way.end, action, count if isinstance(count, int) else None, here)


def _typed(said: Mapping[str, str]) -> dict[str, str]:
    named = ((filters.field_named(ACTIVITY, name), value) for name, value in said.items())
    return {item.name: value for item, value in named if item is not None and item.name in SUMMED_UP}


def _require_way(session: Session, way: Way, row: Row) -> None:
    why = _refusal(session, way, row)
    if why:
        raise ActivityStays(way.name, str(row["status"] or ""), why)


def _refusal(session: Session, way: Way, row: Row) -> str:
    is_author = row["created_by"] == session.login
    return activity_states.forbidden_by(
        way, str(row["status"] or ""), is_public=bool(row["is_public"]), is_author=is_author
    )


def _write(session: Session, row: Row, values: dict[str, object], reason: str) -> int:
    with session.store.write(user=session.login, kind=KIND, reason=reason) as write:
        changed = write.patch(ACTIVITY, [(id_of(row), row, values)])
    if changed:
        logs.event("activity moved", status=values["status"])
    return write.action if changed else 0
