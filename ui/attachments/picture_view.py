"""One picture, as large as it fits, in the middle; never larger than twice what it is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.look.theme import theme
from ui.look.tokens import RADIUS

_LEAST = QSize(320, 240)
_MOST_GROWN = 2


class PictureView(QWidget):
    """`show_image` shows a picture; an empty one lets it go. Scaled once for each size, not for each painting."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._scaled = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_LEAST)

    @property
    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Show this picture."""
        self._image, self._scaled = image, QImage()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().tokens.sunken))
        painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        if not self._image.isNull():
            fitted = self._fitted()
            place = QRect(QPoint(0, 0), fitted.deviceIndependentSize().toSize())
            place.moveCenter(self.rect().center())
            painter.drawImage(place.topLeft(), fitted)
        painter.end()

    def _fitted(self) -> QImage:
        """The picture in the size of the moment."""
        ratio = self.devicePixelRatioF()
        room = (self.size() * ratio).boundedTo(self._image.size() * _MOST_GROWN)
        wanted = self._image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if self._scaled.size() != wanted:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled = self._image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled
