"""Moments and days counted from today, for what the invented committee did or has before it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from ledger import clock


class At:
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """That moment."""
        return self._moment


def on(day: date, hour: int = 9) -> At:
    """Half past an hour of a day."""
    return At(datetime.combine(day, time(hour, 30), tzinfo=clock.SHANGHAI))


def ago(days: int, hour: int = 9) -> At:
    """Half past an hour so many days ago."""
    return on(clock.today() - timedelta(days=days), hour)


def day_ahead(days: int) -> str:
    """The day in so many days as it is stored, before today with a minus."""
    return (clock.today() + timedelta(days=days)).isoformat()
