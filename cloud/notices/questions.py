"""The box upward 问题建议: what committees ask and suggest, and what is answered to them.

Who asked is what the question says of itself: one that is not signed is shown without a name, whoever's login stands in
the change log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cloud.means import Means
from cloud.notices import street
from cloud.records import Record
from cloud.store import CloudStore
from ledger import catalog
from ledger.errors import LedgerError

_LEDGER: Final = catalog.named("question")


class QuestionUnknown(LedgerError):
    """This committee has no question of this id."""


class AnswerBroken(LedgerError):
    """An answer is empty, or too long; so is the name of who answers. `part` is the field."""

    def __init__(self, part: str) -> None:
        super().__init__(f"answer: {part}")
        self.part = part


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the committee asked it, and its answer ("" for none yet)."""

    id: str
    kind: str
    text: str
    asker: str
    asked_at: str
    answer: str
    answered_by: str


def listed(store: CloudStore, committees: Iterable[str], *, only_open: bool = False) -> Iterator[tuple[str, Question]]:
    """The questions of these committees with the committee's code, committee by committee, the oldest first."""
    for cid, records in sorted(store.questions(list(committees)).items()):
        for one in sorted(map(_read, records), key=lambda one: (one.asked_at, one.id)):
            if not (only_open and one.answer):
                yield cid, one


def answer(means: Means, cid: str, question: str, text: str, by: str) -> None:
    """Answer a question, or answer it anew; raises QuestionUnknown, AnswerBroken, CommitteeUnknown, Busy."""
    for part, value in (("answer", text), ("answered_by", by)):
        if not value.strip() or len(value) > _LEDGER.field(part).max_length:
            raise AnswerBroken(part)
    key = (_LEDGER.name, question)
    with means.store.look(cid) as look:
        found = look.records([key]).get(key)
    if found is None or not found.is_alive:
        raise QuestionUnknown
    street.patch(means, cid, key, {"answer": text, "answered_at": means.now_text(), "answered_by": by})


def _read(record: Record) -> Question:
    f = record.f
    parts = (str(f.get(group, "")) for group in ("kind", "text", "asker", "asked_at", "answer", "answered_by"))
    return Question(record.id, *parts)
