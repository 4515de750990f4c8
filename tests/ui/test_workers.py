"""Jobs on threads: every outcome arrives once, on the window's thread, and the newest question wins."""

from __future__ import annotations

import threading
import weakref
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.jobs import JobContext
from ledger.errors import LedgerError, RecordNotFound
from ui.workers import JobHandle, JobRunner, Latest


def _outcomes(handle: object) -> list[str]:
    told: list[str] = []
    for name in ("done", "failed", "crashed", "stopped", "ended"):
        getattr(handle, name).connect(lambda *_, name=name: told.append(name))
    return told


def test_a_result_arrives_on_the_windows_thread(qtbot: QtBot) -> None:
    runner = JobRunner()
    handle = runner.reading(lambda ctx: threading.get_ident())
    told, threads = _outcomes(handle), []
    handle.done.connect(lambda worker: threads.append((worker, threading.get_ident())))
    with qtbot.waitSignal(handle.ended):
        runner.start(handle)
    assert told == ["done", "ended"]
    assert threads[0][0] != threads[0][1] == threading.get_ident()
    runner.close()


def test_an_expected_error_is_no_crash(qtbot: QtBot) -> None:
    def job(ctx: JobContext) -> None:
        raise RecordNotFound("person")

    runner = JobRunner()
    handle = runner.writing(job)
    told, errors = _outcomes(handle), []
    handle.failed.connect(errors.append)
    with qtbot.waitSignal(handle.ended):
        runner.start(handle)
    assert told == ["failed", "ended"]
    assert isinstance(errors[0], LedgerError)
    runner.close()


def test_a_bug_goes_to_the_crash_handler(qtbot: QtBot) -> None:
    def job(ctx: JobContext) -> None:
        raise ZeroDivisionError

    runner = JobRunner()
    handle = runner.reading(job)
    told = _outcomes(handle)
    with qtbot.capture_exceptions() as caught, qtbot.waitSignal(handle.ended):
        runner.start(handle)
    assert told == ["crashed", "ended"]
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    runner.close()


def test_cancel_stops_at_the_next_checkpoint(qtbot: QtBot) -> None:
    begun, told = threading.Event(), []

    def job(ctx: JobContext) -> None:
        begun.set()
        while True:
            ctx.checkpoint()

    runner = JobRunner()
    handle = runner.writing(job, name="导入")
    told = _outcomes(handle)
    runner.start(handle)
    assert begun.wait(5)
    with qtbot.waitSignal(handle.ended):
        handle.cancel()
    assert told == ["stopped", "ended"]
    runner.close()


def test_writing_jobs_run_one_after_another(qtbot: QtBot) -> None:
    running, most = [0], [0]
    lock = threading.Lock()

    def job(ctx: JobContext) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        threading.Event().wait(0.01)
        with lock:
            running[0] -= 1

    runner = JobRunner()
    handles = [runner.writing(job) for _ in range(4)]
    with qtbot.waitSignals([handle.ended for handle in handles]):
        for handle in handles:
            runner.start(handle)
    assert most == [1]
    runner.close()


def test_only_the_newest_answer_counts(qtbot: QtBot) -> None:
    runner = JobRunner()
    latest, answers = Latest(runner), []
    for number in range(5):
        latest.ask(lambda ctx, number=number: number, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    qtbot.wait(50)
    assert answers == [4]
    assert not latest.is_waiting
    runner.close()


def test_nothing_begins_after_close(qtbot: QtBot) -> None:
    runner = JobRunner()
    runner.close()
    handle = runner.reading(lambda ctx: 1)
    told = _outcomes(handle)
    runner.start(handle)
    qtbot.wait(50)
    assert told == []


def test_nothing_of_a_job_stays_once_its_end_is_told(qtbot: QtBot) -> None:
    class Page:
        """Whatever a job may hold: a page, an answer."""

    runner, held = JobRunner(), []
    for number in range(60):
        page = Page()
        held.append(weakref.ref(page))
        lane = (runner.reading, runner.writing, runner.carrying)[number % 3]
        handle = lane(lambda ctx, page=page: page)
        handle.ended.connect(partial(bool, handle))  # as a line of progress is told whose end it is
        runner.start(handle)
        del page, handle
    qtbot.waitUntil(lambda: not runner.is_busy)
    qtbot.waitUntil(lambda: not any(one() for one in held))
    runner.close()


def test_a_handle_lives_until_its_thread_has_let_go_of_it(qtbot: QtBot) -> None:
    may_leave = threading.Event()

    class Slow(JobHandle):
        """Its thread is held up when everything is told."""

        def perform(self) -> None:
            super().perform()
            may_leave.wait()

    runner = JobRunner()
    handle = Slow(lambda ctx: 1, name="")
    with qtbot.waitSignal(handle.ended):
        runner.start(handle)
    qtbot.wait(20)
    assert isValid(handle)
    may_leave.set()
    qtbot.waitUntil(lambda: not isValid(handle))
    assert not runner.is_busy
    runner.close()


def test_what_only_a_job_held_ends_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    forgotten, threads = threading.Event(), list[int]()

    class Slow(JobHandle):
        """Its thread still holds it when the runner has forgotten it."""

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "has_left" and value:
                forgotten.wait(5)

    class Page(QWidget):
        """A class of ours: what is Qt's own is sent to the window's thread."""

    runner, page = JobRunner(), Page()
    page.destroyed.connect(lambda: threads.append(threading.get_ident()), Qt.ConnectionType.DirectConnection)
    runner.start(Slow(lambda ctx, page=page: None, name=""))
    del page
    qtbot.waitUntil(lambda: not runner.is_busy)
    forgotten.set()
    runner.close()
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.get_ident()]


def test_the_threads_end_with_their_runner(qtbot: QtBot) -> None:
    before = threading.active_count()
    runner = JobRunner()
    handle = runner.reading(lambda ctx: 1)
    with qtbot.waitSignal(handle.ended):
        runner.start(handle)
    assert threading.active_count() == before + 1
    del runner, handle
    qtbot.waitUntil(lambda: threading.active_count() == before)
