"""The quiet line at the foot: what was just done, with 撤销 where it can be taken back."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look.roles import label, set_role
from ui.look.tokens import XS, L, M
from ui.parts.buttons import link_button, quiet_button

_SHOWN_MS = 30_000  # long enough for someone who was called to the counter; Ctrl+Z works after it too


class NewsLine(QWidget):
    """Always there, so that nothing moves when it speaks."""

    undo_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "sunken")
        self.setAccessibleName("消息")
        self._action = 0
        self.text = label("", "muted")
        self.undo_button = link_button("撤销")
        self.undo_button.clicked.connect(self._on_undo)
        self.dismiss_button = quiet_button("x", "收起这条消息")
        self.dismiss_button.clicked.connect(self.clear)
        self._until = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._until.timeout.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, XS, L, XS)
        row.setSpacing(M)
        row.addWidget(self.text)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        row.addWidget(self.dismiss_button)
        for one in (self.undo_button, self.dismiss_button):
            policy = one.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            one.setSizePolicy(policy)
        self.clear()

    @Slot(str, int)
    def say(self, text: str, action: int = 0) -> None:
        """Tell something; `action` is the number of the action that 撤销 takes back, 0 for none."""
        self._action = action
        self.text.setText(text)
        self.undo_button.setAccessibleName(f"撤销：{text}")
        self.undo_button.setVisible(bool(action))
        self.dismiss_button.setVisible(bool(text))
        self._until.start()
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.text, QAccessible.Event.Alert))

    @Slot()
    def clear(self) -> None:
        """Say nothing."""
        self.say("")
        self._until.stop()

    @Slot()
    def _on_undo(self) -> None:
        self.undo_button.hide()
        self.undo_asked.emit(self._action)
