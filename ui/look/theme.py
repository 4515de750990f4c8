"""The theme of the running program: which set of colours, how large the text, and a signal when either changes.

`apply` once at the start; `set` at any time after. Widgets styled by roles and icons follow by themselves; what paints
by hand reads `theme().tokens` while it paints and updates on `changed`.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from ui.look import drawn, fonts
from ui.look.stylesheet import sheet
from ui.look.tokens import DARK, LIGHT, POINTS_PER_PIXEL, SETS, TYPE, Tokens

Kind = Literal["system", "light", "dark", "contrast"]
SMALLEST_PERCENT, LARGEST_PERCENT = 100, 175


class Theme(QObject):
    """The look of the application; there is one, `theme()`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind: Kind = "system"
        self.text_percent = SMALLEST_PERCENT
        self.tokens: Tokens = LIGHT
        self._app: QApplication | None = None

    @property
    def scale(self) -> float:
        """Text size as a factor, 1.0 to 1.75."""
        return self.text_percent / 100

    def points(self, role: str) -> float:
        """The size of a type role in points, at the present text scale."""
        return TYPE[role] * POINTS_PER_PIXEL * self.scale

    def pixels(self, size: int) -> int:
        """A size that goes with the text, such as an icon's: `size` at a text scale of 100 %."""
        return round(size * self.scale)

    def apply(self, app: QApplication) -> None:
        """Dress the application; from then on it also follows the system's choice of light or dark."""
        if self._app is app:
            return
        self._app = app
        drawn.register(SETS.values())
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._dress(app)

    def set(self, kind: Kind = "system", text_percent: int = SMALLEST_PERCENT) -> None:
        """Change the look at once; a text size beyond what the design holds is brought within it."""
        text_percent = max(SMALLEST_PERCENT, min(LARGEST_PERCENT, text_percent))
        if (kind, text_percent) == (self.kind, self.text_percent):
            return
        self.kind, self.text_percent = kind, text_percent
        if self._app is not None:
            self._dress(self._app)

    @Slot()
    def _on_system_changed(self) -> None:
        if self._app is not None and self.kind == "system" and self._wanted() is not self.tokens:
            self._dress(self._app)

    def _wanted(self) -> Tokens:
        if self.kind == "system":
            return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return SETS[self.kind]

    def _dress(self, app: QApplication) -> None:
        hints = app.styleHints()
        if self.kind == "system":
            hints.unsetColorScheme()
        else:  # the title bars of the system go with it
            dark = SETS[self.kind].is_dark
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self.tokens = self._wanted()
        font = fonts.body(self.points("body"))
        app.setPalette(_palette(self.tokens))
        app.setFont(font)
        QToolTip.setFont(QFont(font))
        app.setStyleSheet(sheet(self.tokens, self.scale))
        self.changed.emit()


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.surface,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.surface,
        role.Button: tokens.raised,
        role.ToolTipBase: tokens.raised,
        role.Highlight: tokens.accent_soft,
        role.Accent: tokens.accent,
        role.Mid: tokens.border,
        role.Midlight: tokens.hover,
        role.Dark: tokens.border_strong,
        role.Light: tokens.raised,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.PlaceholderText: tokens.muted,
        role.BrightText: tokens.bad,
    }
    texts = (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.HighlightedText)
    for one, colour in {**colours, **dict.fromkeys(texts, tokens.text)}.items():
        palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.disabled))
    return palette


_themes: list[Theme] = []


def theme() -> Theme:
    """The theme of this process."""
    if not _themes:
        _themes.append(Theme())
    return _themes[0]


def tokens() -> Tokens:
    """The colours in use now."""
    return theme().tokens
