"""What the watch noticed, as a list with a state, for the head and the auditor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from app import access
from app.stores.session import Session
from app.watch import rules
from ledger import clock
from ledger.errors import LedgerError
from storage import alerts
from storage.alerts import Alert, AlertState
from storage.reading import Reader
from storage.store import Entry

STATES: Final[dict[AlertState, str]] = {"new": "新", "seen": "已看", "done": "已处理"}
Which = Literal["open", "all"]


class AlertMissing(LedgerError):
    """There is no alert of this number."""


class NoteNeeded(LedgerError):
    """An alert is dealt with only with a note that says what came of it."""


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One thing that was noticed, in words."""

    number: int
    rule: str
    title: str
    told: str
    user: str
    who: str
    when: str
    first_action: int
    last_action: int
    state: AlertState
    state_label: str
    note: str
    handled: str

    @property
    def is_open(self) -> bool:
        """True until somebody dealt with it."""
        return self.state != "done"


@access.operation("watch")
def listing(session: Session, which: Which = "open") -> list[AlertLine]:
    """What was noticed, the newest first."""
    people = session.store.account_names()
    with session.reader() as reader:
        found = alerts.every(reader.connection, open_only=which == "open")
        said = {one.id: _said(reader, one) for one in found if one.rule == rules.REPORTED}
    return [_line(one, people, said.get(one.id, "")) for one in found]


@access.operation("watch")
def open_count(session: Session) -> int:
    """How many nobody has dealt with."""
    with session.reader() as reader:
        return alerts.open_count(reader.connection)


@access.operation("watch")
def see(session: Session, numbers: tuple[int, ...]) -> None:
    """Note that somebody has looked at new ones."""
    _turn(session, numbers, "seen", "")


@access.operation("watch")
def deal_with(session: Session, number: int, note: str) -> None:
    """Note what came of one; raises NoteNeeded, AlertMissing."""
    if not note.strip():
        raise NoteNeeded
    _turn(session, (number,), "done", note.strip())


@access.operation("watch")
def open_again(session: Session, number: int) -> None:
    """Take it up once more; raises AlertMissing."""
    _turn(session, (number,), "seen", "")


def _turn(session: Session, numbers: tuple[int, ...], state: AlertState, note: str) -> None:
    entry = Entry(session.login, "alert-handled", reason=note, class_="security")
    with session.store.enter(entry) as write:
        stamp = (clock.now_text(), session.login)
        if not all(alerts.turn(write.connection, number, state, note, stamp) for number in numbers):
            raise AlertMissing
        write.audit_detail(alert=list(numbers), state=state)


def _said(reader: Reader, one: Alert) -> str:
    """What somebody wrote who reported the own account, for the head does not read the log."""
    return "；".join(entry.reason for entry in reader.actions(kind="account-reported", action=one.last_action))


def _line(one: Alert, people: dict[str, str], said: str = "") -> AlertLine:
    rule = rules.BY_NAME.get(one.rule)
    handled = (
        f"{people.get(one.handled_by, one.handled_by)} {clock.local_text(one.handled_at)}"
        if (one.handled_by and one.handled_at)
        else ""
    )
    return AlertLine(
        number=one.id,
        rule=one.rule,
        title=rule.label if rule else one.rule,
        told=said or (rule.told.format(count=one.count) if rule else f"{one.count:,}"),
        user=one.user,
        who=people.get(one.user, one.user) or "（未登录）",
        when=_when(one.span),
        first_action=one.first_action,
        last_action=one.last_action,
        state=one.state,
        state_label=STATES[one.state],
        note=one.note,
        handled=handled,
    )


def _when(span: str) -> str:
    """A span as people read it: the hour, the night or the minute."""
    day, _, hour = span.partition(" ")
    if not hour:
        return f"{day} 夜间"
    return span if ":" in hour else f"{day} {hour}:00 前后"
