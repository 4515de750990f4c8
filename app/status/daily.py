"""What the window does once a day without being asked: looks at the whole log and enters what it found (R103).

Orders tell that they are late by a clock that is right, and after a whole exchange of that day where this PC belongs to
a cloud: what it did not hear of may have ended long ago.
"""

from __future__ import annotations

from app import access
from app.orders import urging
from app.status import standing
from app.status.standing import LogCheck
from app.stores.session import Session
from app.syncing import standing as exchange
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


@access.operation(access.OWN)
def tell_late(session: Session) -> int:
    """Let orders tell that they are late or lie idle; answers how many did. None as long as that `waits`."""
    return 0 if waits(session) or not exchange.is_clock_trusted(session) else urging.tell_due(session)


@access.operation(access.OWN)
def waits(session: Session) -> bool:
    """True while this PC, which belongs to a cloud, has not exchanged everything today."""
    whole_at = exchange.last_whole(session)
    is_whole = bool(whole_at) and clock.day_of(whole_at) == clock.today()
    return not is_whole and exchange.is_enrolled(session)
