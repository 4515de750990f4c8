"""What people see of the exchange: what waits, what was refused, how the last rounds went."""

from __future__ import annotations

from collections.abc import Mapping

from storage.journal import Entry
from storage.syncing import conflicts, dead_letters, outbox, reports
from storage.syncing.dead_letters import DeadLetter
from sync.facts import Waiting
from sync.local_facts import LocalFacts
from sync.protocol import Json

ROUND = "sync"
"""Kind of the audit entry of a round."""


class LocalNews(LocalFacts):
    """What an open store has to tell of its exchange."""

    def waiting(self) -> Waiting:
        """For the status bar."""
        with self._store.whole_reader() as reader, reader.snapshot():
            connection = reader.connection
            count, oldest = outbox.count(connection)
            return Waiting(count, oldest, dead_letters.count(connection), conflicts.count_open(connection))

    def dead_letters(self, *, handled: bool = False) -> list[DeadLetter]:
        """Refused operations that nobody has dealt with, newest first; with `handled` the others too."""
        with self._store.whole_reader() as reader, reader.snapshot():
            return dead_letters.listed(reader.connection, handled=handled)

    def mark_handled(self, lid: int, user: str) -> bool:
        """Somebody has dealt with a refused operation; False when that was so already."""
        return bool(self._kept(lambda connection: dead_letters.mark_handled(connection, lid, user)))

    def put_report(self, report: Mapping[str, Json], *, user: str = "") -> None:
        """Keep the report of a round (the last 90) and enter the round in the audit: counts only.

        Needs `start`, `end` (instants), `result` (exit code); everything else is the engine's.
        """
        with self._store.enter(Entry(user, ROUND, class_="sync")) as write:
            reports.put(write.connection, str(report["end"]), report)
            counts = {name: value for name, value in report.items() if isinstance(value, (int, bool))}
            write.audit_detail(**counts)

    def reports(self, limit: int = reports.KEPT) -> list[dict[str, Json]]:
        """Reports of rounds, newest first."""
        with self._store.whole_reader() as reader:
            return reports.newest(reader.connection, limit)
