"""The course of an order by a process, as a table: in each state what can be done, where it leads, who may, by when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.orders.process_words import NOBODY_MAY, Move
from ui.look.roles import Role, label
from ui.look.tokens import S

_TOP = Qt.AlignmentFlag.AlignTop
_HEADINGS = ("状态和时限", "操作", "谁能做")


class ProcessMoves(QGridLayout):
    """Filled anew for every process that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(S)
        for column, share in enumerate((3, 4, 6)):
            self.setColumnStretch(column, share)

    def show_moves(self, moves: Sequence[Move]) -> None:
        """One line a step, below the state in which it can be done."""
        while self.count():
            item = self.takeAt(0)
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for column, heading in enumerate(_HEADINGS):
            self.addWidget(label(heading, "strong"), 0, column)
        at = 1
        for state, there in groupby(moves, key=lambda one: one.status):
            several = list(there)
            limit = several[0].limit
            self.addWidget(label(f"{state}\n{limit}" if limit else state, wraps=True), at, 0, len(several), 1, _TOP)
            for one in several:
                role: Role = "bad" if one.may == NOBODY_MAY else "muted"
                step = f"{one.action} → {'、'.join(one.leads_to)}"
                self.addWidget(label(step, "muted", wraps=True), at, 1, _TOP)
                self.addWidget(label(one.may, role, wraps=True), at, 2, _TOP)
                at += 1
