"""The course of an order as a story: a line for each event, the newest on top, what was said, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.orders.photos import Shots
from app.orders.story import Told
from ui.attachments.card import AttachmentsCard
from ui.look.roles import label, set_role
from ui.look.tokens import XS, M, S
from ui.orders.lights import ICONS, tone_of
from ui.orders.shots_row import ShotsRow, visit_line
from ui.parts.buttons import link_button
from ui.parts.cards import Card
from ui.parts.picture import Picture

FIRST, MORE = 12, 40  # events that are built at once; a long story is read in parts
_DOT = 14


class StoryCard(Card):
    """Tells what happened; nothing is done here."""

    def __init__(
        self, story: Sequence[Told], attached: AttachmentsCard | None, go: Callable[[str, str], object]
    ) -> None:
        super().__init__("办理经过")
        self._attached, self._go = attached, go
        self._story, self._shown = tuple(story), 0
        self.lines: list[QWidget] = []
        self.body.setSpacing(M)
        self.more = link_button("")
        set_role(self.more, "link", "flush")
        self.more.clicked.connect(lambda: self._show(MORE))
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        self.body.addLayout(row)
        self._show(FIRST)

    def _show(self, many: int) -> None:
        until = min(self._shown + many, len(self._story))
        for told in self._story[self._shown : until]:
            line = self._line(told)
            self.body.insertWidget(self.body.count() - 1, line)
            self.lines.append(line)
        self._shown = until
        left = len(self._story) - until
        self.more.setText(f"更早的 {left} 步")
        self.more.setVisible(left > 0)

    def _line(self, told: Told) -> QWidget:
        """One event: a mark at the left, beside it what was done, by whom and when, then the words."""
        line = QWidget()
        came = (one.text for one in told.shots)
        line.setAccessibleName(
            "，".join(filter(None, (told.at, told.unit, told.who, told.title, *told.lines, *came, told.note)))
        )
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(_mark(told), alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(XS)
        title = label(told.title, "muted" if told.is_noted else "strong", wraps=True)
        column.addWidget(title)
        who = " ".join(filter(None, (told.unit, told.who)))
        column.addWidget(label(f"{who}　{told.at}{'　等待上报' if told.waits else ''}", "caption", wraps=True))
        for text in told.lines:
            column.addWidget(label(text, wraps=True))
        for shots in told.shots:
            column.addWidget(self._shots(shots))
        if told.note:
            column.addWidget(label(told.note, "warn", wraps=True))
        row.addLayout(column, 1)
        return line

    def _shots(self, shots: Shots) -> QWidget:
        if shots.visit:
            return visit_line(shots, self._go)
        return label(shots.text, wraps=True) if self._attached is None else ShotsRow(shots, self._attached)


def _mark(told: Told) -> Picture:
    if told.is_noted:
        return Picture("minus", "muted", _DOT)
    if told.light is None:
        return Picture("circle-small", "accent", _DOT)
    return Picture(ICONS[told.light], tone_of(told.light), _DOT)
