"""How long things may take (code table work_order_time_limit): data, and the instant at which a limit runs out.

A limit in hours runs round the clock, on every day. A limit in working days begins with the day after the receipt and
ends with the last second of its last working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from ledger.errors import LedgerError
from ledger.orders.holidays import Calendar
from ledger.orders.working_time import add_working, end_of_working_day, working_span

Unit = Literal["hours", "days"]


class UnknownLimit(LedgerError):
    """No time limit is called `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no time limit {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table: so many hours, or so many working days."""

    code: str
    count: int
    unit: Unit

    def due(self, calendar: Calendar, start: datetime) -> datetime:
        """When it runs out for what began at `start`, in UTC."""
        if self.unit == "hours":
            return start.astimezone(UTC) + timedelta(hours=self.count)
        return end_of_working_day(calendar, start, self.count)

    def span(self, calendar: Calendar, first: datetime, last: datetime) -> timedelta:
        """The time between two instants as this limit counts it."""
        return last - first if self.unit == "hours" else working_span(calendar, first, last)

    def later(self, calendar: Calendar, moment: datetime, span: timedelta) -> datetime:
        """The instant `span` away from `moment` as this limit counts it, in UTC."""
        if self.unit == "hours":
            return moment.astimezone(UTC) + span
        return add_working(calendar, moment, span)


ALL: Final = (
    Limit("consult", 1, "days"),
    Limit("review", 3, "days"),
    Limit("help", 5, "days"),
    Limit("complex", 15, "days"),
    Limit("first_contact", 1, "days"),
    Limit("device", 24, "hours"),
    Limit("safety", 4, "hours"),
    Limit("check", 2, "days"),
    Limit("followup", 2, "days"),
)
BY_CODE: Final = {limit.code: limit for limit in ALL}


def named(code: str) -> Limit:
    """The limit with a code; raises UnknownLimit."""
    try:
        return BY_CODE[code]
    except KeyError:
        raise UnknownLimit(code) from None
