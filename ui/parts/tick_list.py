"""The list that hangs below a field while several things are ticked in it; the keys stay in the field.

It is a window of its own that never takes the focus, so that an input method composes on in the field, and so that it
may reach beyond the dialog or table that the field is in. A press or a wheel anywhere else closes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from ui.look.roles import label, set_role
from ui.look.tokens import XS, S

_MOST_LINES = 10
_VALUE, _WORDS = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1
_CLOSING = (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.WindowDeactivate, QEvent.Type.Move)
_KEYS = "空格或回车勾选 · Esc 收起"
_NOTHING = "没有这一项"


class TickList(QFrame):
    """Choices with ticks; `ticked(value)` when one was clicked."""

    ticked = Signal(str)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field, Qt.WindowType.ToolTip | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._field = field
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        set_role(self, "card")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_role(self.list, "bare")
        self._nothing = label(_NOTHING, "muted")
        self._nothing.setContentsMargins(S, S, S, S)
        keys = label(_KEYS, "caption")
        keys.setContentsMargins(S, 0, S, XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(XS, XS, XS, XS)
        column.setSpacing(XS)
        for widget in (self.list, self._nothing, keys):
            column.addWidget(widget)

    def offer(self, choices: Iterable[tuple[str, str, str]]) -> None:
        """Offer (value, label, other words) in this order."""
        self.list.clear()
        for value, shown, words in choices:
            item = QListWidgetItem(shown)
            item.setData(_VALUE, value)
            item.setData(_WORDS, f"{shown}\n{words}\n{value}".casefold())
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)

    def open(self, name: str) -> None:
        """Hang below the field, or stand above it where the screen ends."""
        self.list.setAccessibleName(f"{name}可选的内容")
        self.setAccessibleName(self.list.accessibleName())
        self._fit()
        self.show()
        self.raise_()

    def tick(self, values: Collection[str]) -> None:
        """Show these as ticked."""
        with QSignalBlocker(self.list):
            for item in self._items():
                is_in = item.data(_VALUE) in values
                item.setCheckState(Qt.CheckState.Checked if is_in else Qt.CheckState.Unchecked)

    def narrow(self, typed: str) -> None:
        """Leave what has this in its label, its other words or its code; the first of them is the current one."""
        wanted = typed.strip().casefold()
        for item in self._items():
            item.setHidden(wanted not in item.data(_WORDS))
        first = self._shown()[:1]
        self.list.setCurrentRow(self.list.row(first[0]) if first else -1)
        self._fit()

    def move_by(self, lines: int) -> None:
        """Go up or down among what is shown."""
        shown = self._shown()
        if not shown:
            return
        current = self.list.currentItem()
        at = shown.index(current) if current in shown else -1 if lines > 0 else 0
        self.list.setCurrentItem(shown[min(max(at + lines, 0), len(shown) - 1)])

    @property
    def current(self) -> str:
        """The value of the current line; "" for none."""
        row = self.list.currentRow()
        return "" if row < 0 or self.list.item(row).isHidden() else str(self.list.item(row).data(_VALUE))

    @property
    def page(self) -> int:
        """How many lines are seen at once."""
        return _MOST_LINES

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(number) for number in range(self.list.count())]

    def _shown(self) -> list[QListWidgetItem]:
        return [item for item in self._items() if not item.isHidden()]

    def _fit(self) -> None:
        """As high as its lines, up to a handful; as wide as the field, or as its longest line."""
        shown = len(self._shown())
        self.list.setVisible(bool(shown))
        self._nothing.setVisible(not shown)
        line = max(self.list.sizeHintForRow(0), self.fontMetrics().lineSpacing())
        self.list.setFixedHeight(line * min(shown, _MOST_LINES) + 2 * self.list.frameWidth())
        bar = self.list.verticalScrollBar().sizeHint().width()
        self.list.setMinimumWidth(self.list.sizeHintForColumn(0) + bar)
        self.setMinimumWidth(self._field.width())
        self.adjustSize()
        room = self._field.screen().availableGeometry()
        at = self._field.mapToGlobal(QPoint(0, self._field.height() + XS))
        if at.y() + self.height() > room.bottom():
            above = self._field.mapToGlobal(QPoint(0, 0)).y() - self.height() - XS
            at.setY(above if above >= room.top() else max(room.bottom() - self.height(), room.top()))
        at.setX(max(min(at.x(), room.right() - self.width()), room.left()))
        self.move(at)

    # -- the mouse

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if isinstance(app := QApplication.instance(), QApplication):
            app.installEventFilter(self)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if isinstance(app := QApplication.instance(), QApplication):
            app.removeEventFilter(self)
        super().hideEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on a line ticks it; what happens elsewhere closes the list."""
        if watched is self.list.viewport():
            if event.type() == QEvent.Type.MouseButtonRelease:
                self._on_released(self.list.indexAt(event.position().toPoint()))  # type: ignore[attr-defined]
        elif event.type() in _CLOSING and self._is_elsewhere(watched, event):
            self.hide()
        return False

    def _on_released(self, index: QModelIndex) -> None:
        if index.isValid():
            self.ticked.emit(str(index.data(_VALUE)))

    def _is_elsewhere(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QWidget):
            return False
        if event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Move):
            return watched is self._field.window()
        own = watched is self or watched is self._field
        return not own and not self.isAncestorOf(watched) and not self._field.isAncestorOf(watched)
