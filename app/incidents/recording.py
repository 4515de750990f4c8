"""Security incidents 安全事件: recorded with a level, worked through by a checklist, closed with a cause (R101, R114).

What is typed here may name people, so it lies in the encrypted store alone; the audit gets numbers, levels and states.
Levels, kinds and checklists are `ledger.incident_levels`; the report for the lead is `report.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from app import access, logs
from app.stores.session import Session
from ledger import clock, incident_levels
from ledger.errors import LedgerError
from ledger.incident_levels import BY_CODE, KINDS, STATES, IncidentLevel, Step
from storage import incidents
from storage.incidents import Event, Incident
from storage.records import Write
from storage.store import Entry

NOTED, CHANGED, CLOSED = "incident", "incident-change", "incident-close"
EVENTS: Final = {
    "noted": "登记事件",
    "level": "级别改为",
    "state": "状态改为",
    "tick": "完成",
    "untick": "取消完成",
    "told": "记录",
}
_LEVELS: Final = {level.code: level.label for level in BY_CODE.values()}


class IncidentMissing(LedgerError):
    """No incident has the number `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no incident {number}")
        self.number = number


class IncidentIncomplete(LedgerError):
    """What an incident needs is missing; `what` names it in people's words."""

    def __init__(self, what: str) -> None:
        super().__init__("incident incomplete")
        self.what = what


class IncidentUnknown(IncidentIncomplete):
    """What was `given` is none of the `choices` that there are, each with its name for people."""

    def __init__(self, what: str, given: str, known: Mapping[str, str]) -> None:
        super().__init__(what)
        self.given = given
        self.choices = "、".join(f"{code}（{label}）" for code, label in known.items())


class IncidentUnfinished(LedgerError):
    """An incident is closed when its checklist is done and its cause written; `left` lines are not done."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} steps left")
        self.left = left


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What is recorded first. `happened_at` as people write it, `people`: how many are concerned, 0 for unknown."""

    kind: str
    level: str
    title: str
    happened_at: str = ""
    scope: str = ""
    people: int = 0


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the checklist and who did it when; "" while nobody has."""

    step: Step
    done_at: str
    done_by: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as it is shown, with its checklist and time line."""

    incident: Incident
    level: IncidentLevel
    kind_label: str
    state_label: str
    noted_by: str
    steps: tuple[StepLine, ...]
    events: tuple[Event, ...]

    @property
    def number(self) -> int:
        """Its number, which is that of its entry in the audit."""
        return self.incident.id

    @property
    def left(self) -> int:
        """How many lines of the checklist are not done."""
        return sum(not line.done_at for line in self.steps)

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.incident.state != "closed"


@access.operation("incident")
def note(session: Session, new: NewIncident) -> int:
    """Record an incident; answers its number. Raises IncidentIncomplete."""
    _require_whole(new)
    with session.store.enter(Entry(session.login, NOTED, class_="security")) as write:
        made = Incident(
            id=write.action,
            noted_at=clock.now_text(),
            noted_by=session.login,
            happened_at=new.happened_at.strip() or clock.local_text(clock.now_text()),
            kind=new.kind,
            level=new.level,
            title=new.title.strip(),
            scope=new.scope.strip(),
            people=new.people,
        )
        incidents.put(write.connection, made)
        _add(session, write, made.id, "noted", BY_CODE[new.level].label)
        write.audit_detail(number=made.id, level=new.level, state="open")
    logs.event("incident noted", number=made.id, level=new.level)
    return made.id


@access.operation("incident")
def listing(session: Session) -> list[IncidentView]:
    """Every incident, newest first."""
    names = session.store.account_names()
    with session.reader() as reader:
        found = incidents.every(reader.connection)
        return [_view(one, tuple(incidents.events(reader.connection, one.id)), names) for one in found]


@access.operation("incident")
def one(session: Session, number: int) -> IncidentView:
    """An incident; raises IncidentMissing."""
    with session.reader() as reader:
        found = incidents.every(reader.connection, number=number)
        if not found:
            raise IncidentMissing(number)
        return _view(found[0], tuple(incidents.events(reader.connection, number)), session.store.account_names())


@access.operation(access.OWN)
def open_count(session: Session) -> int:
    """How many are not closed."""
    with session.reader() as reader:
        return incidents.open_count(reader.connection)


@access.operation("incident")
def tick(session: Session, number: int, step: str, *, done: bool = True) -> None:
    """Note that a line of the checklist is done, or that it is not after all. Raises IncidentMissing."""
    with _changing(session, number, step=step, is_done=done) as (write, found):
        known = {line.key: line for line in incident_levels.steps_of(found.level)}
        _require_known("处置步骤", step, {line.key: line.text for line in known.values()})
        ticked = {key: said for key, said in found.ticked.items() if key != step}
        if done:
            ticked[step] = (clock.now_text(), session.login)
        incidents.put(write.connection, replace(found, ticked=ticked))
        _add(session, write, number, "tick" if done else "untick", known[step].text)


@access.operation("incident")
def tell(session: Session, number: int, text: str) -> None:
    """Add what somebody found or did to the time line. Raises IncidentMissing, IncidentIncomplete."""
    if not text.strip():
        raise IncidentIncomplete("记录的内容")
    with _changing(session, number, what="told") as (write, _):
        _add(session, write, number, "told", text.strip())


@access.operation("incident")
def change_level(session: Session, number: int, level: str, reason: str) -> None:
    """Judge an incident anew. Raises IncidentMissing, IncidentIncomplete."""
    _require_known("级别", level, _LEVELS)
    if not reason.strip():
        raise IncidentIncomplete("改级别的原因")
    with _changing(session, number, level=level) as (write, found):
        incidents.put(write.connection, replace(found, level=level))
        _add(session, write, number, "level", f"{BY_CODE[level].label}：{reason.strip()}")


@access.operation("incident")
def contain(session: Session, number: int) -> None:
    """Note that the harm has stopped growing. Raises IncidentMissing."""
    _turn(session, number, "contained", "")


@access.operation("incident")
def close(session: Session, number: int, cause: str) -> None:
    """Close an incident with its cause and what is done against the next one.

    Raises:
        IncidentMissing, IncidentIncomplete. IncidentUnfinished: lines of the checklist are not done.
    """
    if not cause.strip():
        raise IncidentIncomplete("原因和改进措施")
    left = one(session, number).left
    if left:
        raise IncidentUnfinished(left)
    _turn(session, number, "closed", cause.strip())


@access.operation("incident")
def open_again(session: Session, number: int, reason: str) -> None:
    """Take a closed incident up once more. Raises IncidentMissing, IncidentIncomplete."""
    if not reason.strip():
        raise IncidentIncomplete("重新处置的原因")
    _turn(session, number, "open", reason.strip())


def _turn(session: Session, number: int, state: str, told: str) -> None:
    with _changing(session, number, state=state) as (write, found):
        incidents.put(write.connection, replace(found, state=state))
        _add(session, write, number, "state", f"{STATES[state]}{'：' if told else ''}{told}")


@contextmanager
def _changing(session: Session, number: int, **facts: object) -> Iterator[tuple[Write, Incident]]:
    """One change of an incident with its audit entry."""
    kind = CLOSED if facts.get("state") == "closed" else CHANGED
    with session.store.enter(Entry(session.login, kind, class_="security")) as write:
        found = incidents.every(write.connection, number=number)
        if not found:
            raise IncidentMissing(number)
        yield write, found[0]
        write.audit_detail(number=number, **facts)


def _add(session: Session, write: Write, number: int, what: str, told: str) -> None:
    incidents.add_event(write.connection, number, Event(clock.now_text(), session.login, what, told))


def _require_whole(new: NewIncident) -> None:
    _require_known("事件种类", new.kind, KINDS)
    _require_known("级别", new.level, _LEVELS)
    if not new.title.strip():
        raise IncidentIncomplete("发生了什么")
    if new.people < 0:
        raise IncidentIncomplete("涉及人数")


def _require_known(what: str, given: str, known: Mapping[str, str]) -> None:
    """Raise for what is missing or unknown."""
    if not given.strip():
        raise IncidentIncomplete(what)
    if given not in known:
        raise IncidentUnknown(what, given, known)


def _view(found: Incident, told: tuple[Event, ...], names: Mapping[str, str]) -> IncidentView:
    steps = [_step_line(step, found, names) for step in incident_levels.steps_of(found.level)]
    events = [replace(event, user=names.get(event.user) or event.user) for event in told]
    return IncidentView(
        incident=found,
        level=BY_CODE[found.level],
        kind_label=KINDS.get(found.kind, found.kind),
        state_label=STATES.get(found.state, found.state),
        noted_by=names.get(found.noted_by) or found.noted_by,
        steps=tuple(steps),
        events=tuple(events),
    )


def _step_line(step: Step, found: Incident, names: Mapping[str, str]) -> StepLine:
    at, who = found.ticked.get(step.key, ("", ""))
    return StepLine(step, clock.local_text(at) if at else "", names.get(who) or who)
