"""How long the log is kept in the store, and moving what is older into signed files.

The law wants half a year and no setting goes below it (`ledger.policy`). What is archived is read like the rest
(`reading`) for as long as its file is there. It is done unasked once a month of entries is over the kept days, by the
nightly run or while the window is open, so that there is one file a month and not one a day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app import access
from app.auditing import checking_log
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError
from storage.store import Entry
from storage.trail import archive
from storage.trail.archive import Archive

TOGETHER_DAYS: Final = 30
"""How many days of old entries go into one archive when nobody asks for it."""


class LogBroken(LedgerError):
    """The log is not as it was written from entry `first_bad` on; it is not archived before somebody has looked."""

    def __init__(self, first_bad: int) -> None:
        super().__init__(f"log broken at {first_bad}")
        self.first_bad = first_bad


@access.operation(access.OWN)
def kept_days(session: Session) -> int:
    """For how many days entries stay in the store; the policy lets nobody set fewer than the law asks."""
    return session.policy["log_days"]


@access.operation("audit")
def archive_old(session: Session) -> Archive | None:
    """Move entries older than the kept days into an archive; None when there are none. Raises as `archive_due`."""
    return _archive(session, _kept_since(session))


@access.operation(access.OWN)
def archive_due(session: Session) -> Archive | None:
    """The same without being asked, whoever is at work: once the oldest entry is a month over; None before.

    The store may be killed at any moment: entries leave it only after the file is whole, on the disk and signed.

    Raises:
        LogBroken: something is wrong with the log; nothing was archived.
        DiskFull, ReadOnlyFolder, DiskTrouble.
    """
    with session.reader() as reader:
        is_due = archive.old_enough(reader.connection, _kept_since(session, TOGETHER_DAYS)) is not None
    return _archive(session, _kept_since(session)) if is_due else None


def _kept_since(session: Session, more_days: int = 0) -> str:
    return clock.instant_text(clock.now() - timedelta(days=kept_days(session) + more_days))


def _archive(session: Session, before: str) -> Archive | None:
    store = session.store
    checked = checking_log.examined(session)
    if checked.first_bad is not None:
        raise LogBroken(checked.first_bad)
    with session.reader() as reader, reader.snapshot():
        span = archive.old_enough(reader.connection, before)
        if span is None:
            return None
        made = archive.write(reader.connection, store.folder, store.log_key, span)
    with store.enter(Entry(session.login, archive.KIND, source=made.path.name, class_="ops")) as write:
        removed = archive.put_away(write.connection, span)
        write.audit_detail(**{"from": span.first, "to": span.last, "entries": made.entries, "removed": removed})
    return made
