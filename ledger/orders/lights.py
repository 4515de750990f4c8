"""How orders stand in time at one instant: read from the columns beside them, so a list needs no event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from ledger import clock
from ledger.orders import holidays, process_book, states, stored
from ledger.orders.clocks import Reading, Steps, Watch, steps_of
from ledger.orders.limits import Limit
from ledger.orders.process_book import ProcessBook

READ: Final = (
    "status", "category", "process_version", "process_category", "limit_rule", "started_at", "entered_at",
    "progressed_at", "paused_ms", "due_at", "stopped_at", "contacted_at", "step_from", "step_due_at",
)  # fmt: skip
"""The columns that a light is read from."""


STEPS: Final = frozenset(state.code for state in states.ALL if state.clock in ("intake", "check", "followup"))
"""States with a limit of their own, in which the handling does not run."""
_INTAKE: Final = frozenset(state.code for state in states.ALL if state.clock == "intake")
_TO_THE_HOUR: Final = len("2026-11-23T09")


class Lights:
    """Reads orders at one instant; made once for a page or a board."""

    def __init__(self, now: datetime, book: ProcessBook | None = None) -> None:
        self._calendar = holidays.shipped()
        self._watch = Watch(self._calendar, now)
        self._ends: dict[tuple[str, str], str] = {}
        self._book = book or process_book.shipped()
        self._steps: dict[tuple[str, int, str], Steps] = {}

    def read(self, row: Mapping[str, Any]) -> Reading | None:
        """How an order stands; None for one whose events have not come yet."""
        if not row["status"] or not row["started_at"]:
            return None
        return self._watch.read(row["status"], stored.times_of(row), self._steps_of(row))

    def step_over(self, row: Mapping[str, Any], by: str) -> str:
        """When the limit of the step that an order is in was over, if that was `by` then; else "".

        Nothing is reckoned for one whose step began later than that.
        """
        status = row["status"]
        is_intake = status in _INTAKE
        begun = row["started_at" if is_intake else "entered_at"]
        if not begun or begun > by or (is_intake and row["contacted_at"]):
            over = row["step_due_at"] if is_intake else None
        else:
            steps = self._steps_of(row)
            limit = steps.contact if is_intake else steps.check if status == "S60" else steps.followup
            over = self._over(limit, begun)
        return over if over and over <= by else ""

    def _over(self, limit: Limit, begun: str) -> str:
        """A limit in days ends alike for all that began on one day, so for all that began in one hour."""
        key = limit.code, begun if limit.unit == "hours" else begun[:_TO_THE_HOUR]
        if key not in self._ends:
            self._ends[key] = clock.instant_text(limit.due(self._calendar, clock.moment_of(begun)))
        return self._ends[key]

    def _steps_of(self, row: Mapping[str, Any]) -> Steps:
        key = row["category"] or "", row["process_version"] or 0, row["process_category"] or ""
        if key not in self._steps:
            self._steps[key] = steps_of(self._book.of(*key).limits)
        return self._steps[key]
