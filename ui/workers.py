"""Jobs beside the window: a job of `app` runs on a pool thread, its news arrive on the window's thread.

Writing jobs share one lane of one thread; reads have connections of their own, so lists and search answer during an
import. The runner owns running handles, never the page or dialog that asked: a page may be gone when the answer comes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from typing_extensions import override

from app.jobs import Job, JobContext
from ledger.errors import Cancelled, LedgerError

_READING_THREADS = 2
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

    def __init__(self, job: Job[Any], *, writes: bool, name: str) -> None:
        super().__init__()
        self.name = name
        self.writes = writes
        self._job = job
        self._context = JobContext(lambda progress: self._reported.emit("progressed", progress))
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the job to stop at its next checkpoint."""
        self._context.cancel()

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


class _Run(QRunnable):
    def __init__(self, handle: JobHandle) -> None:
        super().__init__()
        self._handle = handle

    @override
    def run(self) -> None:
        self._handle.perform()


class JobRunner(QObject):
    """Owns the threads and the running jobs of one open store."""

    began = Signal(object)
    """A job with a name began: the window shows its progress at the foot."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading, self._writing = QThreadPool(), QThreadPool()
        self._reading.setMaxThreadCount(_READING_THREADS)
        self._writing.setMaxThreadCount(1)
        self._handles: set[JobHandle] = set()
        self._is_closing = False

    def reading(self, job: Job[Any], *, name: str = "") -> JobHandle:
        """A handle for a job that only reads; a name shows it at the foot of the window."""
        return JobHandle(job, writes=False, name=name)

    def writing(self, job: Job[Any], *, name: str = "") -> JobHandle:
        """A handle for a job that writes; such jobs run one after another."""
        return JobHandle(job, writes=True, name=name)

    def start(self, handle: JobHandle) -> None:
        """Run the job of a handle; after `close` nothing begins any more."""
        if self._is_closing:
            return
        self._handles.add(handle)
        handle.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)  # not while it still emits
        handle.crashed.connect(self._on_crashed)
        if handle.name:
            self.began.emit(handle)
        (self._writing if handle.writes else self._reading).start(_Run(handle))

    @property
    def is_busy(self) -> bool:
        """True while any job runs or waits, or its end is not told yet."""
        return bool(self._handles)

    @property
    def is_writing(self) -> bool:
        """True while a writing job runs or waits."""
        return any(handle.writes for handle in self._handles)

    def close(self) -> None:
        """Begin nothing new, cancel what runs and wait for it."""
        self._is_closing = True
        for handle in self._handles:
            handle.cancel()
        self._reading.waitForDone()
        self._writing.waitForDone()

    @Slot()
    def _on_ended(self) -> None:
        handle = self.sender()
        if isinstance(handle, JobHandle):
            self._handles.discard(handle)

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
