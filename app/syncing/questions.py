"""The questions that the exchange leaves, ready to show: grouped by record, before, mine and theirs, who, when.

Everything stands behind the masks of lists. `mine` is what was written on this PC where it was; what the cloud calls
so, the operation that came later, everywhere else. Answering is `settling.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app import access
from app.records import visit_orders
from app.records.naming import Names
from app.records.record_names import called
from app.stores.session import Session
from app.syncing import conflict_others, conflict_words, order_moves
from app.syncing.conflict_others import Other
from app.syncing.conflict_sides import Wording, values_of
from ledger import catalog, clock, ids
from ledger.definition import Ledger
from ledger.errors import LedgerError
from storage.accounts import Account
from storage.syncing import conflicts
from storage.syncing.authors import Colleague
from storage.syncing.conflicts import Conflict
from storage.values import codec
from sync.local_side import LocalSide

Side = Literal["mine", "theirs"]
_REMOVALS = frozenset(("delete_vs_edit", "parent_delete"))
"""Kinds whose later side wrote no values: it removes the record."""
_OTHER: Mapping[str, Side] = {"mine": "theirs", "theirs": "mine"}


class ConflictNotFound(LedgerError):
    """No question of this id is kept here, or the account may not see its record."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote one side: login, name and post where they are known here, and when."""

    login: str
    name: str
    post: str
    at: str


@dataclass(frozen=True, slots=True)
class FieldSides:
    """One field of a question as text: what was there before, and what each side says."""

    field: str
    label: str
    before: str
    mine: str
    theirs: str


_ASKED_ABOUT = frozenset((*(ledger.name for ledger in catalog.ALL), "objection", "topic_definition", "topic_row"))
"""What people settle: the ledgers that they keep, and what came of an objection."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `stands` says which side holds for now; `called` is the record in one line.

    `about` are the other records that it speaks of. `removes` is the side that wants the record gone, "" where none
    does, and `reason` why.
    """

    id: str
    kind: str
    title: str
    happened: str
    ledger: str
    record: str
    called: str
    group: str
    fields: tuple[FieldSides, ...]
    mine: Author
    theirs: Author
    choose_mine: str
    choose_theirs: str
    stands: Side
    status: str
    about: tuple[Other, ...]
    removes: Side | Literal[""]
    reason: str

    def as_json(self) -> dict[str, object]:
        """As commands give it."""
        sides = {name: {one.field: getattr(one, name) for one in self.fields} for name in ("before", "mine", "theirs")}
        sides |= {self.removes: {}} if self.removes else {}
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "happened": self.happened,
            "ledger": self.ledger,
            "record": self.record,
            "name": self.called,
            "group": self.group,
            "fields": [one.field for one in self.fields],
            "before": sides["before"],
            "mine": _author_json(self.mine, sides["mine"], self.choose_mine),
            "theirs": _author_json(self.theirs, sides["theirs"], self.choose_theirs),
            "stands": self.stands,
            "status": self.status,
            "about": [{"ledger": one.ledger, "record": one.record, "name": one.called} for one in self.about],
            "removes": self.removes or None,
            "reason": self.reason,
        }


@access.operation(access.OWN)
def open_questions(session: Session) -> list[Question]:
    """Those that wait for a person, those of one record together, the oldest record first."""
    with session.reader() as reader:
        found = conflicts.open_ones(reader.connection)
    order = {record: at for at, record in reversed(list(enumerate(one.record for one in found)))}
    return _told(session, sorted(found, key=lambda one: (order[one.record], one.rv)))


@access.operation(access.OWN)
def question(session: Session, said: str) -> Question:
    """One question by its id; raises ConflictNotFound."""
    found = _told(session, [find(session, said)])
    if not found:
        raise ConflictNotFound
    return found[0]


@access.operation(access.OWN)
def find(session: Session, said: str) -> Conflict:
    """A kept question by its id, or what it begins with where that is enough; raises ConflictNotFound."""
    one = ids.from_text(said)
    with session.reader() as reader:
        if one is not None:
            kept = conflicts.one(reader.connection, one)
            fits = [kept] if kept else []
        else:
            start = said.strip().lower()
            fits = [each for each in conflicts.open_ones(reader.connection) if ids.to_text(each.id).startswith(start)]
    if len(fits) != 1 or not said.strip():
        raise ConflictNotFound
    return fits[0]


def is_seen(names: Names, rights: access.Rights, conflict: Conflict) -> bool:
    """Whether the account may see the record of a question, and is told of what it asks about."""
    if conflict.type not in catalog.BY_NAME or not rights.may("view", conflict.type):
        return False
    if rights.is_bounded and names.row(conflict.type, conflict.record) is None:
        return False
    ledger, values = catalog.named(conflict.type), values_of(conflict)
    sides = (values.before, values.mine, values.theirs)
    return not any(visit_orders.is_kept_back(names, ledger, *each) for side in sides for each in side.items())


def side_of(conflict: Conflict, side: Side, device: str) -> Side:
    """What the cloud calls a side as it is called on this PC, and the other way round."""
    mine, theirs = (_part(conflict, name).get("device") for name in ("mine", "theirs"))
    return _OTHER[side] if device and theirs == device != mine else side


def other(side: Side) -> Side:
    """The other one."""
    return _OTHER[side]


def groups_of(conflict: Conflict, value: Any) -> dict[str, Any]:
    """A side's values by merge group."""
    if conflict.group:
        return {conflict.group: value}
    return value if isinstance(value, dict) else {}


def _part(conflict: Conflict, side: str) -> Mapping[str, Any]:
    found = conflict.f.get(side)
    return found if isinstance(found, dict) else {}


def _told(session: Session, found: Sequence[Conflict]) -> list[Question]:
    seen = [one for one in found if one.type in _ASKED_ABOUT]
    device = LocalSide(session.store).facts().device
    people: dict[str, Account | Colleague] = {**session.store.colleagues()}
    people |= {account.login: account for account in session.store.accounts()}
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        for ledger in {one.type for one in seen}:
            names.load(ledger, (one.record for one in seen if one.type == ledger))
        conflict_others.load(names, seen)
        telling = _Telling(names, people, session.rights, device)
        return [telling.question(one) for one in seen if is_seen(names, session.rights, one)]


class _Telling:
    """Words questions, with what it needs for it."""

    def __init__(
        self, names: Names, people: Mapping[str, Account | Colleague], rights: access.Rights, device: str
    ) -> None:
        self._names, self._people, self._rights, self._device = names, people, rights, device

    def question(self, conflict: Conflict) -> Question:
        ledger = catalog.named(conflict.type)
        told = conflict_words.kind(conflict.kind)
        mine, theirs = (side_of(conflict, side, self._device) for side in ("mine", "theirs"))
        does = {"mine": told.mine, "theirs": told.theirs}
        choose = {side: conflict_others.home(self._names, conflict, side) or does[side] for side in does}
        more = conflict.f.get("more") or {}
        stands: Side = "mine" if conflict.f.get("stands") == mine else "theirs"
        return Question(
            id=ids.to_text(conflict.id),
            kind=conflict.kind,
            title=told.title,
            happened=self._happened(conflict, told.happened),
            ledger=conflict.type,
            record=ids.to_text(conflict.record) if conflict.record else "",
            called=called(self._names, conflict.type, conflict.record, clock.today()),
            group=conflict.group,
            fields=tuple(self._fields(conflict, ledger, mine, theirs)),
            mine=self._author(_part(conflict, mine)),
            theirs=self._author(_part(conflict, theirs)),
            choose_mine=choose[mine],
            choose_theirs=choose[theirs],
            stands=stands,
            status=conflict.status,
            about=conflict_others.others(self._names, self._rights, conflict),
            removes=mine if conflict.kind in _REMOVALS else "",
            reason=str(more.get("reason") or ""),
        )

    def _happened(self, conflict: Conflict, usual: str) -> str:
        return order_moves.sentence(conflict, self._called) if conflict.kind == order_moves.KIND else usual

    def _called(self, login: str) -> str:
        person = self._people.get(login)
        return person.name if person else login or "有人"

    def _fields(self, conflict: Conflict, ledger: Ledger, mine: Side, theirs: Side) -> Iterable[FieldSides]:
        values = [conflict.f.get("before"), _part(conflict, mine).get("value"), _part(conflict, theirs).get("value")]
        by_group = [groups_of(conflict, value) for value in values]
        named = [group for group in ledger.groups if any(group in one for one in by_group)]
        stored = [codec(ledger).read({group: one[group] for group in named if group in one}) for one in by_group]
        wording = Wording(self._names, ledger, conflict.record)
        for name in (name for group in named for name in ledger.groups[group]):
            if visit_orders.may_keep_back(ledger, name) and not conflict.group:
                continue
            said = [wording.text(name, one.get(name)) for one in stored]
            if any(said):
                yield FieldSides(name, ledger.field(name).label, *said)

    def _author(self, part: Mapping[str, Any]) -> Author:
        login, at = str(part.get("user") or ""), str(part.get("at") or "")
        person = self._people.get(login)
        name, post = (person.name, person.post or "") if person else ("", "")
        return Author(login, name, post, clock.local_text(at) if at else "")


def _author_json(author: Author, values: Mapping[str, str], does: str) -> dict[str, object]:
    said = {"user": author.login, "name": author.name, "post": author.post, "at": author.at}
    return said | {"values": dict(values), "does": does}
