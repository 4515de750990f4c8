"""What may be done with an order, and doing it: the state table, the rights, the records and the guards together.

`move` answers the event that is to be kept and the order after it, or raises a child of MoveRefused; it changes nothing
itself. An outside order (12345, 网格) ends only by the street: what a committee does to end it is kept as a wish that
the order awaits (待上级确认), and `acknowledge` grants or declines it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ledger.orders import holidays, process_book, rows
from ledger.orders.clocks import Watch, step_seconds, steps_of
from ledger.orders.duties import MATRIX, Actor
from ledger.orders.effects import after
from ledger.orders.facts import Event, Order, changed
from ledger.orders.guards import GUARDS, STANDING, Case
from ledger.orders.holidays import Calendar
from ledger.orders.process import ENDS_IN, Process
from ledger.orders.process_book import ProcessBook
from ledger.orders.reckoning import detail_of, due_given
from ledger.orders.records import Record, read, require, whole_ms
from ledger.orders.refusals import GuardForbids, NotForYou, NothingAwaited, NotInProcess, WrongState
from ledger.orders.rows import Row
from ledger.orders.standing import may_do
from ledger.orders.states import NEW, TERMINAL
from ledger.orders.targets import target_of


@dataclass(frozen=True, slots=True)
class Rules:
    """The tables by which orders are handled."""

    calendar: Calendar = field(default_factory=holidays.shipped)
    book: ProcessBook = field(default_factory=process_book.shipped)

    def process_of(self, order: Order) -> Process:
        """The process under which the order was registered."""
        return self.book.of(order.category, order.process_version, order.process_category)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to do: an action, what was given for its record, and when.

    `had_photo`: whether whoever asks knows a photograph of how it was before; None goes by what the record names.
    `came_due`: until when an outside order came to be done, which stands in its record and not in its events.
    `owed`: the orders merged into this one whose reporters wait for its reply, by number, as whoever asks knows them.
    """

    action: str
    at: datetime
    given: Mapping[str, object] = field(default_factory=dict)
    had_photo: bool | None = None
    came_due: datetime | None = None
    owed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move makes: the event to be kept, and the order as it is then."""

    event: Event
    order: Order


@dataclass(frozen=True, slots=True)
class Choice:
    """An action that the actor could take now. `awaits`: a target of it waits for the acknowledgement from above."""

    action: str
    targets: tuple[str, ...]
    needs: tuple[str, ...]
    awaits: bool


def allowed(
    order: Order, actor: Actor, at: datetime, rules: Rules | None = None, *, among: Container[str] | None = None
) -> tuple[Choice, ...]:
    """What the actor may do with the order now, `among` some actions, as far as it can be told without a record."""
    rules = rules or Rules()
    own, newest = rules.process_of(order), rules.book.of(order.category)
    case = Case(order, actor, at, Record({}), rules.calendar)
    return tuple(
        Choice(row.action, targets, row.needs, any(_awaits(order, actor, to) for to in targets))
        for row in rows.rows_from(order.status)
        for process in (newest if row.action == "create" else own,)  # as `_process` chooses it
        if (among is None or row.action in among)
        and (targets := _targets(row, order, process))
        and may_do(row, order, actor, process)
        and not _stands(row, case)
    )


def _targets(row: Row, order: Order, process: Process) -> tuple[str, ...]:
    return tuple(to for to in row.targets(order.status) if process.has_move(row.action, order.status, to))


def _stands(row: Row, case: Case) -> bool:
    """True when a guard that needs no record stands against the row."""
    is_again = case.order.awaiting is not None and case.order.awaiting[0] == row.action
    return is_again or any(STANDING[name](case) is not None for name in row.guards if name in STANDING)


def move(order: Order, request: Request, actor: Actor, rules: Rules | None = None) -> Moved:
    """The event of a move and the order after it.

    Raises:
        WrongState, NotInProcess: the state table or the category's process has no such move.
        NotForYou: others may do it. GuardForbids: a rule stands against it.
        RecordMissing, RecordUnreadable: what the move needs was not given, or is no such thing.
    """
    rules = rules or Rules()
    at = whole_ms(request.at)
    row = _row(order, request, actor, rules)
    process = _process(order, row, request, rules)
    _require_actor(row, order, actor, process)
    record = read(row, order.status, request.given)
    if request.had_photo and row.action == "finish":
        order = changed(order, {"had_photo": True})
    order = answering(order, row.action, request.owed)
    handling = process.limits.get("handling", "")
    case = Case(order, actor, at, record, rules.calendar, request.had_photo, request.came_due, handling, request.owed)
    _require_guards(row, case, STANDING)
    require(row, order, record)
    _require_guards(row, case, GUARDS)
    to = target_of(row, order, record, actor, process)
    if not process.has_move(row.action, order.status, to):
        raise NotInProcess(row.action, order.status, to)
    return _moved(case, row, to, process)


def answering(order: Order, action: str, owed: tuple[str, ...]) -> Order:
    """The order as its rejection asks of it: its reply is owed to reporters of what was merged into it too."""
    return changed(order, {"need_reply": True}) if owed and action == "reject" else order


def _row(order: Order, request: Request, actor: Actor, rules: Rules) -> Row:
    row = rows.row_at(order.status, request.action)
    if row is None:
        possible = tuple(dict.fromkeys(one.action for one in allowed(order, actor, request.at, rules)))
        raise WrongState(request.action, order.status, possible)
    return row


def _process(order: Order, row: Row, request: Request, rules: Rules) -> Process:
    """The order's process; of one that is being made or registered, the newest of the category that it is given."""
    if order.status == NEW or row.action == "create":
        record = read(row, order.status, {"category": request.given.get("category")})
        return rules.book.of(str(record.get("category") or order.category))
    process = rules.process_of(order)
    if row.action in ENDS_IN and not process.has_move(row.action, order.status, order.status):
        raise NotInProcess(row.action, order.status, ENDS_IN[row.action])
    return process


def _require_actor(row: Row, order: Order, actor: Actor, process: Process) -> None:
    if not may_do(row, order, actor, process):
        duties = tuple(duty for duty in MATRIX[row.group] if process.allows(row.group, frozenset((duty,))))
        raise NotForYou(row.action, order.status, duties, _people(row, order))


def _people(row: Row, order: Order) -> tuple[str, ...]:
    """Whom the row names beside the right; nobody where the right is enough for this order."""
    if "anybody" in row.who or ("internal" in row.who and not order.is_outside):
        return ()
    return tuple(name for name in row.who if name not in ("internal", "system"))


def _require_guards(row: Row, case: Case, guards: Mapping[str, object]) -> None:
    if case.order.awaiting is not None and case.order.awaiting[0] == row.action:
        raise GuardForbids(row.action, case.order.status, "awaited")
    for name in row.guards:
        limit = GUARDS[name](case) if name in guards else None
        if limit is not None:
            raise GuardForbids(row.action, case.order.status, name, limit)


def _awaits(order: Order, actor: Actor, to: str) -> bool:
    return order.is_outside and to in TERMINAL and to != order.status and not actor.is_above


def _moved(case: Case, row: Row, to: str, process: Process) -> Moved:
    order, record = case.order, case.record
    detail = detail_of(case, row, to, process)
    if _awaits(order, case.actor, to):
        detail["awaiting"], to = to, order.status
    event = Event(
        action=row.action,
        from_status=order.status,
        to_status=to,
        actor=case.actor.login,
        actor_org=case.actor.org,
        at=case.at,
        opinion=record.get("opinion") or "",
        to_org=record.get("to_org") or "",
        to_person=record.get("to_person") or "",
        new_due_at=due_given(case, row),
        attachments=record.get("attachments") or (),
        detail=detail,
        step_seconds=step_seconds(order.timing, case.at),
        stage_light=_light(order, case, process),
        seq=order.seq + 1,
    )
    return Moved(event, after(order, event))


def _light(order: Order, case: Case, process: Process) -> int | None:
    if order.timing is None:
        return None
    return Watch(case.calendar, case.at).read(order.status, order.timing, steps_of(process.limits)).light


def acknowledge(order: Order, actor: Actor, at: datetime, *, is_granted: bool, opinion: str = "") -> Moved:
    """What the order awaits is granted or declined by the street; raises NothingAwaited, NotForYou.

    Granted, the order goes where it was wanted to go; declined, it stays, and the answer stands as a comment.
    """
    if order.awaiting is None:
        raise NothingAwaited(order.status)
    if not actor.is_above:
        raise NotForYou(order.awaiting[0], order.status, ("street_ops",), ())
    action, to = order.awaiting
    event = Event(
        action=action if is_granted else "comment",
        from_status=order.status,
        to_status=to if is_granted else order.status,
        actor=actor.login,
        actor_org=actor.org,
        at=whole_ms(at),
        opinion=opinion,
        detail={"acknowledged": is_granted},
        step_seconds=step_seconds(order.timing, at),
        seq=order.seq + 1,
    )
    return Moved(event, after(order, event))
