"""The chosen record with its questions, one below the other.

What settles them stands beneath, in `settling_panel`.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.syncing.cards import Card
from ui.conflicts.question_box import QuestionBox, divider
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import M
from ui.parts.buttons import link_button
from ui.parts.cards import Card as Frame

_OPENS = {"person": ("打开档案", "user"), "order": ("打开工单", "clipboard-list")}


class RecordView(QScrollArea):
    """`picked()` when a choice is another one; `opened()` when the record's page is wanted; `alike_asked(id)`."""

    picked = Signal()
    opened = Signal()
    alike_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card: Card | None = None
        self.boxes: dict[str, QuestionBox] = {}

    def show_card(self, card: Card) -> None:
        """Show a record and what is asked about it."""
        self.card, self.boxes = card, {}
        holder = QWidget()
        set_role(holder, "surface")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        frame = Frame()
        frame.body.addLayout(self._head(card))
        for place, asked in enumerate(card.asked):
            if place:
                frame.body.addWidget(divider())
            box = self.boxes[asked.id] = QuestionBox(self._desk, card.ledger, asked)
            box.picked.connect(self.picked)
            box.alike_asked.connect(lambda one=asked.id: self.alike_asked.emit(one))
            frame.body.addWidget(box)
        column.addWidget(frame)
        column.addStretch(1)
        self.setWidget(holder)

    def _head(self, card: Card) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(label(card.called, "section", wraps=True), 1)
        self.open_button = link_button(*_OPENS.get(card.page, ("打开档案", "house")))
        if not card.page:
            self.open_button.hide()
        self.open_button.clicked.connect(self.opened)
        row.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def chosen(self) -> Mapping[str, QuestionBox]:
        """The questions of this record with something to settle them with."""
        return {asked: box for asked, box in self.boxes.items() if box.is_ready}

    @Slot()
    def clear(self) -> None:
        """Show nothing."""
        self.card, self.boxes = None, {}
        self.setWidget(QWidget())
