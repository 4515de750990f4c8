"""The roster for a power cut: on paper while there is light, with a box to tick for each person.

A list of everybody who needs help tells something of level 3 of each of them, so it goes by the rules of such lists: a
purpose and a legal basis (应急处置 fits), masks, and a second person where it is about more than a few. It names the
help and no tag, so that whoever finds the paper does not read from it what somebody suffers from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app import access
from app.exports import clearance
from app.exports.leaving import Leaving
from app.exports.printed_lists import PrintNeedsApproval
from app.printed import MASKED, PrintedColumn, PrintedTable, Printout, printout
from app.release import approvers
from app.release.register import SELF
from app.roster.roster import Resident, Roster, roster
from app.stores.session import Session
from ledger.definition import Level

_LEVEL: Level = "L3"
_TICK = "□"
_HEADINGS = ("房屋", "姓名", "性别年龄", "需要的帮助", "本人电话", "紧急联系人", "联系人电话", "清点")
_WRAPPED = frozenset(("需要的帮助",))
_ASK = "需要帮助"


@access.operation("print", ledger="person")
def printout_of(session: Session, building: str) -> Printout:
    """The roster of a building for paper.

    Raises:
        PrintNeedsApproval: it is about so many people that a second person has to let it go.
        RecordNotFound, Forbidden.
    """
    found = roster(session, building)
    people = len(found.in_need)
    columns = tuple(PrintedColumn(heading, wraps=heading in _WRAPPED) for heading in _HEADINGS)
    rows = PrintedTable(columns, tuple(map(_row, found.in_need)))
    made = printout(session, f"应急名册　{found.name}", _notes(found), [rows], ("person", _LEVEL), is_wide=True)
    return replace(made, approved=_let_go(session, people))


def _let_go(session: Session, people: int) -> str:
    if not clearance.needs_approval(Leaving(_LEVEL, _LEVEL, "L2", people, ())):
        return ""
    if not approvers.is_alone(session):
        raise PrintNeedsApproval(_LEVEL, people)
    return SELF


def _notes(found: Roster) -> Iterator[str]:
    yield f"住 {len(found.residents):,} 人，需要帮助 {len(found.in_need):,} 人"
    if found.counts:
        yield "，".join(f"{label} {count} 人" for label, count in found.counts)
    yield MASKED


def _row(one: Resident) -> tuple[str, ...]:
    told = "、".join(one.help.labels_abroad) or _ASK
    return (one.place, one.name, one.about, told, one.phone, one.contact, one.contact_phone, _TICK)
