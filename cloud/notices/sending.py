"""Sending a task or a notice: written once where the city's things stand, then brought to each committee.

A committee gets a record of its own, under one id everywhere, so bringing it again changes nothing: whatever was cut
off in between is finished by `deliver`. Numbers count on by year, tasks and notices apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from cloud.means import Means
from cloud.notices import street
from cloud.sources import found_city
from cloud.store import CITY, CommitteeUnknown, Look
from ledger import catalog, clock, ids
from ledger.catalog.notice import NEWS, TASK
from ledger.errors import LedgerError
from ledger.wanted import Wanted
from sync.protocol import Json

KIND: Final = "notice"
_COUNTED: Final = "notice_number"
_LEDGER: Final = catalog.named("notice")
_PREFIX: Final = {TASK: "RW", NEWS: "TZ"}
Part = Literal["title", "text", "from_unit", "due_on", "committees"]


class NoticeBroken(LedgerError):
    """A notice cannot be sent so: `part` is missing, too long, or a day that is over."""

    def __init__(self, part: Part) -> None:
        super().__init__(f"notice: {part}")
        self.part = part


class NoticeUnknown(LedgerError):
    """No task or notice of this number was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be sent. `due_on` is a day or "" for none; `wanted` the sheet that is asked for."""

    kind: str
    title: str
    text: str
    from_unit: str
    due_on: str = ""
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice that was sent: what every committee gets, to which ones it goes, and which operator sent it.

    `withdrawn` is why it was taken back, "" while it stands.
    """

    id: str
    f: Mapping[str, Json]
    committees: tuple[str, ...]
    by: str
    withdrawn: str = ""

    @property
    def number(self) -> str:
        """As people name it."""
        return str(self.f["notice_no"])


def send(means: Means, draft: Draft, committees: Iterable[str], by: str) -> Notice:
    """Number a notice, keep it, and bring it to these committees.

    Raises:
        NoticeBroken, CommitteeUnknown: nothing was sent.
        Busy: it is kept and went to some of them; `deliver` finishes.
    """
    wanted_by = tuple(dict.fromkeys(committees))
    known = means.store.committees()
    if not wanted_by:
        raise NoticeBroken("committees")
    if not set(wanted_by) <= known.keys():
        raise CommitteeUnknown
    _check(draft)
    found_city(means.store)
    with means.store.turn(CITY) as turn:
        year = clock.local_text(means.now_text())[:4]
        prefix = _PREFIX[draft.kind]
        told = turn.fact(_COUNTED, f"{prefix}-{year}") or {"last": 0}
        last = int(told["last"]) + 1
        turn.put_fact(_COUNTED, f"{prefix}-{year}", {"last": last})
        f = _groups(draft, f"{prefix}-{year}-{last:04}", means.now_text())
        notice = Notice(id=ids.to_text(ids.new_id()), f=f, committees=wanted_by, by=by)
        turn.put_fact(KIND, notice.number, _told(notice))
    deliver(means, notice)
    return notice


def deliver(means: Means, notice: Notice) -> None:
    """Bring a notice to the committees that do not have it yet; one that was taken back is not sent again.

    Raises Busy, CommitteeUnknown.
    """
    for cid in notice.committees if not notice.withdrawn else ():
        street.create(means, cid, (_LEDGER.name, notice.id), dict(notice.f))


def withdraw(means: Means, number: str, reason: str) -> Notice:
    """Take a notice back everywhere; what committees did about it is kept. Raises NoticeUnknown, Busy."""
    with means.store.turn(CITY) as turn:
        notice = named(turn, number)
        turn.put_fact(KIND, number, {**_told(notice), "withdrawn": reason})
    for cid in notice.committees:
        street.remove(means, cid, (_LEDGER.name, notice.id), reason)
    return replace(notice, withdrawn=reason)


def listed(look: Look) -> list[Notice]:
    """All that were sent, the newest first; `look` is the city's."""
    found = [_read(told) for told in look.facts(KIND).values()]
    return sorted(found, key=lambda one: str(one.f["sent_at"]), reverse=True)


def named(look: Look, number: str) -> Notice:
    """One by its number; raises NoticeUnknown."""
    told = look.fact(KIND, number)
    if told is None:
        raise NoticeUnknown
    return _read(told)


def _read(told: Mapping[str, Json]) -> Notice:
    committees = tuple(str(one) for one in told["committees"])
    withdrawn = str(told.get("withdrawn", ""))
    return Notice(id=str(told["id"]), f=told["f"], committees=committees, by=str(told["by"]), withdrawn=withdrawn)


def _told(notice: Notice) -> dict[str, Json]:
    return {"id": notice.id, "f": dict(notice.f), "committees": list(notice.committees), "by": notice.by}


def _groups(draft: Draft, number: str, now: str) -> dict[str, Json]:
    said: dict[str, Json] = {
        "notice_no": number,
        "kind": draft.kind,
        "title": draft.title,
        "text": draft.text,
        "from_unit": draft.from_unit,
        "sent_at": now,
        "due_on": draft.due_on,
        "wants": draft.wanted.told() if draft.wanted else None,
    }
    return {group: value for group, value in said.items() if value}


def _check(draft: Draft) -> None:
    """Raise NoticeBroken for what no committee should get."""
    parts: tuple[tuple[Part, str], ...] = (
        ("title", draft.title),
        ("text", draft.text),
        ("from_unit", draft.from_unit),
    )
    for part, value in parts:
        if not value.strip() or len(value) > _LEDGER.field(part).max_length:
            raise NoticeBroken(part)
    if draft.kind == TASK and not draft.due_on:
        raise NoticeBroken("due_on")
    if draft.due_on and draft.due_on < clock.today().isoformat():
        raise NoticeBroken("due_on")
