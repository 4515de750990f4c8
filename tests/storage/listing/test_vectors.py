"""Columns and orders in memory against a plain reckoning, and lists that follow writes against lists made anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.listing import paging
from storage.listing.paging import Pager
from storage.listing.vectors import Arrangement, Vector, cut, load_arrangement, load_vectors
from storage.store import Filter, Query, Store
from tests.storage.stores import PERSON, a_person, add, bring_back, change, new_store, remove

_SIZES = st.integers(0, 12)


@given(st.data(), st.lists(st.booleans(), max_size=40), _SIZES, _SIZES, st.booleans())
def test_a_cut_of_an_order_is_the_picked_rows_from_there_on(
    data: st.DataObject, listed: list[bool], offset: int, limit: int, descending: bool
) -> None:
    numbers = data.draw(st.permutations(range(1, len(listed) + 1)))
    parted = data.draw(st.integers(0, len(numbers)))
    ordered, empty = numbers[:parted], sorted(numbers[parted:])
    mask = bytes([0, *listed])
    whole = [nr for nr in (*(ordered[::-1] if descending else ordered), *empty) if mask[nr]]
    order = Arrangement(ordered, empty)
    found = order.cut(order.pick(mask), offset, offset + limit, descending=descending)
    assert found == whole[offset : offset + limit]


@given(st.lists(st.booleans(), max_size=40), _SIZES, _SIZES, st.booleans())
def test_a_cut_of_a_mask_is_its_numbers_from_there_on(
    listed: list[bool], offset: int, limit: int, descending: bool
) -> None:
    whole = [nr for nr, inside in enumerate(listed) if inside]
    found = cut(range(len(listed)), bytes(listed), offset, offset + limit, descending=descending)
    assert found == (whole[::-1] if descending else whole)[offset : offset + limit]


@given(st.lists(st.tuples(st.integers(1, 400), st.none() | st.integers(0, 300))))
def test_a_vector_holds_what_was_put_last(puts: list[tuple[int, int | None]]) -> None:
    vector, held = Vector([None, 1, 2]), {1: 1, 2: 2} | dict[int, int | None]()
    for nr, value in puts:
        before = vector.stamp
        changes = nr > max(held) or held.get(nr) != value
        held[nr] = value
        vector.put(nr, value)
        assert (vector.stamp != before) == changes
    for asked in (range(1, max(held) + 4), sorted(held), ()):
        assert vector.at(asked) == [held.get(nr) for nr in asked]
    even = vector.mask(lambda value: isinstance(value, int) and value % 2 == 0)
    assert [nr for nr, inside in enumerate(even) if inside] == sorted(
        nr for nr, value in held.items() if value is not None and value % 2 == 0
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path / "store") as made:
        yield made


def test_columns_and_orders_are_read_past_numbers_that_are_left_out(store: Store) -> None:
    add(store, "person", *(a_person(name=f"人{n}", birth_date=f"19{n % 7 + 50}", age=n) for n in range(30)))
    store._writer.run("DELETE FROM person WHERE nr % 4 = 1")
    with store.reader() as reader:
        connection = reader.connection
        columns = ("name", "birth_date", "age", "updated_at")
        vectors = load_vectors(connection, PERSON, columns)
        for column in columns:
            asked = "coalesce(updated_at, created_at)" if column == "updated_at" else column
            rows: dict[int, object] = dict(connection.rows(f"SELECT nr, {asked} FROM person"))  # type: ignore[arg-type]  # noqa: S608 - names of this test
            for wanted in set(rows.values()):
                mask = vectors[column].mask(lambda value, wanted=wanted: value == wanted)  # type: ignore[misc]
                assert [nr for nr, inside in enumerate(mask) if inside] == [
                    nr for nr, value in rows.items() if value == wanted
                ]
        everybody = bytes([0, *(nr % 4 != 1 for nr in range(1, 31))])
        order = load_arrangement(connection, PERSON, "birth_date")
        by_birth = [nr for (nr,) in connection.rows("SELECT nr FROM person ORDER BY birth_date, nr")]
        assert order.cut(order.pick(everybody), 0, 40, descending=False) == by_birth


_QUERIES = (
    Query(ledger=PERSON, limit=500),
    Query(ledger=PERSON, limit=500, everyone=True, order="birth_date"),
    Query(ledger=PERSON, limit=500, order="birth_date", descending=True, filters=(Filter("sex", "=", "1"),)),
    Query(ledger=PERSON, limit=500, order="updated_at", filters=(Filter("employer", "~", "单位1"),)),
    Query(ledger=PERSON, limit=500, order="created_at", filters=(Filter("birth_date", ">=", "1960"),)),
    Query(ledger=PERSON, limit=500, order="age", on=date(2026, 1, 1)),
)


@pytest.mark.parametrize("seed", range(4))
def test_lists_that_follow_writes_are_those_made_anew(store: Store, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "_NEAR", 0)
    chance = Random(seed)  # noqa: S311 - a test's own series
    people = add(store, "person", *(a_person(name=f"人{n}", birth_date=f"19{n + 30}") for n in range(20)))
    held: dict[bytes, dict[str, object]] = {one: {"birth_date": f"19{n + 30}"} for n, one in enumerate(people)}
    gone: set[bytes] = set()
    for step in range(25):
        one = chance.choice(people)
        deed = chance.randrange(6)
        if deed == 0:
            people += add(store, "person", a_person(name=f"新{step}", birth_date=chance.choice([None, "1955"])))
            held[people[-1]] = {}
        elif deed == 1 and one not in gone:
            remove(store, "person", one)
            gone.add(one)
        elif one in gone:
            bring_back(store, "person", one)
            gone.discard(one)
        elif deed < 4:
            _change(store, one, held[one], "employer", f"单位{chance.randrange(20)}")
        elif deed == 4:
            _change(store, one, held[one], "birth_date", chance.choice([None, "1944", "1988-05"]))
        else:
            _change(store, one, held[one], "alive", chance.choice([0, 1]))
        with store.reader() as reader:
            for query in _QUERIES:
                assert reader.page(query) == Pager().page(reader.connection, query)


def _change(store: Store, one: bytes, held: dict[str, object], field: str, new: object) -> None:
    if held.get(field) != new:
        change(store, "person", one, {field: held.get(field)}, {field: new})
        held[field] = new
