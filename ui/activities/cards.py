"""What is told of an activity beside its list: its facts, what it is about, what came of it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout

from app.activities.showing import Dossier
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.cards import Card

_TOLD_ABOVE = frozenset(("开始时间", "结束时间", "活动地点"))


class FactsCard(Card):
    """Label and value, line by line."""

    def __init__(self, found: Dossier) -> None:
        super().__init__("活动情况")
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        told = [pair for pair in found.facts if pair[0] not in _TOLD_ABOVE]
        for row, (name, text) in enumerate(told):
            value = label(text, wraps=True)
            value.setAccessibleName(f"{name} {text}")
            grid.addWidget(label(name, "muted"), row, 0)
            grid.addWidget(value, row, 1)
        self.body.addLayout(grid)


class ContentCard(Card):
    """活动内容."""

    def __init__(self, found: Dossier) -> None:
        super().__init__("活动内容")
        self.body.addWidget(label(found.content, wraps=True))


class SummaryCard(Card):
    """活动总结."""

    def __init__(self, found: Dossier) -> None:
        super().__init__("活动总结")
        self.body.addWidget(label(found.summary, wraps=True))
