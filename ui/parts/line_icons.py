"""Icons inside a line of text that are as large as the text asks; those that Qt puts there itself stay small."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from typing_extensions import override

from ui.look.icons import SIDE, icon
from ui.look.theme import theme
from ui.look.tokens import XS, S
from ui.parts.picture import Picture


def lead_with(line: QLineEdit, name: str) -> None:
    """Let the line begin with a picture of what it is for."""
    icons_of(line).put(Picture(name, "muted"), leads=True)


def follow_with(line: QLineEdit, action: QAction) -> QToolButton:
    """Let the line end with a button for an action; its key works in the line."""
    button = _IconButton()
    button.setDefaultAction(action)
    line.addAction(action)
    icons_of(line).put(button, leads=False)
    return button


def offer_clearing(line: QLineEdit) -> QToolButton:
    """Let the line end with a cross while something is written in it."""
    action = QAction(icon("x", "muted"), "清空", line)
    action.triggered.connect(line.clear)
    button = follow_with(line, action)
    icons = icons_of(line)

    def show() -> None:
        button.setVisible(bool(line.text()))
        icons.place()

    line.textChanged.connect(show)
    show()
    return button


def icons_of(line: QLineEdit) -> LineIcons:
    """What keeps the icons of the line in their places."""
    return line.findChild(LineIcons) or LineIcons(line)


class _IconButton(QToolButton):
    """Nothing but its icon: a frame would not fit into a line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @override
    def sizeHint(self) -> QSize:
        side = theme().pixels(SIDE) + XS
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(theme().pixels(SIDE), self.height())
        place = QRect(0, 0, side, side)
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        self.icon().paint(painter, place, mode=QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled)
        painter.end()


class LineIcons(QObject):
    """Keeps icons at the ends of a line, and its text between them."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._leading: list[QWidget] = []
        self._trailing: list[QWidget] = []
        line.installEventFilter(self)
        theme().changed.connect(self.place)

    def put(self, widget: QWidget, *, leads: bool) -> None:
        """Take a widget in, at the beginning or at the end."""
        widget.setParent(self._line)
        widget.show()
        (self._leading if leads else self._trailing).append(widget)
        self.place()

    @Slot()
    def place(self) -> None:
        """Put every icon where it belongs, and the text between those that are shown."""
        left, right = 0, 0
        for widget in self._leading:
            left += self._put(widget, S + left) + XS
        for widget in self._trailing:
            if not widget.isHidden():
                right += widget.sizeHint().width() + XS
                self._put(widget, self._line.width() - right)
        self._line.setTextMargins(left, 0, right, 0)

    def _put(self, widget: QWidget, x: int) -> int:
        size = widget.sizeHint().boundedTo(QSize(self._line.width(), self._line.height()))
        widget.setGeometry(x, (self._line.height() - size.height()) // 2, size.width(), size.height())
        return size.width()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange, QEvent.Type.Show):
            self.place()
        return False
