"""复核期限: by when each group of fields is to be looked at again; confirming the record confirms all of them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout

from app.dossiers.review_dates import ReviewBy
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.cards import Card
from ui.parts.chips import Badge


class ReviewCard(Card):
    """Group, since when it is known, the day by which it is to be looked at again; what is over is marked."""

    def __init__(self, reviews: Iterable[ReviewBy]) -> None:
        super().__init__("复核期限")
        self.reviews = tuple(reviews)
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        for row, one in enumerate(self.reviews):
            when = label(f"{one.by} 前（{one.known_on} 核实或登记）", wraps=True)
            when.setAccessibleName(f"{one.label} {one.by} 前复核{'，已经过了' if one.is_over else ''}")
            grid.addWidget(label(one.label, "muted"), row, 0)
            grid.addWidget(when, row, 1)
            if one.is_over:
                grid.addWidget(Badge("该复核了", "warn"), row, 2)
        self.body.addLayout(grid)
        self.body.addWidget(label("按“核实”确认以后，各项都从那天起重新算。", "caption", wraps=True))
