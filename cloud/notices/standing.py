"""What became of a notice in a committee: whether it is there, who signed for it and read it, what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cloud import people
from cloud.blobs.pieces import Pieces
from cloud.means import Means
from cloud.places.place import PieceMissing
from cloud.records import Record
from cloud.store import Look
from ledger.errors import LedgerError
from sync.protocol import Json

_NOTICE: Final = "notice"


class AnswerFileMissing(LedgerError):
    """This committee handed in no file, or its bytes are not here yet; `is_awaited` says that they are to come."""

    def __init__(self, *, is_awaited: bool) -> None:
        super().__init__("no file of an answer")
        self.is_awaited = is_awaited


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody of a committee and when; `name` is "" where no PC has told it."""

    login: str
    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a committee answered: who, when, in which words, and what was handed in with which hash ("" for nothing)."""

    who: Mark
    text: str
    handed_in: str
    rows: int | None
    register_no: str
    sha: str
    file: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice in one committee."""

    is_there: bool
    received: tuple[Mark, ...]
    read: tuple[Mark, ...]
    answers: tuple[Answer, ...]


def standing(look: Look, notice: str) -> Standing:
    """How a notice stands in the committee of this view; marks and answers in the order of their instants."""
    found = look.records([(_NOTICE, notice)]).get((_NOTICE, notice))
    keys = [(one.type, one.id) for one in look.referrers([notice])]
    records = [one for one in look.records(keys).values() if one.is_alive]
    names = people.names(look, (str(one.f.get("account", "")) for one in records))
    read = [one for one in records if one.type == "notice_read"]
    answers = sorted((one for one in records if one.type == "notice_answer"), key=_answered)
    return Standing(
        found is not None and found.is_alive,
        tuple(_marks(read, "received_at", names)),
        tuple(_marks(read, "read_at", names)),
        tuple(_answer(one, names) for one in answers),
    )


def file_of(means: Means, cid: str, notice: str) -> tuple[Answer, bytes]:
    """The newest answer with a file, and its bytes; raises AnswerFileMissing, PlaceTrouble."""
    with means.store.look(cid) as look:
        handed = [one for one in standing(look, notice).answers if one.sha]
        if not handed:
            raise AnswerFileMissing(is_awaited=False)
        blob = look.blobs([handed[-1].sha]).get(handed[-1].sha)
    if blob is None or not blob.is_whole:
        raise AnswerFileMissing(is_awaited=True)
    pieces = Pieces(means.place, means.keys.city, cid, means.random)
    try:
        return handed[-1], b"".join(pieces.read(blob, 0, blob.size))
    except PieceMissing as error:
        raise AnswerFileMissing(is_awaited=True) from error


def _marks(records: Iterable[Record], group: str, names: Mapping[str, str]) -> list[Mark]:
    found = [_mark(one.f, group, names) for one in records if one.f.get(group)]
    return sorted(found, key=lambda one: (one.at, one.login))


def _mark(f: Mapping[str, Json], group: str, names: Mapping[str, str]) -> Mark:
    login = str(f.get("account", ""))
    return Mark(login, names.get(login, ""), str(f.get(group, "")))


def _answered(record: Record) -> tuple[str, str]:
    return str(record.f.get("answered_at", "")), record.id


def _answer(record: Record, names: Mapping[str, str]) -> Answer:
    f = record.f
    content = f.get("content") or {}
    rows = f.get("row_count")
    return Answer(
        _mark(f, "answered_at", names),
        str(f.get("text", "")),
        str(f.get("handed_in", "")),
        rows if isinstance(rows, int) else None,
        str(f.get("register_no", "")),
        str(content.get("sha") or ""),
        str(content.get("name") or ""),
    )
