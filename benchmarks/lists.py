"""What a person waits for at the screen, through `app` as the desktop asks it: pages, a person's page, an edit.

All milliseconds are of one answer each, cold ones among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import ParamSpec

from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, ids
from ledger.definition import Ledger

_Asked = ParamSpec("_Asked")
PERSON = catalog.named("person")
PAGE = 50
_PAGES_ASKED, _PEOPLE_ASKED, _EDITS = 400, 200, 60
_SORTED_BY = tuple(item.name for item in PERSON.fields if item.indexed)
_FILTERS: tuple[tuple[str, ...], ...] = (
    (),
    ("population_type=流动人口",),
    ("sex=女", "age>=60"),
    ("education=本科",),
    ("tag=志愿者",),
    ("phone~138",),
    ("birth_date>=1990-01-01", "sex=男"),
    ("marital_status!=已婚",),
)


def p95(milliseconds: list[float]) -> float:
    """The value that 95 of 100 answers stay under."""
    return quantiles(milliseconds, n=20)[-1]


def measure(session: Session, *, first_only: bool) -> dict[str, float]:
    """p95 of pages and of people's pages; the slowest page, which is a cold one, beside it."""
    pages = list(_pages(session, Random(1), first_only=first_only))
    people = list(_people(session, Random(2)))
    return {"pages": p95(pages), "slowest page": max(pages), "people": p95(people)}


def search(session: Session, ledger: Ledger, text: str) -> float:
    """Milliseconds of the first page of a search and its count."""
    return _timed(browsing.page, session, ledger, Selection(search=text), Order(limit=PAGE))


def edits(session: Session) -> list[float]:
    """Milliseconds of edits of one field, each a person of its own."""
    new = f"单位{ids.to_text(ids.new_id())}"  # a store that is kept has the values of the last run
    return [
        _timed(editing.change, session, PERSON, one, {"employer": new})
        for one in _some_people(session, Random(3), _EDITS)
    ]


def _pages(session: Session, chance: Random, *, first_only: bool) -> Iterator[float]:
    totals: dict[tuple[str, ...], int] = {}
    for at in range(_PAGES_ASKED):
        filters = _FILTERS[at] if at < len(_FILTERS) else chance.choice(_FILTERS)
        if filters not in totals:  # its first page is the one that reads its columns
            yield _timed(_page, session, filters, Order(limit=PAGE))
            totals[filters] = browsing.page(session, PERSON, Selection(filters=filters), Order(limit=1)).total
            continue
        last = max(totals[filters] - PAGE, 0)
        order = Order(
            field=chance.choice((None, *_SORTED_BY)),
            descending=chance.random() < 0.5,
            offset=0 if first_only else chance.randint(0, last),
            limit=PAGE,
        )
        yield _timed(_page, session, filters, order)


def _page(session: Session, filters: tuple[str, ...], order: Order) -> None:
    found = browsing.page(session, PERSON, Selection(filters=filters), order)
    if len(found.rows) < min(PAGE, found.total):
        raise AssertionError(f"{len(found.rows)} rows on a page of {found.total}")


def _people(session: Session, chance: Random) -> Iterator[float]:
    for one in _some_people(session, chance, _PEOPLE_ASKED):
        yield _timed(_person, session, one)


def _person(session: Session, one: str) -> None:
    browsing.show(session, PERSON, one, with_history=True, everyone=True)


def _some_people(session: Session, chance: Random, count: int) -> list[str]:
    with session.reader() as reader:
        everybody = [one for (one,) in reader.scan(PERSON, ())]
    return [ids.to_text(one) for one in chance.sample(everybody, min(count, len(everybody)))]


def _timed(ask: Callable[_Asked, object], *given: _Asked.args, **named: _Asked.kwargs) -> float:
    began = perf_counter()
    ask(*given, **named)
    return (perf_counter() - began) * 1000
