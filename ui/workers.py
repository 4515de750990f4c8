"""Jobs beside the window: a job of `app` runs on a thread of its lane, its news arrive on the window's thread.

Writing jobs share one lane of one thread; reads have connections of their own, so lists and search answer during an
import. What waits for the network, an exchange with the cloud, has a lane for itself and holds nobody up. The runner
owns running handles, never the page or dialog that asked: a page may be gone when the answer comes.

The threads are Python's. Qt's pool kept more than half of what it had run for ever, and with it every answer and page
that a job held: what it takes from Python it does not reliably give back (PySide6 6.9).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar
from weakref import finalize, ref

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.jobs import Job, JobContext, Progress
from ledger.errors import Cancelled, LedgerError

_READING_THREADS = 2
_LAST_WORDS_S = 3.0  # for a request that is on its way when the store is closed
T = TypeVar("T")


class JobHandle(QObject):
    """One job: connect what should happen, then give it to `JobRunner.start`. Signals come on the window's thread.

    Exactly one of `done(result)`, `failed(LedgerError)`, `crashed(exception)` and `stopped()` comes, then `ended()`.
    """

    progressed = Signal(object)  # app.jobs.Progress
    done = Signal(object)
    failed = Signal(object)
    crashed = Signal(object)
    stopped = Signal()
    ended = Signal()
    _reported = Signal(str, object)

    def __init__(self, job: Job[Any], *, name: str, writes: bool = False, carries: bool = False) -> None:
        super().__init__()
        self.name = name
        self.writes, self.carries = writes, carries
        self._job = job
        itself = ref(self)  # no cycle: it ends, with all that its job holds, as soon as nobody holds it
        self._context = JobContext(lambda progress: _report(itself(), progress))
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self.forget: Callable[[JobHandle], object] = _ignored  # of the runner that owns it
        self.has_left = False  # the thread: until then it may still be busy with a signal

    def cancel(self) -> None:
        """Ask the job to stop at its next checkpoint."""
        self._context.cancel()

    def let_go(self) -> None:
        """Drop the job, which is over: what only it still holds, a page that was closed, ends in the calling thread."""
        self._job = _ignored

    def perform(self) -> None:
        """Run the job in the calling thread; every outcome becomes a signal. Called by the runner's threads."""
        try:
            self._context.checkpoint()
            result = self._job(self._context)
        except Cancelled:
            self._reported.emit("stopped", None)
        except LedgerError as error:
            self._reported.emit("failed", error)
        except Exception as error:  # noqa: BLE001 - the edge of a thread: nothing may get past it unseen
            self._reported.emit("crashed", error)
        else:
            self._reported.emit("done", result)

    @Slot(str, object)
    def _on_reported(self, what: str, fact: object) -> None:
        if what == "progressed":
            self.progressed.emit(fact)
            return
        if what == "stopped":
            self.stopped.emit()
        else:
            getattr(self, what).emit(fact)
        self.ended.emit()
        QTimer.singleShot(0, partial(self.forget, self))  # not while it still emits


def _report(handle: JobHandle | None, progress: Progress) -> None:
    if handle is not None:
        handle._reported.emit("progressed", progress)


class _Lane:
    """At most so many threads that perform handles in the order in which they come; they end with the lane."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: SimpleQueue[JobHandle | None] = SimpleQueue()
        self._threads: list[Thread] = []
        finalize(self, _dismiss, self._waiting, most)

    def start(self, handle: JobHandle) -> None:
        """Perform it as soon as a thread is free."""
        self._waiting.put(handle)
        if len(self._threads) < self._most:
            # a daemon: one that waits for the network does not keep the program open
            thread = Thread(target=_work, args=(self._waiting,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self, seconds: float | None = None) -> None:
        """Perform what waits, then end; wait for that, `seconds` at most. A thread still at work ends by itself."""
        _dismiss(self._waiting, len(self._threads))
        for thread in self._threads:
            thread.join(seconds)


def _work(waiting: SimpleQueue[JobHandle | None]) -> None:
    while (handle := waiting.get()) is not None:
        handle.perform()
        handle.has_left = True
        del handle  # nothing of it stays while this thread waits for the next


def _dismiss(waiting: SimpleQueue[JobHandle | None], threads: int) -> None:
    for _ in range(threads):
        waiting.put(None)


class JobRunner(QObject):
    """Owns the threads and the running jobs of one open store."""

    began = Signal(object)
    """A job with a name began: the window shows its progress at the foot."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading, self._writing, self._carrying = _Lane(_READING_THREADS), _Lane(1), _Lane(1)
        self._handles: set[JobHandle] = set()
        self._is_closing = False

    def reading(self, job: Job[Any], *, name: str = "") -> JobHandle:
        """A handle for a job that only reads; a name shows it at the foot of the window."""
        return JobHandle(job, name=name)

    def writing(self, job: Job[Any], *, name: str = "") -> JobHandle:
        """A handle for a job that writes; such jobs run one after another."""
        return JobHandle(job, name=name, writes=True)

    def carrying(self, job: Job[Any], *, name: str = "") -> JobHandle:
        """A handle for a job that waits for the network; one after another, beside those that read and write."""
        return JobHandle(job, name=name, carries=True)

    def start(self, handle: JobHandle) -> None:
        """Run the job of a handle; after `close` nothing begins any more."""
        if self._is_closing:
            return
        self._handles.add(handle)
        handle.forget = self._forget
        handle.crashed.connect(self._on_crashed)
        if handle.name:
            self.began.emit(handle)
        lane = self._writing if handle.writes else self._carrying if handle.carries else self._reading
        lane.start(handle)

    @property
    def is_busy(self) -> bool:
        """True while any job runs or waits, or its end is not told yet."""
        return bool(self._handles)

    @property
    def is_writing(self) -> bool:
        """True while a writing job runs or waits."""
        return any(handle.writes for handle in self._handles)

    def close(self) -> None:
        """Begin nothing new, cancel what runs and wait for it; for the network not longer than a moment."""
        self._is_closing = True
        for handle in self._handles:
            handle.cancel()
        self._reading.close()
        self._writing.close()
        self._carrying.close(_LAST_WORDS_S)

    def _forget(self, handle: JobHandle) -> None:
        if not handle.has_left:
            QTimer.singleShot(1, partial(self._forget, handle))
            return
        self._handles.discard(handle)
        handle.let_go()
        handle.deleteLater()  # with its connections: what they lead to may hold the handle, for ever

    @Slot(object)
    def _on_crashed(self, error: Exception) -> None:
        sys.excepthook(type(error), error, error.__traceback__)


class Latest(QObject):
    """One question at a time: a new one replaces the one before, whose answer is dropped."""

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._handle: JobHandle | None = None
        self._then: Callable[[Any], None] = _ignored
        self._failed: Callable[[Any], None] = _ignored

    @property
    def is_waiting(self) -> bool:
        """True while an answer is still to come."""
        return self._handle is not None

    def ask(
        self,
        job: Job[T],
        then: Callable[[T], None],
        *,
        failed: Callable[[LedgerError], None] | None = None,
        name: str = "",
    ) -> None:
        """Run a reading job; `then` gets its result, `failed` its expected error, both on the window's thread."""
        self.drop()
        handle = self._handle = self._runner.reading(job, name=name)
        self._then, self._failed = then, failed or _ignored
        handle.done.connect(self._on_done)  # methods of this object: Qt forgets them when its page is gone
        handle.failed.connect(self._on_failed)
        handle.crashed.connect(self._on_crashed)
        self._runner.start(handle)

    def drop(self) -> None:
        """Want no answer any more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    @Slot(object)
    def _on_done(self, result: object) -> None:
        self._answered(self._then, result)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._answered(self._failed, error)

    @Slot(object)
    def _on_crashed(self, _error: Exception) -> None:
        self._answered(_ignored, None)

    def _answered(self, then: Callable[[Any], None], result: object) -> None:
        if self.sender() is self._handle:
            self._handle = None
            then(result)


def _ignored(_: object) -> None:
    """For an outcome that nobody waits for."""
