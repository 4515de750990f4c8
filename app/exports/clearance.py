"""What an export needs before it may leave: a purpose and a legal basis, a second person, a password (R096, R099).

Level 3 without masks of more than 50 people, and level 4 always, needs another person's approval and leaves as an
encrypted workbook. A store with one account has nobody else: it approves itself, and the audit says so. There a
script may go without purpose and password (`is_lenient`), which the audit says too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app import access
from app.exports import leaving
from app.exports.leaving import Leaving, Sheet
from app.exports.sheet_columns import label
from app.release import approvals, approvers, departing, passwords
from app.release.approvals import Approval, Wanted
from app.release.purposes import Purpose, PurposeNeeded
from app.release.register import SECOND, SELF
from app.stores.session import Session
from ledger.errors import LedgerError
from storage.records import Write

MOST_ALONE = 50
"""So many people's level 3 one person may take out without a second one."""


class ApprovalNeeded(LedgerError):
    """This export waits for a second person: its highest `level`, and how many `people` of level 3 it is about."""

    def __init__(self, level: str, people: int) -> None:
        super().__init__("needs an approval")
        self.level = level
        self.people = people


Need = Literal["", "self", "ask", "waiting", "approved"]
"""A second person: not needed; nobody there; to be asked; asked already, as `request` says; or done."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """An export before it leaves: what would leave, and what it needs."""

    leave: Leaving
    need: Need = ""
    request: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person says about an export: what for, by what right, why in own words, and under which password."""

    purpose: Purpose
    reason: str = ""
    password: str | None = None
    is_lenient: bool = False


@dataclass(frozen=True, slots=True)
class Clearance:
    """What lets an export go: nothing, the store itself, or another person; and the password that it gets."""

    approved: str = ""
    approval: Approval | None = None
    password: str | None = None
    is_generated: bool = False

    def facts(self) -> dict[str, object]:
        """What the audit says of it."""
        if self.approval is not None:
            return {"approved": self.approved, "request": self.approval.id, "approver": self.approval.decided_by}
        return {"approved": self.approved} if self.approved else {}

    def use(self, write: Write) -> None:
        """Use the approval up in the transaction that enters the export; raises ApprovalDecided."""
        if self.approval is not None:
            approvals.spend(write, self.approval)


def needs_approval(leave: Leaving) -> bool:
    """Whether the rule asks for a second person."""
    return leave.open == "L4" or (leave.is_sensitive and leave.people > MOST_ALONE)


@access.operation(access.OWN)
def cleared(session: Session, sheet: Sheet, leave: Leaving, asked: Asked) -> Clearance:
    """What lets this export go.

    Raises:
        PurposeNeeded, ApprovalNeeded: it may not, as yet.
    """
    return cleared_as(session, leaving.fingerprint(session, sheet), leave, asked)


@access.operation(access.OWN)
def cleared_as(session: Session, mark: bytes, leave: Leaving, asked: Asked) -> Clearance:
    """The same for what is no sheet of one ledger: `mark` is what an approval is bound to."""
    is_alone = approvers.is_alone(session)
    is_lenient = asked.is_lenient and is_alone
    if leave.is_sensitive and not asked.purpose.is_whole and not is_lenient:
        raise PurposeNeeded
    if not needs_approval(leave):
        return Clearance(password=asked.password)
    approval = None if is_alone else approvals.open_for(session, mark)
    if not is_alone and approval is None:
        raise ApprovalNeeded(leave.open, leave.people)
    makes_one = asked.password is None and not is_lenient
    password = passwords.generated() if makes_one else asked.password
    return Clearance(SELF if is_alone else SECOND, approval, password, makes_one)


@access.operation(access.OWN)
def outlook(session: Session, sheet: Sheet, leave: Leaving) -> Outlook:
    """What an export will need, for the person to know before."""
    return outlook_as(session, leaving.fingerprint(session, sheet), leave)


@access.operation(access.OWN)
def outlook_as(session: Session, mark: bytes, leave: Leaving) -> Outlook:
    """The same for what is no sheet of one ledger."""
    if not needs_approval(leave):
        return Outlook(leave)
    if approvers.is_alone(session):
        return Outlook(leave, "self")
    approval = approvals.open_for(session, mark)
    if approval is not None:
        return Outlook(leave, "approved", approval.id)
    waiting = (one for one in approvals.waiting(session) if (one.hash, one.asker) == (mark, session.login))
    asked = next(waiting, None)
    return Outlook(leave, "waiting", asked.id) if asked else Outlook(leave, "ask")


@access.operation(access.OWN)
def ask(session: Session, sheet: Sheet, leave: Leaving, asked: Asked) -> Approval:
    """Put the export on the list of requests; raises PurposeNeeded."""
    if not asked.purpose.is_whole:
        raise PurposeNeeded
    purpose, basis = asked.purpose.labels()
    told: dict[str, object] = {
        "level": leave.open,
        "people": leave.people,
        "columns": len(sheet.columns),
        "unmasked": sheet.unmasked,
        "purpose": asked.purpose.purpose,
        "basis": asked.purpose.basis,
    }
    facts = {
        **told,
        "who": departing.who(session),
        "ledger": sheet.ledger,
        "label": label(sheet.ledger),
        "filter": list(leaving.selection_words(session, sheet.ledger, sheet.selection)),
        "columns": [column.heading for column in sheet.columns],
        "sensitive": list(leave.sensitive),
        "purpose": purpose,
        "basis": basis,
        "reason": asked.reason,
    }
    wanted = Wanted(leaving.fingerprint(session, sheet), facts, sheet.ledger, told)
    return approvals.ask(session, wanted, asked.reason)
