"""Who may do each group of steps of a process: a tick for every duty that the table of roles gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from app.message_texts.orders import GROUPS
from app.orders.process_changes import NOBODY, ROLE
from app.orders.process_words import duties_of
from ui.look.roles import label
from ui.look.tokens import M, S
from ui.parts.flow import FlowLayout


class ProcessRoles(QWidget):
    """All groups, one below the other. What is ticked may; all ticked is the table of roles itself."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticks = {group: self._ticks(group) for group in GROUPS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        for at, (group, ticks) in enumerate(self.ticks.items()):
            beside = QWidget()
            flow = FlowLayout(beside)
            for tick in ticks.values():
                flow.addWidget(tick)
            grid.addWidget(label(GROUPS[group], "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(beside, at, 1)

    def _ticks(self, group: str) -> dict[str, QCheckBox]:
        ticks = {}
        for duty, words in duties_of(group):
            ticks[duty] = QCheckBox(words)
            ticks[duty].setAccessibleName(f"{GROUPS[group]}：{words}")
            ticks[duty].toggled.connect(self.chosen)
        return ticks

    def show_roles(self, roles: Mapping[str, Sequence[str]]) -> None:
        """Tick whom a process lets do what; nobody is told of it."""
        for group, ticks in self.ticks.items():
            narrowed = roles.get(group)
            for duty, tick in ticks.items():
                with QSignalBlocker(tick):
                    tick.setChecked(narrowed is None or duty in narrowed)

    def said(self) -> dict[str, str]:
        """The same as somebody would say it: nothing of a group that everybody of the table may do."""
        return {f"{ROLE}{group}": _said(ticks) for group, ticks in self.ticks.items()}


def _said(ticks: Mapping[str, QCheckBox]) -> str:
    left = [duty for duty, tick in ticks.items() if tick.isChecked()]
    return "" if len(left) == len(ticks) else ",".join(left) or NOBODY
