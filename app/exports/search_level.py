"""How much a search tells about those whom it found: the level of the fields by which alone somebody was found.

Of everybody on a list that a telephone number found it is known whose number it is, whatever its columns say. A search
is asked once more without the fields of a level: whoever is missing then was found by nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from app import access
from app.exports.sheet_columns import FLAT
from app.records import browsing, filters
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog
from ledger.definition import Ledger, Level
from storage.listing.query import Query
from storage.search import search_query
from storage.search.search_look import Hidden
from storage.search.search_query import Word

FEWEST_DIGITS = 4
"""The last digits of a number by which an office looks people up; fewer stand in too many to tell whose they are."""
_FOUND_BY_HOMES = {"person": ("dwelling",)}
_SENSITIVE: tuple[Level, ...] = ("L4", "L3")


@access.operation(access.OWN)
def level_of(session: Session, ledger_name: str, selection: Selection) -> Level:
    """The highest level that the search of a selection tells; L1 where it tells nothing that is sensitive."""
    words = search_query.parse(selection.search) if selection.search else None
    if not words:
        return "L1"
    ledger = catalog.named("person" if ledger_name == FLAT else ledger_name)
    chosen = Selection(search=selection.search, everyone=True) if ledger_name == FLAT else selection
    return next((level for level in _SENSITIVE if _tells(session, ledger, chosen, words, level)), "L1")


def _tells(session: Session, ledger: Ledger, chosen: Selection, words: tuple[Word, ...], level: Level) -> bool:
    """Whether fewer are found without the fields of this level and above."""
    searched = (ledger, *map(catalog.named, _FOUND_BY_HOMES.get(ledger.name, ())))
    closed = {one.name: _telling(one, words, level) for one in searched}
    if not any(closed.values()):
        return False
    stored, _ = filters.split(ledger, chosen.filters)
    with session.reader() as reader, reader.snapshot():
        asked = browsing.query(reader, ledger, replace(chosen, filters=stored), Order(limit=0))
        found = reader.page(asked)
        return found.total_is_floor or reader.page(_without(asked, closed)).total < found.total


def _telling(ledger: Ledger, words: tuple[Word, ...], level: Level) -> frozenset[str]:
    """The fields of this level and above in which the words may have been found."""
    has_number = any(len(word.digits) >= FEWEST_DIGITS for word in words)
    has_text = any(not word.digits for word in words)
    searched = (item for item in ledger.fields if item.search and item.level >= level)
    return frozenset(item.name for item in searched if (has_number if item.search == "digits" else has_text))


def _without(asked: Query, closed: dict[str, frozenset[str]]) -> Query:
    """The same question, finding nothing by these fields; what nobody may find by stays closed."""
    hidden = dict(asked.hidden)
    for name, fields in closed.items():
        before = hidden.get(name, Hidden(frozenset()))
        hidden[name] = replace(before, fields=before.fields | fields, of_children=before.of_children | fields)
    return replace(asked, hidden=hidden)
