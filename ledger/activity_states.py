"""The states of an activity and the ways between them, as data; who may go which way is asked here too.

What is open to everybody is looked at first by somebody who did not write it; what stays among the committee is
published by its author. A state is a code of `activity_status`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

DRAFT, PENDING, PUBLISHED, UNDER_WAY, ENDED, SUMMARISED, CANCELLED, SENT_BACK = map(str, range(8))
OPEN_FOR_SIGN_UP: Final = frozenset((DRAFT, PENDING, PUBLISHED, UNDER_WAY, SENT_BACK))
OPEN_FOR_SIGN_IN: Final = frozenset((PUBLISHED, UNDER_WAY, ENDED))
"""Ended too: paper lists are typed in afterwards."""
OUT: Final = frozenset((PUBLISHED, UNDER_WAY, ENDED, SUMMARISED))
"""States in which people outside may know of it."""
Needs = Literal["", "reason", "summary"]
By = Literal["anybody", "another", "author_of_inner"]
"""Who goes this way: anybody who may edit; another than the author; anybody, as long as it is not public."""


@dataclass(frozen=True, slots=True)
class Way:
    """From one of several states to another; `needs` is what must be said, `by` who may."""

    name: str
    label: str
    start: frozenset[str]
    end: str
    needs: Needs = ""
    by: By = "anybody"


WAYS: Final[tuple[Way, ...]] = (
    Way("publish", "发布", frozenset((DRAFT, SENT_BACK)), PUBLISHED, by="author_of_inner"),
    Way("submit", "提交审核", frozenset((DRAFT, SENT_BACK, PUBLISHED)), PENDING),  # published: to be made public
    Way("approve", "审核通过", frozenset((PENDING,)), PUBLISHED, by="another"),
    Way("send_back", "审核退回", frozenset((PENDING,)), SENT_BACK, "reason", by="another"),
    Way("start", "开始", frozenset((PUBLISHED,)), UNDER_WAY),
    Way("end", "结束", frozenset((PUBLISHED, UNDER_WAY)), ENDED),
    Way("summarise", "完成总结", frozenset((PUBLISHED, UNDER_WAY, ENDED)), SUMMARISED, "summary"),
    Way("cancel", "取消活动", frozenset((DRAFT, PENDING, PUBLISHED, UNDER_WAY, SENT_BACK)), CANCELLED, "reason"),
    Way("reopen", "重新起草", frozenset((CANCELLED,)), DRAFT),
)
BY_NAME: Final[Mapping[str, Way]] = {way.name: way for way in WAYS}


def forbidden_by(way: Way, status: str, *, is_public: bool, is_author: bool) -> str:
    """Why a way cannot be gone: `state`, `author` (somebody else has to), `public` (it has to be looked at), or ""."""
    if status not in way.start:
        return "state"
    if way.by == "another" and is_author:
        return "author"
    return "public" if way.by == "author_of_inner" and is_public else ""


def contradictions(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """(field, rule) of what an activity in its state cannot be without: a summary, and a reviewer once it is public."""
    status, found = values.get("status"), list[tuple[str, str]]()
    if status == SUMMARISED and not values.get("summary"):
        found.append(("summary", "required"))
    if status in OUT and values.get("is_public") and not values.get("review_by"):
        found.append(("is_public", "not_reviewed"))
    return found


def of_a_sheet(values: Mapping[str, object], now: str) -> str:
    """The state of an activity that a sheet tells of: summed up where it says what came of it, ended once over.

    One in public that lies ahead is a draft, which somebody else looks at first.
    """
    if values.get("summary"):
        return SUMMARISED
    if str(values.get("start_at")) < now:
        return ENDED
    return DRAFT if values.get("is_public") else PUBLISHED


Rhythm = Literal["weekly", "fortnightly", "monthly_day", "monthly_weekday", "bimonthly_day", "bimonthly_weekday"]
RHYTHMS: Final[Mapping[Rhythm, str]] = {
    "weekly": "每周",
    "fortnightly": "每两周",
    "monthly_day": "每月同一天",
    "monthly_weekday": "每月同一个星期几",
    "bimonthly_day": "每两个月同一天",
    "bimonthly_weekday": "每两个月同一个星期几",
}
"""How often meetings are held (R134): weekly, every two weeks, every month, every two months."""
Scope = Literal["one", "onward", "all"]
SCOPES: Final[Mapping[Scope, str]] = {"one": "此次", "onward": "此次及以后", "all": "全部"}
"""To which of a series something is done."""
_WEEK, _MONTHS = 7, 12
_LAST_WEEK = 4  # the fifth of a weekday is the last one, which every month has


def days_of_series(first: date, rhythm: Rhythm, count: int) -> tuple[date, ...]:
    """The `count` days that follow `first`; a 31st is the last day of a shorter month."""
    if rhythm in ("weekly", "fortnightly"):
        step = timedelta(days=_WEEK if rhythm == "weekly" else 2 * _WEEK)
        return tuple(first + step * (at + 1) for at in range(count))
    every = 2 if rhythm.startswith("bimonthly") else 1
    months = (_month_after(first, every * (at + 1)) for at in range(count))
    if rhythm in ("monthly_day", "bimonthly_day"):
        return tuple(_in_month(month, first.day) for month in months)
    return tuple(_weekday_in(month, first) for month in months)


def _month_after(first: date, months: int) -> date:
    """The first day of a month so many after."""
    year, month = divmod(first.year * _MONTHS + first.month - 1 + months, _MONTHS)
    return date(year, month + 1, 1)


def _in_month(month: date, day: int) -> date:
    last = _month_after(month, 1) - timedelta(days=1)
    return min(month + timedelta(days=day - 1), last)


def _weekday_in(month: date, like: date) -> date:
    """The same weekday of the same week of a month: its second Tuesday, its last Friday."""
    week = (like.day - 1) // _WEEK
    first = month + timedelta(days=(like.weekday() - month.weekday()) % _WEEK)
    if week < _LAST_WEEK:
        return first + timedelta(days=week * _WEEK)
    last = _month_after(month, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - like.weekday()) % _WEEK)
