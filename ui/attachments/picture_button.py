"""A small picture that is pressed to open it; an icon stands in its place where there is none to show."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from ui.look.icons import pixmap as icon_picture
from ui.look.theme import theme
from ui.look.tokens import HAIRLINE, RADIUS, RING

_SIDE, _COMPACT = 72, 40
_ICON_SHARE = 0.45


class PictureButton(QAbstractButton):
    """As wide as high; a picture fills it and loses what hangs over, an icon stands in its middle."""

    def __init__(self, icon: str, name: str) -> None:
        super().__init__()
        self._icon = icon
        self._picture = QPixmap()
        self._is_compact = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.name(name)

    def name(self, name: str) -> None:
        """What it does, read out and shown when the pointer rests on it."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def show_picture(self, picture: QPixmap) -> None:
        """Show a picture; an empty one takes it away."""
        self._picture = picture
        self.update()

    def set_compact(self, *, is_so: bool) -> None:
        """Take less room, where there is nothing to see."""
        self._is_compact = is_so
        self.updateGeometry()

    @property
    def has_picture(self) -> bool:
        """True while a picture shows."""
        return not self._picture.isNull()

    @override
    def sizeHint(self) -> QSize:
        side = theme().pixels(_COMPACT if self._is_compact else _SIDE)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, place = theme().tokens, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(place.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.fillPath(shape, QColor(tokens.hover if self.underMouse() and self.isEnabled() else tokens.sunken))
        painter.setClipPath(shape)
        if self.has_picture:
            painter.drawPixmap(self.rect(), self._picture, _middle(self._picture.size()))
        else:
            side = round(self.width() * _ICON_SHARE)
            at = QRect(0, 0, side, side)
            at.moveCenter(self.rect().center())
            tone = "muted" if self.isEnabled() else "disabled"
            painter.drawPixmap(at, icon_picture(self._icon, tone, side, self.devicePixelRatioF()))
        painter.setClipping(False)
        is_focused = self.hasFocus()
        painter.setPen(QPen(QColor(tokens.accent if is_focused else tokens.border), RING if is_focused else HAIRLINE))
        painter.drawPath(shape)
        painter.end()


def _middle(size: QSize) -> QRect:
    """The largest square in the middle of a picture."""
    side = min(size.width(), size.height())
    place = QRect(0, 0, side, side)
    place.moveCenter(QRect(0, 0, size.width(), size.height()).center())
    return place
