"""Makes the window's actions from the table of `ui.actions`; each works wherever the focus is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.actions import action_of
from ui.look.icons import icon
from ui.parts.dialog import EVERYWHERE

_ICONS = {
    "back": "arrow-left",
    "forward": "arrow-right",
    "undo": "undo-2",
    "redo": "redo-2",
    "lock": "lock",
    "shortcuts": "keyboard",
    "about": "info",
    "log_out": "log-out",
}
_OVER_DIALOGS = ("lock",)  # somebody comes to the counter while a form is open


def make_actions(window: QWidget, slots: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """One action for each slot, added to the window."""
    return {action_id: _made(window, action_id, slot) for action_id, slot in slots.items()}


def _made(window: QWidget, action_id: str, slot: Callable[[], object]) -> QAction:
    declared = action_of(action_id)
    made = QAction(declared.label, window)
    made.setObjectName(action_id)
    made.setProperty(EVERYWHERE, action_id in _OVER_DIALOGS)
    if action_id in _ICONS:
        made.setIcon(icon(_ICONS[action_id]))
    if declared.keys:
        keys = [QKeySequence(key) for key in declared.keys]
        made.setShortcuts(keys)
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.setToolTip(f"{declared.label} ({keys[0].toString(QKeySequence.SequenceFormat.NativeText)})")
    made.triggered.connect(lambda _checked: slot())
    window.addAction(made)
    return made
