"""How long nobody has touched keyboard or mouse anywhere on this PC, where the system tells it.

Asked once when the window's own time is up, never on a beat. Every way may be missing; then the window goes by what
reaches itself (`ui.login.idle_watch`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

Way = Callable[[], int | None]


def untouched_ms() -> int | None:
    """How many milliseconds ago the PC was last touched; None where nothing tells."""
    return first_answer(_ways())


def first_answer(ways: Iterable[Way]) -> int | None:
    """The answer of the first way that has one."""
    return next((found for way in ways if (found := way()) is not None), None)


def _ways() -> tuple[Way, ...]:
    if sys.platform == "win32":
        from ui.presence import presence_windows

        return (presence_windows.untouched_ms,)
    from ui.presence import untouched_linux

    return untouched_linux.WAYS
