"""What was done to a record and to those about it, as one story: by action, newest first, worded by labels.

Values come behind the same masks as in lists. A line that changed one field can be put back, with what goes with it
(`app.dossiers.putting_back`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app import access, words
from app.dossiers import putting_back
from app.records import visit_orders
from app.records.naming import Names
from app.records.record_groups import may_be_typed
from app.records.showing import worded
from app.undo import action_words
from ledger import clock, ids
from ledger.definition import Ledger
from storage.audit import Action
from storage.operations import Change
from storage.reading import Reader
from storage.rows import Row, id_in, text_or_none

MOST_ENTRIES = 200
_NOTHING = "空"


@dataclass(frozen=True, slots=True)
class Way:
    """Where a line leads: the page of a record, under a title."""

    title: str
    page: str
    record: str


@dataclass(frozen=True, slots=True)
class Line:
    """One change: of a field (`label`, old and new value), or of a whole record (`label` says what became of it).

    `with_it` are (label, old value) of what goes back with the field.
    """

    ledger: str
    record: str
    field: str
    label: str
    old: str = ""
    new: str = ""
    action: int = 0
    can_be_put_back: bool = False
    with_it: tuple[tuple[str, str], ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def together(self) -> str:
        """What goes back with the field, to stand behind the sentence about it."""
        return "".join(f"，{label}一起恢复为 {old}" for label, old in self.with_it)


@dataclass(frozen=True, slots=True)
class Entry:
    """One action as far as it touched these records. `kinds` are the ledgers that it touched, for filtering."""

    action: int
    at: str
    who: str
    title: str
    note: str
    kinds: frozenset[str]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Gathered:
    kinds: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line | None) -> None:
        """Take a line in; a record that is new stands in one line and not in one for each field."""
        if line is not None and line not in self.lines:
            self.lines.append(line)


@dataclass(frozen=True, slots=True)
class Subject:
    """A record whose story is told; `about` names it where it is not the page's own, `ways` lead to it and on."""

    ledger: Ledger
    row: Row
    about: str = ""
    ways: tuple[Way, ...] = ()


def of_records(
    reader: Reader, names: Names, subjects: Iterable[Subject], *, people: Mapping[str, str], on: date
) -> tuple[Entry, ...]:
    """The story of these records; `people` gives the names of logins."""
    gathered: dict[int, _Gathered] = {}
    changes: dict[int, Change] = {}
    for subject in subjects:
        child = subject.ledger.name == "person" and access.is_child(text_or_none(subject.row.get("birth_date")), on)
        history = reader.history(subject.ledger, id_in(subject.row))
        for change in history:
            if visit_orders.is_kept_back(names, subject.ledger, change.field, change.old, change.new):
                continue
            changes.setdefault(change.action, change)
            told = gathered.setdefault(change.action, _Gathered())
            told.kinds.add(subject.ledger.name)
            told.add(_line(names, subject, change, history, child=child))
    newest = sorted(gathered, reverse=True)[:MOST_ENTRIES]
    actions = {number: _action(reader, number) for number in newest}
    return tuple(_entry(number, gathered[number], changes[number], actions[number], people) for number in newest)


def _action(reader: Reader, number: int) -> Action | None:
    return next(iter(reader.actions(action=number, limit=1)), None)


def _entry(number: int, told: _Gathered, change: Change, action: Action | None, people: Mapping[str, str]) -> Entry:
    kind = action.kind if action else change.kind
    note = (action.source or action.reason) if action else change.source
    if kind == "demo":
        note = ""
    title = action_words.action(kind)
    return Entry(
        number,
        clock.local_text(change.at),
        people.get(change.user, change.user),
        title,
        note,
        frozenset(told.kinds),
        tuple(told.lines),
    )


def _line(names: Names, subject: Subject, change: Change, history: Sequence[Change], *, child: bool) -> Line | None:
    """One change in words; None for a field that this version does not know."""
    ledger, record = subject.ledger, ids.to_text(id_in(subject.row))
    if change.kind != "patch":
        label = f"{action_words.operation(change.kind)}{subject.about or words.called(ledger.name)}"
        ways = subject.ways if change.kind == "create" else ()
        return Line(ledger.name, record, "", label, action=change.action, ways=ways)
    if not ledger.has(change.field):
        return None
    item = ledger.field(change.field)

    def shown(name: str, value: object) -> str:
        told = worded(names, ledger, ledger.field(name), value, child=child)
        return _NOTHING if told is None else str(told)

    can_go = may_be_typed(item)
    is_one_of_several = can_go and len(ledger.groups[item.merge_group]) > 1
    back = putting_back.before(ledger, item.name, change.action, history) if is_one_of_several else {}
    return Line(
        ledger.name,
        record,
        change.field,
        f"{subject.about} {item.label}".strip(),
        shown(item.name, change.old),
        shown(item.name, change.new),
        change.action,
        can_go,
        tuple((ledger.field(name).label, shown(name, value)) for name, value in back.items() if name != item.name),
    )
