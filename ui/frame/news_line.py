"""The quiet line at the foot: what was just done, with 撤销 where it can be taken back.

It lies over the foot of the page while it speaks: nothing moves, and nothing is kept empty for it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ui.look.roles import set_role
from ui.look.tokens import XS, M, S
from ui.parts.buttons import link_button, quiet_button
from ui.parts.elided import ElidedLabel

_SHOWN_MS = 30_000  # long enough for someone who was called to the counter; Ctrl+Z works after it too


class NewsLine(QWidget):
    """Hidden while there is nothing to tell."""

    undo_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "news")
        self.setAccessibleName("消息")
        self._action = 0
        self._page: QWidget | None = None
        self.text = ElidedLabel()
        self.undo_button = link_button("撤销")
        self.undo_button.clicked.connect(self._on_undo)
        self.dismiss_button = quiet_button("x", "收起这条消息")
        self.dismiss_button.clicked.connect(self.clear)
        self._until = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._until.timeout.connect(self.clear)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(M, XS, S, XS)
        row.setSpacing(M)
        row.addWidget(self.text)
        row.addWidget(self.undo_button)
        row.addWidget(self.dismiss_button)
        self.clear()

    def lie_over(self, page: QWidget) -> None:
        """Have its place at the foot of `page`, beside which it stands in the window."""
        self._page = page
        self.setParent(page.parentWidget())
        page.installEventFilter(self)

    @Slot(str, int)
    def say(self, text: str, action: int = 0) -> None:
        """Tell something; `action` is the number of the action that 撤销 takes back, 0 for none."""
        self._action = action
        self.text.setText(text)
        self.undo_button.setAccessibleName(f"撤销：{text}")
        self.undo_button.setVisible(bool(action))
        self.setVisible(bool(text))
        self._find_place()
        self._until.start()
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.text, QAccessible.Event.Alert))

    @Slot()
    def clear(self) -> None:
        """Say nothing."""
        self.say("")
        self._until.stop()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._find_place()
        return super().eventFilter(watched, event)

    def _find_place(self) -> None:
        if self._page is None or self.isHidden():
            return
        room = self._page.geometry().adjusted(S, S, -S, -S)
        self._row.activate()
        place = self.sizeHint().boundedTo(room.size())
        self.setGeometry(room.left(), room.bottom() + 1 - place.height(), place.width(), place.height())
        self.raise_()

    @Slot()
    def _on_undo(self) -> None:
        self.undo_button.hide()
        self.undo_asked.emit(self._action)
