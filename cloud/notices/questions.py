"""The box upward 问题建议: what committees ask and suggest, what both sides say to it since, and who has read it.

Who asked is what the question says of itself: one that is not signed is shown without a name, whoever's login stands in
the change log. What is said stands as it was written; an answer is a message that names its unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cloud.means import Means
from cloud.notices import street
from cloud.records import Record
from cloud.store import CloudStore, Look
from ledger import catalog, ids
from ledger.errors import LedgerError
from sync.protocol import Json

_LEDGER, _MESSAGE, _READ = (catalog.named(name) for name in ("question", "question_message", "question_read"))
_LONGEST: Final = {"answer": _MESSAGE.field("text").max_length, "answered_by": _MESSAGE.field("from_unit").max_length}


class QuestionUnknown(LedgerError):
    """This committee has no question of this id."""


class AnswerBroken(LedgerError):
    """An answer is empty, or too long; so is the name of who answers. `part` is the field."""

    def __init__(self, part: str) -> None:
        super().__init__(f"answer: {part}")
        self.part = part


@dataclass(frozen=True, slots=True)
class Message:
    """What was said to a question: by the committee, signed or not, or by a `unit` above.

    `read`: when the other side first read it, "" for not yet.
    """

    id: str
    text: str
    asker: str
    unit: str
    said_at: str
    read: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the committee asked it, and what was said to it since, in order. `read`: when the street did."""

    id: str
    kind: str
    text: str
    asker: str
    asked_at: str
    read: str
    messages: tuple[Message, ...]

    @property
    def is_open(self) -> bool:
        """True when the committee spoke last, or what it said came after the answer was given."""
        return bool(self.unread) or not (self.messages and self.messages[-1].unit)

    @property
    def unread(self) -> tuple[str, ...]:
        """What the street did not read yet: ids of messages, "" for the question itself."""
        of_messages = (one.id for one in self.messages if not one.unit and not one.read)
        return (*(() if self.read else ("",)), *of_messages)


def listed(
    store: CloudStore, committees: Iterable[str], *, only_open: bool = False, only_new: bool = False
) -> Iterator[tuple[str, Question]]:
    """The questions of these committees with the committee's code, committee by committee, the oldest first."""
    for cid, records in sorted(store.questions(list(committees)).items()):
        with store.look(cid) as look:
            found = _read(look, records)
        for one in sorted(found, key=lambda one: (one.asked_at, one.id)):
            if not (only_open and not one.is_open) and not (only_new and not one.unread):
                yield cid, one


def thread(store: CloudStore, cid: str, question: str) -> Question:
    """One with everything that was said to it; raises QuestionUnknown, CommitteeUnknown."""
    key = (_LEDGER.name, question)
    with store.look(cid) as look:
        record = look.records([key]).get(key)
        if record is None or not record.is_alive:
            raise QuestionUnknown
        return _read(look, [record])[0]


def answer(means: Means, cid: str, question: str, text: str, by: str) -> None:
    """Answer a question, or say more to it; whoever answers has read it.

    Raises QuestionUnknown, AnswerBroken, CommitteeUnknown, Busy.
    """
    for part, value in (("answer", text), ("answered_by", by)):
        if not value.strip() or len(value) > _LONGEST[part]:
            raise AnswerBroken(part)
    found = thread(means.store, cid, question)
    mark_read(means, cid, found)
    f: dict[str, Json] = {"question_uid": question, "text": text, "from_unit": by, "said_at": means.now_text()}
    street.create(means, cid, (_MESSAGE.name, ids.to_text(ids.new_id())), f)


def mark_read(means: Means, cid: str, question: Question) -> None:
    """Keep that the street has read all of it, which the committee sees; raises CommitteeUnknown, Busy."""
    for message in question.unread:
        f: dict[str, Json] = {"question_uid": question.id, "account": street.SOURCE, "read_at": means.now_text()}
        if message:
            f["message_uid"] = message
        street.create(means, cid, (_READ.name, ids.to_text(ids.new_id())), f)


def _read(look: Look, records: Iterable[Record]) -> list[Question]:
    questions = list(records)
    keys = [(one.type, one.id) for one in look.referrers([one.id for one in questions])]
    beside = [one for one in look.records(keys).values() if one.is_alive]
    read: dict[tuple[str, str, bool], str] = {}
    for one in beside:
        if one.type == _READ.name:
            f = one.f
            mark = str(f.get("question_uid")), str(f.get("message_uid") or ""), f.get("account") == street.SOURCE
            at = str(f.get("read_at", ""))
            read[mark] = min(at, read.get(mark, at))
    messages: dict[str, list[Message]] = {}
    for one in beside:
        if one.type == _MESSAGE.name:
            messages.setdefault(str(one.f.get("question_uid")), []).append(_message(one, read))
    return [_question(one, messages.get(one.id, []), read) for one in questions]


def _question(record: Record, messages: list[Message], read: dict[tuple[str, str, bool], str]) -> Question:
    kind, text, asker, asked_at = (str(record.f.get(name, "")) for name in ("kind", "text", "asker", "asked_at"))
    said = tuple(sorted(messages, key=lambda one: (one.said_at, one.id)))
    return Question(record.id, kind, text, asker, asked_at, read.get((record.id, "", True), ""), said)


def _message(record: Record, read: dict[tuple[str, str, bool], str]) -> Message:
    f = record.f
    text, asker, unit, said_at = (str(f.get(name, "")) for name in ("text", "asker", "from_unit", "said_at"))
    seen = read.get((str(f.get("question_uid")), record.id, not unit), "")
    return Message(record.id, text, asker, unit, said_at, seen)
