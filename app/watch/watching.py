"""Follows the log and keeps what its rules notice: at each log-in what came since, then after every commit.

The work is done on a thread of its own a moment after the commit, so nobody who writes waits for it. Each entry is read
once; how far it came is kept in the store, so what others did meanwhile, on the command line perhaps, is not missed.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from app import events, logs
from app.events import Committed
from app.stores.session import Session
from app.watch.noticing import Noticing, is_off_hours
from app.watch.rules import WINDOW_MINUTES
from ledger import clock, policy
from ledger.errors import LedgerError
from storage import alerts
from storage import log_entries as entries
from storage.alerts import Noticed
from storage.database import Connection
from storage.log_entries import Asked
from storage.reading import Reader
from storage.store import Entry

KIND: Final = "alert"
_SEEN = "watch_seen"  # number of the last entry that was counted
_TOGETHER_S = 0.5
_OWN = frozenset((KIND, "alert-handled"))


class Watching:
    """The watch over one session's store. End it before the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._limits = {rule.key: session.policy[rule.key] for rule in policy.ALL}
        self._noticing: Noticing | None = None
        self._seen = 0
        self._working, self._starting = threading.Lock(), threading.Lock()
        self._now = threading.Event()
        self._thread: threading.Thread | None = None
        self._end: Callable[[], None] = lambda: None

    def catch_up(self) -> None:
        """Count what came since the last time, in this thread."""
        with self._working:
            noticed = self._look()
            if noticed:
                self._keep(noticed)

    def follow(self) -> None:
        """Count what is committed from now on, after what came before."""
        self._end = events.watch(self._session, self._on_committed)
        self._wake()

    def close(self) -> None:
        """Follow no longer; what came is counted first."""
        self._end()
        self._now.set()
        thread = self._thread
        if thread is not None:
            thread.join()
        self._run_quietly()
        if self._noticing is not None:
            try:
                self._session.store.set_setting(_SEEN, self._seen)
            except LedgerError as error:
                logs.event("watch not kept", error=type(error).__name__)

    # -- when

    def _on_committed(self, committed: Committed) -> None:
        if committed.kind not in _OWN:
            self._wake()

    def _wake(self) -> None:
        with self._starting:
            if self._thread is None and not self._now.is_set():
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        self._now.wait(_TOGETHER_S)
        with self._starting:
            self._thread = None
        self._run_quietly()

    def _run_quietly(self) -> None:
        try:
            self.catch_up()
        except LedgerError as error:
            logs.event("watch not kept", error=type(error).__name__)

    # -- what

    def _look(self) -> list[Noticed]:
        with self._session.reader() as reader, reader.snapshot():
            noticing = self._noticing or self._begin(reader)
            found: dict[tuple[str, str, str], Noticed] = {}
            for entry in entries.oldest_first(reader.connection, Asked(above=self._seen)):
                self._seen = entry.id
                for one in noticing.take(entry):
                    before = found.get((one.rule, one.user, one.span))
                    found[one.rule, one.user, one.span] = _joined(before, one) if before else one
            return list(found.values())

    def _begin(self, reader: Reader) -> Noticing:
        """Take up the counts: the last hour, or the night, is counted once more, which makes no new line."""
        noticing = self._noticing = Noticing(self._limits, lambda action: _removals(self._session, action))
        kept = self._session.store.setting(_SEEN)
        known = entries.last_before(reader.connection, clock.instant_text(_since(self._limits)))
        self._seen = min(kept, known) if isinstance(kept, int) else known
        noticing.know(_devices(reader, self._seen))
        return noticing

    def _keep(self, noticed: list[Noticed]) -> None:
        """A new line stands with its entry, or not at all; a line that only grows is nobody's action."""
        store, at = self._session.store, clock.now_text()
        with self._session.reader() as reader:
            new = [one for one in noticed if not alerts.stands(reader.connection, one)]

        def put(connection: Connection) -> None:
            for one in noticed:
                alerts.put(connection, at, one)

        if new:
            with store.enter(Entry(self._session.login, KIND, class_="security")) as write:
                put(write.connection)
                write.audit_detail(rule=sorted({one.rule for one in new}), count=len(new))
        else:
            store.keep(put)
        store.set_setting(_SEEN, self._seen)


def _since(limits: Mapping[str, int]) -> datetime:
    """From when on a count may still grow: an hour ago, or when the hours of work ended."""
    now = clock.now().astimezone(clock.SHANGHAI)
    hour_ago = now - timedelta(minutes=WINDOW_MINUTES)
    if not is_off_hours(now.hour, limits):
        return hour_ago
    evening = (now - timedelta(hours=limits["day_from"])).replace(
        hour=limits["day_to"], minute=0, second=0, microsecond=0
    )
    return min(hour_ago, evening)


def _joined(before: Noticed, now: Noticed) -> Noticed:
    count, first = max(before.count, now.count), min(before.first_action, now.first_action)
    return Noticed(now.rule, now.user, now.span, count, first, now.last_action)


def _removals(session: Session, action: int) -> int:
    with session.reader() as reader:
        return sum(number for kind, _, number in reader.operation_counts(action) if kind == "delete")


def _devices(reader: Reader, until: int) -> dict[str, set[str]]:
    """On which PCs each account has logged in before."""
    found: dict[str, set[str]] = defaultdict(set)
    sql = "SELECT DISTINCT user, device FROM action WHERE kind = 'log-in' AND id <= ?"
    for user, device in reader.connection.rows(sql, (until,)):
        found[str(user)].add(str(device))
    return found
