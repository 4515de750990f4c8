"""Indicators of orders: what each asks of an order, what it leaves out, and that groups add up to the whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import codes
from ledger.catalog.work_order import WORK_ORDER
from ledger.orders import holidays, indicators, states
from ledger.orders.indicators import ALL, FOUND, NOTHING_TO_SOLVE, SHARES, SOLVED, UNSAID, Facts, Reckoner, Tally
from ledger.orders.records import RESULT_KINDS

# A week: received Monday 16 November 2026 at nine in Shanghai, all over by Friday.
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
GOOD = Facts(
    status="S70",
    source="05",
    category="C104",
    process_version=1,
    process_category=None,
    assignee="zhao",
    assignee_org=None,
    received_at="2026-11-16T01:00:00.000Z",
    contacted_at="2026-11-17T15:59:59.000Z",
    due_at="2026-11-18T15:59:59.000Z",
    entered_at="2026-11-19T01:00:00.000Z",
    stopped_at="2026-11-18T15:59:59.000Z",
    closed_at="2026-11-19T01:00:00.000Z",
    returns=0,
    extensions=0,
    reopened=0,
    satisfaction="3",
    result_kind="实际解决",
)
CASES: tuple[tuple[str, dict[str, object], bool | None], ...] = (
    ("contacted_in_time", {}, True),
    ("contacted_in_time", {"contacted_at": "2026-11-17T16:00:00.000Z"}, False),
    ("contacted_in_time", {"contacted_at": None, "status": "S30"}, False),
    ("contacted_in_time", {"contacted_at": None, "status": "S86"}, False),
    ("contacted_in_time", {"contacted_at": None, "status": "S10", "received_at": "2026-11-19T01:00:00.000Z"}, None),
    ("contacted_in_time", {"contacted_at": None, "status": "S50", "entered_at": "2026-11-17T01:00:00.000Z"}, None),
    ("contacted_in_time", {"contacted_at": None, "status": "S50", "entered_at": "2026-11-18T01:00:00.000Z"}, False),
    # of a lift that stands: four hours, to the millisecond
    ("contacted_in_time", {"category": "C103", "contacted_at": "2026-11-16T05:00:00.000Z"}, True),
    ("contacted_in_time", {"category": "C103", "contacted_at": "2026-11-16T05:00:00.001Z"}, False),
    ("done_in_time", {}, True),
    ("done_in_time", {"status": "S60"}, True),
    ("done_in_time", {"stopped_at": "2026-11-18T16:00:00.000Z"}, False),
    ("done_in_time", {"status": "S40", "stopped_at": None}, False),
    ("done_in_time", {"status": "S40", "stopped_at": None, "due_at": "2026-11-24T15:59:59.000Z"}, None),
    ("done_in_time", {"status": "S80", "stopped_at": "2026-11-17T01:00:00.000Z"}, None),
    ("done_in_time", {"status": "S80", "stopped_at": "2026-11-19T01:00:00.000Z"}, False),
    ("done_in_time", {"status": "S10", "due_at": None, "stopped_at": None}, None),
    ("returned", {}, False),
    ("returned", {"returns": 2}, True),
    ("returned", {"returns": 1, "assignee": None}, True),
    ("returned", {"assignee": None}, None),
    ("returned", {"assignee": None, "assignee_org": "房管办"}, False),
    ("extended", {}, False),
    ("extended", {"extensions": 1}, True),
    ("extended", {"due_at": None}, None),
    ("reopened", {}, False),
    ("reopened", {"reopened": 1, "status": "S40"}, True),
    ("reopened", {"status": "S65"}, None),
    ("satisfied", {}, True),
    ("satisfied", {"satisfaction": "2"}, False),
    ("satisfied", {"satisfaction": "1"}, False),
    ("satisfied", {"satisfaction": "0"}, None),
    ("satisfied", {"satisfaction": None}, None),
    ("solved", {}, True),
    ("solved", {"result_kind": "解释说明"}, False),
    ("solved", {"result_kind": "超出职权"}, False),
    ("solved", {"result_kind": "误报"}, None),
    ("solved", {"status": "S60"}, None),
    ("found", {}, True),
    ("found", {"source": "01"}, False),
    ("found", {"source": "99"}, None),
    ("found", {"source": None}, None),
    ("closed", {}, True),
    ("closed", {"status": "S65"}, False),
)


def _reckoner() -> Reckoner:
    return Reckoner(holidays.shipped(), NOW)


@pytest.mark.parametrize(("name", "said", "answer"), CASES)
def test_an_order_answers(name: str, said: dict[str, object], answer: bool | None) -> None:
    facts = GOOD._replace(**said)
    answers = dict(zip((one.name for one in SHARES), _reckoner().answers(facts), strict=True))
    assert answers[name] is answer


def test_every_share_can_be_true_false_and_left_out_but_the_one_of_all() -> None:
    seen = {name: {answer for other, _, answer in CASES if other == name} for name, *_ in CASES}
    assert seen.keys() == {one.name for one in SHARES}
    assert all(answers == {True, False, None} for name, answers in seen.items() if name != "closed")


@pytest.mark.parametrize("status", ["S00", "S90", "S91", "S92", None, "S99"])
def test_what_was_never_handled_does_not_count(status: str | None) -> None:
    assert indicators.is_counted(GOOD)
    assert not indicators.is_counted(GOOD._replace(status=status))


def test_nothing_of_nothing_is_no_share() -> None:
    nothing = Tally()
    assert [nothing.share(one.name) for one in SHARES] == [None] * len(SHARES)
    assert nothing.days is None
    assert nothing.orders == 0


def test_the_time_runs_from_the_receipt_to_the_closing() -> None:
    reckoner, tally = _reckoner(), Tally()
    for facts in (GOOD, GOOD._replace(closed_at="2026-11-17T01:00:00.000Z"), GOOD._replace(status="S40")):
        tally.add(reckoner.answers(facts), reckoner.took(facts))
    assert tally.took == timedelta(days=4)
    assert (tally.closed, tally.days, tally.orders) == (2, 2.0, 3)


def test_what_is_read_is_there_and_the_codes_are_those_of_the_tables() -> None:
    assert all(WORK_ORDER.has(name) for name in indicators.READ)
    sources = {line.code for line in codes.table("work_order_source").lines}
    assert sources >= FOUND | UNSAID
    assert set(RESULT_KINDS) > NOTHING_TO_SOLVE | {SOLVED}
    assert len({one.label for one in ALL}) == len(ALL) == 10


FACTS = st.builds(
    GOOD._replace,
    status=st.sampled_from([code for code in states.CODES if code not in {"S00", *states.GONE}]),
    source=st.sampled_from(["01", "05", "99", None]),
    assignee=st.sampled_from(["zhao", None]),
    contacted_at=st.sampled_from([GOOD.contacted_at, "2026-11-19T01:00:00.000Z", None]),
    due_at=st.sampled_from([GOOD.due_at, "2026-11-27T15:59:59.000Z", None]),
    stopped_at=st.sampled_from([GOOD.stopped_at, None]),
    returns=st.integers(0, 2),
    extensions=st.integers(0, 1),
    reopened=st.integers(0, 1),
    satisfaction=st.sampled_from(["0", "1", "3", "5", None]),
    result_kind=st.sampled_from(["实际解决", "误报", "解释说明", None]),
)


@given(st.lists(st.tuples(st.integers(0, 3), FACTS), max_size=30))
def test_groups_add_up_to_the_whole(orders: list[tuple[int, Facts]]) -> None:
    reckoner, whole, groups = _reckoner(), Tally(), {at: Tally() for at in range(4)}
    for group, facts in orders:
        for tally in (whole, groups[group]):
            tally.add(reckoner.answers(facts), reckoner.took(facts))
    together = indicators.total(groups.values())
    assert together == whole
    for one in SHARES:
        sums = [sum(parts) for parts in zip(*(tally.parts(one.name) for tally in groups.values()), strict=True)]
        assert tuple(sums) == whole.parts(one.name)
        assert 0 <= sums[0] <= sums[1] <= whole.orders == len(orders)
