"""A building as a grid of rooms that the keyboard walks through.

Arrow keys go from room to room, Enter opens one, a room number typed jumps to it, + and - or Ctrl and the wheel zoom.
The room where one stands is also the accessible description of the view.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip
from typing_extensions import override

from app.homes.building_grid import BuildingGrid, Cell
from ui.homes.cell_painter import CellPainter, Look
from ui.homes.grid_layout import GridLayout, Heading, Measures, Spot, floor_name
from ui.look.theme import theme, tokens
from ui.look.tokens import XL, L, M, S

ZOOMS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5)
_PLAIN_ZOOM = ZOOMS.index(1.0)
_TYPING_MS = 1200  # a pause after which a typed room number begins anew
_FLOOR_LETTERS = 4.5


class BuildingView(QAbstractScrollArea):
    """Shows a `BuildingGrid`."""

    moved = Signal(object)  # the Cell where one stands, None in an empty building
    pressed = Signal()  # by the mouse, on a room
    opened = Signal(str)  # id of a dwelling
    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("楼栋图")
        self.viewport().setMouseTracking(True)
        self._grid: BuildingGrid | None = None
        self._layout: GridLayout | None = None
        self._zoom = _PLAIN_ZOOM
        self._painter = CellPainter(self.font(), self.zoom)
        self._current = ""
        self._wanted: frozenset[str] = frozenset()
        self._typed = ""
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._forget_typed)
        theme().changed.connect(self._lay_out)

    # -- what it shows

    @property
    def zoom(self) -> float:
        """How large cells are drawn; 1 fits the text of the window."""
        return ZOOMS[self._zoom]

    @property
    def current(self) -> Cell | None:
        """The room where one stands."""
        spot = self._spot()
        return spot.cell if spot else None

    @property
    def is_typing(self) -> bool:
        """True while a room number is being typed."""
        return bool(self._typed)

    def show_grid(self, grid: BuildingGrid, *, current: str = "") -> None:
        """Show a building, standing at the room `current`, else where it stood, else at the first."""
        is_other = self._grid is None or self._grid.id != grid.id
        self._grid = grid
        self._current = current or self._current
        self._lay_out()
        if is_other:
            self.horizontalScrollBar().setValue(0)
            self.verticalScrollBar().setValue(0)
        self._stand_at(self._spot() or (self._layout.first() if self._layout else None))

    def show_only(self, occupancies: frozenset[str]) -> None:
        """Leave homes of these states bright and dim the others; all are bright when none is named."""
        self._wanted = occupancies
        self.viewport().update()

    def stand_at_unit(self, name: str) -> None:
        """Go to the first room of a unit."""
        layout = self._layout
        self._stand_at(next((spot for spot in layout.spots if spot.cell.unit == name), None) if layout else None)

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller by steps; the room where one stands stays in sight."""
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, self._zoom + steps))])

    def set_zoom(self, zoom: float) -> None:
        """Draw at the nearest zoom that there is."""
        nearest = min(range(len(ZOOMS)), key=lambda at: abs(ZOOMS[at] - zoom))
        if nearest != self._zoom:
            self._zoom = nearest
            self._lay_out()
            self._reveal(self._spot())
            self.zoomed.emit(self.zoom)

    # -- laying out

    def _lay_out(self) -> None:
        self._painter = CellPainter(self.font(), self.zoom)
        if self._grid is not None:
            paint, scale = self._painter, self.zoom
            letter = paint.metrics.horizontalAdvance("字")
            self._layout = GridLayout(
                self._grid,
                Measures(
                    cell=QSizeF(paint.width(), paint.height()),
                    gap=S * scale,
                    stair_gap=XL * scale,
                    margin=L,
                    line=paint.metrics.height() + S,
                    floor_width=letter * _FLOOR_LETTERS + M,
                ),
            )
        self._fit_bars()
        self.viewport().update()

    def _fit_bars(self) -> None:
        size, room = self._layout.size if self._layout else QSizeF(), self.viewport().size()
        for bar, whole, seen, step in (
            (self.horizontalScrollBar(), size.width(), room.width(), self._painter.width()),
            (self.verticalScrollBar(), size.height(), room.height(), self._painter.height()),
        ):
            bar.setRange(0, max(0, round(whole) - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(round(step / 2))

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _spot(self) -> Spot | None:
        return self._layout.by_id.get(self._current) if self._layout else None

    def rect_of(self, dwelling: str) -> QRectF:
        """Where a room is drawn in the viewport now; empty when it is not in this building."""
        spot = self._layout.by_id.get(dwelling) if self._layout else None
        return spot.rect.translated(-self._offset()) if spot else QRectF()

    # -- moving

    def _stand_at(self, spot: Spot | None) -> None:
        self._current = spot.cell.id if spot else ""
        self.setAccessibleDescription(describe(spot.cell) if spot else "")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self._reveal(spot)
        self.viewport().update()
        self.moved.emit(spot.cell if spot else None)

    def _reveal(self, spot: Spot | None) -> None:
        """Scroll so that the cell and the names of its floor and unit are in sight."""
        layout = self._layout
        if spot is None or layout is None:
            return
        room, rect = self.viewport().size(), spot.rect.adjusted(-S, -S, S, S)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        frozen = self._floor_width()
        if rect.left() - across.value() < frozen:
            across.setValue(round(rect.left() - frozen))
        elif rect.right() - across.value() > room.width():
            across.setValue(round(rect.right() - room.width()))
        if rect.top() - down.value() < layout.top:
            down.setValue(round(rect.top() - layout.top))
        elif rect.bottom() - down.value() > room.height():
            down.setValue(round(rect.bottom() - room.height()))

    def _floor_width(self) -> float:
        return self._painter.metrics.horizontalAdvance("字") * _FLOOR_LETTERS + M + L

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        layout, spot = self._layout, self._spot()
        if layout is None or spot is None or not self._handled(layout, spot, event):
            super().keyPressEvent(event)

    def _handled(self, layout: GridLayout, spot: Spot, event: QKeyEvent) -> bool:
        key = event.key()
        if move := self._move(layout, spot, event):
            self._stand_at(move() or spot)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(spot.cell.id)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(-1 if key == Qt.Key.Key_Minus else 1)
        elif event.text().isalnum():
            self._type(layout, event.text())
        else:
            return False
        return True

    def _move(self, layout: GridLayout, spot: Spot, event: QKeyEvent) -> Callable[[], Spot | None] | None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key
        moves: dict[int, Callable[[], Spot | None]] = {
            key.Key_Right: lambda: layout.beside(spot, 1),
            key.Key_Left: lambda: layout.beside(spot, -1),
            key.Key_Down: lambda: layout.beyond(spot, 1),
            key.Key_Up: lambda: layout.beyond(spot, -1),
            key.Key_Home: lambda: layout.spots[0] if control else layout.end_of_row(spot, -1),
            key.Key_End: lambda: layout.spots[-1] if control else layout.end_of_row(spot, 1),
            key.Key_PageDown: lambda: self._pages(layout, spot, 1),
            key.Key_PageUp: lambda: self._pages(layout, spot, -1),
        }
        return moves.get(event.key())

    def _pages(self, layout: GridLayout, spot: Spot, down: int) -> Spot | None:
        rows = max(1, int(self.viewport().height() / self._painter.height()) - 1)
        for _ in range(rows):
            spot = layout.beyond(spot, down) or spot
        return spot

    def _type(self, layout: GridLayout, text: str) -> None:
        self._typed += text
        self._typing.start()
        if found := layout.called(self._typed):
            self._stand_at(found)

    def _forget_typed(self) -> None:
        self._typed = ""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._under(event.position())
        if spot is not None:
            self._stand_at(spot)
            self.pressed.emit()
        event.accept()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if spot := self._under(event.position()):
            self.opened.emit(spot.cell.id)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def _under(self, point: QPointF) -> Spot | None:
        place = point + self._offset()
        return self._layout.at(place.x(), place.y()) if self._layout else None

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            spot = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos() if spot else QPoint(), describe(spot.cell) if spot else "", self)
            return True
        return super().viewportEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bars()

    # -- painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        layout = self._layout
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(tokens().surface))
        if layout is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = self._offset()
        painter.translate(-offset)
        for spot in layout.within(QRectF(event.rect()).translated(offset)):
            cell = spot.cell
            is_current = cell.id == self._current
            look = Look(
                is_current, is_current and self.hasFocus(), bool(self._wanted) and cell.occupancy not in self._wanted
            )
            self._painter.paint(painter, spot.rect, cell, look)
        painter.resetTransform()
        self._paint_names(painter, layout, offset)

    def _paint_names(self, painter: QPainter, layout: GridLayout, offset: QPointF) -> None:
        """Floor names stay at the left edge and unit names at the top while the rooms scroll."""
        room, width = self.viewport().size(), self._floor_width()
        ground = QColor(tokens().surface)
        painter.setFont(QFont(self.font()))
        painter.fillRect(QRectF(0, 0, width - S, room.height()), ground)
        painter.setPen(QColor(tokens().muted))
        for heading in layout.floors:
            self._name(painter, heading, QPointF(0, offset.y()))
        if layout.stairs:
            painter.fillRect(QRectF(0, 0, room.width(), layout.top - S / 2), ground)
            painter.setPen(QColor(tokens().text))
            for heading in layout.stairs:
                self._name(painter, heading, QPointF(offset.x(), 0))
            painter.fillRect(QRectF(0, 0, width - S, layout.top - S / 2), ground)

    def _name(self, painter: QPainter, heading: Heading, offset: QPointF) -> None:
        painter.drawText(heading.rect.translated(-offset), Qt.AlignmentFlag.AlignVCenter, heading.text)


def describe(cell: Cell) -> str:
    """A room in words: what its cell shows and what its icons mean."""
    floor = floor_name(cell.floor) if cell.floor is not None else "楼层不明"
    if cell.is_guessed:
        floor += "（按室号推算）"
    parts = [f"{cell.unit}{cell.name}" if cell.room else f"{cell.unit}没有室号的房屋", floor, cell.occupancy_label]
    if cell.head:
        parts.append(f"户主 {cell.head}" if cell.households else cell.head)
    parts.append(f"{cell.people} 人居住" if cell.people else "无人居住")
    return "，".join([*parts, *(mark.text for mark in cell.marks)])
