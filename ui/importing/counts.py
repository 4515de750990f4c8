"""The big counts of a plan: each a button that shows its rows, with one sentence of what will happen to them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.review.plan_words import LABELS, STATUSES, WHAT_WILL_HAPPEN
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import XS, M, S
from ui.parts.buttons import plain_button

_ALWAYS = ("new", "changed", "unchanged", "doubtful", "refused")
_TONES = {"new": "good", "changed": "info", "doubtful": "warn", "refused": "bad"}


class CountButton(QPushButton):
    """One class: its word, its count, its sentence."""

    def __init__(self, status: str) -> None:
        super().__init__()
        set_role(self, "plain")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.status = status
        self._word = label(LABELS[status], "strong")
        self._figure = label("0", "figure")
        self._sentence = label(WHAT_WILL_HAPPEN[status], "caption", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, S, M, S)
        column.setSpacing(XS)
        for one in (self._word, self._figure, self._sentence):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(one)
        column.addStretch(1)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHorizontalStretch(1)
        self.setSizePolicy(policy)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show how many rows the class has; an empty class is quiet."""
        self._figure.setText(f"{count:,}")
        tone = _TONES.get(self.status, "") if count else ""
        set_role(self._word, tone or "strong")  # type: ignore[arg-type]  # the tones are roles too
        self.setAccessibleName(f"{LABELS[self.status]} {count:,} 行")
        self.setAccessibleDescription(WHAT_WILL_HAPPEN[self.status])

    @property
    def count(self) -> str:
        """The count as it is shown."""
        return self._figure.text()

    @override
    def sizeHint(self) -> QSize:
        lines = 3 * self._sentence.fontMetrics().lineSpacing()
        height = self._word.sizeHint().height() + self._figure.sizeHint().height() + lines + 2 * S + 2 * XS
        return QSize(theme().pixels(84), height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class CountRow(QWidget):
    """`chosen(what)`: a class of rows, `troubles` or `hints`."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._all: dict[str, QPushButton] = {}
        self.buttons = {status: CountButton(status) for status in STATUSES}
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        for status, button in self.buttons.items():
            self._add(status, button)
            row.addWidget(button, 1)
        self.troubles = self._small("troubles", "circle-alert")
        self.hints = self._small("hints", "info")
        below = QHBoxLayout()
        below.setSpacing(S)
        below.addWidget(self.troubles)
        below.addWidget(self.hints)
        below.addStretch(1)
        self.below = below
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addLayout(row)
        column.addLayout(below)

    def _small(self, what: str, symbol: str) -> QPushButton:
        button = plain_button("", symbol)
        button.setCheckable(True)
        self._add(what, button)
        return button

    def _add(self, what: str, button: QPushButton) -> None:
        self._all[what] = button
        button.clicked.connect(lambda: self.chosen.emit(what))

    def show_counts(self, counts: Mapping[str, int], troubles: int, hints: int) -> None:
        """Show the counts of a plan; a class that is seldom met is left away while it is empty."""
        for status, button in self.buttons.items():
            count = counts.get(status, 0)
            button.show_count(count)
            button.setVisible(count > 0 or status in _ALWAYS)
        self.troubles.setText(f"有问题的格子 {troubles:,}")
        self.hints.setText(f"提示 {hints:,}")
        self.troubles.setVisible(troubles > 0)
        self.hints.setVisible(hints > 0)

    def choose(self, what: str) -> None:
        """Mark what is shown."""
        for name, button in self._all.items():
            button.setChecked(name == what)
