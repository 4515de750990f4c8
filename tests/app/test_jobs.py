"""Progress out, cancel in."""

from __future__ import annotations

import gc
import weakref

import pytest

from app import jobs
from app.jobs import JobContext, Progress, collect_all, without_collections
from ledger.errors import Cancelled


def test_first_and_last_report_of_a_phase_always_come_through() -> None:
    heard: list[Progress] = []
    context = JobContext(heard.append)
    for done in range(1, 1001):
        context.report(done, 1000, "reading")
    context.report(1, 2, "writing")
    assert [(one.phase, one.done) for one in heard if one.done in (1, 1000)] == [
        ("reading", 1),
        ("reading", 1000),
        ("writing", 1),
    ]
    assert len(heard) < 100


def test_time_left_follows_the_pace_of_the_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [100.0]
    monkeypatch.setattr(jobs.time, "monotonic", lambda: moment[0])
    heard: list[Progress] = []
    context = JobContext(heard.append)
    context.report(0, 100, "reading")
    moment[0] += 5
    context.report(25, 100, "reading")
    assert [one.seconds_left for one in heard] == [None, 15.0]


def test_a_checkpoint_after_cancel_raises() -> None:
    context = JobContext()
    context.checkpoint()
    context.cancel()
    with pytest.raises(Cancelled):
        context.checkpoint()


class _Plain:
    def __init__(self) -> None:
        self.values = [1, 2]


def test_what_a_big_job_leaves_is_not_walked_and_goes_when_nobody_holds_it() -> None:
    aside = gc.get_freeze_count()
    with jobs.without_collections():
        assert not gc.isenabled()
        left = [_Plain() for _ in range(100)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= aside + len(left)
    gone = weakref.ref(left[0])
    left.clear()
    assert gone() is None


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with jobs.without_collections():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_let_go_is_empty_and_other_objects_stay() -> None:
    kept = _Plain()
    numbers, names, marks = list(range(2500)), dict.fromkeys(range(2500), kept), set(range(2500))
    jobs.let_go(numbers, names, marks, kept, None)
    assert (numbers, names, marks) == ([], {}, set())
    assert kept.values == [1, 2]


class _Ring:
    """One that holds itself: only the collector ends it."""

    def __init__(self) -> None:
        self.me = self


def test_what_a_job_set_aside_is_collected_when_asked() -> None:
    ring = _Ring()
    seen = weakref.ref(ring)
    with without_collections():
        pass
    del ring
    gc.collect()
    assert seen() is not None
    collect_all()
    assert seen() is None
