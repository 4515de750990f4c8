"""Operation events 运行事件, recorded with a state: what went wrong with the store, until over or dealt with (R048).

What counts as one is `happenings`'s to say. An event is open from when it was first noticed until somebody says what
was done about it, or it is over; the same trouble coming back is another event. Kept in the store, newest last; every
turn is entered in the log by the event's key, which names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from app import access
from app.stores.session import Session
from app.watch.alerts import NoteNeeded
from ledger import clock
from ledger.errors import LedgerError
from storage.store import Entry

NOTICED, HANDLED = "operation-event", "operation-event-handled"
State = Literal["open", "handled", "over"]
STATES: Final[Mapping[State, str]] = {"open": "未处理", "handled": "已处理", "over": "已过去"}
_SETTING: Final = "operation_events"
_MOST: Final = 200
"""So many are kept; the oldest that are over go first."""


class OperationEventMissing(LedgerError):
    """No operation event of this key is open."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no open operation event {key}")
        self.key = key


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong now. `key` stays the same while it lasts; `page` is where it is mended."""

    key: str
    tone: str
    title: str
    told: str
    page: str


@dataclass(frozen=True, slots=True)
class OperationEvent:
    """One event. `at` is when it was noticed, `ended_at` when it was over; "" for what has not been."""

    key: str
    at: str
    tone: str
    title: str
    told: str
    page: str
    state: State = "open"
    note: str = ""
    handled_by: str = ""
    handled_at: str = ""
    ended_at: str = ""

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return STATES[self.state]


@access.operation(access.OWN)
def listing(session: Session) -> tuple[OperationEvent, ...]:
    """Every event that is kept, the newest first."""
    return tuple(reversed(_kept(session)))


@access.operation(access.OWN)
def open_events(session: Session) -> tuple[OperationEvent, ...]:
    """Those that nobody has dealt with, the newest first."""
    return tuple(one for one in listing(session) if one.state == "open")


@access.operation(access.OWN)
def record(session: Session, present: Iterable[Trouble]) -> None:
    """Take note of what is wrong now, whoever is at work: what is new is open, what is there no more is over."""
    troubles = {one.key: one for one in present}
    kept, now = _kept(session), clock.now_text()
    lasting = {one.key for one in kept if one.state != "over"}
    over = sorted(lasting - troubles.keys())
    new = [one for key, one in troubles.items() if key not in lasting]
    if not (over or new):
        return
    turned = [
        replace(one, state="over", ended_at=now) if one.key in over and one.state != "over" else one for one in kept
    ]
    turned += [OperationEvent(one.key, now, one.tone, one.title, one.told, one.page) for one in new]
    _keep(session, Entry(session.login, NOTICED, class_="ops"), turned, new=[one.key for one in new], over=over)


@access.operation("backup")
def handle(session: Session, key: str, note: str) -> None:
    """Say what was done about an open event; it is told no more while it lasts.

    Raises:
        NoteNeeded: without a word.
        OperationEventMissing: it is not open.
    """
    if not note.strip():
        raise NoteNeeded
    kept = _kept(session)
    if not any(one.key == key and one.state == "open" for one in kept):
        raise OperationEventMissing(key)
    stamp = {"handled_by": session.user_name() or session.login, "handled_at": clock.now_text()}
    turned = [
        replace(one, state="handled", note=note.strip(), **stamp) if one.key == key and one.state == "open" else one
        for one in kept
    ]
    _keep(session, Entry(session.login, HANDLED, reason=note.strip(), class_="ops"), turned, event=key)


def _keep(session: Session, entry: Entry, events: list[OperationEvent], **facts: object) -> None:
    past = [one for one in events if one.state == "over"]
    too_many = set(map(id, past[: max(len(events) - _MOST, 0)]))
    with session.store.enter(entry) as write:
        write.set_setting(_SETTING, [asdict(one) for one in events if id(one) not in too_many])
        write.audit_detail(**facts)


def _kept(session: Session) -> list[OperationEvent]:
    kept = session.store.setting(_SETTING)
    return [OperationEvent(**one) for one in kept] if isinstance(kept, list) else []
