"""Records of a span of time: both its ends are in it, whichever way they are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import catalog
from ledger.errors import UnknownField
from storage.store import Store
from tests.storage.stores import add, new_store, remove

VISIT = catalog.named("visit")
DAYS = tuple(f"2026-11-{day:02}T01:00:00.000Z" for day in range(1, 21))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path / "store") as made:
        yield made


@pytest.mark.parametrize(("first", "last"), [(0, 19), (3, 17), (4, 4), (5, 6)], ids=["all", "many", "one", "few"])
def test_a_span_has_both_its_ends_and_nothing_removed(store: Store, first: int, last: int) -> None:
    every = add(store, "visit", *({"visited_at": day, "visitor": "li", "kind": "01", "result": "1"} for day in DAYS))
    (gone,) = add(store, "visit", {"visited_at": DAYS[first], "visitor": "li", "kind": "01", "result": "1"})
    remove(store, "visit", gone)
    with store.reader() as reader:
        found = list(reader.between(VISIT, ("id", "visited_at"), "visited_at", (DAYS[first], DAYS[last])))
    assert sorted(found) == sorted(zip(every[first : last + 1], DAYS[first : last + 1], strict=True))


def test_a_field_that_there_is_not_is_refused(store: Store) -> None:
    with store.reader() as reader, pytest.raises(UnknownField):
        reader.between(VISIT, ("nonsense",), "visited_at", (DAYS[0], DAYS[1]))
