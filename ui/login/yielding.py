"""The questions of a step where the window may be too low for them: they scroll, the step's buttons stay in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget
from typing_extensions import override

_LEAST_LINES = 6


class Yielding(QScrollArea):
    """As high as its content where there is room, less where there is none; what gets the focus comes into sight."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        for one in (self.viewport(), content):
            one.setAutoFillBackground(False)
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._on_focus)

    @override
    def sizeHint(self) -> QSize:
        content = self.widget()
        width = max(self.width(), content.minimumSizeHint().width())
        height = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(width, height)

    @override
    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().lineSpacing() * _LEAST_LINES
        return QSize(self.widget().minimumSizeHint().width(), min(self.sizeHint().height(), least))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Something inside came, went or grew: whoever holds this looks at its height again."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.widget().isAncestorOf(now):
            self.ensureWidgetVisible(now)
