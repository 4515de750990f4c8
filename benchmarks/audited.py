"""What the audit costs: verifying a long log, and its share of an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import perf_counter
from typing import ParamSpec, TypeVar

from app.stores.session import Session
from storage import audit
from storage.row_hash import RowHash
from storage.store import Entry
from storage.trail.head import HeadFile

P = ParamSpec("P")
R = TypeVar("R")
_AT_ONCE = 2000
_ROUNDS = 5


def entries(session: Session, count: int) -> None:
    """Enter so many looks at records."""
    look = Entry(session.login, "view", source="一人一档", class_="view", ledger="person", record=bytes(16))
    facts = {"fields": ["id_no", "phone"]}
    for start in range(0, count, _AT_ONCE):
        session.store.note([(look, facts)] * min(_AT_ONCE, count - start))


def edits(session: Session, count: int) -> None:
    """Add so many people, each an action of its own: entries with operations behind them."""
    from ledger import catalog, ids

    person = catalog.named("person")
    for number in range(count):
        values = {"name": f"人{number}", "sex": "1", "birth_date": "1990-01-01", "population_type": "01"}
        with session.store.write(user=session.login, kind="add") as write:
            write.create(person, [(ids.new_id(), values)])


def verified(session: Session, *, operations: bool) -> float:
    """Entries verified a second, the middle of some rounds."""
    found = []
    for _ in range(_ROUNDS):
        began = perf_counter()
        verdict = session.store.log_verdict(operations=operations)
        found.append(verdict.entries / (perf_counter() - began))
        if not verdict.is_whole:
            raise AssertionError(f"the log is broken: {verdict}")
    return sorted(found)[_ROUNDS // 2]


@contextmanager
def timed() -> Iterator[list[float]]:
    """Count the seconds that go into hashing operations, the entry, its seal and the head."""
    spent = [0.0]

    def counted(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **named: P.kwargs) -> R:
            began = perf_counter()
            try:
                return function(*args, **named)
            finally:
                spent[0] += perf_counter() - began

        return run

    places = [
        (RowHash, "take"),
        (RowHash, "take_creations"),
        (RowHash, "digest"),
        (audit, "write_entry"),
        (HeadFile, "put"),
    ]
    before = [getattr(owner, name) for owner, name in places]
    for owner, name in places:
        setattr(owner, name, counted(getattr(owner, name)))
    try:
        yield spent
    finally:
        for (owner, name), function in zip(places, before, strict=True):
            setattr(owner, name, function)
