"""Approvals 审批 of exports that need a second person: asked, decided by another account, used once within seven days.

An approval is bound to one request by a hash of what may leave (`app.exports.leaving` makes it) and to whoever asked.
Every step is an audit entry; what was asked, in words, lies beside the ledgers. Who may approve is `approvers`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from app import access
from app.release import approvers
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError
from storage import approvals
from storage.approvals import Approval
from storage.journal import Entry
from storage.records import Write

__all__ = [
    "Approval",
    "Wanted",
    "approve",
    "ask",
    "every",
    "find",
    "open_for",
    "refuse",
    "spend",
    "to_decide",
    "waiting",
    "withdraw",
]

LASTS = timedelta(days=7)
Verdict = Literal["approved", "refused"]
KINDS = frozenset(("export-ask", "export-approve", "export-refuse", "export-withdraw"))
"""Actions after which other requests wait than before."""
_KIND_OF = {"approved": "export-approve", "refused": "export-refuse"}


class ApprovalMissing(LedgerError):
    """There is no request of this `number`."""

    def __init__(self, number: int) -> None:
        super().__init__("no such request")
        self.number = number


class ApprovalDecided(LedgerError):
    """The request `number` does not wait any more."""

    def __init__(self, number: int) -> None:
        super().__init__("already decided")
        self.number = number


class OwnRequest(LedgerError):
    """Nobody approves a request of their own."""


class RefusalNeedsReason(LedgerError):
    """A request is refused with a reason, which the asker reads."""


class NotTheAsker(LedgerError):
    """Only whoever asked may take a request back."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the hash that binds an approval, and facts in words for whoever decides.

    `facts` may say what was searched for; `told` is what the audit may keep: codes, counts and levels.
    """

    hash: bytes
    facts: Mapping[str, object]
    ledger: str
    told: Mapping[str, object]


@access.operation(access.OWN)
def ask(session: Session, wanted: Wanted, reason: str = "") -> Approval:
    """Put a request on the list; one that waits already for the same is answered again."""
    for one in waiting(session):
        if (one.hash, one.asker) == (wanted.hash, session.login):
            return one
    entry = Entry(session.login, "export-ask", "", reason, class_="export", ledger=wanted.ledger)
    with session.store.enter(entry) as write:
        asked = Approval(write.action, write.at, session.login, wanted.hash, wanted.facts)
        approvals.add(write.connection, asked)
        write.audit_detail(**wanted.told)
    return asked


@access.operation(access.OWN)
def waiting(session: Session) -> list[Approval]:
    """Requests that nobody decided yet, newest first; who may not approve sees their own."""
    return [one for one in every(session) if one.state == "waiting"]


@access.operation(access.OWN)
def to_decide(session: Session) -> list[Approval]:
    """Requests of others that wait for whoever is at work, newest first; none for who may not approve."""
    if not session.rights.may("approve"):
        return []
    return [one for one in waiting(session) if one.asker != session.login]


@access.operation(access.OWN)
def every(session: Session) -> list[Approval]:
    """All requests, newest first; who may not approve sees their own."""
    with session.reader() as reader:
        found = approvals.read(reader.connection)
    return [one for one in found if session.rights.may("approve") or one.asker == session.login]


@access.operation(access.OWN)
def find(session: Session, number: int) -> Approval:
    """One request; raises ApprovalMissing."""
    with session.reader() as reader:
        found = approvals.read(reader.connection, number=number)
    if not found:
        raise ApprovalMissing(number)
    return found[0]


@access.operation(access.OWN)
def approve(session: Session, number: int, login: str, password: str) -> Approval:
    """Let the export of a request go, as the account `login`, who gives their own password.

    Raises:
        ApprovalMissing, ApprovalDecided: there is nothing to decide.
        OwnRequest, NotAnApprover, WrongPassword: not this person.
    """
    return _decide(session, number, (login, password), "approved", "")


@access.operation(access.OWN)
def decide_now(session: Session, number: int, verdict: Verdict, reason: str = "") -> Approval:
    """The same by whoever opened the session with their password a moment ago: for the command line."""
    if verdict == "refused" and not reason.strip():
        raise RefusalNeedsReason
    return _decide(session, number, (session.login, None), verdict, reason.strip())


@access.operation(access.OWN)
def refuse(session: Session, number: int, login: str, password: str, reason: str) -> Approval:
    """Refuse a request, with the reason; raises as `approve`, and RefusalNeedsReason."""
    if not reason.strip():
        raise RefusalNeedsReason
    return _decide(session, number, (login, password), "refused", reason.strip())


@access.operation(access.OWN)
def withdraw(session: Session, number: int) -> Approval:
    """Take back a request of one's own; raises ApprovalMissing, ApprovalDecided, NotTheAsker."""
    asked = find(session, number)
    if asked.asker != session.login:
        raise NotTheAsker
    taken_back = replace(asked, state="withdrawn", decided_by=session.login)
    return _keep(session, taken_back, Entry(session.login, "export-withdraw", class_="export"))


@access.operation(access.OWN)
def open_for(session: Session, wanted: bytes) -> Approval | None:
    """The approval that the person at work has for exactly this: decided within seven days and not yet used."""
    with session.reader() as reader:
        approved = approvals.read(reader.connection, state="approved")
    mine = (one for one in approved if (one.hash, one.asker) == (wanted, session.login) and not is_over(one))
    return next(mine, None)


def is_over(approval: Approval) -> bool:
    """True when an approval was not used in its seven days."""
    return clock.moment_of(approval.decided_at) + LASTS < clock.now()


def spend(write: Write, approval: Approval) -> None:
    """Use an approval for the export that `write` enters; raises ApprovalDecided when it was used meanwhile."""
    if not approvals.spend(write.connection, approval.id, write.action):
        raise ApprovalDecided(approval.id)


def _decide(session: Session, number: int, who: tuple[str, str | None], verdict: Verdict, answer: str) -> Approval:
    asked = find(session, number)
    login, password = who
    if asked.asker == login:
        raise OwnRequest
    approvers.require(session, login)
    if password is not None:
        approvers.verify(session, login, password)
    decided = replace(asked, state=verdict, decided_by=login, answer=answer)
    return _keep(session, decided, Entry(login, _KIND_OF[verdict], "", answer, class_="export"))


def _keep(session: Session, decided: Approval, entry: Entry) -> Approval:
    """Write what became of a request, if it still waits."""
    with session.store.enter(replace(entry, ledger=str(decided.facts.get("ledger", "")))) as write:
        kept = replace(decided, decided_at=write.at, decision=write.action)
        write.audit_detail(request=decided.id, asker=decided.asker)
        if not approvals.decide(write.connection, kept):
            raise ApprovalDecided(decided.id)
    return kept
