"""The roster for a power cut: on paper while there is light, house by house, with a box to tick for each person.

A list of everybody who needs help tells something of level 3 of each of them, so it goes by the rules of such lists: a
purpose and a legal basis (应急处置 fits), masks, and a second person where it is about more than a few. It names the
help and no tag, so that whoever finds the paper does not read from it what somebody suffers from.

Stars ring nobody: for 应急处置 alone, names and numbers can stand on it as they are. That is entered as unmasked, needs
a second person by the rule of exports, and the approval is for these houses, asked for and used once like any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app import access
from app.exports import emergency_papers
from app.exports.emergency_papers import OPEN_NOTE, EmergencyPaper, PlannedPaper
from app.printed import MASKED, PrintedColumn, PrintedTable, Printout, printout
from app.release.approvals import Approval
from app.release.purposes import EMERGENCY, Purpose
from app.roster import houses
from app.roster.roster import PERSON, Resident, Roster, of_building
from app.stores.session import Session
from ledger.definition import Level
from storage.reading import Reader

_MASKED_LEVEL: Final[Level] = "L3"
_TICK = "□"
_HEADINGS = ("房屋", "姓名", "性别年龄", "需要的帮助", "本人电话", "紧急联系人", "联系人电话", "清点")
_SENSITIVE = ("需要的帮助", "本人电话", "紧急联系人", "联系人电话")
_WRAPPED = frozenset(("需要的帮助",))
_ASK = "需要帮助"
_LABEL = "应急名册"


@access.operation("print", ledger="person")
def printout_of(session: Session, places: Sequence[str], *, is_open: bool = False) -> Printout:
    """The roster of some houses for paper; a compound stands for all of its. `is_open`: without masks.

    Raises:
        PrintNeedsApproval: it is about so many people, or so sensitive, that a second person has to let it go; `ask`.
        RecordNotFound, AmbiguousRecord, Forbidden.
    """
    rosters, paper = _planned(session, places, is_open=is_open)
    approved, request = emergency_papers.let_go(session, paper)
    columns = tuple(PrintedColumn(heading, wraps=heading in _WRAPPED) for heading in _HEADINGS)
    parts = [
        PrintedTable(columns, tuple(map(_row, one.in_need)), _heading(one) if len(rosters) > 1 else "")
        for one in rosters
    ]
    title = f"{_LABEL}　{emergency_papers.heading_of(paper.names)}"
    notes = _notes(rosters, is_open=is_open)
    made = printout(session, title, notes, parts, (PERSON.name, paper.level), is_wide=True)
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
    _, paper = _planned(session, places, is_open=is_open)
    return emergency_papers.ask(session, paper, purpose, reason)


ROSTER: Final = EmergencyPaper(_LABEL, printout_of, ask)


@access.operation("print", ledger="person")
def rosters_of(
    session: Session, reader: Reader, places: Sequence[str], *, is_open: bool
) -> tuple[tuple[Roster, ...], Level]:
    """The rosters of some houses as paper tells them, and their level; raises as `printout_of`."""
    found = tuple(of_building(session, reader, one) for one in houses.meant(session, reader, places))
    if not is_open:
        return found, _MASKED_LEVEL
    numbers, level = houses.open_numbers(session, reader, (each for one in found for each in one.in_need))
    shown = (replace(one, residents=tuple(_opened(each, numbers) for each in one.residents)) for one in found)
    return tuple(shown), level


def _planned(session: Session, places: Sequence[str], *, is_open: bool) -> tuple[tuple[Roster, ...], PlannedPaper]:
    with session.reader() as reader, reader.snapshot():
        rosters, level = rosters_of(session, reader, places, is_open=is_open)
    return rosters, PlannedPaper(
        kind="roster",
        label=_LABEL,
        houses=tuple(one.building for one in rosters),
        names=tuple(one.name for one in rosters),
        people=sum(len(one.in_need) for one in rosters),
        headings=_HEADINGS,
        sensitive=_SENSITIVE,
        level=level,
        is_open=is_open,
    )


def _opened(one: Resident, numbers: Mapping[str, Mapping[str, str]]) -> Resident:
    """With the name and the numbers as they are; whoever needs no help keeps the masks."""
    told = numbers.get(one.person)
    if told is None:
        return one
    phone, contact, contact_phone = (told.get(name, "") for name in ("phone", "emergency_contact", "emergency_phone"))
    return replace(one, name=told.get("name", ""), phone=phone, contact=contact, contact_phone=contact_phone)


def _heading(one: Roster) -> str:
    return f"{one.name}　住 {len(one.residents):,} 人，需要帮助 {len(one.in_need):,} 人"


def _notes(rosters: Sequence[Roster], *, is_open: bool) -> Iterator[str]:
    if len(rosters) == 1:
        yield _heading(rosters[0]).partition("　")[2]
    else:
        yield f"{len(rosters)} 幢楼，需要帮助 {sum(len(one.in_need) for one in rosters):,} 人"
    for one in rosters if len(rosters) == 1 else ():
        if one.counts:
            yield "，".join(f"{label} {count} 人" for label, count in one.counts)
    yield OPEN_NOTE if is_open else MASKED


def _row(one: Resident) -> tuple[str, ...]:
    told = "、".join(one.help.labels_on_paper) or _ASK
    return (one.place, one.name, one.about, told, one.phone, one.contact, one.contact_phone, _TICK)
