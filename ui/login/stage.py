"""What every step before the window stands on: a calm ground with one column of content in its middle.

The column keeps a width that reads well at every text size; where the window is too low, what may yields (`Yielding`),
then the whole scrolls.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui.look.roles import label, set_role
from ui.look.tokens import XL, XS, XXL, L, S
from ui.parts.picture import Picture

_NARROW, _WIDE = 26, 36
"""Widths of the column in letters: for a form, and for steps that explain."""
_MARK_SIDE = 28


class Stage(QScrollArea):
    """Shows `content` on a card in the middle."""

    def __init__(self, content: QWidget, *, wide: bool = False) -> None:
        super().__init__()
        self._letters = _WIDE if wide else _NARROW
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        set_role(ground, "sunken")
        self._card = _Card(content)
        column = QVBoxLayout(ground)
        column.setContentsMargins(L, L, L, L)
        column.addStretch(2)
        column.addWidget(_brand(), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(L)
        column.addWidget(self._card, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setWidget(ground)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        if hasattr(self, "_card"):
            self._card.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * self._letters)


class _Card(QFrame):
    """As wide as it is told and as high as its wrapped sentences then need."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        set_role(self, "card")
        self._inner = QVBoxLayout(self)
        self._inner.setContentsMargins(XXL, XL, XXL, XXL)
        self._inner.addWidget(content)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    @override
    def hasHeightForWidth(self) -> bool:
        """The box around would ask for the height at its own width, which the card never gets."""
        return False

    @override
    def sizeHint(self) -> QSize:
        width, inner = self.maximumWidth(), self._inner
        height = inner.totalHeightForWidth(width) if inner.hasHeightForWidth() else inner.totalSizeHint().height()
        return QSize(width, height)

    @override
    def minimumSizeHint(self) -> QSize:
        width, inner = self.maximumWidth(), self._inner
        if inner.hasHeightForWidth():
            return QSize(width, inner.totalMinimumHeightForWidth(width))
        return QSize(width, inner.totalMinimumSize().height())


def _brand() -> QWidget:
    brand = QWidget()
    row = QHBoxLayout(brand)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(S)
    row.addWidget(Picture("house", "accent", _MARK_SIDE))
    row.addWidget(label("里弄", "title"))
    row.addSpacing(XS)
    row.addWidget(label("人房台账", "muted"))
    return brand
