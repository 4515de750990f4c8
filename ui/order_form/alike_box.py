"""Orders that may be the same matter as the one being registered, each with why; looked for while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.message_texts.orders import status
from app.orders import duplicates
from app.orders.duplicates import Similar
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import XS, M, S
from ui.parts.buttons import link_button
from ui.parts.elided import ElidedLabel
from ui.workers import Latest

_AFTER_MS = 400
_MOST = 3
_LEAST_LETTERS = 4  # of a description: fewer say nothing yet


class AlikeBox(QWidget):
    """Not there while nothing is alike. `opened(order)` when one is wanted."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, said: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._desk, self._said = desk, said
        self._reading = Latest(desk.runner, self)
        self.found: tuple[Similar, ...] = ()
        self._waiting = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._waiting.timeout.connect(self._look)
        set_role(self, "hint", "warn")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(M, S, M, S)
        self._column.setSpacing(XS)
        self._column.addWidget(label("可能已经登记过，是同一件就不用再登记：", "strong", wraps=True))
        self._lines: list[QWidget] = []
        self.hide()

    def note_change(self) -> None:
        """Something was typed: look once typing rests."""
        self._waiting.start()

    @Slot()
    def _look(self) -> None:
        said = dict(self._said())
        if len(said.get("description", "")) < _LEAST_LETTERS and not said.get("external_no"):
            self.show_alike(())
            return
        session = self._desk.session

        def work(_ctx: JobContext) -> Sequence[Similar]:
            return duplicates.similar(session, said)

        self._reading.ask(work, self.show_alike, failed=lambda _error: self.show_alike(()))

    def show_alike(self, found: Sequence[Similar]) -> None:
        """Show these, the most alike first."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.found = tuple(found[:_MOST])
        self._lines = [self._line(one) for one in self.found]
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(bool(self.found))
        self.shown.emit()

    def _line(self, one: Similar) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(S)
        button = link_button(one.order_no)
        set_role(button, "link", "flush")
        button.setAccessibleName(f"打开 {one.order_no} {one.title}")
        button.clicked.connect(lambda: self.opened.emit(one.id))
        row.addWidget(button)
        row.addWidget(ElidedLabel(f"{one.title}（{status(one.status)}）"), 1)
        column.addLayout(row)
        why = ElidedLabel("、".join(filter(None, (one.place, *one.why))))
        set_role(why, "caption")
        column.addWidget(why)
        return line
