"""Keeps telling, while an export is being put together, how sensitive it would be and what it would need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs import Job
from ui.desk import Desk
from ui.exporting.privacy import PrivacyBox
from ui.workers import Latest

if TYPE_CHECKING:
    from app.exports.clearance import Outlook

_PAUSE_MS = 150  # between a change and the question: lists are clicked together quickly


class OutlookWatch(QObject):
    """Asks anew after every change and shows the answer in the box; `make` gives the job, None while nothing is asked.

    What cannot be answered, because a filter asks what this sheet has not, is left unsaid: the export will say it.
    """

    told = Signal()

    def __init__(self, desk: Desk, box: PrivacyBox, make: Callable[[], Job[Outlook] | None]) -> None:
        super().__init__(box)
        self._box, self._make = box, make
        self._asking = Latest(desk.runner, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)

    def look(self) -> None:
        """Something changed: what was told holds no more."""
        self._asking.drop()
        self._box.show_outlook(None)
        self.told.emit()
        self._timer.start()

    @property
    def is_settled(self) -> bool:
        """True when nothing is being asked."""
        return not self._timer.isActive() and not self._asking.is_waiting

    def _ask(self) -> None:
        job = self._make()
        if job is not None:
            self._asking.ask(job, self._show, failed=lambda _error: None)

    def _show(self, outlook: Outlook) -> None:
        self._box.show_outlook(outlook)
        self.told.emit()
