"""What the window does when somebody else's hand changed what it may show: rights, and requests that wait.

The rights of whoever is at work may change while the window is open: a cell of the permission matrix, a role, a first
second account. The navigation offers what is allowed from then on, and pages are made anew, because a page asks for
rights when it is made; one on which something is being typed stays, and what it may no longer do is refused where it is
done (`app.access`).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.events import Committed
from app.notices import inbox
from app.notices.inbox import Counts
from app.release import approvals
from app.syncing.standing import Standing
from ledger.permissions import NOTICES
from ui.desk import Desk
from ui.frame.navigation import Navigation
from ui.workers import Latest

_REQUESTS = "approvals"  # the page on which they are decided
_QUESTIONS = "conflicts"
_NOTICES = "notices"
_OF_NOTICES = frozenset(NOTICES)


class Following(QObject):
    """Keeps the navigation at what is allowed and at how much waits. `rights_changed` is for what else shows."""

    rights_changed = Signal()

    def __init__(self, desk: Desk, navigation: Navigation, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._navigation = desk, navigation
        self._rights = desk.session.rights
        self._counting, self._counting_notices = Latest(desk.runner, self), Latest(desk.runner, self)
        desk.events.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Ask for the first time how many requests wait."""
        self._count()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self._desk.session.rights != self._rights:
            self._rights = self._desk.session.rights
            self._navigation.follow(self._rights)
            self.rights_changed.emit()
            self._count()
        elif committed.kind in approvals.KINDS or not _OF_NOTICES.isdisjoint(committed.ledgers):
            self._count()

    @Slot(object)
    def tell_exchange(self, now: Standing) -> None:
        """Offer the pages of a shared ledger where it is one, with how much waits there."""
        self._navigation.show_shared(is_shared=now.is_enrolled or bool(now.questions))
        self._navigation.tell_waiting(_QUESTIONS, now.questions)

    def _count(self) -> None:
        session = self._desk.session
        tell: Callable[[int], None] = lambda count: self._navigation.tell_waiting(_REQUESTS, count)  # noqa: E731 - typed
        self._counting.ask(lambda _ctx: len(approvals.to_decide(session)), tell)
        if session.rights.may(_NOTICES):
            told: Callable[[Counts], None] = lambda now: self._navigation.tell_waiting(_NOTICES, now.waiting)  # noqa: E731 - typed
            self._counting_notices.ask(lambda _ctx: inbox.counts(session), told)
