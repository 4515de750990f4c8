"""The box upward 问题建议: asking the level above, and reading what it answered.

Who does not sign is shown to it without a name. The committee's own log keeps whose account it was, like everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app import access, logs
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.catalog.notice import PROBLEM, SUGGESTION
from ledger.errors import LedgerError

KINDS: Final = (PROBLEM, SUGGESTION)
_KIND: Final = "question-ask"
_LEDGER: Final = catalog.named("question")
_TOLD: Final = ("kind", "text", "asker", "asked_at", "answer", "answered_at", "answered_by")


class QuestionEmpty(LedgerError):
    """A question without words, or with more than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__("nothing is asked")
        self.most = most


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and the answer ("" for none yet)."""

    id: str
    kind: str
    text: str
    asker: str
    asked_at: str
    answer: str
    answered_at: str
    answered_by: str

    def as_json(self) -> dict[str, object]:
        """As commands give it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "asker": self.asker or None,
            "asked_at": self.asked_at,
            "answer": self.answer or None,
            "answered_at": self.answered_at or None,
            "answered_by": self.answered_by or None,
        }


@access.operation("notices")
def ask(session: Session, text: str, kind: str = PROBLEM, *, is_signed: bool = True) -> str:
    """Ask; answers the question's id. Raises QuestionEmpty."""
    said, most = text.strip(), _LEDGER.field("text").max_length
    if not said or len(said) > most:
        raise QuestionEmpty(most)
    new = ids.new_id()
    values: dict[str, object] = {"kind": kind, "text": said, "asked_at": clock.now_text()}
    if is_signed:
        values["asker"] = session.user_name() or session.login
    with session.store.write(user=session.login, kind=_KIND) as write:
        write.create(_LEDGER, [(new, values)])
    logs.event("question asked")
    return ids.to_text(new)


@access.operation("notices")
def listing(session: Session) -> tuple[Question, ...]:
    """All of the committee's, the newest first."""
    with session.reader() as reader:
        found = sorted(reader.scan(_LEDGER, _TOLD), key=lambda row: str(row[4] or ""), reverse=True)
    return tuple(_question(row[0], *row[1:]) for row in found)


def _question(one: bytes, *told: object) -> Question:
    kind, text, asker, asked_at, answer, answered_at, answered_by = (str(part or "") for part in told)
    asked, answered = (clock.local_text(at) if at else "" for at in (asked_at, answered_at))
    return Question(ids.to_text(one), kind, text, asker, asked, answer, answered, answered_by)
