"""Moving an order: the rules are asked under the writer's lock, so of two moves at one PC the second sees the first.

A move is one new event; nothing of the order itself is touched but where a draft is registered. Whatever the rules
forbid raises a child of MoveRefused with its reason, and nothing was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app import access, logs
from app.orders import attached, drafting, keeping, merged, photos, said
from app.orders.attached import File
from app.orders.keeping import EVENT, ORDER, Kept
from app.orders.move_parts import Part, parts
from app.stores.session import Session
from ledger import clock, codes, ids
from ledger.errors import LedgerError
from ledger.orders import flow
from ledger.orders.duties import Actor
from ledger.orders.facts import changed
from ledger.orders.flow import Request
from ledger.orders.records import either_of
from ledger.orders.rows import row_at
from ledger.orders.states import DRAFT
from ledger.orders.telling import action, action_meant, actions_like
from storage.reading import Reader
from storage.rows import text_or_none

KIND: Final = "order-move"
_FINISH: Final = "finish"
_SHOWN: Final = frozenset((drafting.ACTION, _FINISH))
"""Steps whose event says whether there was a photograph of how it was."""
_REJECT: Final = "reject"
_UNHANDLED: Final = frozenset((_REJECT, "void_approve"))
"""Steps that end an order unhandled, and with it what was merged into it."""


class UnknownAction(LedgerError):
    """No action is called `word`, or several are (`like`, their labels); nothing was written."""

    def __init__(self, word: str, like: tuple[str, ...]) -> None:
        super().__init__("no such action")
        self.word = word
        self.like = like


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: the event, the state afterwards, and whether an end waits for the street (待上级确认)."""

    event_id: str
    status: str
    action: str
    awaits: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person at work could do now. `awaits`: it is a wish that the street grants or declines.

    `either` are parts of which one is enough, and needed: who gets the order, a person or a unit.
    """

    action: str
    label: str
    targets: tuple[str, ...]
    parts: tuple[Part, ...]
    awaits: bool
    either: tuple[tuple[str, ...], ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The parts that it does not go without."""
        return tuple(part.name for part in self.parts if part.is_needed)

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl order show --json`."""
        return {
            "action": self.action,
            "label": self.label,
            "targets": list(self.targets),
            "needs": list(self.needs),
            "parts": [part.name for part in self.parts],
            "either": [list(names) for names in self.either],
            "awaits": self.awaits,
        }


@access.operation("edit", ledger="work_order")
def move(session: Session, order: str, act: str, given: Mapping[str, str], files: Sequence[File] = ()) -> Moved:
    """Move an order, named by id or number, by an action, named by code or word; parts it does not need are left aside.

    `files` (`attaching.taken`) are attached to the order in the same action and go with the step.

    Raises:
        UnknownAction: no action is called so. MoveRefused: a child of it says why; nothing was written.
        RecordNotFound, AmbiguousRecord: no such order, or none to merge it into.
        AlreadyThere, FieldsRefused: a draft that would become an outside order.
    """
    code = action_meant(act)
    if code not in codes.table("work_order_action").by_code:
        raise UnknownAction(act, actions_like(act))
    rules = keeping.rules(session)
    with session.store.write(user=session.login, kind=KIND, source=code) as write:
        with session.reader() as reader, reader.snapshot():
            kept, who = keeping.read(reader, order), keeping.actor(session, reader)
            typed = said.parts(session, reader, given)
            before = kept.placed.order
            is_registered = before.status == DRAFT and code == drafting.ACTION
            if is_registered:
                typed = drafting.told(kept) | typed
            came = attached.came(typed.pop(attached.PART, ""), files, reader, kept)
            had_photo = photos.had_before(reader, kept) if code in _SHOWN else None
            owed = merged.waiting(reader, kept.id) if code in _UNHANDLED else ()
            request = Request(code, clock.now(), typed | came.part, had_photo, _came_due(kept), owed)
            found = flow.move(before, request, who, rules)
            came.require(code, changed(before, {"had_photo": True}) if had_photo else before)
            if is_registered:
                drafting.register(reader, write, kept, found.event.detail)
        event_id = ids.new_id()
        if files:
            write.create(attached.ATTACHMENT, [one.of(ORDER.name, kept.id) for one in files])
        write.create(EVENT, [(event_id, keeping.event_values(kept.id, found.event, who, kept.head))])
        write.audit_detail(**{"from": before.status, "to": found.order.status})
    logs.event("order moved", move=code, status=found.order.status)
    return Moved(ids.to_text(event_id), found.order.status, code, found.order.awaiting is not None)


@access.operation("view", ledger="work_order")
def choices(session: Session, order: str) -> tuple[Choice, ...]:
    """What the person at work could do with an order now; nothing for whoever may only look."""
    with session.reader() as reader, reader.snapshot():
        return choices_of(session, reader, keeping.read(reader, order), keeping.actor(session, reader))


@access.operation("view", ledger="work_order")
def choices_of(session: Session, reader: Reader, kept: Kept, who: Actor) -> tuple[Choice, ...]:
    """As `choices`, for whoever has read the order already."""
    if not session.rights.may("edit", ORDER.name):
        return ()
    before = kept.placed.order
    found = flow.allowed(before, who, clock.now(), keeping.rules(session))
    rows = [(one, row) for one in found if (row := row_at(before.status, one.action)) is not None]
    is_draft = before.status == DRAFT
    if any(one.action == _FINISH for one, _ in rows) and photos.had_before(reader, kept):
        before = changed(before, {"had_photo": True})
    has_reject = any(one.action == _REJECT for one, _ in rows)
    owed = merged.waiting(reader, kept.id) if has_reject else ()
    return tuple(
        Choice(
            one.action,
            action(one.action),
            tuple(to for to in one.targets if to != DRAFT),  # what is kept as a draft is no move of it
            drafting.parts(kept, several) if is_draft and one.action == drafting.ACTION else several,
            one.awaits,
            either_of(row),
        )
        for one, row in rows
        for several in (parts(row, flow.answering(before, one.action, owed)),)
    )


def _came_due(kept: Kept) -> datetime | None:
    """The due date with which an outside order came."""
    due = text_or_none(kept.row.get("external_due_at"))
    return clock.moment_of(due) if due else None
