"""How a light and a card are told: always by an icon and a word, never by colour alone."""

from __future__ import annotations

from typing import Final

from app.orders.cards import Card
from ui.parts.chips import Tone

TONES: Final[dict[int, Tone]] = {2: "good", 1: "warn", 0: "bad"}
ICONS: Final = {2: "circle-check", 1: "clock-alert", 0: "circle-alert"}


def tone_of(light: int | None) -> Tone:
    """The tone of a light; plain where no clock runs."""
    return "plain" if light is None else TONES.get(light, "plain")


def told(card: Card) -> str:
    """A card as it is read out."""
    return "，".join(filter(None, (card.order_no, card.title, card.place, card.assignee, card.light_word, card.left)))
