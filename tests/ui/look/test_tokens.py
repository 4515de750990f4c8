"""Every text stands out from every surface it is put on, in each set of colours."""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import pairwise

import pytest

from ui.look.tokens import SETS, SPACE, TYPE, Tokens

SURFACES = ("surface", "raised", "sunken", "hover", "accent_soft")
TEXTS = ("text", "muted")
TONES = ("good", "warn", "bad", "info")
LEAST_TEXT, LEAST_SHAPE = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    """Text and what it stands on, as the style sheet and the parts combine them."""
    text = [(one, on, LEAST_TEXT) for one in TEXTS for on in (*SURFACES, *(f"{tone}_soft" for tone in TONES))]
    toned = [(tone, on, LEAST_TEXT) for tone in TONES for on in ("surface", "raised", "sunken", f"{tone}_soft")]
    accents = [("accent", on, LEAST_TEXT) for on in SURFACES] + [("accent_hover", "surface", LEAST_TEXT)]
    filled = [
        ("on_accent", "accent", LEAST_TEXT),
        ("on_accent", "accent_hover", LEAST_TEXT),
        ("on_bad", "bad", LEAST_TEXT),
        ("on_bad", "bad_hover", LEAST_TEXT),
    ]
    shapes = [("border_strong", on, LEAST_SHAPE) for on in ("surface", "raised", "sunken")]
    return text + toned + accents + filled + shapes


@pytest.mark.parametrize("kind", SETS)
@pytest.mark.parametrize(("front", "behind", "least"), pairs())
def test_what_is_read_stands_out_from_what_it_stands_on(kind: str, front: str, behind: str, least: float) -> None:
    tokens = SETS[kind]
    assert contrast(getattr(tokens, front), getattr(tokens, behind)) >= least


@pytest.mark.parametrize("kind", SETS)
def test_fills_of_charts_stand_out_from_the_surface_and_differ(kind: str) -> None:
    tokens = SETS[kind]
    assert len(set(tokens.series)) == len(tokens.series) >= 6
    assert min(contrast(colour, tokens.surface) for colour in tokens.series) >= LEAST_SHAPE


def test_high_contrast_deserves_its_name() -> None:
    tokens = SETS["contrast"]
    assert min(contrast(getattr(tokens, one), tokens.surface) for one in (*TEXTS, *TONES, "accent")) >= 7


def test_each_set_names_every_colour_in_full() -> None:
    for tokens in SETS.values():
        for one in fields(Tokens):
            value = getattr(tokens, one.name)
            if one.name not in ("kind", "is_dark", "series"):
                assert re.fullmatch("#[0-9A-F]{6}", value), f"{tokens.kind} {one.name}"


def test_sizes_rise() -> None:
    assert all(small < large for small, large in pairwise(SPACE))
    assert all(small < large for small, large in pairwise(TYPE.values()))
