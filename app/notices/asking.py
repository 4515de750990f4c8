"""The box upward 问题建议: a question to the level above, and the thread that follows from it.

Both sides add to it; what was said stands as it was written, in the order of its instants, the same on every PC. Who
does not sign is shown to the level above without a name; the committee's own log keeps whose account it was, like
everything. What the street says is new to an account until that account has read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app import access, logs
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.catalog.notice import PROBLEM, SUGGESTION
from ledger.errors import LedgerError
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none, text_or_none

KINDS: Final = (PROBLEM, SUGGESTION)
ASK_KIND: Final = "question-ask"
SAY_KIND: Final = "question-say"
READ_KIND: Final = "question-read"
QUESTION, MESSAGE, READ = (catalog.named(name) for name in ("question", "question_message", "question_read"))
STREET: Final = "street"
"""The account under which the street marks what it read."""
_TOLD: Final = ("kind", "text", "asker", "asked_at")
_SAID: Final = ("question_uid", "text", "asker", "from_unit", "said_at")
_MARKED: Final = ("question_uid", "message_uid", "account", "read_at")


class QuestionEmpty(LedgerError):
    """A question without words, or with more than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__("nothing is asked")
        self.most = most


class QuestionMissing(LedgerError):
    """No question of this id is here."""


@dataclass(frozen=True, slots=True)
class Message:
    """What was said: by the committee ("" for not signed), or by a unit above (`is_answer`), at a local instant.

    `is_new`: an answer that the account at work did not read. `read_at`: when the street read it, "" for not yet.
    """

    id: str
    who: str
    text: str
    said_at: str
    is_answer: bool
    is_new: bool
    read_at: str

    def as_json(self) -> dict[str, object]:
        """As commands give it."""
        return {
            "id": self.id,
            "from": "street" if self.is_answer else "committee",
            "who": self.who or None,
            "text": self.text,
            "at": self.said_at,
            "new": self.is_new,
            "read_above_at": self.read_at or None,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and everything that was said to it since, in order."""

    id: str
    kind: str
    text: str
    asker: str
    asked_at: str
    read_at: str
    messages: tuple[Message, ...]

    @property
    def is_new(self) -> bool:
        """Whether an answer waits to be read by the account at work."""
        return any(one.is_new for one in self.messages)

    @property
    def state(self) -> str:
        """How it stands, in a word."""
        if self.is_new:
            return "新答复"
        if self.messages and self.messages[-1].is_answer:
            return "已答复"
        last = self.messages[-1].read_at if self.messages else self.read_at
        return "街道已看" if last else "等答复"

    @property
    def last_answer(self) -> Message | None:
        """The newest answer; None before there is one."""
        return next((one for one in reversed(self.messages) if one.is_answer), None)

    def as_json(self) -> dict[str, object]:
        """As commands give it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "asker": self.asker or None,
            "asked_at": self.asked_at,
            "read_above_at": self.read_at or None,
            "new": self.is_new,
            "messages": [one.as_json() for one in self.messages],
        }


@access.operation("notices")
def ask(session: Session, text: str, kind: str = PROBLEM, *, is_signed: bool = True) -> str:
    """Ask; answers the question's id. Raises QuestionEmpty."""
    said = _words(text, QUESTION.field("text").max_length)
    new = ids.new_id()
    values: dict[str, object] = {"kind": kind, "text": said, "asked_at": clock.now_text()}
    with session.store.write(user=session.login, kind=ASK_KIND) as write:
        write.create(QUESTION, [(new, values | _signed(session, is_signed=is_signed))])
    logs.event("question asked")
    return ids.to_text(new)


@access.operation("notices")
def say_more(session: Session, question: str, text: str, *, is_signed: bool = True) -> str:
    """Add to a question; answers the message's id. Raises QuestionMissing, QuestionEmpty."""
    said = _words(text, MESSAGE.field("text").max_length)
    with session.reader() as reader:
        one = _named(reader, question)
    new = ids.new_id()
    values: dict[str, object] = {"question_uid": one, "text": said, "said_at": clock.now_text()}
    with session.store.write(user=session.login, kind=SAY_KIND) as write:
        write.create(MESSAGE, [(new, values | _signed(session, is_signed=is_signed))])
    logs.event("question continued", id=question)
    return ids.to_text(new)


@access.operation("notices")
def read(session: Session, question: str) -> bool:
    """Mark every answer to it as read by the account at work; False where all were. Raises QuestionMissing."""
    with session.reader() as reader, reader.snapshot():
        one = _named(reader, question)
        answers = [id_in(row) for row in reader.children(MESSAGE, "question_uid", [one]) if row["from_unit"]]
        marks = reader.children(READ, "question_uid", [one])
    known = {id_or_none(mark["message_uid"]) for mark in marks if mark["account"] == session.login}
    new = [answer for answer in answers if answer not in known]
    if not new:
        return False
    mark: dict[str, object] = {"question_uid": one, "account": session.login, "read_at": clock.now_text()}
    with session.store.write(user=session.login, kind=READ_KIND) as write:
        write.create(READ, [(ids.new_id(), {**mark, "message_uid": answer}) for answer in new])
    logs.event("question read", id=question)
    return True


@access.operation("notices")
def listing(session: Session) -> tuple[Question, ...]:
    """All of the committee's, those with a new answer first, then the newest first."""
    with session.reader() as reader, reader.snapshot():
        found = list(reader.scan(QUESTION, _TOLD))
        said = [dict(zip(("id", *_SAID), row, strict=True)) for row in reader.scan(MESSAGE, _SAID)]
        marks = [dict(zip(("id", *_MARKED), row, strict=True)) for row in reader.scan(READ, _MARKED)]
    rows = [dict(zip(("id", *_TOLD), row, strict=True)) for row in found]
    return _newest_first(_threads(session, rows, said, marks))


@access.operation("notices")
def show(session: Session, question: str) -> Question:
    """One by its id; raises QuestionMissing."""
    with session.reader() as reader, reader.snapshot():
        one = _named(reader, question)
        row = reader.get(QUESTION, one)
        said, marks = (reader.children(ledger, "question_uid", [one]) for ledger in (MESSAGE, READ))
    return _threads(session, [row or {}], said, marks)[0]


@access.operation("notices")
def unread(session: Session) -> tuple[Question, ...]:
    """Those with an answer that the account at work did not read, the newest answer first."""
    return tuple(one for one in listing(session) if one.is_new)


def _named(reader: Reader, question: str) -> bytes:
    """The question's id; raises QuestionMissing."""
    one = ids.from_text(question)
    if one is None or reader.get(QUESTION, one) is None:
        raise QuestionMissing
    return one


def _words(text: str, most: int) -> str:
    said = text.strip()
    if not said or len(said) > most:
        raise QuestionEmpty(most)
    return said


def _signed(session: Session, *, is_signed: bool) -> dict[str, object]:
    return {"asker": session.user_name() or session.login} if is_signed else {}


def _threads(session: Session, rows: Iterable[Row], said: Iterable[Row], marks: Iterable[Row]) -> tuple[Question, ...]:
    own: set[bytes | None] = set()
    above: dict[tuple[bytes, bytes | None], str] = {}
    for mark in marks:
        message = id_or_none(mark["message_uid"])
        if mark["account"] == session.login:
            own.add(message)
        elif mark["account"] == STREET:
            above[id_in(mark, "question_uid"), message] = _local(mark["read_at"])
    threads: dict[bytes, list[tuple[str, Message]]] = {}
    for row in said:
        one, question = id_in(row), id_in(row, "question_uid")
        told = _message(row, is_read=one in own, read_at=above.get((question, one), ""))
        threads.setdefault(question, []).append((str(row["said_at"] or ""), told))
    return tuple(_question(row, threads.get(id_in(row), []), above) for row in rows)


def _message(row: Row, *, is_read: bool, read_at: str) -> Message:
    unit = text_or_none(row["from_unit"]) or ""
    return Message(
        ids.to_text(id_in(row)),
        unit or str(row["asker"] or ""),
        str(row["text"] or ""),
        _local(row["said_at"]),
        is_answer=bool(unit),
        is_new=bool(unit) and not is_read,
        read_at=read_at,
    )


def _question(row: Row, said: list[tuple[str, Message]], above: Mapping[tuple[bytes, bytes | None], str]) -> Question:
    kind, text, asker = (str(row[name] or "") for name in ("kind", "text", "asker"))
    in_order = tuple(one for _, one in sorted(said, key=lambda each: (each[0], each[1].id)))
    one = id_in(row)
    read_at = above.get((one, None), "")
    return Question(ids.to_text(one), kind, text, asker, _local(row["asked_at"]), read_at, in_order)


def _newest_first(found: Iterable[Question]) -> tuple[Question, ...]:
    newest = sorted(found, key=lambda one: (one.asked_at, one.id), reverse=True)
    return tuple(sorted(newest, key=lambda one: not one.is_new))


def _local(instant: object) -> str:
    return clock.local_text(str(instant)) if instant else ""
