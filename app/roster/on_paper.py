"""The roster for a power cut: on paper while there is light, house by house, with a box to tick for each person.

A list of everybody who needs help tells something of level 3 of each of them, so it goes by the rules of such lists: a
purpose and a legal basis (应急处置 fits), masks, and a second person where it is about more than a few. It names the
help and no tag, so that whoever finds the paper does not read from it what somebody suffers from.

Stars ring nobody: for 应急处置 alone, names and numbers can stand on it as they are. That is entered as unmasked, needs
a second person by the rule of exports, and the approval is for these houses, asked for and used once like any.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app import access
from app.exports import clearance
from app.exports.leaving import Leaving
from app.exports.printed_lists import PrintNeedsApproval
from app.printed import MASKED, PrintedColumn, PrintedTable, Printout, printout
from app.release import approvals, approvers, departing
from app.release.approvals import Approval, Wanted
from app.release.purposes import EMERGENCY, Purpose, PurposeNeeded
from app.release.register import SECOND, SELF
from app.roster import houses
from app.roster.roster import PERSON, Resident, Roster, roster
from app.stores.session import Session
from ledger.definition import Level
from storage.values import dump

OPEN_NOTE: Final = "姓名和电话没有遮盖，只用于应急处置，不得转发、外传；用完请收回销毁。"
_LEVEL: Level = "L3"
_TICK = "□"
_HEADINGS = ("房屋", "姓名", "性别年龄", "需要的帮助", "本人电话", "紧急联系人", "联系人电话", "清点")
_SENSITIVE = ("需要的帮助", "本人电话", "紧急联系人", "联系人电话")
_WRAPPED = frozenset(("需要的帮助",))
_ASK = "需要帮助"
_LABEL = "应急名册"


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a roster on paper would tell, before anybody lets it go."""

    rosters: tuple[Roster, ...]
    level: Level
    is_open: bool

    @property
    def people(self) -> int:
        """How many it is about."""
        return sum(len(one.in_need) for one in self.rosters)

    @property
    def leave(self) -> Leaving:
        """For the rule that asks for a second person."""
        return Leaving(self.level, self.level, "L2", self.people, _SENSITIVE)

    def fingerprint(self, session: Session) -> bytes:
        """What an approval is bound to: who asks for which houses, with or without masks."""
        found = sorted(one.building for one in self.rosters)
        said = {"asker": session.login, "paper": "roster", "houses": found, "unmasked": self.is_open}
        return hashlib.sha256(dump(said).encode()).digest()


@access.operation("print", ledger="person")
def printout_of(session: Session, places: Sequence[str], *, is_open: bool = False) -> Printout:
    """The roster of some houses for paper; a compound stands for all of its. `is_open`: without masks.

    Raises:
        PrintNeedsApproval: it is about so many people, or so sensitive, that a second person has to let it go; `ask`.
        RecordNotFound, AmbiguousRecord, Forbidden.
    """
    paper = _paper(session, places, is_open=is_open)
    approved, request = _let_go(session, paper)
    columns = tuple(PrintedColumn(heading, wraps=heading in _WRAPPED) for heading in _HEADINGS)
    several = len(paper.rosters) > 1
    parts = [
        PrintedTable(columns, tuple(map(_row, one.in_need)), _heading(one) if several else "") for one in paper.rosters
    ]
    title = f"{_LABEL}　{paper.rosters[0].name}{f' 等 {len(paper.rosters)} 幢' if several else ''}"
    made = printout(session, title, _notes(paper), parts, (PERSON.name, paper.level), is_wide=True)
    purpose = EMERGENCY if is_open else ""
    return replace(made, approved=approved, request=request, is_open=is_open, purpose=purpose)


@access.operation("print", ledger="person")
def ask(
    session: Session, places: Sequence[str], purpose: Purpose, *, is_open: bool = False, reason: str = ""
) -> Approval:
    """Put the roster on the list of requests, for a second person to let it go.

    Raises:
        PurposeNeeded: no purpose or legal basis; without masks it is 应急处置. RecordNotFound, Forbidden.
    """
    if not purpose.is_whole or (is_open and purpose.purpose != EMERGENCY):
        raise PurposeNeeded
    paper = _paper(session, places, is_open=is_open)
    told: dict[str, object] = {
        "level": paper.level,
        "people": paper.people,
        "columns": len(_HEADINGS),
        "unmasked": is_open,
        "purpose": purpose.purpose,
        "basis": purpose.basis,
    }
    words = purpose.labels()
    facts = told | {
        "who": departing.who(session),
        "ledger": PERSON.name,
        "label": f"{_LABEL}（打印）",
        "filter": [one.name for one in paper.rosters],
        "columns": list(_HEADINGS),
        "sensitive": list(_SENSITIVE),
        "purpose": words[0],
        "basis": words[1],
        "reason": reason,
    }
    return approvals.ask(session, Wanted(paper.fingerprint(session), facts, PERSON.name, told), reason)


def _paper(session: Session, places: Sequence[str], *, is_open: bool) -> _Paper:
    found = [roster(session, one) for one in houses.meant(session, places)]
    if not is_open:
        return _Paper(tuple(found), _LEVEL, is_open=False)
    numbers, level = houses.open_numbers(session, (each for one in found for each in one.in_need))
    shown = tuple(replace(one, residents=tuple(_opened(each, numbers) for each in one.residents)) for one in found)
    return _Paper(shown, level, is_open=True)


def _opened(one: Resident, numbers: Mapping[str, Mapping[str, str]]) -> Resident:
    """With the name and the numbers as they are; whoever needs no help keeps the masks."""
    told = numbers.get(one.person)
    if told is None:
        return one
    phone, contact, contact_phone = (told.get(name, "") for name in ("phone", "emergency_contact", "emergency_phone"))
    return replace(one, name=told.get("name", ""), phone=phone, contact=contact, contact_phone=contact_phone)


def _let_go(session: Session, paper: _Paper) -> tuple[str, int]:
    """Who lets it go, and the request by which; raises PrintNeedsApproval."""
    if not clearance.needs_approval(paper.leave):
        return "", 0
    if approvers.is_alone(session):
        return SELF, 0
    found = approvals.open_for(session, paper.fingerprint(session))
    if found is None:
        raise PrintNeedsApproval(paper.level, paper.people, can_ask=True)
    return SECOND, found.id


def _heading(one: Roster) -> str:
    return f"{one.name}　住 {len(one.residents):,} 人，需要帮助 {len(one.in_need):,} 人"


def _notes(paper: _Paper) -> Iterator[str]:
    if len(paper.rosters) == 1:
        yield _heading(paper.rosters[0]).partition("　")[2]
    else:
        yield f"{len(paper.rosters)} 幢楼，需要帮助 {paper.people:,} 人"
    for one in paper.rosters if len(paper.rosters) == 1 else ():
        if one.counts:
            yield "，".join(f"{label} {count} 人" for label, count in one.counts)
    yield OPEN_NOTE if paper.is_open else MASKED


def _row(one: Resident) -> tuple[str, ...]:
    told = "、".join(one.help.labels_abroad) or _ASK
    return (one.place, one.name, one.about, told, one.phone, one.contact, one.contact_phone, _TICK)
