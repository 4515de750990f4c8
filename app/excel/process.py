"""The parent's end of the child process that reads a workbook: start it, ask, wait for answers, end it.

A thread takes frames off the pipe into a short queue, so that waiting can be interrupted and Windows needs no `select`.
What an answer means is `reader`'s business.
"""

from __future__ import annotations

import contextlib
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

from app.excel import children, wire

_FRAMES_AHEAD = 4  # batches that wait in the parent; then the pipe fills and the child waits
_WAIT_S = 0.1  # between two calls of `on_wait`
_STDERR_BYTES = 4000

Frame = tuple[bytes, int, bytes]


class ReaderBroken(Exception):
    """The child process failed in a way that is our mistake, not the file's; `places` says where in the code."""

    def __init__(self, places: list[str]) -> None:
        super().__init__(" < ".join(reversed(places)))
        self.places = places


class ChildGone(Exception):
    """The child ended without an answer; `cause` is "memory", "time", "crash" or "closed"."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class ChildProcess:
    """One running child. `on_wait` is called about ten times a second while an answer is awaited, and may raise."""

    def __init__(self, on_wait: Callable[[], None] | None = None) -> None:
        self._on_wait = on_wait
        self._closed = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
            children.command(children.READING),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=children.environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._frames: queue.Queue[Frame | None] = queue.Queue(_FRAMES_AHEAD)
        self._drain = threading.Thread(target=self._take_frames, name="workbook-frames", daemon=True)
        self._drain.start()
        try:
            self._expect_hello()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def ask(self, request: dict[str, object]) -> None:
        """Send a request; a child that is already gone shows in the next `answer`."""
        pipe = self._process.stdin
        with contextlib.suppress(OSError, ValueError):
            if pipe is not None:
                pipe.write(json.dumps(request).encode() + b"\n")
                pipe.flush()

    def answer(self) -> Frame:
        """Wait for the next frame.

        Raises:
            ChildGone: the child ended instead.
        """
        while True:
            try:
                frame = self._frames.get(timeout=_WAIT_S)
            except queue.Empty:
                if self._on_wait is not None:
                    self._on_wait()
                continue
            if frame is None:
                self._frames.put(None)  # whoever asks again hears the same
                raise ChildGone(self._cause())
            return frame

    def close(self) -> None:
        """End the child at once; safe to call twice and from another thread."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._process.kill()
        while self._drain.is_alive():
            with contextlib.suppress(queue.Empty):
                self._frames.get(timeout=0.01)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(queue.Full):
            self._frames.put_nowait(None)

    def _take_frames(self) -> None:
        pipe = self._process.stdout
        with contextlib.suppress(wire.WireBroken, OSError, ValueError):
            while pipe is not None and (frame := wire.receive(pipe)) is not None:
                self._frames.put(frame)
        self._frames.put(None)

    def _expect_hello(self) -> None:
        """Wait until the child runs; what it says on standard error before that is about the program, not the file."""
        try:
            kind, _, _ = self.answer()
        except ChildGone:
            errors = self._process.stderr
            said = errors.read(_STDERR_BYTES).decode("utf-8", "replace") if errors else ""
            raise ReaderBroken(["start", *said.splitlines()[-1:]]) from None
        if kind != wire.HELLO:
            raise ReaderBroken(["start", "no hello"])

    def _cause(self) -> str:
        """Tell what ended the child, by the way it ended."""
        if self._closed:
            return "closed"
        return _cause_of(self._process.wait())


def _cause_of(code: int) -> str:
    """Tell what an exit code means."""
    if sys.platform == "win32":
        # A job object that is out of memory or time ends the process with codes that differ between versions.
        return "memory" if code != 0 else "crash"
    else:  # noqa: RET505 - mypy follows the platform through the branches only
        if code == -signal.SIGXCPU:
            return "time"
        # calamine aborts when an allocation fails; the kernel kills (9) when the whole machine is out of memory
        return "memory" if code in {-signal.SIGABRT, -signal.SIGKILL} else "crash"
