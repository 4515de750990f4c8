"""Putting off and calling off 例会: this one, this one and those after it, or all that lie ahead, in one action.

Those that have begun, are over or were called off stay as they are, whatever is asked. What is put off keeps its
distance: the others go as many days and hours as the one that was named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app import access, logs
from app.activities.refusals import ActivityStays
from app.activities.rolls import ACTIVITY, found, id_of
from app.stores.session import Session
from ledger import clock, ids, kinds
from ledger.activity_states import CANCELLED, DRAFT, PENDING, PUBLISHED, SCOPES, SENT_BACK, Scope
from ledger.broken import Broken
from ledger.errors import FieldsRefused
from storage.errors import ReasonMissing
from storage.reading import Reader
from storage.rows import Row

PUT_OFF: Final = "activity-put-off"
CALL_OFF: Final = "activity-move"
_START: Final = ACTIVITY.field("start_at")
_NOT_BEGUN: Final = frozenset((DRAFT, PENDING, PUBLISHED, SENT_BACK))


@dataclass(frozen=True, slots=True)
class Reach:
    """How many activities a change would go to, by scope: those that have not begun."""

    one: int
    onward: int
    all: int

    @property
    def is_series(self) -> bool:
        """True where there is something to choose."""
        return self.all > self.one

    def of(self, scope: Scope) -> int:
        """The number of one scope."""
        return int(getattr(self, scope))


@dataclass(frozen=True, slots=True)
class Changed:
    """The activities that were changed, by id, and the action; 0 where all stood so already."""

    ids: tuple[str, ...]
    action: int


@access.operation("view", ledger="activity")
def reach(session: Session, activity: str) -> Reach:
    """What a change of an activity may go to; raises RecordNotFound."""
    with session.reader() as reader, reader.snapshot():
        return reach_of(reader, found(reader, activity))


def reach_of(reader: Reader, row: Row) -> Reach:
    """What a change of an activity may go to."""
    sizes = {scope: len(_meant(reader, row, scope)) for scope in SCOPES}
    return Reach(sizes["one"], sizes["onward"], sizes["all"])


@access.operation("edit", ledger="activity")
def put_off(session: Session, activity: str, start_at: str, scope: Scope = "one") -> Changed:
    """Have it begin at another time, as people write it; its end and those of its series go along.

    Raises:
        RecordNotFound; FieldsRefused: no time.
        ActivityStays: it has begun, is over or was called off.
    """
    with session.reader() as reader, reader.snapshot():
        row = found(reader, activity)
        rows = _require(reader, row, scope, "put_off")
    begins = _typed(start_at)
    by = clock.moment_of(begins) - clock.moment_of(str(row["start_at"]))
    if not by:
        return Changed((), 0)
    changes = [(id_of(one), one, _later(one, by)) for one in rows]
    with session.store.write(user=session.login, kind=PUT_OFF) as write:
        write.patch(ACTIVITY, changes)
    logs.event("activities put off", count=len(changes))
    return Changed(tuple(ids.to_text(one) for one, _, _ in changes), write.action)


@access.operation("edit", ledger="activity")
def call_off(session: Session, activity: str, reason: str, scope: Scope = "one") -> Changed:
    """Call it off, and those of its series that lie in the scope; the reason is kept with the action.

    Raises:
        RecordNotFound; ReasonMissing.
        ActivityStays: it has begun, is over or was called off.
    """
    if not reason.strip():
        raise ReasonMissing(ACTIVITY.name)
    with session.reader() as reader, reader.snapshot():
        rows = _require(reader, found(reader, activity), scope, "cancel")
    with session.store.write(user=session.login, kind=CALL_OFF, reason=reason.strip()) as write:
        write.patch(ACTIVITY, [(id_of(one), one, {"status": CANCELLED}) for one in rows])
    logs.event("activity moved", status=CANCELLED)
    return Changed(tuple(ids.to_text(id_of(one)) for one in rows), write.action)


def _require(reader: Reader, row: Row, scope: Scope, way: str) -> Sequence[Row]:
    if row["status"] not in _NOT_BEGUN:
        raise ActivityStays(way, str(row["status"] or ""), "state")
    return _meant(reader, row, scope)


def _meant(reader: Reader, row: Row, scope: Scope) -> list[Row]:
    """The activity that is named and, by the scope, those of its series that lie ahead and have not begun."""
    own = [row] if row["status"] in _NOT_BEGUN else []
    if scope == "one" or row["series"] is None:
        return own
    since = str(row["start_at"]) if scope == "onward" else ""
    ahead = max(since, clock.start_text(clock.today()))
    known = [one for (one,) in reader.scan(ACTIVITY, (), where={"series": row["series"]})]
    others = (one for one in reader.get_many(ACTIVITY, known).values() if id_of(one) != id_of(row))
    lie_ahead = [one for one in others if one["status"] in _NOT_BEGUN and str(one["start_at"]) >= ahead]
    return sorted((*own, *lie_ahead), key=lambda one: str(one["start_at"]))


def _typed(start_at: str) -> str:
    found = kinds.parser(_START, clock.today(), typed=True)(start_at) if start_at.strip() else None
    if not isinstance(found, str):
        rule = found.rule if isinstance(found, Broken) else "required"
        raise FieldsRefused(ACTIVITY.name, ((_START.name, rule),))
    return found


def _later(row: Row, by: timedelta) -> dict[str, object]:
    names = [name for name in ("start_at", "end_at") if row[name]]
    return {name: clock.instant_text(clock.moment_of(str(row[name])) + by) for name in names}
