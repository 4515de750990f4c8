"""The exchange paused until tomorrow morning: nothing goes by itself; a person can still ask for a round."""

from __future__ import annotations

from datetime import timedelta

from app import access
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError
from storage.journal import Entry
from sync.local_side import LocalSide

_KEPT = "paused_until"
_MORNING_HOUR = 6


class SyncPaused(LedgerError):
    """A person paused the exchange; `at` is the instant at which it goes on by itself."""

    def __init__(self, at: str) -> None:
        super().__init__("paused")
        self.at = at


@access.operation(access.OWN)
def pause(session: Session) -> str:
    """Pause until tomorrow at six in the morning; answers that instant."""
    morning = clock.moment_of(clock.start_text(clock.today() + timedelta(days=1))) + timedelta(hours=_MORNING_HOUR)
    until = clock.instant_text(morning)
    LocalSide(session.store).put_value(_KEPT, until)
    session.store.note([(Entry(session.login, "sync-paused", class_="sync"), {})])
    return until


@access.operation(access.OWN)
def resume(session: Session) -> None:
    """Go on at once."""
    LocalSide(session.store).put_value(_KEPT, None)
    session.store.note([(Entry(session.login, "sync-resumed", class_="sync"), {})])


def paused_until(local: LocalSide) -> str:
    """The instant at which a pause ends; "" where there is none, or it is over."""
    until = str(local.value(_KEPT) or "")
    return until if until > clock.now_text() else ""


def refuse_if_paused(local: LocalSide) -> None:
    """Raise SyncPaused while a pause lasts."""
    until = paused_until(local)
    if until:
        raise SyncPaused(until)
