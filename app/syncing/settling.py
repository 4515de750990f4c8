"""Settles questions of the exchange: the answer, and what it changes, as one action that can be taken back.

The answer stands first in its group, so whoever answers second is refused with everything that would have been changed.
What is chosen is written as ordinary changes of this PC; nothing is written over that nobody saw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app import access, logs
from app.doubles import merging
from app.records import editing
from app.records.editing import Typed
from app.stores.session import Session
from app.syncing import questions
from app.syncing.conflict_sides import likeness
from app.syncing.questions import Side
from ledger import catalog, ids
from ledger.errors import LedgerError, RecordNotFound
from storage.records import Write
from storage.syncing.conflicts import OPEN, Conflict
from storage.values import codec
from sync.local_side import LocalSide

Choice = Side | Literal["keep"]
"""`keep`: both sides hold."""
SETTLE = "settle"
MOST_AT_ONCE = 500
_REASON = "处理两处都改了"


class ChoiceRefused(LedgerError):
    """This question has no such answer."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many questions one action answered; `action` takes it back."""

    count: int
    action: int


@access.operation("edit")
def settle(session: Session, said: str, choice: Choice | Typed) -> Settled:
    """Answer one question with a side of it, with both where they can hold together, or with texts by field name.

    Raises:
        ConflictNotFound, ChoiceRefused, FieldsRefused, Forbidden, StillReferred and others of a change: nothing was
        written.
    """
    return _settle(session, [(questions.find(session, said), choice)])


@access.operation("edit")
def settle_several(session: Session, answers: Mapping[str, Choice | Typed]) -> Settled:
    """Answer several questions, those of one record above all, as one action; raises as `settle`."""
    return _settle(session, [(questions.find(session, said), choice) for said, choice in answers.items()])


@access.operation("edit")
def settle_alike(session: Session, said: str, side: Choice) -> Settled:
    """Answer a question and all open ones like it, as one action: of the same kind and field, by the same two authors.

    Raises:
        As `settle`; nothing was written.
    """
    return _settle(session, [(one, side) for one in _alike(session, said)])


def _alike(session: Session, said: str) -> list[Conflict]:
    first = questions.find(session, said)
    shown = [one.id for one in questions.open_questions(session)]
    every = [questions.find(session, one) for one in shown]
    others = [one for one in every if likeness(one) == likeness(first) and one.id != first.id]
    return [first, *others][:MOST_AT_ONCE]


def _settle(session: Session, answers: Sequence[tuple[Conflict, Choice | Typed]]) -> Settled:
    device = LocalSide(session.store).facts().device
    with session.store.write(user=session.login, kind=SETTLE) as write:
        for conflict, choice in answers:
            if conflict.status not in (OPEN, "auto_closed"):
                raise questions.ConflictNotFound
            session.rights.require("edit", conflict.type)
            write.begin_group()
            _Answer(session, write, conflict, device).give(choice)
        kinds = sorted({conflict.kind for conflict, _ in answers})
        write.audit_detail(answered=len(answers), kinds=kinds)
    logs.event("settled", count=len(answers), kinds=kinds)
    return Settled(len(answers), write.action)


class _Answer:
    """One answer, inside the write that holds it."""

    def __init__(self, session: Session, write: Write, conflict: Conflict, device: str) -> None:
        self._session, self._write, self._conflict, self._device = session, write, conflict, device
        self._ledger = catalog.named(conflict.type)
        more = conflict.f.get("more")
        self._more: Mapping[str, Any] = more if isinstance(more, dict) else {}

    def give(self, choice: Choice | Typed) -> None:
        if choice == "keep":
            if self._conflict.kind != "two_homes":
                raise ChoiceRefused
            self._write.answer(self._conflict.id, "keep")
        elif isinstance(choice, str):
            side = questions.side_of(self._conflict, choice, self._device)
            self._write.answer(self._conflict.id, side)
            _DOINGS.get(self._conflict.kind, _Answer._take_values)(self, side)
        elif self._conflict.group:
            self._write.answer(self._conflict.id, "value")
            self._type(choice)
        else:
            raise ChoiceRefused

    # -- what an answer changes, by kind; sides are called here as the cloud calls them

    def _take_values(self, side: Side) -> None:
        part = self._conflict.f.get(side)
        if not self._conflict.group:
            if side == "mine":
                raise ChoiceRefused
            return
        self._patch(self._conflict.record, part.get("value") if isinstance(part, dict) else None)

    def _delete(self, side: Side) -> None:
        if side == "mine":
            self._session.rights.require("remove", self._ledger.name)
            for type_, record in self._more.get("children") or ():
                self._write.delete(catalog.named(type_), [_id(record)], reason=self._reason)
            self._write.delete(self._ledger, [self._conflict.record], reason=self._reason)

    def _revive(self, side: Side) -> None:
        if side == "mine":
            self._session.rights.require("remove", self._ledger.name)
            self._write.restore(self._ledger, [self._conflict.record])
            self._put(self._conflict.record, questions.groups_of(self._conflict, self._value("mine")))

    def _merge(self, side: Side) -> None:
        if side == "theirs":
            return
        if self._ledger.name != "person":
            raise ChoiceRefused
        other, own = str(self._more.get("other", "")), ids.to_text(self._conflict.record)
        merging.join(self._session, self._write, (other, own))

    def _choose_home(self, side: Side) -> None:
        other = _id(str(self._more.get("other", "")))
        record = other if side == "mine" else self._conflict.record
        self._write.patch(self._ledger, [(record, {}, {"is_actual_resident": 0})], checked=False)

    def _mend_naming(self, side: Side) -> None:
        if side == "mine":
            named = catalog.named(str(self._more.get("ledger", "")))
            self._session.rights.require("remove", named.name)
            self._write.restore(named, [_id(str(self._more.get("gone", "")))])
            return
        fields = [self._ledger.field(name) for name in self._ledger.groups[self._conflict.group]]
        if any(field.need == "required" for field in fields):
            raise ChoiceRefused
        self._patch(self._conflict.record, None)

    def _know(self, side: Side) -> None:
        """A move that did not count changes nothing: somebody has read it."""
        if side == "mine":
            raise ChoiceRefused

    # -- writing

    def _type(self, typed: Typed) -> None:
        if not set(typed) <= set(self._ledger.groups[self._conflict.group]):
            raise ChoiceRefused
        with self._session.reader() as reader:
            row = reader.get(self._ledger, self._conflict.record)
            if row is None:
                raise RecordNotFound(self._ledger.name)
            new = editing.changed_values(reader, self._ledger, row, typed)
        access.require_fields("edit", self._ledger, new)
        self._write.patch(self._ledger, [(self._conflict.record, row, new)])

    def _patch(self, record: bytes, value: Any) -> None:
        self._put(record, {self._conflict.group: value})

    def _put(self, record: bytes, by_group: Mapping[str, Any]) -> None:
        new: dict[str, object] = dict.fromkeys(
            name for group in by_group if group in self._ledger.groups for name in self._ledger.groups[group]
        )
        new |= codec(self._ledger).read(by_group)
        access.require_fields("edit", self._ledger, new)
        self._write.patch(self._ledger, [(record, {}, new)], checked=False)  # over whatever stands: that was asked

    def _value(self, side: Side) -> Any:
        part = self._conflict.f.get(side)
        return part.get("value") if isinstance(part, dict) else None

    @property
    def _reason(self) -> str:
        return str(self._more.get("reason") or _REASON)


_Doing = Callable[[_Answer, Side], None]
_DOINGS: Mapping[str, _Doing] = {
    "delete_vs_edit": _Answer._delete,
    "parent_delete": _Answer._delete,
    "edit_of_deleted": _Answer._revive,
    "two_homes": _Answer._choose_home,
    "possible_duplicate": _Answer._merge,
    "dangling": _Answer._mend_naming,
    "order_move": _Answer._know,
}


def _id(text: str) -> bytes:
    found = ids.from_text(text)
    if found is None:
        raise ChoiceRefused
    return found
