"""What the window does once a day without being asked: looks at the whole log and enters what it found (R103)."""

from __future__ import annotations

from app import access
from app.status import standing
from app.status.standing import LogCheck
from app.stores.session import Session
from ledger import clock
from storage.store import Entry
from storage.trail.verifying import VERIFIED


@access.operation(access.OWN)
def look_at_log(session: Session) -> LogCheck:
    """Look at chain, seals and head of the log now, whoever is at work; the answer is entered."""
    session.notes.flush()
    verdict = session.store.log_verdict(operations=False)
    entry = Entry(session.login, VERIFIED, class_="security")
    facts = {"entries": verdict.entries, "is_sound": verdict.is_whole, "first_bad": verdict.first_bad or 0}
    session.store.note([(entry, facts)])
    return standing.log_check(session)


@access.operation(access.OWN)
def look_at_log_daily(session: Session) -> LogCheck:
    """The same, unless it was looked at today."""
    last = standing.log_check(session)
    if last.at and clock.day_of(last.at) == clock.today():
        return last
    return look_at_log(session)
