"""The pages of a print one below the other, as they will come out: scrolled, zoomed, walked by keys."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPoint, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame
from typing_extensions import override

from ui.look.theme import theme, tokens
from ui.look.tokens import HAIRLINE, L, M
from ui.printing.composing import Composed, page_number
from ui.printing.paper import DOTS_PER_INCH

FIT = 0.0
ZOOMS = (FIT, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_KEPT = 6  # pictures of pages that are kept: those in sight and their neighbours
_PIXELS_PER_INCH = 96
_LETTERS_ACROSS, _LINES_DOWN = 48, 24


class PageView(QAbstractScrollArea):
    """Shows a `Composed`; `page_changed` tells the page in the middle of the view."""

    page_changed = Signal(int)
    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("打印预览")
        self._composed: Composed | None = None
        self._zoom = FIT
        self._page = 0
        self._pictures: OrderedDict[tuple[int, float], QPixmap] = OrderedDict()
        self.verticalScrollBar().valueChanged.connect(self._look_where)
        theme().changed.connect(self.viewport().update)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._composed.pages) if self._composed else 0

    @property
    def page(self) -> int:
        """The page in the middle of the view, from 1."""
        return self._page

    @property
    def zoom(self) -> float:
        """1 is the size of paper, `FIT` as wide as the view."""
        return self._zoom

    def show_print(self, composed: Composed) -> None:
        """Show this print from its first page."""
        self._composed = composed
        self._pictures.clear()
        self._page = 0
        self._fit_bars()
        self.verticalScrollBar().setValue(0)
        self._look_where()
        self.viewport().update()

    def go_to(self, page: int) -> None:
        """Bring a page to the top."""
        page = max(1, min(page, self.pages))
        self.verticalScrollBar().setValue(round((page - 1) * self._step()))

    def set_zoom(self, zoom: float) -> None:
        """Show pages larger or smaller; the page stays."""
        page, self._zoom = self._page, zoom
        self._pictures.clear()
        self._fit_bars()
        self.go_to(page)
        self.viewport().update()
        self.zoomed.emit(zoom)

    def zoom_by(self, steps: int) -> None:
        """The next larger or smaller size; from the fitted one the nearest."""
        sizes = ZOOMS[1:]
        near = min(range(len(sizes)), key=lambda at: abs(sizes[at] - self._scale() * DOTS_PER_INCH / _PIXELS_PER_INCH))
        self.set_zoom(sizes[max(0, min(len(sizes) - 1, near + steps))])

    # -- where pages stand

    def _scale(self) -> float:
        """Pixels for a dot of paper."""
        if self._zoom != FIT or self._composed is None:
            return (self._zoom or 1.0) * theme().scale * _PIXELS_PER_INCH / DOTS_PER_INCH
        return (self.viewport().width() - 2 * L) / self._composed.paper.size.width()

    def _sheet(self) -> QSizeF:
        return self._composed.paper.size * self._scale() if self._composed else QSizeF()

    def _step(self) -> float:
        return self._sheet().height() + M

    def _rect(self, page: int) -> QRectF:
        sheet = self._sheet()
        left = max(L, (self.viewport().width() - sheet.width()) / 2) - self.horizontalScrollBar().value()
        return QRectF(QPoint(0, 0), sheet).translated(
            left, M + (page - 1) * self._step() - self.verticalScrollBar().value()
        )

    def _fit_bars(self) -> None:
        sheet, room = self._sheet(), self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, round(M + self.pages * self._step()) - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(room.height() // 10)
        across.setRange(0, max(0, round(sheet.width() + 2 * L) - room.width()))
        across.setPageStep(room.width())

    def _look_where(self) -> None:
        if not self.pages:
            return
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2 - M
        page = max(1, min(self.pages, int(middle / self._step()) + 1))
        if page != self._page:
            self._page = page
            self.setAccessibleDescription(page_number(page, self.pages))
            self.page_changed.emit(page)

    # -- keys, wheel, paint

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key
        pages = {
            key.Key_PageDown: self._page + 1,
            key.Key_PageUp: self._page - 1,
            key.Key_Home: 1,
            key.Key_End: self.pages,
        }
        if event.key() in pages:
            self.go_to(pages[key(event.key())])
        elif event.key() in (key.Key_Plus, key.Key_Equal, key.Key_Minus):
            self.zoom_by(-1 if event.key() == key.Key_Minus else 1)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    @override
    def sizeHint(self) -> QSize:
        measure = self.fontMetrics()
        return QSize(measure.horizontalAdvance("字") * _LETTERS_ACROSS, measure.height() * _LINES_DOWN)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        page = self._page
        self._pictures.clear()
        self._fit_bars()
        if page:
            self.go_to(page)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(tokens().sunken))
        for page in range(1, self.pages + 1):
            rect = self._rect(page)
            if rect.top() > event.rect().bottom():
                break
            if rect.intersects(QRectF(event.rect())):
                painter.drawPixmap(rect.topLeft(), self._picture(page))
                painter.setPen(QPen(QColor(tokens().border), HAIRLINE))
                painter.drawRect(rect)

    def _picture(self, page: int) -> QPixmap:
        """The page as it looks now, drawn once."""
        ratio = self.devicePixelRatioF()
        known = self._pictures.get((page, ratio))
        composed = self._composed
        if known is None and composed is not None:
            known = QPixmap((self._sheet() * ratio).toSize())
            known.setDevicePixelRatio(ratio)
            known.fill(Qt.GlobalColor.white)
            painter = QPainter(known)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            composed.paint(painter, page, dots_per_inch=self._scale() * DOTS_PER_INCH)
            painter.end()
            self._pictures[page, ratio] = known
            if len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        return known or QPixmap()
