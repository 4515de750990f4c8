"""Makes the package 上报材料 and lets it out: one workbook, by the rules of every export, under a register number.

Opinions keep their masks unless a reason is given; whole ones of more than 50 people wait for a second person and
leave encrypted. Once it has left, the opinions in it may be marked as told, by an action of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from app import access, logs
from app.excel import writer
from app.excel.stamp import SheetStamp
from app.exports import clearance as clearances
from app.exports.clearance import Asked, Clearance, Outlook
from app.exports.exporting import XLSX, FormatUnknown, ReasonNeeded
from app.exports.leaving import Leaving
from app.jobs import SILENT, JobContext
from app.release import approvals, departing, handing_out
from app.release.approvals import Approval, Wanted
from app.release.departing import Departure
from app.release.handing_out import Leaver
from app.release.purposes import Purpose, PurposeNeeded
from app.stores.session import Session
from app.topics.defining import ROW
from app.upward import contents, opinions, workbook
from app.upward.contents import LEDGERS, OPINIONS, PARTS, Contents
from app.upward.opinions import NOT_ANY, Marked
from app.upward.period import Period
from ledger.definition import Level
from ledger.errors import LedgerError
from storage.values import dump

FORM: Final = "upward"
_OPEN: Final[Level] = "L2"
_NO_PURPOSE: Final = Asked(purpose=Purpose())


class NothingToReport(LedgerError):
    """No part of a package was chosen, or nothing may be taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is wanted: of which period, which `parts`, masked or not; `marks`: its opinions count as told then."""

    period: Period
    parts: tuple[str, ...] = tuple(PARTS)
    unmasked: bool = False
    marks: bool = False
    asked: Asked = field(default_factory=lambda: _NO_PURPOSE)

    @property
    def ledger(self) -> str:
        """What the right to export is asked for first, and what the register calls it."""
        return next((LEDGERS[part] for part in PARTS if part in self.parts), "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What left: lines of its sheets, under which number, with which password and whose approval (`ExportOutcome`).

    `marked` are the opinions that were noted as told; `not_marked` is why they were not although that was wanted.
    """

    rows: int
    path: Path
    register_no: int
    number: str
    password: str | None = None
    approved: str = ""
    marked: Marked = NOT_ANY
    not_marked: LedgerError | None = None


@access.operation("export")
def look(session: Session, request: Request, ctx: JobContext = SILENT) -> tuple[Contents, Outlook]:
    """What would leave, behind masks, and what it needs; raises NothingToReport, Forbidden."""
    found = _gathered(session, replace(request, unmasked=False), ctx)
    leave = _leave(found, unmasked=request.unmasked)
    return found, clearances.outlook_as(session, _fingerprint(session, request), leave)


@access.operation("export")
def make(session: Session, request: Request, out_path: Path, ctx: JobContext = SILENT) -> Outcome:
    """Write the package, an .xlsx. A cancel, a failure or a kill leaves the target and the opinions as they were.

    Raises:
        NothingToReport, FormatUnknown: it cannot be made.
        ReasonNeeded, PurposeNeeded, ApprovalNeeded, Forbidden: it may not leave, as yet.
        FileNotWritten: one of its children says why the target was not written.
    """
    if out_path.suffix.lower() != XLSX:
        raise FormatUnknown(out_path.suffix)
    _require(session, request)
    found = _gathered(session, request, ctx)
    leave = _leave(found, unmasked=request.unmasked)
    session.rights.require_level("export", ROW.name if OPINIONS in found.parts else request.ledger, leave.shown)
    clearance = clearances.cleared_as(session, _fingerprint(session, request), leave, request.asked)
    who, in_memory = departing.who(session), clearance.password is not None or request.unmasked

    def book(stamp: SheetStamp) -> bytes:
        made = workbook.sheets(found, who, session.store.committee_name)
        return writer.workbook_of(made, in_memory=in_memory, stamp=stamp)

    ctx.checkpoint()
    stamp = handing_out.workbook(session, _leaver(request, out_path, found, leave, clearance), book)
    logs.event("upward package made", rows=found.rows, parts=len(found.parts))
    made = clearance.password if clearance.is_generated else None
    outcome = Outcome(found.rows, out_path, stamp.number.action, str(stamp.number), made, clearance.approved)
    return _marked(session, request, found, outcome)


@access.operation("export")
def ask(session: Session, request: Request, ctx: JobContext = SILENT) -> Approval:
    """Ask a second person to let the package go, wherever it will be written.

    Raises:
        NothingToReport, ReasonNeeded, PurposeNeeded, Forbidden.
    """
    _require(session, request)
    if not request.asked.purpose.is_whole:
        raise PurposeNeeded
    found = _gathered(session, request, ctx)
    leave = _leave(found, unmasked=request.unmasked)
    session.rights.require_level("export", ROW.name, leave.shown)
    purpose, basis = request.asked.purpose.labels()
    told: dict[str, object] = {
        "level": leave.open,
        "people": leave.people,
        "columns": workbook.width(found),
        "unmasked": request.unmasked,
        "purpose": request.asked.purpose.purpose,
        "basis": request.asked.purpose.basis,
    }
    facts = told | {
        "who": departing.who(session),
        "ledger": request.ledger,
        "label": workbook.TITLE,
        "filter": [found.period.label, *(PARTS[part] for part in found.parts)],
        "columns": [item.label for item in found.opinions.items] if found.opinions else [],
        "sensitive": list(leave.sensitive),
        "purpose": purpose,
        "basis": basis,
        "reason": request.asked.reason.strip(),
    }
    wanted = Wanted(_fingerprint(session, request), facts, request.ledger, told)
    return approvals.ask(session, wanted, request.asked.reason.strip())


def _require(session: Session, request: Request) -> None:
    """Refuse what cannot be met before anything is read."""
    if request.unmasked and not request.asked.reason.strip():
        raise ReasonNeeded
    if request.marks and OPINIONS in request.parts:
        session.rights.require("edit", ROW.name)


def _gathered(session: Session, request: Request, ctx: JobContext) -> Contents:
    if not request.ledger:
        raise NothingToReport
    ctx.checkpoint()
    return contents.gather(session, request.period, request.parts, unmasked=request.unmasked)


def _leave(found: Contents, *, unmasked: bool) -> Leaving:
    """What would leave: nothing beyond level 2 but what opinions tell of people, where that leaves whole."""
    held = found.opinions
    if held is None or not held.rows:
        return Leaving(_OPEN, _OPEN, _OPEN, 0, ())
    highest = max((item.level for item in held.items), default=_OPEN)
    opened = max(highest, _OPEN) if unmasked else _OPEN
    people = held.named if unmasked else 0
    return Leaving(max(highest, _OPEN), opened, opened, people, tuple(item.label for item in held.sensitive))


def _fingerprint(session: Session, request: Request) -> bytes:
    """What an approval is bound to: who asks for what of which period, with or without masks."""
    said = {
        "asker": session.login,
        "package": FORM,
        "first": request.period.first.isoformat(),
        "last": request.period.last.isoformat(),
        "parts": sorted(request.parts),
        "unmasked": request.unmasked,
    }
    return hashlib.sha256(dump(said).encode()).digest()


def _leaver(request: Request, out_path: Path, found: Contents, leave: Leaving, clearance: Clearance) -> Leaver:
    asked = request.asked
    given = {"purpose": asked.purpose.purpose, "basis": asked.purpose.basis, "people": leave.people}
    facts: dict[str, object] = {
        "ledger": request.ledger,
        "form": FORM,
        "rows": found.rows,
        "columns": workbook.width(found),
        "highest_level": leave.open,
        "unmasked": request.unmasked,
        "encrypted": clearance.password is not None,
        **{name: value for name, value in given.items() if value},
        **clearance.facts(),
    }
    purpose, basis = asked.purpose.labels()
    masks = "不打星号" if request.unmasked else "隐私内容已打星号"
    return Leaver(
        path=out_path,
        departure=Departure(kind="export", source=out_path.name, ledger=request.ledger, reason=asked.reason.strip()),
        facts=lambda: facts,
        told=(("用途", purpose), ("依据", basis), ("原因", asked.reason.strip()), ("遮盖", masks)),
        password=clearance.password,
        use=clearance.use,
    )


def _marked(session: Session, request: Request, found: Contents, outcome: Outcome) -> Outcome:
    """Mark what has left. That it did not go does not bring the package back, so it is told beside it."""
    if not request.marks or found.opinions is None:
        return outcome
    try:
        done = opinions.mark(session, [one.id for one in found.opinions.waiting])
    except LedgerError as error:
        return replace(outcome, not_marked=error)
    return replace(outcome, marked=done)
