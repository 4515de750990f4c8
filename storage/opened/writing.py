"""Writing: one action at a time, committed whole with its entry in the log, and told to who listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from storage import audit, settings, state
from storage.database import Connection
from storage.journal import FEW_RECORDS, Committed, Entry, Journal
from storage.keys import DatabaseKey
from storage.listing.lists import Moment
from storage.lock import StoreLock
from storage.opened.open_file import OpenFile
from storage.records import Write
from storage.refreshing import Watch
from storage.syncing.landed import Landed
from storage.trail import beside, head, verifying
from storage.trail.log_key import LogKey
from storage.trail.verifying import Verdict

Heard = Callable[[Committed], None]
T = TypeVar("T")
EXCHANGE: Final = "sync"
"""Kind of what listeners hear when records came from the cloud."""
ERASURE: Final = "erasure"
"""Kind of the entry that names the actions which an erasure order struck something out of."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came from the cloud: the records, and the actions out of which something was struck."""

    landed: Sequence[Landed] = ()
    struck: Sequence[int] = ()


class Writing(OpenFile):
    """An open file that is written."""

    def __init__(self, folder: Path, key: DatabaseKey, lock: StoreLock, watch: Watch | None = None) -> None:
        self._heard: list[Heard] = []
        super().__init__(folder, key, lock, watch)
        try:
            self._enter_gap()
        except BaseException:
            super().close()
            raise

    @contextmanager
    def write(self, *, user: str, kind: str, source: str = "", reason: str = "") -> Iterator[Write]:
        """One action on the ledgers: everything in the block is committed with its audit entry, or nothing is.

        Raises:
            DiskFull, DatabaseBusy, DiskTrouble: nothing was kept.
        """
        with self.enter(Entry(user, kind, source, reason)) as write:
            yield write

    @contextmanager
    def enter(self, entry: Entry) -> Iterator[Write]:
        """As `write`, for an action whose entry says more: a look at a record, an account changed, a backup made.

        Raises:
            DiskFull, DatabaseBusy, DiskTrouble: nothing was kept.
        """
        with self._writing:
            self._writer.run("BEGIN IMMEDIATE")
            try:
                self._enter_edits([entry])
                write = Write(self._writer, entry, self._log_key, self._is_within if self._bounds else None)
                yield write
                is_entered = write.finish()
                self._writer.run("COMMIT" if is_entered else "ROLLBACK")
            except BaseException:
                self._writer.roll_back()
                raise
            if is_entered:
                self._head.put(write.action, write.link)
            self._writer.relieve()
        if is_entered:
            for heard in tuple(self._heard):
                heard(write.told())

    def note(self, entries: Sequence[tuple[Entry, Mapping[str, object]]]) -> None:
        """Enter what changed no ledger, each with its facts (never personal values), in one transaction.

        Raises:
            DiskFull, DatabaseBusy, DiskTrouble: none was entered.
        """
        told: list[Committed] = []
        with self._writing:
            self._require_open()
            link = b""
            with self._writer.transaction():
                self._enter_edits([entry for entry, _ in entries])
                for entry, facts in entries:
                    journal = Journal(self._writer, entry, self._log_key)
                    journal.tell(**facts)
                    journal.close()
                    link = journal.link
                    told.append(journal.told())
            if told:
                self._head.put(told[-1].action, link)
        for one in told:
            for heard in tuple(self._heard):
                heard(one)

    def keep(self, change: Callable[[Connection], None]) -> None:
        """Change what is beside the ledgers and nobody's action: a count that goes on. In a transaction of its own."""
        with self._writing:
            self._require_open()
            with self._writer.transaction():
                change(self._writer)

    def land(self, work: Callable[[Connection], tuple[T, Came]]) -> T:
        """Let the exchange with the cloud write, in a transaction of its own: rows that come so are nobody's action.

        Whoever listens hears of the records. An erasure order is entered in the audit, in the same transaction.
        """
        with self._writing:
            self._require_open()
            with self._writer.transaction():
                done, came = work(self._writer)
                journal = (
                    Journal(self._writer, Entry("", ERASURE, class_="sync"), self._log_key) if came.struck else None
                )
                if journal is not None:
                    journal.tell(actions=sorted(came.struck))
                    journal.close()
            if journal is not None:
                self._head.put(journal.action, journal.link)
        if came.landed:
            for heard in tuple(self._heard):
                heard(_heard_of(came))
        return done

    def _enter_gap(self) -> None:
        """Enter that the log is not where the head beside it says it was: entries were lost, or old ones came back."""
        found = head.gap(self._writer, head.read(self.folder, self._log_key.public))
        if found:
            entry = Entry("", verifying.LOST, class_="security")
            self.note([(entry, {"how": found.kind, "entry": found.number})])

    def _enter_edits(self, entries: Sequence[Entry]) -> None:
        """Enter what was edited beside the log, before one of these entries tells how it stands now."""
        if not any(beside.tells(one.kind, one.class_ or audit.class_of(one.kind)) for one in entries):
            return
        edited = beside.edited(self._writer, self._log_key)
        if edited:
            journal = Journal(self._writer, Entry("", beside.CHANGED, class_="security"), self._log_key)
            journal.tell(entry=edited[0][0], parts=[part for _, part in edited])
            journal.close()

    def log_verdict(self, *, operations: bool = True) -> Verdict:
        """Whether the log is as it was written.

        The head is read before the moment begins: read later, it would know of entries that the moment does not have.
        """
        before = head.read(self.folder, self._log_key.public)
        with self.reader() as reader, reader.snapshot():
            return verifying.verify(reader.connection, before, operations=operations)

    @property
    def log_key(self) -> LogKey:
        """What this store's log is signed with, and hashes values with."""
        return self._log_key

    def on_commit(self, heard: Heard) -> Callable[[], None]:
        """Call `heard` after every committed action, in the writing thread; it must not raise or write.

        Answers what ends that.
        """
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    def last_action(self) -> int:
        """Number of the newest committed action that changed a record, 0 for none."""
        with self.reader() as reader:
            return reader.last_action()

    def moment(self) -> Moment:
        """How far the store went on, by people here and by the cloud."""
        with self.reader() as reader:
            return reader.moment()

    def is_enrolled(self) -> bool:
        """True once a cloud knows this PC."""
        with self.reader() as reader:
            return state.is_enrolled(reader.connection)

    # -- what the committee set: named layouts, remembered mappings; no part of the ledger's history

    def setting(self, key: str) -> object:
        """A stored setting, any JSON value; None when it was never set."""
        with self.reader() as reader:
            return settings.read(reader.connection, key)

    def set_setting(self, key: str, value: object) -> None:
        """Set a stored setting, in a transaction of its own; None removes it."""
        with self._writing, self._writer.transaction():
            settings.put(self._writer, key, value)


def _heard_of(came: Came) -> Committed:
    ids = {one.id for one in came.landed}
    records = frozenset(one for one in ids if one is not None)
    few = records if len(records) <= FEW_RECORDS and None not in ids else None
    return Committed(0, "", EXCHANGE, frozenset(one.type for one in came.landed), few, is_exchange=True)
