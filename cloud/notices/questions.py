"""The box upward 问题建议: what committees ask and suggest, and what is answered to them.

Who asked is what the question says of itself: one that is not signed is shown without a name, whoever's login stands in
the change log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloud.means import Means
from cloud.notices import street
from cloud.records import Record
from cloud.store import Look
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


def listed(look: Look, *, only_open: bool = False) -> list[Question]:
    """The questions of a committee, the oldest first."""
    keys = [(_LEDGER.name, one) for one, _, _ in look.marks(_LEDGER.name)]
    found = sorted(map(_read, look.records(keys).values()), key=lambda one: (one.asked_at, one.id))
    return [one for one in found if not (only_open and one.answer)]


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
