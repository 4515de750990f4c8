"""Work orders among what is to be done: late ones, those that wait for a word, those in hand, each to whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import today
from app.orders import mine
from app.orders.filters import Filters
from app.orders.lagging import lagging
from app.today import orders
from app.today.groups import Group
from ledger import clock
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew


class At:
    """A clock that stands."""

    def __init__(self, days: int) -> None:
        self._now = clock.now() + timedelta(days=days)

    def now(self) -> datetime:
        return self._now.astimezone(UTC)


def _told(crew: Crew, who: str) -> dict[str, Group]:
    groups = today.at_once(crew.at[who])
    return {one.kind: one for one in groups if one.kind.startswith("orders_")}


class On:
    """A clock that stands at nine in the morning of a day."""

    def __init__(self, day: str) -> None:
        self._now = datetime.fromisoformat(f"{day}T09:00:00+08:00").astimezone(UTC)

    def now(self) -> datetime:
        return self._now


def _lagging(crew: Crew, day: str, who: str = HEAD) -> Group | None:
    with clock.use(On(day)):
        return _told(crew, who).get(orders.LAGGING)


SAID = {"opinion": "请尽快处理"}


@pytest.fixture
def order(crew: Crew) -> str:
    """Accepted and dispatched to the grid worker."""
    made = crew.register(title="三楼渗水")
    crew.move(DUTY, made, "accept")
    crew.move(DUTY, made, "dispatch", to_person=GRID, **SAID)
    return made


def test_what_waits_for_a_check_stands_by_itself_and_with_another(crew: Crew, order: str) -> None:
    crew.move(GRID, order, "take")
    crew.move(GRID, order, "finish", result="修好了", result_kind="实际解决", minutes_spent="40")
    assert not _told(crew, GRID)
    assert any(mine.DECIDED in _told(crew, who) for who in (HEAD, DUTY))


def test_what_is_late_is_told_first(crew: Crew, order: str) -> None:
    crew.move(GRID, order, "take")
    with clock.use(At(days=60)):
        assert list(_told(crew, GRID)) == [mine.LATE]


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[Crew]:
    """A committee that began to work on Monday, 23 November 2026; no holiday is near."""
    with clock.use(On("2026-11-23")):
        found = Crew(tmp_path / "monday")
    yield found
    found.close()


def test_an_order_is_told_to_whoever_it_waits_for_and_opens_there(monday: Crew) -> None:
    with clock.use(On("2026-11-23")):
        order = monday.register(title="三楼渗水")
        monday.move(HEAD, order, "accept")
        monday.move(HEAD, order, "dispatch", to_person=GRID, **SAID)
        group = _told(monday, GRID)[mine.HANDLED]
        (line,) = group.lines
        assert (line.who, line.page, line.record) == ("三楼渗水", "order", order)
        assert line.why.startswith("等我接单")
        assert (group.page, group.facts["tab"], group.facts["kind"]) == ("orders", "mine", mine.HANDLED)
        monday.move(GRID, order, "take")
        assert _told(monday, GRID)[mine.HANDLED].lines[0].why.startswith("我在办理")


def _given_to(crew: Crew, who: str, title: str, day: str = "2026-11-23") -> str:
    """Due at the end of the fifth working day after the day."""
    with clock.use(On(day)):
        made = crew.register(title=title)
        crew.move(HEAD, made, "accept")
        crew.move(HEAD, made, "dispatch", to_person=who, **SAID)
        crew.move(who, made, "take")
    return made


def _worked_on(crew: Crew, order: str, day: str, who: str = GRID) -> None:
    with clock.use(On(day)):
        crew.move(who, order, "progress", opinion="在办")


def test_what_is_soon_due_stands_by_itself_for_whom_it_waits(monday: Crew) -> None:
    order = _given_to(monday, GRID, "三楼渗水")
    kinds = {}
    for day in ("2026-11-27", "2026-11-30", "2026-12-01"):
        with clock.use(On(day)):
            kinds[day] = {kind: [line.record for line in group.lines] for kind, group in _told(monday, GRID).items()}
    assert kinds == {
        "2026-11-27": {mine.HANDLED: [order]},
        "2026-11-30": {mine.NEAR: [order]},
        "2026-12-01": {mine.LATE: [order]},
    }
    with clock.use(On("2026-11-30")):
        (line,) = _told(monday, GRID)[mine.NEAR].lines
        assert line.why == "我在办理，剩 14 小时"
        assert mine.NEAR not in _told(monday, DUTY)


def test_what_nobody_accepted_yet_is_soon_due_for_who_accepts(monday: Crew) -> None:
    """The first contact is due at the end of the next working day."""
    with clock.use(On("2026-11-23")):
        made = monday.register(title="三楼渗水")
        assert mine.NEAR not in _told(monday, HEAD)
    with clock.use(On("2026-11-24")):
        assert [line.record for line in _told(monday, HEAD)[mine.NEAR].lines] == [made]


def test_the_head_is_told_of_what_others_have_that_is_late_by_a_working_day(monday: Crew) -> None:
    order = _given_to(monday, GRID, "三楼渗水")
    _worked_on(monday, order, "2026-11-30")
    assert _lagging(monday, "2026-12-01") is None, "nine hours are no working day"
    for day, late in (("2026-12-02", "超时 1 个工作日"), ("2026-12-07", "超时 4 个工作日")):
        _worked_on(monday, order, day)
        group = _lagging(monday, day)
        assert group is not None
        (line,) = group.lines
        assert (line.who, line.why, line.page, line.record) == ("三楼渗水", f"承办 {GRID}，{late}", "order", order)
        assert (group.count, group.page) == (1, "orders")
        assert (group.facts["tab"], group.facts["kind"], group.facts["overdue"]) == ("mine", orders.LAGGING, False)
        assert _lagging(monday, day, DUTY) is None
        assert _lagging(monday, day, GRID) is None
    with clock.use(On("2026-12-07")):
        assert [len(lagging(monday.head, (), most=9, asked=Filters(source=one)).first) for one in ("", "01")] == [1, 0]


def test_the_head_is_told_of_what_nobody_accepts_checks_or_follows_up_in_time(monday: Crew) -> None:
    with clock.use(On("2026-11-23")):
        new = monday.register(title="三楼渗水")
        done = monday.register(title="路灯不亮")
        monday.move(HEAD, done, "accept")
        monday.move(HEAD, done, "dispatch", to_person=GRID, opinion="请处理")
        monday.move(GRID, done, "take")
        said = {"result": "修好了", "result_kind": "实际解决", "minutes_spent": "40"}
        monday.move(GRID, done, "finish", **said)
    told = {}
    for day in ("2026-11-25", "2026-11-26", "2026-11-27"):
        with clock.use(On(day)):
            found = lagging(monday.head, (), most=9)
            told[day] = {one.card.id: one.why for one in found.first}
    assert told == {
        "2026-11-25": {},
        "2026-11-26": {new: "超时 1 个工作日", done: "3 个工作日没有办理"},
        "2026-11-27": {new: "超时 2 个工作日", done: "超时 1 个工作日"},
    }


def test_the_head_is_told_of_what_lies_idle_behind_what_is_late(monday: Crew) -> None:
    idle, late = _given_to(monday, GRID, "路灯不亮", "2026-11-26"), _given_to(monday, GRID, "三楼渗水")
    assert _lagging(monday, "2026-11-25") is None
    group = _lagging(monday, "2026-11-26")
    assert group is not None
    assert [(line.who, line.why) for line in group.lines] == [("三楼渗水", f"承办 {GRID}，3 个工作日没有办理")]
    _worked_on(monday, late, "2026-12-02")
    group = _lagging(monday, "2026-12-02")
    assert group is not None
    assert [line.record for line in group.lines] == [late, idle]
    assert [line.why.split("，")[1] for line in group.lines] == ["超时 1 个工作日", "4 个工作日没有办理"]


def test_what_waits_for_the_head_already_is_told_once(monday: Crew) -> None:
    own, others = _given_to(monday, HEAD, "停车纠纷"), _given_to(monday, GRID, "三楼渗水")
    with clock.use(On("2026-12-07")):
        told = _told(monday, HEAD)
    assert {kind: [line.record for line in group.lines] for kind, group in told.items()} == {
        mine.LATE: [own],
        orders.LAGGING: [others],
    }


def test_of_many_the_latest_are_named_and_all_are_counted(monday: Crew) -> None:
    made = [_given_to(monday, GRID, f"第 {day} 件", f"2026-11-{day}") for day in (27, 23, 26, 24, 25, 30)]
    group = _lagging(monday, "2026-12-21")
    assert group is not None
    assert group.count == len(made)
    assert [line.who for line in group.lines] == [f"第 {day} 件" for day in (23, 24, 25, 26, 27)]
    with clock.use(On("2026-12-21")):
        monday.move(GRID, made[1], "finish", result="好", result_kind="实际解决", minutes_spent="9")
        for who in (HEAD, DUTY):
            assert mine.DECIDED in _told(monday, who) or mine.LATE in _told(monday, who)
    group = _lagging(monday, "2026-12-21")
    assert group is not None
    assert group.count == len(made) - 1, "it waits for the head to check it"


def test_what_the_head_handled_and_nobody_checks_says_what_it_waits_for(monday: Crew) -> None:
    order = _given_to(monday, HEAD, "停车纠纷")
    done = {"result": "好", "result_kind": "实际解决", "minutes_spent": "9"}
    with clock.use(On("2026-11-24")):
        assert monday.move(HEAD, order, "finish", **done) == "S60"
    group = _lagging(monday, "2026-11-27")
    assert group is not None
    assert [line.why for line in group.lines] == ["待核查，3 个工作日没有办理"]
