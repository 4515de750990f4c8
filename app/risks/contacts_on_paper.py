"""The contact tree on paper, by the same road as the emergency roster: masked, or open for 应急处置 alone.

It names no tag and not why somebody needs help: only where they live and whom to ring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app import access
from app.exports import emergency_papers
from app.exports.emergency_papers import OPEN_NOTE, EmergencyPaper, PlannedPaper
from app.printed import MASKED, PrintedColumn, PrintedTable, Printout, printout
from app.release.approvals import Approval
from app.release.purposes import EMERGENCY, Purpose
from app.risks import contacts
from app.risks.contacts import Contact, House, Tree
from app.roster import on_paper
from app.roster.roster import PERSON, Resident
from app.stores.session import Session

_TICK, _TO_FILL = "□", "________"
_STAFF = ("身份", "姓名", "电话", "要补的", "联系上")
_PEOPLE = ("房屋", "姓名", "本人电话", "紧急联系人", "联系人电话", "要补的", "联系上")
_SENSITIVE = ("电话", "本人电话", "紧急联系人", "联系人电话")
_LABEL = "应急联络树"


@access.operation("print", ledger="person")
def printout_of(session: Session, places: Sequence[str], *, is_open: bool = False) -> Printout:
    """The tree of some houses for paper; a compound stands for all of its. `is_open`: without masks.

    Raises:
        PrintNeedsApproval: a second person has to let it go; `ask`.
        RecordNotFound, AmbiguousRecord, Forbidden.
    """
    found, paper = _planned(session, places, is_open=is_open)
    approved, request = emergency_papers.let_go(session, paper)
    parts = [PrintedTable(_columns(_STAFF), tuple(map(_staff_row, found.staff)), session.store.committee_name)]
    parts += [PrintedTable(_columns(_PEOPLE), tuple(map(_row, one.residents)), _heading(one)) for one in found.houses]
    title = f"{_LABEL}　{emergency_papers.heading_of(paper.names)}"
    notes = _notes(found, is_open=is_open)
    made = printout(session, title, notes, parts, (PERSON.name, paper.level), is_wide=True)
    purpose = EMERGENCY if is_open else ""
    return replace(made, approved=approved, request=request, is_open=is_open, purpose=purpose)


@access.operation("print", ledger="person")
def ask(
    session: Session, places: Sequence[str], purpose: Purpose, *, is_open: bool = False, reason: str = ""
) -> Approval:
    """Put the tree on the list of requests, for a second person to let it go.

    Raises:
        PurposeNeeded: no purpose or legal basis; without masks it is 应急处置. RecordNotFound, Forbidden.
    """
    _, paper = _planned(session, places, is_open=is_open)
    return emergency_papers.ask(session, paper, purpose, reason)


CONTACTS: Final = EmergencyPaper(_LABEL, printout_of, ask)


def _planned(session: Session, places: Sequence[str], *, is_open: bool) -> tuple[Tree, PlannedPaper]:
    with session.reader() as reader, reader.snapshot():
        rosters, level = on_paper.rosters_of(session, reader, places, is_open=is_open)
        found = contacts.of_rosters(session, reader, rosters, is_open=is_open)
    leaders = {one.leader.person for one in found.houses} - {""}
    return found, PlannedPaper(
        kind="contacts",
        label=_LABEL,
        houses=tuple(one.building for one in found.houses),
        names=tuple(one.name for one in found.houses),
        people=len(leaders | {each.person for one in found.houses for each in one.residents}),
        headings=_PEOPLE,
        sensitive=_SENSITIVE,
        level=level,
        is_open=is_open,
    )


def _columns(headings: Sequence[str]) -> tuple[PrintedColumn, ...]:
    return tuple(PrintedColumn(heading, wraps=heading == "要补的") for heading in headings)


def _heading(one: House) -> str:
    leader = one.leader
    told = "　".join(filter(None, (leader.name, leader.phone))) or _TO_FILL
    gap = f"（{leader.gap}）" if leader.gap else ""
    return f"{one.name}　{leader.role}：{told}{gap}"


def _staff_row(one: Contact) -> tuple[str, ...]:
    return (one.role, one.name or _TO_FILL, one.phone or _TO_FILL, one.gap, _TICK)


def _row(one: Resident) -> tuple[str, ...]:
    phone, contact, number = (told or _TO_FILL for told in (one.phone, one.contact, one.contact_phone))
    return (one.place, one.name, phone, contact, number, contacts.gap_of(one), _TICK)


def _notes(found: Tree, *, is_open: bool) -> Iterator[str]:
    people = sum(len(one.residents) for one in found.houses)
    yield f"{len(found.houses)} 幢楼，要联系的居民 {people:,} 人"
    if found.gaps:
        yield f"要补的：{'，'.join(f'{word} {count} 处' for word, count in found.gaps)}"
    yield OPEN_NOTE if is_open else MASKED
