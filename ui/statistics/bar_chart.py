"""A cross table as bars: one for each row, its columns one behind the other, the number at the end.

Parts are told apart by colour and by hatching, so that a grey print tells them too. The table beside the chart says the
same in numbers; whoever does not see the chart loses nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.figures.cross_tables import CrossTable, bars_of
from app.printed import Bar, Bars
from ui.look.theme import theme, tokens
from ui.look.tokens import HAIRLINE, XS, L, M, S

_HATCHES = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.Dense6Pattern,
)
_LONGEST_LABEL, _LETTERS_ACROSS = 9, 16


class BarChart(QWidget):
    """Draws `Bars`; as high as they need, so it stands in a scroll area."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._bars = Bars((), ())
        theme().changed.connect(self._fit)

    def show_table(self, table: CrossTable) -> None:
        """Draw this table."""
        self._bars = bars_of(table)
        self.setAccessibleName(f"图：{table.title}")
        told = "；".join(f"{bar.name} {bar.number}" for bar in self._bars.bars)
        self.setAccessibleDescription(f"每行合计：{told}。旁边的表格有全部数字。")
        self._fit()

    def _fit(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        letter = self.fontMetrics().horizontalAdvance("字")
        return QSize(
            letter * _LETTERS_ACROSS, round(self._legend_height(letter * _LETTERS_ACROSS) + self._bars_height())
        )

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _bar_height(self) -> float:
        return self.fontMetrics().height() + XS

    def _bars_height(self) -> float:
        return len(self._bars.bars) * (self._bar_height() + S) + M

    def _legend_height(self, width: float) -> float:
        return self._legend(None, width) + M

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        top = self._legend(painter, self.width()) + M
        measure = QFontMetricsF(self.font())
        names = [measure.horizontalAdvance(bar.name) for bar in self._bars.bars]
        label = min(max(names, default=0.0), measure.horizontalAdvance("字") * _LONGEST_LABEL) + S
        number = measure.horizontalAdvance(f"{self._bars.longest:,}") + M
        room = QRectF(label, top, max(1.0, self.width() - label - number), self._bar_height())
        for bar in self._bars.bars:
            if room.bottom() >= event.rect().top() and room.top() <= event.rect().bottom():
                self._bar(painter, bar, room, measure)
            room.translate(0, self._bar_height() + S)

    def _bar(self, painter: QPainter, bar: Bar, room: QRectF, measure: QFontMetricsF) -> None:
        painter.setPen(QColor(tokens().text))
        name = measure.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, room.left() - S)
        left = QRectF(0, room.top(), room.left() - S, room.height())
        painter.drawText(left, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        x = room.left()
        for at, size in enumerate(bar.parts):
            width = room.width() * size / self._bars.longest
            if width > 0:
                self._part(painter, QRectF(x, room.top(), width, room.height()), at)
                x += width
        painter.setPen(QColor(tokens().muted))
        end = QRectF(x + XS, room.top(), self.width() - x, room.height())
        painter.drawText(end, Qt.AlignmentFlag.AlignVCenter, bar.number)

    def _part(self, painter: QPainter, box: QRectF, at: int) -> None:
        colour = QColor(tokens().series[at % len(tokens().series)])
        painter.fillRect(box, QColor(tokens().surface))
        painter.fillRect(box, QBrush(colour, _HATCHES[at % len(_HATCHES)]))
        painter.setPen(QPen(colour, HAIRLINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _legend(self, painter: QPainter | None, width: float) -> float:
        """Draw the legend, or only measure it; answers its height."""
        measure = QFontMetricsF(self.font())
        side = measure.height() * 0.75
        x, y = 0.0, 0.0
        for at, name in enumerate(self._bars.series):
            taken = side + XS + measure.horizontalAdvance(name)
            if x and x + taken > width:
                x, y = 0.0, y + measure.height() + XS
            if painter is not None:
                self._part(painter, QRectF(x, y + (measure.height() - side) / 2, side, side), at)
                painter.setPen(QColor(tokens().text))
                words = QRectF(x + side + XS, y, taken, measure.height())
                painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
            x += taken + L
        return y + (measure.height() if self._bars.series else 0)
