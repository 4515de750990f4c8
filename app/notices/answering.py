"""Answering a task: with the sheet that it wants, made out of the ledger and in no new form, or in words.

The sheet goes the way of every export: rights, purpose, a second person where the rule wants one, a register number, an
entry in the audit. It is written into no file of this PC but among the store's encrypted attachments, and the answer
that names it stands in the same transaction as the entry. An answer is final; a better one is another answer, and
whoever gives one says that it is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, cast

from app import access, logs
from app.exports import exporting, leaving
from app.exports.clearance import Outlook
from app.exports.exporting import ExportOutcome, ExportRequest
from app.exports.writing import HandedIn
from app.jobs import SILENT, JobContext
from app.notices import marking, sheets
from app.notices.marking import ANSWER, named
from app.release.approvals import Approval
from app.release.purposes import Purpose
from app.stores.session import Session
from ledger import clock, ids
from ledger.catalog.notice import TASK
from ledger.errors import LedgerError
from storage import place
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row, id_in

KIND: Final = "notice-answer"
SHOWN: Final = 20
"""Rows of a preview."""
_ROOM: Final = 32 * 1024 * 1024


class AnswerEmpty(LedgerError):
    """Neither a sheet nor a word; or too many words (`most`)."""

    def __init__(self, most: int) -> None:
        super().__init__("nothing is answered")
        self.most = most


class NoAnswerWanted(LedgerError):
    """A notice wants no answer: it is signed for."""


class AlreadyAnswered(LedgerError):
    """The task was answered at `at` (local time) by `who`, and nobody said that another answer is meant."""

    def __init__(self, at: str, who: str) -> None:
        super().__init__("answered already")
        self.when = at
        self.who = who


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be handed in: headings, the first rows behind masks, how many there are, and what it needs."""

    told: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    outlook: Outlook
    is_unmasked: bool
    """Whether more leaves than the masks here show."""
    is_purpose_missing: bool
    """Whether whoever answers has to say what for and by what right: the task does not, and it is sensitive."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What whoever answers says beside the sheet: words, and what for, where the task does not say it.

    `is_again`: it was answered, and this is meant as another answer.
    """

    text: str = ""
    purpose: Purpose = sheets.NOTHING_SAID
    is_again: bool = False


WORDLESS: Final = Reply()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given. `export` is what was handed in with it, None for words alone."""

    id: str
    export: ExportOutcome | None = None


@access.operation("notices")
def preview(session: Session, notice: str, ctx: JobContext = SILENT) -> Preview:
    """What an answer would hand in; nothing is written.

    Raises:
        NoticeMissing, NoAnswerWanted, NoSheetWanted, WantedUnclear, UnknownField, Forbidden: nothing could be.
    """
    request = _request(session, notice)
    columns = exporting.columns_of(session, request)
    outlook = exporting.look(session, request, ctx)
    masked = replace(request, unmasked=False)
    with access.for_release(), session.reader() as reader, reader.snapshot():
        first = list(islice(exporting.rows_of(session, reader, masked, columns, ctx), SHOWN))
        told, _ = sheets.in_words(session, named(reader, notice))
    rows = tuple(tuple("" if value is None else str(value) for value in row) for row in first)
    total = len(rows) if len(rows) < SHOWN else leaving.count(session, exporting.sheet_of(request, columns), ctx)
    is_missing = outlook.leave.is_sensitive and not request.asked.purpose.is_whole
    headings = tuple(column.heading for column in columns)
    return Preview(told, headings, rows, total, outlook, request.unmasked, is_missing)


@access.operation("notices")
def answer(session: Session, notice: str, reply: Reply = WORDLESS, ctx: JobContext = SILENT) -> Given:
    """Answer with the wanted sheet, and with words beside it. It signs for the notice where nobody of the account did.

    Raises:
        NoticeMissing, NoAnswerWanted, NoSheetWanted, WantedUnclear, AnswerEmpty: nothing can be answered so.
        AlreadyAnswered: it was answered, and nobody says that this is meant.
        ReasonNeeded, PurposeNeeded, ApprovalNeeded, Forbidden: it may not leave, as yet.
        DiskFull, DatabaseBusy, DiskTrouble.
    """
    said, request, new = _words(reply.text), _request(session, notice, reply.purpose), ids.new_id()
    with session.reader() as reader:
        one = _to_be_answered(session, reader, notice, is_again=reply.is_again)
        unit = str(named(reader, notice)["from_unit"] or "")
    what = "；".join((*sheets.wanted_words(session, request), f"交给{unit}"))

    def take(handed: HandedIn, write: Write) -> None:
        marking.put(session, write, one, ("read_at", "received_at"))
        values = _kept(session, handed) | {"handed_in": what[: _longest("handed_in")], "row_count": handed.rows}
        write.create(ANSWER, [(new, _answer(session, one, said) | values)])

    outcome = exporting.hand_in(session, request, take, ctx)
    logs.event("notice answered", rows=outcome.rows)
    return Given(ids.to_text(new), outcome)


@access.operation("notices")
def answer_in_words(session: Session, notice: str, text: str, *, is_again: bool = False) -> Given:
    """Answer without a sheet; raises NoticeMissing, NoAnswerWanted, AlreadyAnswered, AnswerEmpty."""
    said, new = _words(text), ids.new_id()
    if not said:
        raise AnswerEmpty(_longest("text"))
    with session.reader() as reader:
        one = _to_be_answered(session, reader, notice, is_again=is_again)
    with session.store.write(user=session.login, kind=KIND) as write:
        marking.put(session, write, one, ("read_at", "received_at"))
        write.create(ANSWER, [(new, _answer(session, one, said))])
    logs.event("notice answered", rows=0)
    return Given(ids.to_text(new))


@access.operation("notices")
def ask(session: Session, notice: str, reply: Reply = WORDLESS, ctx: JobContext = SILENT) -> Approval:
    """Ask a second person to let the wanted sheet go; raises as `answer`, and PurposeNeeded."""
    return exporting.ask(session, _request(session, notice, reply.purpose), ctx)


def _request(session: Session, notice: str, purpose: Purpose = sheets.NOTHING_SAID) -> ExportRequest:
    with session.reader() as reader:
        return sheets.request_of(_task(reader, notice), purpose)


def _task(reader: Reader, notice: str) -> Row:
    row = named(reader, notice)
    if row["kind"] != TASK:
        raise NoAnswerWanted
    return row


def _to_be_answered(session: Session, reader: Reader, notice: str, *, is_again: bool) -> bytes:
    """The id of a task; raises AlreadyAnswered with the newest answer unless another one is meant."""
    one = id_in(_task(reader, notice))
    given = sorted(
        (str(row["answered_at"]), str(row["account"])) for row in reader.children(ANSWER, "notice_uid", [one])
    )
    if given and not is_again:
        at, login = given[-1]
        raise AlreadyAnswered(clock.local_text(at), session.store.account_names().get(login, login))
    return one


def _answer(session: Session, notice: bytes, text: str) -> dict[str, object]:
    values = {"notice_uid": notice, "account": session.login, "answered_at": clock.now_text(), "text": text or None}
    return cast("dict[str, object]", values)


def _kept(session: Session, handed: HandedIn) -> dict[str, object]:
    """The bytes among the attachments, as the answer names them."""
    place.require_free(session.store.folder, 2 * len(handed.content) + _ROOM)
    with session.store.attached.blobs() as blobs:
        sha = blobs.put(handed.content)
    return {"sha": sha, "size_bytes": len(handed.content), "name": handed.name, "register_no": handed.number}


def _words(text: str) -> str:
    said = text.strip()
    if len(said) > _longest("text"):
        raise AnswerEmpty(_longest("text"))
    return said


def _longest(field: str) -> int:
    return ANSWER.field(field).max_length
