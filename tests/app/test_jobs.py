"""Progress out, cancel in."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import jobs
from app.jobs import JobContext, Progress
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


class _InACycle:
    def __init__(self) -> None:
        self.itself = self


def test_what_was_set_aside_is_looked_at_when_the_next_big_job_begins() -> None:
    with jobs.without_collections():
        left = _InACycle()
    gone = weakref.ref(left)
    del left
    gc.collect()
    assert gone() is not None  # set aside
    with jobs.without_collections(sweeps=False):
        assert gone() is not None  # the job goes on with what was left
        assert not gc.isenabled()
    with jobs.without_collections():
        assert gone() is None
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_job_beside_a_window_sweeps_nothing() -> None:
    with jobs.without_collections():
        left = _InACycle()
    gone = weakref.ref(left)
    del left

    def beside() -> None:
        with jobs.without_collections():
            assert gone() is not None

    with ThreadPoolExecutor(1) as threads:
        threads.submit(beside).result()
    with jobs.without_collections():
        assert gone() is None


def test_what_is_let_go_is_empty_and_other_objects_stay() -> None:
    kept = _InACycle()
    numbers, names, marks = list(range(2500)), dict.fromkeys(range(2500), kept), set(range(2500))
    jobs.let_go(numbers, names, marks, kept, None)
    assert (numbers, names, marks) == ([], {}, set())
    assert kept.itself is kept
