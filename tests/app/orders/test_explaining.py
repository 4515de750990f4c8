"""Every light says why, every rung who hears of it, every decision about a move from elsewhere what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import get_args

import pytest

from app.orders import explaining
from ledger.orders import holidays, ladder, limits, states, telling
from ledger.orders.clocks import Watch, steps_of
from ledger.orders.facts import Timing
from ledger.orders.merging import Asked, Decision, Why
from ledger.orders.process_book import shipped
from tests.ledger.orders.rounds import MONDAY, shanghai

CALENDAR = holidays.shipped()
SAFETY = steps_of(shipped().of("C206").limits)


def _timing(rule: str = "help", start: datetime = MONDAY) -> Timing:
    due = limits.named(rule).due(CALENDAR, start)
    return Timing(started_at=start, entered_at=start, progressed_at=start, rule=rule, due_at=due, contacted_at=start)


def _lines(at: datetime, status: str, timing: Timing) -> tuple[str, ...]:
    return explaining.reading_lines(Watch(CALENDAR, at).read(status, timing, SAFETY), status, CALENDAR)


@pytest.mark.parametrize(
    ("at", "status", "timing", "said"),
    [
        (
            MONDAY + timedelta(hours=2), "S40", _timing(),
            ("绿灯：办结时限按“求助、投诉(一般)”到 2026-11-30 23:59，已用 1%，还剩 5 个工作日 12 小时。",),
        ),
        (
            shanghai(date(2026, 11, 30), 9), "S40", replace(_timing(), progressed_at=shanghai(date(2026, 11, 30), 9)),
            ("黄灯：办结时限按“求助、投诉(一般)”到 2026-11-30 23:59，已用 88%，还剩 14 小时 59 分钟。",),
        ),
        (
            shanghai(date(2026, 12, 4), 1), "S40", replace(_timing(), progressed_at=shanghai(date(2026, 12, 4), 1)),
            (
                "红灯：办结时限按“求助、投诉(一般)”到 2026-11-30 23:59，已用 154%，已超时 3 个工作日 1 小时。",
                "超时：通知承办人、居委书记/主任，记“催办”。",
                "超时 1 个工作日：通知承办人、居委书记/主任，记“催办”。",
                "超时 3 个工作日：通知模块牵头部门（没有的报街道）。",
            ),
        ),
        (
            MONDAY + timedelta(hours=5), "S30", replace(_timing(), contacted_at=None),
            (
                "红灯：首次联系时限按“安全隐患”到 2026-11-23 13:00，已用 125%，已超时 1 小时。",
                "绿灯：办结时限按“求助、投诉(一般)”到 2026-11-30 23:59，已用 3%，还剩 5 个工作日 9 小时。",
            ),
        ),
        (
            MONDAY + timedelta(days=30), "S80", replace(_timing("device"), stopped_at=MONDAY + timedelta(hours=22)),
            ("黄灯：办结时限按“设备故障”，现在停止计时，还剩 2 小时。",),
        ),
        (
            MONDAY + timedelta(hours=3), "S60", replace(_timing(), stopped_at=MONDAY, entered_at=MONDAY),
            (
                "绿灯：办结时限按“求助、投诉(一般)”，现在停止计时，还剩 5 个工作日 14 小时。",
                "绿灯：核查时限按“核查”到 2026-11-25 23:59，已用 4%，还剩 2 个工作日 11 小时。",
            ),
        ),
        (
            MONDAY + timedelta(hours=3), "S40",
            replace(_timing(), step_from=MONDAY, step_due_at=MONDAY + timedelta(hours=3, seconds=20)),
            (
                "黄灯：派单时定的期限按“求助、投诉(一般)”到 2026-11-23 12:00，已用 99%，还剩不到 1 分钟。",
                "绿灯：办结时限按“求助、投诉(一般)”到 2026-11-30 23:59，已用 2%，还剩 5 个工作日 11 小时。",
            ),
        ),
        (MONDAY, "S70", _timing(), ()),
    ],
)  # fmt: skip
def test_each_light_says_why(at: datetime, status: str, timing: Timing, said: tuple[str, ...]) -> None:
    assert _lines(at, status, timing) == said


def test_what_nobody_works_on_is_said_with_who_hears_of_it() -> None:
    lines = _lines(shanghai(date(2026, 11, 30), 10), "S40", _timing("complex"))
    assert "已有 5 个工作日没有办理记录。" in lines
    assert "5 个工作日没有办理：通知模块牵头部门（没有的报街道）。" in lines


@pytest.mark.parametrize(("year", "is_doubtful"), [(2026, False), (2027, True), (2028, True)])
def test_a_date_that_rests_on_unpublished_holidays_says_so(year: int, *, is_doubtful: bool) -> None:
    start = shanghai(date(year, 3, 1))
    doubt = f"{year} 年的放假安排还没有公布，期限按法定节假日暂算，公布后可能变化。"
    assert (doubt in _lines(start, "S40", _timing("help", start))) == is_doubtful
    assert doubt not in _lines(start, "S40", _timing("device", start))


def test_every_rung_and_every_limit_has_words() -> None:
    assert set(telling.HEARS) == set(get_args(ladder.Hears))
    assert all(explaining.rung_line(rung).endswith("。") for rung in ladder.LADDER)
    for status in states.CODES:
        for limit in limits.ALL:
            timing = replace(_timing(limit.code), contacted_at=None, step_due_at=MONDAY + timedelta(days=1))
            for line in _lines(MONDAY + timedelta(days=9), status, timing):
                assert line.endswith("。")
                assert limit.code not in line


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision("apply", "S40"), "您的“接单/签收”已生效，工单现在是“处置中”。"),
        (Decision("no_op", "S60"), "您的“接单/签收”已记入流转记录，工单仍是“待核查”。"),
        (Decision("merged", "S50"), "工单先有了别的变化，您的“接单/签收”接着生效，工单现在是“已上报街道”。"),
        (
            Decision("refused", "S30", "assigned"),
            "您的“接单/签收”没有生效：别人已经先派了单，先派的有效。工单现在是“已派单”，您写的内容已记入流转记录。",
        ),
    ],
)
def test_what_became_of_a_move_is_said_to_who_made_it(decision: Decision, said: str) -> None:
    assert explaining.decision_line(decision, Asked("take", "S30", "S40")) == said


def test_every_reason_of_a_refusal_has_words() -> None:
    assert set(explaining.WHY) == set(get_args(Why)) - {""}


def test_a_limit_of_nothing_is_used_up() -> None:
    gauge = Watch(CALENDAR, MONDAY).read("S40", replace(_timing("device"), due_at=MONDAY)).total
    assert gauge is not None
    assert "已用 100%" in explaining.gauge_line(gauge, "S40")
