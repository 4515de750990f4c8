"""Digits looked for in blocks of numbers, against a plain search of every row's text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definition import Ledger
from storage import checking, database
from storage.checking import Fault
from storage.database import Connection
from storage.keys import DatabaseKey
from storage.listing.paging import Pager
from storage.listing.query import Query
from storage.search import number_blocks, search_text
from storage.search.number_blocks import ROWS, NumberBlocks, pack
from storage.search.search_addresses import PLACE_PARTS
from storage.store import Store
from tests.storage.stores import COMPOUND, DWELLING, HOUSEHOLD, PERSON, a_person, add, bring_back, change, remove

NUMBER = st.from_regex(r"[0-3]{1,5}x?", fullmatch=True) | st.from_regex(r"1[0-9]{10}", fullmatch=True)
ROW = st.lists(NUMBER, max_size=2).map(" ".join)
DIGITS = st.from_regex(r"[0-3]{1,5}x?|x|1[0-9]{10}", fullmatch=True)


def blocks_of(numbers: list[str]) -> NumberBlocks:
    starts = range(0, len(numbers), ROWS)
    return NumberBlocks((start // ROWS, pack(numbers[start : start + ROWS])) for start in starts)


@settings(max_examples=200, deadline=None)
@given(st.lists(ROW, max_size=40), DIGITS, st.integers(0, 600), st.data())
def test_digits_find_the_rows_with_a_number_that_holds_them(
    rows: list[str], digits: str, gap: int, data: st.DataObject
) -> None:
    numbers = ["", *rows, *[""] * gap, *rows]
    holding = [nr for nr, text in enumerate(numbers) if digits in text]
    blocks = blocks_of(numbers)
    assert list(blocks.find(digits)) == holding
    assert list(blocks.holding(digits, range(len(numbers) + ROWS))) == holding
    for listed in (bytes(data.draw(st.lists(st.booleans(), max_size=80))), bytes([1]) * len(numbers)):
        there = [nr for nr in holding if nr < len(listed) and listed[nr]]
        assert list(blocks.find(digits, listed)) == there
        assert list(blocks.holding(digits, (nr for nr, inside in enumerate(listed) if inside))) == there


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    made = database.create(tmp_path_factory.mktemp("numbers") / "ledger.db", DatabaseKey.generate())
    yield made
    made.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.integers(1, 3 * ROWS), ROW, max_size=8), max_size=6), DIGITS)
def test_what_was_written_last_is_found(connection: Connection, writes: list[dict[int, str]], digits: str) -> None:
    number_blocks.clear(connection, PERSON)
    held: dict[int, str] = {}
    for numbers in writes:
        number_blocks.write(connection, PERSON, numbers)
        held |= numbers
    blocks = number_blocks.load(connection, PERSON)
    assert list(blocks.find(digits)) == sorted(nr for nr, text in held.items() if digits in text)
    assert blocks.differing((nr, held[nr]) for nr in sorted(held)) == []
    for nr, text in held.items():
        others = ((other, kept) for other, kept in sorted(held.items()) if other != nr)
        assert blocks.differing(others) == ([nr] if text else [])


def test_whole_blocks_are_written_at_once_and_joined_to_those_before(connection: Connection) -> None:
    number_blocks.clear(connection, PERSON)
    held = {nr: f"138{nr:08}" for nr in range(1, 4 * ROWS)}
    for begin in range(0, len(held), 600):
        number_blocks.write(connection, PERSON, dict(list(held.items())[begin : begin + 600]))
    blocks = number_blocks.load(connection, PERSON)
    assert blocks.differing(held.items()) == []
    assert list(blocks.find("0000555")) == [555]
    number_blocks.write(connection, PERSON, dict.fromkeys(range(ROWS, 3 * ROWS), ""))
    blocks = number_blocks.load(connection, PERSON)
    assert list(blocks.find("138")) == [*range(1, ROWS), *range(3 * ROWS, 4 * ROWS)]


def test_numbers_in_memory_follow_what_is_written(store: Store) -> None:
    def found(digits: str) -> int:
        with store.reader() as reader:
            return reader.page(Query(ledger=PERSON, search=digits)).total

    one, other = add(store, "person", a_person(phone="13800005678"), a_person(phone="13900005678、021-50812345"))
    assert (found("5678"), found("138"), found("5081"), found("021-5081")) == (2, 1, 1, 1)
    change(store, "person", one, {"phone": "13800005678"}, {"phone": "13711112222"})
    assert (found("5678"), found("138"), found("1371")) == (1, 0, 1)
    remove(store, "person", other)
    assert (found("5678"), found("5081")) == (0, 0)
    bring_back(store, "person", other)
    assert found("5678") == 1
    add(store, "person", *(a_person(phone=f"133{n:08}") for n in range(3000)), kind="import")
    assert (found("1371"), found("13300002999"), found("0000567")) == (2, 1, 2)
    with store.reader() as reader:
        assert list(checking.check(reader.connection)) == []


def test_pages_by_digits_are_those_of_lists_made_anew(store: Store) -> None:
    people = add(store, "person", *(a_person(phone=f"138{n:08}", alive=n % 5 > 0) for n in range(700)))
    with store.reader() as reader:
        for step in range(0, 40, 4):
            query = Query(ledger=PERSON, search="王 00")
            assert reader.page(query) == Pager().page(reader.connection, query)
            change(store, "person", people[step], {"phone": f"138{step:08}"}, {"phone": "13912345678"})
            remove(store, "person", people[step + 1])
        for typed, total in (("1234 138", 0), ("1234 139", 8), ("小明 139", 9)):
            query = Query(ledger=PERSON, search=typed)
            found = reader.page(query)
            assert found == Pager().page(reader.connection, query)
            assert found.total == total


@pytest.mark.parametrize(
    "damage", ["DELETE FROM person_number", "UPDATE person_number SET pairs = x'bc'", "UPDATE person SET phone = '1'"]
)
def test_numbers_that_are_not_those_of_the_rows_are_found(store: Store, damage: str) -> None:
    add(store, "person", a_person(phone="13800005678"))
    store._writer.run(damage)
    with store.reader() as reader:
        assert Fault("search", "person", "", 1) in list(checking.check(reader.connection))


# -- entries made column by column

VALUE = st.none() | NUMBER | st.text(st.sampled_from("张三单吕\U0002ceb0aB1 ·\\x、-"), max_size=6)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([PERSON, DWELLING, COMPOUND, HOUSEHOLD]), st.integers(1, 4), st.data())
def test_many_records_are_entered_as_each_of_them_would_be(ledger: Ledger, count: int, data: st.DataObject) -> None:
    names = [name for name in search_text.fields(ledger) if data.draw(st.booleans())]
    if search_text.has_places(ledger):
        names += PLACE_PARTS
    columns: dict[str, list[object]] = {
        name: data.draw(st.lists(VALUE, min_size=count, max_size=count)) for name in names
    }
    if not search_text.is_told_of(ledger, columns):
        return
    for at, (tokens, numbers) in enumerate(search_text.entries(ledger, columns)):
        alone = search_text.entry(ledger, {name: column[at] for name, column in columns.items()})
        assert set(tokens.split()) == set(alone[0].split())
        assert numbers == alone[1]
