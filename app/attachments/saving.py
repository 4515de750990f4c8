"""An original on its way out of the program: by the rules of exports, in the register, entered before it stands.

It is of level 3, so it leaves for a purpose, on a legal basis and for a reason; of a child it is level 4 and waits for
a second person. A picture bears the register number in its comment; other papers are as they were. Neither can have
a password, which the entry says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import access, logs, words
from app.attachments import kept_bytes, owners, pictures
from app.exports.clearance import ApprovalNeeded, Asked, Clearance
from app.exports.exporting import ReasonNeeded
from app.release import approvals, approvers, departing, handing_out
from app.release.approvals import Approval, Wanted
from app.release.departing import Departure, Stamp
from app.release.handing_out import Leaver
from app.release.purposes import PurposeNeeded
from app.release.register import SECOND, SELF
from app.stores.session import Session
from ledger.definition import Level
from storage.rows import Row

FORM: Final = "attachment"
_ALONE: Final[Level] = "L3"
_COLUMN: Final = "附件原件"


@dataclass(frozen=True, slots=True)
class Saved:
    """Where it stands, under which register number, and who let it go (`register`; "" where nobody had to)."""

    path: Path
    action: int
    number: str
    approved: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What saving an attachment needs: its level, and a second person: "", "self", "ask", "waiting" or "approved"."""

    level: Level
    need: str = ""
    request: int = 0


@dataclass(frozen=True, slots=True)
class _Leaving:
    """One original, what it belongs to, and how sensitive that makes it."""

    row: Row
    ledger: str
    level: Level
    hash: bytes


@access.operation("export")
def look(session: Session, ledger: str, attachment: str) -> Outlook:
    """What it needs before it may leave. Raises RecordNotFound, Forbidden."""
    leaving = _leaving(session, ledger, attachment)
    if leaving.level <= _ALONE:
        return Outlook(leaving.level)
    if approvers.is_alone(session):
        return Outlook(leaving.level, "self")
    approval = approvals.open_for(session, leaving.hash)
    if approval is not None:
        return Outlook(leaving.level, "approved", approval.id)
    own = (one for one in approvals.waiting(session) if (one.hash, one.asker) == (leaving.hash, session.login))
    waiting = next(own, None)
    return Outlook(leaving.level, "waiting", waiting.id) if waiting else Outlook(leaving.level, "ask")


@access.operation("export")
def save(session: Session, ledger: str, attachment: str, path: Path, asked: Asked) -> Saved:
    """Write an original to a file. A failure leaves the target as it was.

    Raises:
        RecordNotFound, BytesNotHere (noted for the next exchange), BytesDamaged.
        Forbidden, ReasonNeeded, PurposeNeeded, ApprovalNeeded: it may not leave, as yet.
        FileNotWritten: one of its children says why.
    """
    leaving = _leaving(session, ledger, attachment)
    clearance = _cleared(session, leaving, asked)
    content = kept_bytes.content(session.store, leaving.row)
    is_picture = leaving.row.get("mime") == owners.PICTURE

    def make(stamp: Stamp) -> bytes:
        return pictures.commented(content, stamp.line) if is_picture else content

    stamp = handing_out.marked(session, _leaver(path, leaving, asked, clearance), make)
    logs.event("attachment saved", ledger=ledger, size=len(content))
    return Saved(path, stamp.number.action, str(stamp.number), clearance.approved)


@access.operation("export")
def ask(session: Session, ledger: str, attachment: str, asked: Asked) -> Approval:
    """Ask a second person to let this original go; raises as `save` for what is missing."""
    leaving = _leaving(session, ledger, attachment)
    if not asked.reason.strip():
        raise ReasonNeeded
    if not asked.purpose.is_whole:
        raise PurposeNeeded
    purpose, basis = asked.purpose.labels()
    told: dict[str, object] = {
        "level": leaving.level,
        "people": 1,
        "columns": 1,
        "unmasked": True,
        "purpose": asked.purpose.purpose,
        "basis": asked.purpose.basis,
    }
    facts: Mapping[str, object] = {
        **told,
        "who": departing.who(session),
        "ledger": ledger,
        "label": words.ledger(ledger),
        "filter": ["一份照片或材料"],
        "columns": [_COLUMN],
        "sensitive": [_COLUMN],
        "purpose": purpose,
        "basis": basis,
        "reason": asked.reason.strip(),
    }
    return approvals.ask(session, Wanted(leaving.hash, facts, ledger, told), asked.reason.strip())


def _leaving(session: Session, ledger: str, attachment: str) -> _Leaving:
    with session.reader() as reader:
        row, owner = owners.with_owner(reader, ledger, attachment)
    level = owners.level_of(ledger, owner)
    session.rights.require_level("export", ledger, level)
    said = f"attachment {session.login} {ledger} {attachment}"
    return _Leaving(row, ledger, level, hashlib.sha256(said.encode()).digest())


def _cleared(session: Session, leaving: _Leaving, asked: Asked) -> Clearance:
    """What lets it go; raises ReasonNeeded, PurposeNeeded, ApprovalNeeded."""
    if not asked.reason.strip():
        raise ReasonNeeded
    is_alone = approvers.is_alone(session)
    if not asked.purpose.is_whole and not (asked.is_lenient and is_alone):
        raise PurposeNeeded
    if leaving.level <= _ALONE:
        return Clearance()
    approval = None if is_alone else approvals.open_for(session, leaving.hash)
    if not is_alone and approval is None:
        raise ApprovalNeeded(leaving.level, 1)
    return Clearance(SELF if is_alone else SECOND, approval)


def _leaver(path: Path, leaving: _Leaving, asked: Asked, clearance: Clearance) -> Leaver:
    given = {"purpose": asked.purpose.purpose, "basis": asked.purpose.basis}
    facts: Mapping[str, object] = {
        "form": FORM,
        "ledger": leaving.ledger,
        "rows": 1,
        "columns": 1,
        "people": 1,
        "highest_level": leaving.level,
        "unmasked": True,
        "encrypted": False,
        **{name: value for name, value in given.items() if value},
        **clearance.facts(),
    }
    departure = Departure(kind="export", source=path.name, ledger=leaving.ledger, reason=asked.reason.strip())
    return Leaver(path=path, departure=departure, facts=lambda: facts, use=clearance.use)
