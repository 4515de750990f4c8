"""Colours, spacing and type sizes by the name of their use: three full sets, light, dark and high contrast.

Nothing outside `ui.look` names a colour or a number of pixels. Every text that stands on a surface keeps a contrast of
4.5:1 in every set (`tests/ui/look/test_tokens.py`); disabled text is exempt.
"""

from __future__ import annotations

from dataclasses import dataclass

XS, S, M, L, XL, XXL = SPACE = (4, 8, 12, 16, 24, 32)
RADIUS = 6
HAIRLINE = 1
RING = 2
"""The focus ring, in pixels; a focused control gives up as much of its padding, so nothing moves."""

TYPE = {"caption": 12, "body": 14, "section": 16, "title": 20, "figure": 28}
"""Type sizes in pixels at 96 dots an inch and a text scale of 100 %."""
REGULAR, STRONG = 400, 700
"""Two weights only. Microsoft YaHei knows no other bold, and fontconfig thickens a font without one from 700 on."""
POINTS_PER_PIXEL = 0.75
WATERMARK = 0.07
"""How much of the text's colour the watermark lays over a page: it is read on a photo and costs no text its 4.5:1."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours."""

    kind: str
    is_dark: bool
    surface: str
    raised: str
    sunken: str
    hover: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    border: str
    border_strong: str
    handle: str
    """Of scroll bars: quieter than a control's outline."""
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_hover: str
    bad_soft: str
    on_bad: str
    info: str
    info_soft: str
    series: tuple[str, ...]
    """Fills of charts, told apart also by label; 3:1 on the surface."""

    def tone(self, name: str) -> str:
        """The colour called `name`, for icons and painted text."""
        return str(getattr(self, name))

    def soft(self, tone: str) -> str:
        """The background under text of a tone; the sunken surface for a plain one."""
        return str(getattr(self, f"{tone}_soft", self.sunken))


LIGHT = Tokens(
    kind="light",
    is_dark=False,
    surface="#FFFFFF",
    raised="#FFFFFF",
    sunken="#F5F7FA",
    hover="#EDF0F4",
    text="#1B2430",
    muted="#55606E",
    disabled="#8A94A1",
    accent="#1D5FB8",
    accent_hover="#174E99",
    accent_soft="#E8F0FB",
    on_accent="#FFFFFF",
    border="#DBE0E7",
    border_strong="#858F9C",
    handle="#B9C1CB",
    good="#1A7040",
    good_soft="#E6F4EB",
    warn="#8A5200",
    warn_soft="#FDF2DF",
    bad="#B3261E",
    bad_hover="#8F1E18",
    bad_soft="#FBEAE9",
    on_bad="#FFFFFF",
    info="#1D5FB8",
    info_soft="#E8F0FB",
    series=("#1D5FB8", "#C2691C", "#2B8A57", "#8A4FB5", "#B23A62", "#4B7A8C", "#857A1E", "#5A6675"),
)
DARK = Tokens(
    kind="dark",
    is_dark=True,
    surface="#181C22",
    raised="#20262E",
    sunken="#12161B",
    hover="#2A313B",
    text="#E6EAF0",
    muted="#A9B3C0",
    disabled="#6B7683",
    accent="#7DB2F5",
    accent_hover="#9CC5F8",
    accent_soft="#1F3450",
    on_accent="#0B1420",
    border="#333B46",
    border_strong="#78838F",
    handle="#4C5663",
    good="#6CCB92",
    good_soft="#16301F",
    warn="#E8B04B",
    warn_soft="#362910",
    bad="#F49A93",
    bad_hover="#F8B5B0",
    bad_soft="#3F1E1B",
    on_bad="#2A0A08",
    info="#7DB2F5",
    info_soft="#1F3450",
    series=("#7DB2F5", "#E59A57", "#6CCB92", "#C39AE6", "#EE8AAB", "#8FBFD1", "#CFC15A", "#A9B3C0"),
)
CONTRAST = Tokens(
    kind="contrast",
    is_dark=True,
    surface="#000000",
    raised="#000000",
    sunken="#000000",
    hover="#2B2B2B",
    text="#FFFFFF",
    muted="#F0F0F0",
    disabled="#A0A0A0",
    accent="#FFE14D",
    accent_hover="#FFF0A3",
    accent_soft="#3D3500",
    on_accent="#000000",
    border="#FFFFFF",
    border_strong="#FFFFFF",
    handle="#FFFFFF",
    good="#6BFF9C",
    good_soft="#002B11",
    warn="#FFC266",
    warn_soft="#2E1D00",
    bad="#FF9C94",
    bad_hover="#FFC4BF",
    bad_soft="#3A0C08",
    on_bad="#000000",
    info="#8FCFFF",
    info_soft="#00233D",
    series=("#8FCFFF", "#FFC266", "#6BFF9C", "#E0B3FF", "#FF9CC0", "#B5F0FF", "#FFE14D", "#FFFFFF"),
)
SETS = {tokens.kind: tokens for tokens in (LIGHT, DARK, CONTRAST)}
