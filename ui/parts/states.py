"""What stands where a page's content would be: the content, loading, nothing yet, or what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.look.roles import label
from ui.look.tokens import XL, M, S
from ui.parts.buttons import plain_button
from ui.parts.picture import Picture

_PICTURE_SIDE = 40
_LINE_LETTERS = 44
"""Letters of the longest line; a sentence that is longer wraps."""
_SPARE_LETTERS = 2
"""What a line may want more, since marks do not begin one."""


class PageStates(QWidget):
    """Shows one of four states; the content keeps its own standing while another is shown."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.content = content
        self._stack = QStackedLayout(self)
        self._stack.addWidget(content)
        self._told: QWidget | None = None

    @property
    def state(self) -> str:
        """`content`, `loading`, `empty` or `error`."""
        return "content" if self._told is None else self._told.objectName()

    def show_content(self) -> None:
        """The page as it is."""
        self._stack.setCurrentWidget(self.content)
        self._forget()

    def show_loading(self, text: str = "正在读取…") -> None:
        """Something is on its way."""
        self._tell(_Told("loading", "loader-circle", "muted", text))

    def show_empty(self, icon: str, title: str, text: str, button: QPushButton | None = None) -> None:
        """Teach what belongs here and offer the button that starts it."""
        self._tell(_Told("empty", icon, "muted", title, text, button))

    def show_error(self, error: LedgerError | str, retry: Callable[[], None] | None = None) -> None:
        """Say what went wrong; with `retry`, offer to try again."""
        button = None
        if retry is not None:
            button = plain_button("重试", "refresh-cw")
            button.clicked.connect(lambda _checked: retry())
        text = error if isinstance(error, str) else window_message_for(error)
        self._tell(_Told("error", "circle-alert", "bad", "没有读到内容", text, button))

    def _tell(self, told: QWidget) -> None:
        before, self._told = self._told, told
        self._stack.addWidget(told)
        self._stack.setCurrentWidget(told)
        self._remove(before)

    def _forget(self) -> None:
        before, self._told = self._told, None
        self._remove(before)

    def _remove(self, widget: QWidget | None) -> None:
        if widget is not None:
            self._stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


class _Told(QWidget):
    """A picture, a title, a sentence and a button, in the middle."""

    def __init__(
        self, name: str, icon: str, tone: str, title: str, text: str = "", button: QPushButton | None = None
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._sentence: QLabel | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(S)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(2)
        column.addWidget(Picture(icon, tone, _PICTURE_SIDE), alignment=middle)
        head = label(title, "section" if text else "muted")
        head.setAlignment(middle)
        column.addWidget(head)
        if text:
            self._sentence = label(text, "muted", wraps=True)
            self._sentence.setAlignment(middle)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(self._sentence, _LINE_LETTERS)
            row.addStretch(1)
            column.addLayout(row)
            self._fit()
        if button is not None:
            column.addSpacing(M)
            column.addWidget(button, alignment=middle)
        column.addStretch(3)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Keep the sentence to lines that eyes can follow, none of them left with a word or two."""
        if self._sentence is not None:
            letter = self.fontMetrics().horizontalAdvance("字")
            letters = -(-self.fontMetrics().horizontalAdvance(self._sentence.text()) // letter)
            lines = -(-letters // _LINE_LETTERS)
            self._sentence.setMaximumWidth(letter * (-(-letters // lines) + _SPARE_LETTERS))
