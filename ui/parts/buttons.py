"""Buttons by what they are for: one primary a page, plain ones, icon-only ones that always say their name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from ui.look.icons import icon as icon_of
from ui.look.roles import Role, set_role


def primary_button(text: str, icon: str = "") -> QPushButton:
    """The one action that a page or dialog is for."""
    return _button(text, icon, "primary", "on_accent")


def plain_button(text: str, icon: str = "") -> QPushButton:
    """Any other action."""
    return _button(text, icon, "plain", "text")


def danger_button(text: str, icon: str = "") -> QPushButton:
    """An action that takes something away."""
    return _button(text, icon, "danger", "bad")


def link_button(text: str, icon: str = "") -> QPushButton:
    """An action within text, such as opening what a line is about."""
    return _button(text, icon, "link", "accent")


def quiet_button(icon: str, name: str) -> QToolButton:
    """A button that shows an icon only; its name is read out and shown when the pointer rests on it."""
    button = QToolButton()
    button.setIcon(icon_of(icon, "muted"))
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def menu_button(text: str, icon: str = "") -> QPushButton:
    """A button that opens a menu: fill `button.menu()`."""
    button = _button(text, icon, "menu", "text")
    button.setMenu(QMenu(button))
    return button


def _button(text: str, icon: str, role: Role, tone: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    if icon:
        button.setIcon(icon_of(icon, tone, before_text=True))
    button.setCursor(Qt.CursorShape.PointingHandCursor if role == "link" else Qt.CursorShape.ArrowCursor)
    set_role(button, role)
    return button
