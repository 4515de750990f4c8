"""What stays of many backups: the newest ones, then days, weeks and months."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.backups.keeping import POLICY, Keep, kept
from ledger.clock import SHANGHAI

FIRST, LAST = datetime(2020, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001 - the zone is given to each
NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


def test_a_year_of_days_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    days = [NOON - timedelta(days=day) for day in range(400)]
    stays = sorted(kept(days), reverse=True)
    assert stays[:7] == days[:7]
    assert [one.date().isoformat() for one in stays[7:]] == [
        "2026-11-15", "2026-11-08", "2026-11-01", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30",
        "2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31",
    ]  # fmt: skip
    assert len({(one.year, one.month) for one in stays}) == POLICY.monthly


def test_a_busy_day_keeps_its_newest_and_not_all() -> None:
    hours = [NOON + timedelta(minutes=minute) for minute in range(50)]
    assert kept(hours) == frozenset(hours[-3:])


def test_after_a_month_away_the_last_days_are_still_there() -> None:
    days = [NOON - timedelta(days=60 + day) for day in range(7)]
    assert kept(days) == frozenset(days)


@given(st.lists(st.datetimes(FIRST, LAST), max_size=60))
def test_the_newest_stays_and_nothing_is_invented(naive: list[datetime]) -> None:
    moments = [moment.replace(tzinfo=SHANGHAI) for moment in naive]
    stays = kept(moments)
    assert stays <= set(moments)
    assert not moments or max(moments) in stays
    assert len(stays) <= POLICY.latest + POLICY.daily + POLICY.weekly + POLICY.monthly
    assert kept(stays) == stays  # thinning out again takes nothing away


def test_even_a_policy_of_nothing_keeps_the_newest() -> None:
    assert kept([NOON, NOON - timedelta(days=1)], Keep(0, 0, 0, 0)) == frozenset([NOON])
