"""Scrolling sideways: no page does, but for what is laid out across on purpose, such as a board of many columns.

The gallery (`ui.screens`) complains of every other place that does.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QScrollArea

_MEANT: Final = "scrollsAcross"


def go_across(scroller: QScrollArea) -> None:
    """What lies in it is wider than a window on purpose."""
    scroller.setProperty(_MEANT, True)  # noqa: FBT003 - Qt's own


def is_sideways(scroller: QScrollArea) -> bool:
    """True where somebody has to scroll sideways and nobody meant them to."""
    return scroller.horizontalScrollBar().maximum() > 0 and not scroller.property(_MEANT)
