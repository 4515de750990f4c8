"""The line on a page that says that somebody has to settle what was changed in two places, and the way there."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.events import Committed
from app.syncing import cards
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, S
from ui.parts.buttons import link_button
from ui.parts.picture import Picture
from ui.workers import Latest


class ExchangeBand(QWidget):
    """Not there while nothing is asked about the record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        set_role(self, "hint", "warn")
        self._desk, self._record = desk, ""
        self._latest = Latest(desk.runner, self)
        self.text = label("", wraps=True)
        self.button = link_button("去处理", "arrow-right")
        self.button.clicked.connect(lambda: self._desk.go("conflicts", self._record))
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(S)
        row.addWidget(Picture("triangle-alert", "warn"))
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()
        desk.events.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self._record and (committed.kind == "sync" or "conflict" in committed.ledgers):
            self.look(self._record)

    def look(self, record: str) -> None:
        """Ask what waits about a record."""
        if record != self._record:
            self.hide()
        self._record = record
        session = self._desk.session
        self._latest.ask(lambda _ctx: cards.of_record(session, record), self._show)

    def _show(self, count: int) -> None:
        self.text.setText(f"有 {count} 处两处都改了，请选用哪一个。")
        self.setVisible(bool(count))
