"""Moments as people write them: a day with a time of day, read to the minute; a day alone means its beginning.

Of a time until which something is wanted, a day alone means its end.

Handles 2026-11-21 09:30, 2026/11/21 9点半, 2026年11月21日 下午3时5分, stored instants, date cells and Excel's serial
numbers. What is written means the clock on the wall in Shanghai. The day is `ledger.dates`' to read, with its rules;
`not_a_date` also stands for a time of day that there is not.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ledger import clock, dates
from ledger.broken import Broken
from ledger.text import clean

_TIME = re.compile(
    r"(?P<day>.*?)[\sT]*(?P<half>上午|早上|中午|下午|晚上|晚)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<half_past>半)|(?P<minute>\d{1,2})\s*分?(?:\s*:?\s*\d{1,2}(?:\.\d+)?\s*秒?)?)?"
)
_AFTERNOON = frozenset(("中午", "下午", "晚上", "晚"))
_DAYS_FROM, _DAYS_UNTIL = 10_000, 73_051  # serial numbers of Excel that `dates` takes for days
_NOON, _HOURS, _MINUTES = 12, 24, 60
_LAST_SECOND = time(23, 59, 59)


def parse(value: str | int | float | date, *, today: date, allow_future: bool = False) -> str | Broken:
    """The instant that a text, a number or a date cell means; `Broken` with a rule of `dates` else."""
    read = _read(value, today)
    if isinstance(read, Broken):
        return read
    moment = read.replace(second=0, microsecond=0)
    if not allow_future and moment > clock.now():
        return Broken("future")
    return clock.instant_text(moment)


def parse_until(value: str | int | float | date, *, today: date) -> str | Broken:
    """The same of a time until which something is wanted: a day alone, also as a date cell, stands for its end."""
    read = _read(value, today)
    if isinstance(read, Broken):
        return read
    if _is_day(value):
        return clock.instant_text(datetime.combine(read, _LAST_SECOND, clock.SHANGHAI))
    return clock.instant_text(read.replace(second=0, microsecond=0))


def _is_day(value: str | int | float | date) -> bool:
    """True for a day without a time of day; a date cell of Excel says midnight where it says none."""
    if isinstance(value, datetime):
        return value.time() == time()
    if isinstance(value, float):
        return value.is_integer()
    written = clean(value) if isinstance(value, str) else ""
    return _iso(written) is None and _TIME.fullmatch(written) is None


def _read(value: str | int | float | date, today: date) -> datetime | Broken:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=clock.SHANGHAI)
    if isinstance(value, float) and _DAYS_FROM <= value < _DAYS_UNTIL:
        day = _day(int(value), today)
        return day if isinstance(day, Broken) else day + timedelta(minutes=round(value % 1 * _HOURS * _MINUTES))
    if isinstance(value, str):
        return _read_text(clean(value), today)
    return _day(value, today)


def _read_text(written: str, today: date) -> datetime | Broken:
    stored = _iso(written)
    if stored is not None:
        return stored
    found = _TIME.fullmatch(written)
    if found is None or not found["day"]:
        return _day(written, today)
    day = _day(found["day"], today)
    hour, minute = int(found["hour"]), 30 if found["half_past"] else int(found["minute"] or 0)
    if found["half"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    if isinstance(day, Broken) or hour >= _HOURS or minute >= _MINUTES:
        return day if isinstance(day, Broken) else Broken("not_a_date")
    return day + timedelta(hours=hour, minutes=minute)


def _iso(written: str) -> datetime | None:
    """A moment that names its zone, as instants are stored and programs write them."""
    try:
        moment = datetime.fromisoformat(written.upper())
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _day(value: str | int | float | date, today: date) -> datetime | Broken:
    """The beginning of a day; a month or a year alone is none."""
    read = dates.parse(value, today=today, allow_future=True)
    if isinstance(read, Broken):
        return read
    if not read.day:
        return Broken("not_a_date")
    return datetime(read.year, read.month, read.day, tzinfo=clock.SHANGHAI)
