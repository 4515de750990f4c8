"""Paper for the door: the sign-in list, and slips with each participant's own code to cut apart.

A code tells nothing of anybody: it is a number that follows from the line of the list. Names stand as lists show them.
"""

from __future__ import annotations

from app import access
from app.activities.rolls import ACTIVITY
from app.activities.showing import Attendee, Dossier, dossier
from app.printed import PrintedColumn, PrintedTable, Printout, Slip, Slips, printout
from app.stores.session import Session

_LEVEL = "L2"
_BLANK_LINES = 10
"""Room for those who come without having signed up."""


@access.operation("print", ledger="activity")
def sign_in_list(session: Session, activity: str) -> Printout:
    """The list to sign, with everybody's code beside the name; raises RecordNotFound."""
    found = dossier(session, activity)
    columns = (
        PrintedColumn("序号", is_number=True, wraps=False),
        PrintedColumn("姓名", wraps=False),
        PrintedColumn("住址"),
        PrintedColumn("签到码", wraps=False, is_code=True),
        PrintedColumn("签名"),
        PrintedColumn("备注"),
    )
    rows = [_row(at, one) for at, one in enumerate(found.attendees, start=1)]
    first = len(rows) + 1
    rows += [(str(at), "", "", "", "", "") for at in range(first, first + _BLANK_LINES)]
    notes = (found.when, found.where, f"报名 {found.counts.signed_up} 人", f"活动编号 {found.number}")
    parts = (PrintedTable(columns, tuple(rows)),)
    return printout(session, f"签到表　{found.title}", notes, parts, (ACTIVITY.name, _LEVEL))


@access.operation("print", ledger="activity")
def slips(session: Session, activity: str) -> Printout:
    """A slip for each participant, to bring along and have scanned; raises RecordNotFound."""
    found = dossier(session, activity)
    told = tuple(_slip(found, one) for one in found.attendees)
    notes = (found.when, found.where, f"{len(told)} 张，沿虚线剪开发给本人")
    return printout(session, f"签到码　{found.title}", notes, (Slips(told),), (ACTIVITY.name, _LEVEL))


def _slip(found: Dossier, one: Attendee) -> Slip:
    return Slip(one.name, (found.title, found.when, found.where), one.code)


def _row(at: int, one: Attendee) -> tuple[str, ...]:
    here = f"{one.signed_in[11:]} 已签到" if one.is_here else ""
    return (str(at), one.name, one.address, one.code, "", here)
