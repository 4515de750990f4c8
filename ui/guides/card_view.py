"""One guide card, large enough to be read over the counter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.guides.cards import Guide
from ui.look.roles import label
from ui.look.tokens import XS, L, M
from ui.parts.cards import Card
from ui.parts.chips import Badge


class CardView(QScrollArea):
    """Shows a card; what is written on it can be marked with the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("指南卡片")
        self.guide: Guide | None = None
        self.show_guide(None)

    def show_guide(self, guide: Guide | None) -> None:
        """Show a card; None empties the view."""
        self.guide = guide
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(M, 0, L, L)
        if guide is not None:
            column.addWidget(_card(guide))
        column.addStretch(1)
        self.setWidget(content)


def _card(guide: Guide) -> Card:
    card = Card()
    head = QHBoxLayout()
    head.setSpacing(M)
    head.addWidget(label(guide.service, "title", wraps=True), 1)
    head.addWidget(Badge(guide.kind, "plain"), 0, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(head)
    for name, text in guide.lines:
        pair = QVBoxLayout()
        pair.setSpacing(XS)
        pair.addWidget(label(name, "muted"))
        told = label(text, "strong", wraps=True)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        told.setAccessibleName(f"{name} {text}")
        pair.addWidget(told)
        card.body.addLayout(pair)
    if guide.called:
        card.body.addWidget(label(f"登记求助时，工单类别是“{guide.called}”", "caption", wraps=True))
    return card
