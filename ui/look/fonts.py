"""The system's Chinese fonts, in the order of our liking, and digits of one width for columns."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

FAMILIES = ("Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")


def body(points: float) -> QFont:
    """The font of running text."""
    known = set(QFontDatabase.families())
    font = QFont()
    font.setFamilies([family for family in FAMILIES if family in known] or [font.family()])
    font.setPointSizeF(points)
    return font


def tabular(font: QFont) -> QFont:
    """The same font with digits of one width, so that numbers stand under each other."""
    even = QFont(font)
    even.setFeature(QFont.Tag("tnum"), 1)
    return even
