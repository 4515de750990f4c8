"""Ways of an activity, what its state asks for, and the days of a series."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import activity_states, codes
from ledger.activity_states import BY_NAME, WAYS

DRAFT, PENDING, PUBLISHED, UNDER_WAY, ENDED, SUMMARISED, CANCELLED, SENT_BACK = map(str, range(8))


def test_states_are_those_of_the_code_table_and_all_are_reached() -> None:
    known = {line.code for line in codes.table("activity_status").lines}
    assert {way.end for way in WAYS} == known
    assert set().union(*(way.start for way in WAYS)) == known - {SUMMARISED}, "what is summed up is closed"
    assert known >= activity_states.OUT | activity_states.OPEN_FOR_SIGN_IN | activity_states.OPEN_FOR_SIGN_UP


@pytest.mark.parametrize(
    ("way", "status", "is_public", "is_author", "why"),
    [
        ("publish", DRAFT, False, True, ""),
        ("publish", DRAFT, True, True, "public"),
        ("publish", PUBLISHED, False, True, "state"),
        ("approve", PENDING, True, True, "author"),
        ("approve", PENDING, True, False, ""),
        ("approve", DRAFT, True, False, "state"),
        ("send_back", PENDING, False, True, "author"),
        ("end", PUBLISHED, False, True, ""),
        ("cancel", ENDED, False, True, "state"),
    ],
)
def test_who_may_go_which_way(way: str, status: str, is_public: bool, is_author: bool, why: str) -> None:
    found = activity_states.forbidden_by(BY_NAME[way], status, is_public=is_public, is_author=is_author)
    assert found == why


def test_a_state_asks_for_a_summary_and_for_a_reviewer() -> None:
    assert activity_states.contradictions({"status": SUMMARISED}) == [("summary", "required")]
    assert activity_states.contradictions({"status": SUMMARISED, "summary": "好"}) == []
    public = {"status": PUBLISHED, "is_public": 1}
    assert activity_states.contradictions(public) == [("is_public", "not_reviewed")]
    assert activity_states.contradictions({**public, "review_by": "li"}) == []
    assert activity_states.contradictions({"status": DRAFT, "is_public": 1}) == []


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"summary": "好", "start_at": "2999"}, SUMMARISED),
        ({"start_at": "2026-01-01T00:00:00.000Z"}, ENDED),
        ({"start_at": "2026-12-01T00:00:00.000Z"}, PUBLISHED),
        ({"start_at": "2026-12-01T00:00:00.000Z", "is_public": 1}, DRAFT),
    ],
)
def test_a_sheet_tells_the_state_by_what_it_says(values: dict[str, object], status: str) -> None:
    assert activity_states.of_a_sheet(values, "2026-11-22T00:00:00.000Z") == status


@pytest.mark.parametrize(
    ("rhythm", "first", "days"),
    [
        ("weekly", "2026-12-28", ["2027-01-04", "2027-01-11"]),
        ("fortnightly", "2026-11-22", ["2026-12-06", "2026-12-20"]),
        ("monthly_day", "2026-12-31", ["2027-01-31", "2027-02-28"]),
        ("monthly_weekday", "2026-11-10", ["2026-12-08", "2027-01-12"]),  # the second Tuesday
        ("monthly_weekday", "2026-10-30", ["2026-11-27", "2026-12-25"]),  # the fifth Friday is the last
        ("bimonthly_day", "2026-12-31", ["2027-02-28", "2027-04-30"]),
        ("bimonthly_weekday", "2026-11-10", ["2027-01-12", "2027-03-09"]),
    ],
)
def test_the_days_of_a_series(rhythm: activity_states.Rhythm, first: str, days: list[str]) -> None:
    found = activity_states.days_of_series(date.fromisoformat(first), rhythm, 2)
    assert [one.isoformat() for one in found] == days
