"""The only place that asks the time.

Instants are UTC, written `2026-11-21T01:30:00.120Z`; a day is Asia/Shanghai's whatever the PC's zone says. Tests put
another clock in place with `use`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol

# China has had one zone without summer time since 1991; no zone database is needed on the PC.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock(Protocol):
    """Anything that answers the present instant in UTC."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The PC's own clock."""

    def now(self) -> datetime:
        """The PC's present instant in UTC."""
        return datetime.now(UTC)


_clock: Clock = SystemClock()


def now() -> datetime:
    """The present instant in UTC."""
    return _clock.now()


def today() -> date:
    """Today in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def instant_text(moment: datetime) -> str:
    """`moment` in UTC with milliseconds, as stored: sorts as text in time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text_of_ms(milliseconds: int) -> str:
    """An instant in milliseconds since 1970 as `instant_text` writes it."""
    return instant_text(datetime.fromtimestamp(milliseconds / 1000, UTC))


def now_text() -> str:
    """The present instant as `instant_text` writes it."""
    return instant_text(now())


def moment_of(instant: str) -> datetime:
    """A stored instant, aware, to reckon with; raises ValueError for a text that is none."""
    return datetime.fromisoformat(instant.replace("Z", "+00:00"))


def local(instant: str) -> datetime:
    """A stored instant as Shanghai's date and time."""
    return moment_of(instant).astimezone(SHANGHAI)


def day_of(instant: str) -> date:
    """The day in Shanghai of a stored instant."""
    return local(instant).date()


def start_text(day: date) -> str:
    """The instant at which a day begins in Shanghai, as `instant_text` writes it."""
    return instant_text(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI))


def end_text(day: date) -> str:
    """The last instant of a day in Shanghai, as `instant_text` writes it."""
    return instant_text(datetime.combine(day, time.max, SHANGHAI))


def local_text(instant: str) -> str:
    """A stored instant as people read it: Shanghai's date and time to the minute, `2026-11-21 09:30`."""
    return local(instant).strftime("%Y-%m-%d %H:%M")


def weekday_text(day: date) -> str:
    """The day of the week as people say it: `周六`."""
    return f"周{'一二三四五六日'[day.weekday()]}"


def day_text(day: date) -> str:
    """A day near by as people say it: `11月21日 周六`."""
    return f"{day.month}月{day.day}日 {weekday_text(day)}"


@contextmanager
def use(clock: Clock) -> Iterator[None]:
    """Run with another clock, for tests and simulations."""
    global _clock  # noqa: PLW0603 - the one switch of the one clock
    before = _clock
    _clock = clock
    try:
        yield
    finally:
        _clock = before
