"""How orders stand in time at one instant: read from the columns beside them, so a list needs no event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from ledger.orders import holidays, process_book, stored
from ledger.orders.clocks import Reading, Steps, Watch, steps_of
from ledger.orders.process_book import ProcessBook

READ: Final = (
    "status", "category", "process_version", "process_category", "limit_rule", "started_at", "entered_at",
    "progressed_at", "paused_ms", "due_at", "stopped_at", "contacted_at", "step_from", "step_due_at",
)  # fmt: skip
"""The columns that a light is read from."""


class Lights:
    """Reads orders at one instant; made once for a page or a board."""

    def __init__(self, now: datetime, book: ProcessBook | None = None) -> None:
        self._watch = Watch(holidays.shipped(), now)
        self._book = book or process_book.shipped()
        self._steps: dict[tuple[str, int, str], Steps] = {}

    def read(self, row: Mapping[str, Any]) -> Reading | None:
        """How an order stands; None for one whose events have not come yet."""
        if not row["status"] or not row["started_at"]:
            return None
        return self._watch.read(row["status"], stored.times_of(row), self._steps_of(row))

    def _steps_of(self, row: Mapping[str, Any]) -> Steps:
        key = row["category"] or "", row["process_version"] or 0, row["process_category"] or ""
        if key not in self._steps:
            self._steps[key] = steps_of(self._book.of(*key).limits)
        return self._steps[key]
