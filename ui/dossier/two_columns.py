"""The body of a dossier: fields at the left, what stands around them at the right; one column where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ui.look.roles import set_role
from ui.look.tokens import L

_NARROW = 52  # letters: with fewer in a line, two columns are too cramped to read
_LEFT, _RIGHT = 3, 2


class TwoColumns(QScrollArea):
    """`show_cards` puts cards into both columns; the place scrolled to is kept by `scroll_place`."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        set_role(content, "sunken")
        self._row = QHBoxLayout(content)
        self._row.setContentsMargins(L, L, L, L)
        self._row.setSpacing(L)
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        for column, stretch in zip(self._columns, (_LEFT, _RIGHT), strict=True):
            column.setSpacing(L)
            self._row.addLayout(column, stretch)
        self._cards: list[QWidget] = []
        self.setWidget(content)

    def show_cards(self, left: list[QWidget], right: list[QWidget]) -> None:
        """Show these instead of the ones before; one that is among both stays as it stands."""
        for card in self._cards:
            if card not in left and card not in right:
                card.hide()
                card.deleteLater()
        for column, cards in zip(self._columns, (left, right), strict=True):
            while column.count():
                column.takeAt(0)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        self._cards = [*left, *right]

    @property
    def scroll_place(self) -> int:
        """How far down it stands."""
        return self.verticalScrollBar().value()

    def scroll_to(self, place: int) -> None:
        """Stand there again, once the cards have their sizes."""
        self.widget().adjustSize()
        self.verticalScrollBar().setValue(place)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll until a widget that was just put in shows, once it has its size."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.ensureWidgetVisible(widget)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        is_narrow = event.size().width() < _NARROW * self.fontMetrics().horizontalAdvance("字")
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if is_narrow else across)
        super().resizeEvent(event)
