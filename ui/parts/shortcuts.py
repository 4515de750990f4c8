"""Actions of a window or page: named, with their key, found by name in tests and by everyone in the tooltip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.look.icons import icon as icon_of


def action(owner: QWidget, label: str, shortcut: str, slot: Callable[[], object], icon: str = "") -> QAction:
    """An action that works while the focus is in `owner` or below; `shortcut` as Qt writes it, such as `Ctrl+K`."""
    made = QAction(label, owner)
    made.setObjectName(label)
    if icon:
        made.setIcon(icon_of(icon))
    if shortcut:
        keys = QKeySequence(shortcut)
        made.setShortcut(keys)
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.setToolTip(f"{label} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
    made.triggered.connect(lambda _checked: slot())
    owner.addAction(made)
    return made
