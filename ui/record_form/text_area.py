"""Several lines of text in a form, as high as a few lines; Tab goes on to the next field."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy
from typing_extensions import override

_LINES = 3


class TextArea(QPlainTextEdit):
    """Its height follows the text size."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        frame = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        return QSize(super().sizeHint().width(), self.fontMetrics().lineSpacing() * _LINES + frame)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
