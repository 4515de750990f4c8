"""What a muster is counted by: a button and a key for each outcome, and how many have it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.roster.muster import OUTCOMES, UNCOUNTED
from ledger.catalog.muster import AWAY, MISSING, SAFE
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.chips import Badge, Tone
from ui.roster.models import ICONS

KEYS = {SAFE: "A", AWAY: "B", MISSING: "M"}
_TONES: dict[str, Tone] = {SAFE: "good", AWAY: "info", MISSING: "bad", UNCOUNTED: "warn"}


class CountingBar(QWidget):
    """`said(outcome)` of those who are chosen. Hidden while nobody is mustered, and so are its `badges`."""

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self.badges = {outcome: Badge(outcome, _TONES[outcome]) for outcome in (UNCOUNTED, MISSING, AWAY, SAFE)}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(label("选中的人", "muted"))
        for outcome in OUTCOMES:
            button = self.buttons[outcome] = plain_button(f"{outcome} {KEYS[outcome]}", ICONS[outcome][0])
            button.setAccessibleName(outcome)
            button.setToolTip(f"选中的人{outcome} ({KEYS[outcome]})")
            button.clicked.connect(lambda _checked, outcome=outcome: self.said.emit(outcome))
            row.addWidget(button)
        row.addStretch(1)
        for part in (self, *self.badges.values()):
            part.hide()

    def show_counts(self, counts: Mapping[str, int] | None) -> None:
        """Show how many have each outcome; None while nobody is mustered."""
        self.setVisible(counts is not None)
        for outcome, badge in self.badges.items():
            badge.setVisible(counts is not None)
            if counts is not None:
                badge.show_state(f"{outcome} {counts[outcome]}", _TONES[outcome])
