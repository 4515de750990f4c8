"""Which backups are kept: the policy as data, and what follows from it for a list of them. Nothing is removed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the newest ones whatever their day, then the newest of each day, week and month.

    A period counts when there is a backup in it: after a month away the last seven days with one are still there.
    """

    latest: int = 3
    daily: int = 7
    weekly: int = 4
    monthly: int = 12


POLICY = Keep()
"""Seven days, four weeks, twelve months (R115); the three newest as well, so that a busy day keeps more than one."""

DAYS_WITHOUT = 3
"""After how many days without a backup today's page says so."""


def kept(moments: Iterable[datetime], keep: Keep = POLICY) -> frozenset[datetime]:
    """Which of the moments, in local time, the policy keeps; the newest is always among them."""
    newest_first = sorted(moments, reverse=True)
    stays = set(newest_first[: max(keep.latest, 1)])
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.daily, lambda moment: moment.date()),
        (keep.weekly, lambda moment: moment.isocalendar()[:2]),
        (keep.monthly, lambda moment: (moment.year, moment.month)),
    )
    for count, period_of in periods:
        newest_of: dict[object, datetime] = {}
        for moment in newest_first:
            newest_of.setdefault(period_of(moment), moment)
        stays.update(list(newest_of.values())[:count])
    return frozenset(stays)
