"""A guide card on paper for the resident who asks: one A4 sheet in large print, with nothing of anybody on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app import access
from app.guides import cards
from app.printed import Poster, Printout, printout
from app.stores.session import Session
from app.topics.defining import ROW

_LEVEL: Final = "L1"
_CUT: Final = "……（还有，请问居委会）"
_SHORT: Final = 60
"""Letters that are set as large as a telephone number; what is longer is a paragraph."""


@access.operation("print", ledger="topic_merchant")
def card(session: Session, guide: str) -> Printout:
    """The card; raises RecordNotFound."""
    found = cards.find(session, guide)
    facts = tuple(line for line in found.lines if _is_short(line[1]))
    long = (line for line in found.lines if not _is_short(line[1]))
    paragraphs = tuple(line for label, text in long for line in (f"【{label}】", *text.splitlines()))
    part = Poster(title=found.service, facts=facts, paragraphs=paragraphs, cut=_CUT)
    made = printout(session, f"服务指南　{found.service}", (), (part,), (ROW.name, _LEVEL))
    return replace(made, is_posted=True)


def _is_short(text: str) -> bool:
    return len(text) <= _SHORT and "\n" not in text
