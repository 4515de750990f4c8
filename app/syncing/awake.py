"""Keeps the PC from falling asleep while something is on its way; where the system does not let us, it may.

A round that was put to sleep in the middle is gone on with later all the same: this only saves the time.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_WHY = ("--what=sleep:idle", "--who=Linong", "--why=sync", "--mode=block")
_AS_LONG_AS_WE = ("cat",)  # ends when the pipe that it reads does, so never outlives this process
_PATIENCE_S = 2
_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001


@contextmanager
def kept() -> Iterator[None]:
    """Inside, the PC stays awake."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
        return
    holder = _holder()
    try:
        yield
    finally:
        if holder is not None:
            _let_go(holder)


def _holder() -> subprocess.Popen[bytes] | None:
    program = shutil.which("systemd-inhibit")
    if program is None:
        return None
    try:
        return subprocess.Popen(  # noqa: S603 - the system's own tool, words of ours
            [program, *_WHY, *_AS_LONG_AS_WE],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def _let_go(holder: subprocess.Popen[bytes]) -> None:
    with suppress(OSError, subprocess.TimeoutExpired):
        holder.communicate(timeout=_PATIENCE_S)
    if holder.poll() is None:
        holder.kill()
        holder.wait()
