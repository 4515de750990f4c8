"""The inbox: which tasks and notices there are, what is to be done until when, and one with all that became of it.

Everything is here offline. A task is done once somebody answered it, a notice once somebody signed for it; both are the
committee's. Whether a line was read is each account's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal, cast

from app import access, words
from app.notices import asking, sheets
from app.notices.marking import ANSWER, NOTICE, READ, named
from app.stores.session import Session
from ledger import clock, ids
from ledger.catalog.notice import TASK
from storage.reading import Reader
from storage.rows import Row

SOON: Final = timedelta(days=3)
"""So long before its last day a task is due soon."""
Light = Literal["", "soon", "over"]
_LISTED: Final = ("notice_no", "kind", "title", "from_unit", "sent_at", "due_on")


@dataclass(frozen=True, slots=True)
class Line:
    """A task or notice in the list. `received` is the instant of the first signature, `answers` how many there are."""

    id: str
    number: str
    kind: str
    title: str
    sender: str
    sent_at: str
    due_on: str
    is_read: bool
    received: str
    answers: int
    light: Light

    @property
    def is_task(self) -> bool:
        """True where an answer is wanted."""
        return self.kind == TASK

    @property
    def is_done(self) -> bool:
        """True when nothing is left to do."""
        return bool(self.answers) if self.is_task else bool(self.received)

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        if self.is_task and self.answers:
            return "已回复"
        return "已签收" if self.received else "待签收"

    def as_json(self) -> dict[str, object]:
        """As commands give it."""
        return {
            "id": self.id,
            "number": self.number,
            "kind": "task" if self.is_task else "notice",
            "title": self.title,
            "from": self.sender,
            "sent_at": self.sent_at,
            "due_on": self.due_on or None,
            "read": self.is_read,
            "received_at": self.received or None,
            "answers": self.answers,
            "done": self.is_done,
            "light": self.light or None,
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """What one account did with it: who, and the local instants of reading and signing ("" for not)."""

    who: str
    read_at: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was given, ready to show."""

    who: str
    at: str
    text: str
    handed_in: str
    rows: int | None
    register_no: str
    file: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One with all that is known of it. `wants`: the wanted sheet in words; `trouble`: why it cannot be made here."""

    line: Line
    text: str
    wants: tuple[str, ...]
    trouble: str
    marks: tuple[Mark, ...]
    answers: tuple[Answered, ...]

    @property
    def is_sheet_wanted(self) -> bool:
        """True where it is answered with a sheet out of the ledger."""
        return bool(self.wants) and not self.trouble


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are unread by the account at work, still to be done, of those due soon or overdue.

    `answers`: how many questions have an answer that the account did not read.
    """

    unread: int
    undone: int
    soon: int
    over: int
    answers: int

    @property
    def waiting(self) -> int:
        """What the navigation tells: unread, or to be done, or newly answered."""
        return self.undone + self.answers


@access.operation("notices")
def listing(session: Session, *, only_open: bool = False) -> tuple[Line, ...]:
    """All, the newest first; with `only_open` those that are unread or still to be done, the most urgent first."""
    with session.reader() as reader, reader.snapshot():
        lines = _lines(session, reader)
    if not only_open:
        return tuple(sorted(lines, key=lambda one: (one.sent_at, one.number), reverse=True))
    return tuple(sorted((one for one in lines if not (one.is_done and one.is_read)), key=_urgency))


@access.operation("notices")
def counts(session: Session) -> Counts:
    """How many wait, for lists of what is to be done and for the navigation."""
    with session.reader() as reader, reader.snapshot():
        lines = _lines(session, reader)
    lights = [one.light for one in lines]
    unread = sum(not one.is_read for one in lines)
    undone = sum(not (one.is_done and one.is_read) for one in lines)
    answers = len(asking.unread(session))
    return Counts(unread, undone, lights.count("soon"), lights.count("over"), answers)


@access.operation("notices")
def show(session: Session, notice: str) -> Sheet:
    """One by its id or number; raises NoticeMissing."""
    with session.reader() as reader, reader.snapshot():
        row = named(reader, notice)
        one = cast("bytes", row["id"])
        marks, answers = (reader.children(ledger, "notice_uid", [one]) for ledger in (READ, ANSWER))
    names = session.store.account_names()
    line = _line(session, one, tuple(row[name] for name in _LISTED), marks, len(answers))
    wants, trouble = sheets.in_words(session, row)
    told = tuple(_mark(names, mark) for mark in sorted(marks, key=_first_instant))
    given = tuple(_answered(names, answer) for answer in sorted(answers, key=lambda one: str(one["answered_at"])))
    return Sheet(line, str(row["text"] or ""), wants, trouble, told, given)


def _urgency(line: Line) -> tuple[bool, str, str]:
    """What is to be done first: by its last day, then what came first."""
    return line.is_done, line.due_on or "9", line.sent_at


def _lines(session: Session, reader: Reader) -> list[Line]:
    marks: dict[object, list[Row]] = {}
    for _, notice, *found in reader.scan(READ, ("notice_uid", "account", "read_at", "received_at")):
        marks.setdefault(notice, []).append(dict(zip(("account", "read_at", "received_at"), found, strict=True)))
    answers: dict[object, int] = {}
    for _, notice in reader.scan(ANSWER, ("notice_uid",)):
        answers[notice] = answers.get(notice, 0) + 1
    return [
        _line(session, one, tuple(told), marks.get(one, ()), answers.get(one, 0))
        for one, *told in reader.scan(NOTICE, _LISTED)
    ]


def _line(session: Session, one: bytes, told: tuple[object, ...], marks: Iterable[Row], answers: int) -> Line:
    number, kind, title, sender, sent_at, due_on = (str(part or "") for part in told)
    found = list(marks)
    received = min((str(mark["received_at"]) for mark in found if mark["received_at"]), default="")
    is_read = any(mark["account"] == session.login and mark["read_at"] for mark in found)
    line = Line(
        id=ids.to_text(one),
        number=number,
        kind=kind,
        title=title,
        sender=sender,
        sent_at=clock.local_text(sent_at) if sent_at else "",
        due_on=due_on,
        is_read=is_read,
        received=clock.local_text(received) if received else "",
        answers=answers,
        light="",
    )
    return line if line.is_done or not due_on else _lit(line)


def _lit(line: Line) -> Line:
    """With its light: yellow some days before its last day, red after it."""
    last, today = date.fromisoformat(line.due_on), clock.today()
    return replace(line, light="over" if today > last else "soon" if last - today <= SOON else "")


def _first_instant(mark: Row) -> str:
    return str(mark["received_at"] or mark["read_at"] or "")


def _who(names: Mapping[str, str], login: object) -> str:
    return words.account(names.get(str(login), ""), str(login))


def _mark(names: Mapping[str, str], row: Row) -> Mark:
    read, received = (clock.local_text(str(row[name])) if row[name] else "" for name in ("read_at", "received_at"))
    return Mark(_who(names, row["account"]), read, received)


def _answered(names: Mapping[str, str], row: Row) -> Answered:
    return Answered(
        _who(names, row["account"]),
        clock.local_text(str(row["answered_at"])),
        str(row["text"] or ""),
        str(row["handed_in"] or ""),
        cast("int | None", row["row_count"]),
        str(row["register_no"] or ""),
        str(row["name"] or ""),
    )
