"""Orders that are late or lie idle tell it by themselves: a real store, a clock that moves, two people's PCs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.orders import keeping, mine, showing, urging, waking
from app.orders.filters import Filters
from app.orders.keeping import EVENT
from app.undo.action_words import ACTIONS
from ledger import clock, ids
from ledger.orders.urging import SYSTEM, tell
from storage.rows import id_in
from tests.app.orders.crew import ABOVE, DUTY, GRID, HEAD, Crew
from tests.app.rights.staff import employ

MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""09:00 in Shanghai; weeks without holidays follow. What is accepted then is due at the end of the 30th."""


class At:
    """A clock that stands at nine in the morning of a day."""

    def __init__(self, day: str = "2026-11-23") -> None:
        self._now = datetime.combine(date.fromisoformat(day), MONDAY.timetz())

    def now(self) -> datetime:
        return self._now


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    """A committee that began to work on the Monday."""
    with clock.use(At()):
        found = Crew(tmp_path / "store")
    yield found
    found.close()


@pytest.fixture
def order(crew: Crew) -> str:
    """Somebody works on it."""
    with clock.use(At()):
        made = crew.register(title="三楼渗水")
        crew.move(HEAD, made, "accept")
        crew.move(HEAD, made, "dispatch", to_person=GRID, opinion="请处理")
        crew.move(GRID, made, "take")
    return made


def _on(crew: Crew, day: str, who: str = HEAD) -> int:
    with clock.use(At(day)):
        return urging.tell_due(crew.at[who])


def _rungs(crew: Crew, order: str) -> list[str]:
    with crew.store.reader() as reader:
        events = keeping.read(reader, order).placed.events
    return [str(event.detail["rung"]) for event in events if "rung" in event.detail]


def test_each_day_tells_what_it_reached_once_whoever_is_at_work(crew: Crew, order: str) -> None:
    assert _on(crew, "2026-11-25") == 0
    told = {
        "2026-11-26": ["idle-3"],
        "2026-11-30": ["idle-5"],
        "2026-12-01": ["overdue-0"],
        "2026-12-02": ["overdue-1"],
    }
    told |= {"2026-12-03": [], "2026-12-04": ["overdue-3"], "2026-12-08": ["overdue-5"], "2026-12-15": ["overdue-10"]}
    so_far: list[str] = []
    for day, rungs in told.items():
        assert _on(crew, day, GRID) == len(rungs), day
        assert _on(crew, day) == 0, "told by the other one"
        so_far += rungs
        assert _rungs(crew, order) == so_far
    last = crew.events(order)[-1]
    assert (last["action"], last["actor"], last["opinion"]) == ("supervise", "system", None)
    assert crew.row(order)["progressed_at"] == "2026-11-23T01:00:00.000Z", "telling is no progress"
    assert crew.faults() == []


def test_who_looked_before_another_told_tells_nothing_under_the_lock(
    crew: Crew, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs find the same order late; the second comes to write when the first has written."""
    monkeypatch.setattr(urging, "_due", lambda *_: [order])
    assert (_on(crew, "2026-11-26"), _on(crew, "2026-11-26", GRID)) == (1, 0)
    assert _rungs(crew, order) == ["idle-3"]


def _spoil(crew: Crew, order: str) -> None:
    """An event that no version writes comes to it."""
    values = {**crew.events(order)[-1], "seq": None, "outcome": None, "landed": None, "acted_at": "昨天"}
    values = {name: value for name, value in values.items() if name in {item.name for item in EVENT.stored}}
    crew.land([(ids.new_id(), values)])


def test_an_order_that_cannot_be_read_stops_no_other(crew: Crew, order: str, caplog: pytest.LogCaptureFixture) -> None:
    with clock.use(At()):
        healthy = crew.register()
    _spoil(crew, order)
    with caplog.at_level(logging.INFO):
        assert _on(crew, "2026-11-26") == 2
    assert _rungs(crew, healthy) == ["overdue-1", "idle-3"]
    assert "order unreadable" in caplog.messages


def test_a_suspended_order_that_cannot_be_read_stops_no_other(crew: Crew, order: str) -> None:
    with clock.use(At()):
        other = crew.register()
        crew.move(HEAD, other, "accept")
        crew.move(HEAD, other, "dispatch", to_person=GRID, opinion="请处理")
        crew.move(GRID, other, "take")
        for one in (order, other):
            crew.move(GRID, one, "suspend_request", reason_kind="材料", resume_on="2026-11-26")
            crew.move(ABOVE, one, "suspend_approve")
    _spoil(crew, order)
    with clock.use(At("2026-11-26")):
        assert {one.card.id for one in mine.mine(crew.at[GRID], Filters())} >= {other}
        assert waking.resume_due(crew.head) == 1
    assert crew.row(other)["status"] == "S40"
    with crew.store.reader() as reader:
        assert reader.actions(limit=1)[0].kind == keeping.RESUMED


def test_what_the_program_did_is_told_as_its_own(crew: Crew, order: str) -> None:
    assert _on(crew, "2026-11-26") == 1
    with crew.store.reader() as reader:
        assert reader.actions(limit=1)[0].kind in keeping.BY_PROGRAM
    assert set(keeping.BY_PROGRAM) <= ACTIONS.keys()


def test_progress_and_another_due_date_begin_anew(crew: Crew, order: str) -> None:
    assert _on(crew, "2026-11-27") == 1
    with clock.use(At("2026-11-27")):
        crew.move(GRID, order, "progress", opinion="约了师傅")
    assert _on(crew, "2026-11-30") == 0
    with clock.use(At("2026-11-30")):
        crew.move(GRID, order, "extend_request", new_due_at="2026-12-04", opinion="等材料", evidence="合同")
    assert _on(crew, "2026-12-01") == 1
    with clock.use(At("2026-12-01")):
        assert crew.move(HEAD, order, "extend_approve", opinion="同意") == "S40"
    assert _on(crew, "2026-12-02") == 0
    assert _on(crew, "2026-12-07") == 2
    assert _rungs(crew, order) == ["idle-3", "overdue-0", "overdue-0", "idle-3"]


def test_what_waits_for_a_check_is_told_by_the_limit_of_the_check_and_what_ended_not_at_all(
    crew: Crew, order: str
) -> None:
    with clock.use(At("2026-11-24")):
        done = {"result": "修好了", "result_kind": "实际解决", "minutes_spent": "40"}
        assert crew.move(GRID, order, "finish", **done) == "S60"
    assert _on(crew, "2026-11-26") == 0
    assert _on(crew, "2026-12-15") == 2
    assert _rungs(crew, order) == ["overdue-10", "idle-5"]
    with clock.use(At("2026-12-15")):
        assert crew.move(DUTY, order, "check_pass", way="现场", opinion="属实") == "S70"
    assert _on(crew, "2027-01-15") == 0


def test_many_orders_are_told_in_one_go_and_readers_tell_nothing(crew: Crew) -> None:
    with clock.use(At()):
        orders = [crew.register() for _ in range(5)]
        looking = employ(crew.store, "sun", "viewer")
    with clock.use(At("2026-11-26")):
        assert urging.tell_due(looking) == 0
        assert urging.tell_due(crew.head) == 2 * len(orders)
        assert waking.resume_due(crew.head) == 0
    assert all(_rungs(crew, one) == ["overdue-1", "idle-3"] for one in orders), "nobody accepted them"


def test_what_came_long_ago_and_was_registered_now_is_late_from_its_limit(crew: Crew) -> None:
    with clock.use(At()):
        old = crew.register(received_at="2026-11-09 09:00")
    assert _on(crew, "2026-11-23") == 1
    assert _rungs(crew, old) == ["overdue-5"]


def test_the_same_rung_of_another_pc_is_told_first_and_ours_only_noted(crew: Crew, order: str) -> None:
    """Two PCs told at once: what comes from the cloud stands before what waits here."""
    crew.place(order)
    with clock.use(At("2026-12-02")), crew.store.reader() as reader:
        kept = keeping.read(reader, order)
        theirs = tell(kept.placed.order, clock.now())
    assert theirs is not None
    assert _on(crew, "2026-12-02") == 2
    values = keeping.event_values(kept.id, theirs.event, SYSTEM, kept.head)
    place = {"seq": len(kept.events) + 1, "outcome": "applied", "landed": None}
    crew.land([(ids.new_id(), values | place)])
    assert _on(crew, "2026-12-02") == 0
    with crew.store.reader() as reader:
        events = keeping.read(reader, order).placed.events[-3:]
    assert [(one.detail["rung"], one.outcome) for one in events] == [
        ("overdue-1", "applied"),
        ("overdue-1", "noted"),
        ("idle-5", "applied"),
    ]
    assert crew.faults() == []


def test_the_story_tells_who_hears_and_because_of_what(crew: Crew, order: str) -> None:
    assert _on(crew, "2026-12-08") == 2
    with clock.use(At("2026-12-08")):
        idle, late = showing.dossier(crew.head, order).story[:2]
    assert (late.who, late.title) == ("系统", "督办")
    heard = "承办人、居委书记/主任、模块牵头部门（没有的报街道）"
    assert late.lines == (f"超时 5 个工作日：通知{heard}、城运中心，记“黄牌”。",)
    assert (idle.who, idle.title, idle.lines) == ("系统", "催办", (f"5 个工作日没有办理：通知{heard}。",))


def test_once_the_cloud_has_told_them_the_story_names_the_units_above(crew: Crew, order: str) -> None:
    assert _on(crew, "2026-12-08") == 2
    late = next(row for row in crew.events(order) if "overdue-5" in str(row["detail"]))
    place = {"seq": len(crew.events(order)), "outcome": "applied", "landed": None}
    crew.land([(id_in(late), {**late, **place, "heard": "管理办、城运中心"})])
    with clock.use(At("2026-12-08")):
        story = showing.dossier(crew.head, order).story
    assert ("超时 5 个工作日：通知承办人、居委书记/主任、管理办、城运中心，记“黄牌”。",) in [one.lines for one in story]
    assert crew.faults() == []
