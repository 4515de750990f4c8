"""What happened to the ledgers, as a Qt signal on the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app import events
from app.events import Committed
from app.stores.session import Session


class EventBridge(QObject):
    """`changed(Committed)` after every committed action, whichever thread wrote it."""

    changed = Signal(object)
    _heard = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(events.watch(session, self._heard.emit))

    @Slot(object)
    def _on_heard(self, committed: Committed) -> None:
        self.changed.emit(committed)
