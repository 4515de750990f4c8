"""Ends what nobody holds any more on the window's thread alone.

Python's collector runs on whichever thread happens to make one object too many, a job's as well. A page or a dialog
that ends there leaves its timers and the animations of its scroll bars running in the window's thread, which falls over
them. So while there is a window the collector is off, and here it is asked now and then whether it is due, by its own
thresholds; a full round waits until there is a quarter more than after the last one, as Python's own does.

A window without a parent is Python's to end once nobody holds it. It does so part by part, and a part that holds the
last of its window (a row that calls the dialog it stands in) ends the window around itself, which nothing survives. So
what Qt is to end is held here until it has.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot
from shiboken6 import isValid

_EVERY_MS = 200
_GROWN = 1.25
_held: list[QObject] = []


def hold(window: QObject) -> None:
    """Keep a window or a dialog until Qt has ended it: its `deleteLater` was called, or will be."""
    _held.append(window)


class Garbage(QObject):
    """Collects in the thread that made it, from `begin` to `end`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._old = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """From now on nothing is collected elsewhere."""
        gc.disable()
        self._timer.start()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def look(self) -> None:
        """Collect what is due, and let go of what Qt has ended."""
        _held[:] = filter(isValid, _held)
        counts, most = gc.get_count(), gc.get_threshold()
        if counts[0] <= most[0]:
            return
        if counts[1] <= most[1]:
            gc.collect(0)
        elif counts[2] <= most[2] or not self._has_grown():
            gc.collect(1)
        else:
            gc.collect()
            self._old = len(gc.get_objects(generation=2))

    def _has_grown(self) -> bool:
        return len(gc.get_objects(generation=2)) > self._old * _GROWN
