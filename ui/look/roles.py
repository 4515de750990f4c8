"""Names what a widget is for, and the style sheet dresses it: no widget carries a style of its own."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

Role = Literal[
    "title",
    "section",
    "strong",
    "caption",
    "muted",
    "figure",
    "error",
    "good",
    "warn",
    "bad",
    "info",
    "primary",
    "plain",
    "menu",
    "quiet",
    "danger",
    "link",
    "card",
    "band",
    "sunken",
    "surface",
    "drawer",
    "chip",
    "badge",
    "navigation",
    "hint",
    "small",
    "bare",
    "inline",
    "open",
    "sections",
    "page_tabs",
    "corner",
    "news",
    "codes",
    "chosen",
]
_SURFACES = frozenset(
    {"card", "band", "sunken", "surface", "drawer", "chip", "badge", "navigation", "hint", "corner", "news", "codes"}
)


def set_role(widget: QWidget, role: Role, tone: str = "") -> None:
    """Dress the widget as what it is.

    `tone` is one of good, warn, bad, info for roles that come in several, `field` for a menu among fields.
    """
    if role in _SURFACES:
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if widget.property("role") == role and (widget.property("tone") or "") == tone:
        return
    widget.setProperty("role", role)
    widget.setProperty("tone", tone)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # a new one is dressed when it is first shown
        restyle(widget)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the widget's properties again; needed only when they change later."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.updateGeometry()
    QWidget.update(widget)  # views have an `update` of their own, of one cell


def label(text: str, role: Role = "plain", *, wraps: bool = False) -> QLabel:
    """A label in its role; `wraps` for sentences."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if role != "plain":
        set_role(made, role)
    return made
