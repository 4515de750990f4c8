"""The line at a table's foot: what is selected with sums of its numbers, else the keys that help."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.jobs import JobContext
from ui.desk import Desk
from ui.ledger_view import sums
from ui.ledger_view.cell_actions import CellActions
from ui.ledger_view.rows_model import RowsModel
from ui.parts.bands import StatusLine
from ui.workers import Latest

_AFTER_MS = 150  # a selection that is still being drawn is not added up


class SelectionLine(QObject):
    """Follows the selection of one table; sums are worked out beside the window."""

    def __init__(self, desk: Desk, rows: RowsModel, actions: CellActions, line: StatusLine, hints: str) -> None:
        super().__init__(line)
        self._rows, self._actions, self._line, self._hints = rows, actions, line, hints
        self._adding = Latest(desk.runner, self)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_AFTER_MS)
        self._waiting.timeout.connect(self._tell)
        line.show_text(hints)

    @Slot()
    def follow(self) -> None:
        """Tell of the selection once it stays as it is."""
        self._waiting.start()

    def _tell(self) -> None:
        chosen, source = self._actions.chosen, self._rows.source
        if chosen is None or source is None or chosen.row_count * len(chosen.columns) <= 1:
            self._adding.drop()
            self._line.show_text(self._hints)
            return
        self._line.show_text(sums.counted(chosen))

        def work(ctx: JobContext) -> str:
            return sums.told(source, chosen, ctx)

        self._adding.ask(work, self._line.show_text)
