"""The rule itself: a part of a value finds its record, and only records that hold it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.database import Connection
from storage.search import search, search_query, search_text
from storage.search.search_look import Searched
from tests.storage.search.indexed import DWELLING, PERSON, RARE, ask, enter, matches, parent, rolled_back, strings_of

NAME = st.text(st.sampled_from("单张三丰李吕布乐曾𬱟aB ·" + RARE), min_size=1, max_size=6)
PHONE = st.from_regex(r"1[01]{10}(、1[01]{10})?", fullmatch=True)
ID_NUMBER = st.from_regex(r"31010[12]19[01]{9}[01X]", fullmatch=True)
NUMBER = st.text(st.sampled_from("0123X-、"), max_size=12) | ID_NUMBER | PHONE
PERSON_VALUES = st.fixed_dictionaries(
    {"name": NAME, "former_name": st.none() | NAME, "id_no": st.none() | NUMBER, "phone": st.none() | NUMBER}
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PERSON_VALUES, min_size=1, max_size=8), st.data())
def test_every_part_of_a_value_finds_exactly_the_records_that_hold_it(
    connection: Connection, values: list[dict[str, object]], data: st.DataObject
) -> None:
    with rolled_back(connection):
        connection.run("UPDATE person SET life = 2")
        search.rebuild(connection, PERSON)
        made = {enter(connection, PERSON, **row): search_text.strings(PERSON, row) for row in values}
        for found_by in [found_by for found_by in made.values() if found_by]:
            text = data.draw(st.sampled_from(found_by))
            at = data.draw(st.integers(0, len(text) - 1))
            part = text[at : at + data.draw(st.integers(1, 9))]
            holders = {nr for nr, others in made.items() if any(part in other for other in others)}
            found = search.find(Searched(connection, PERSON), part, limit=50)
            assert holders <= set(found.nrs)
            words = search_query.parse(part)
            assert words is not None
            assert set(found.nrs) == {nr for nr, others in made.items() if matches(words, others)}
        for found_by in [found_by for found_by in made.values() if len(found_by) > 1]:
            typed = " ".join(text[at : at + 4] for text in found_by[-2:] for at in [data.draw(st.integers(0, 8))])
            words = search_query.parse(typed)
            expected = set() if words is None else {nr for nr, others in made.items() if matches(words, others)}
            assert set(search.find(Searched(connection, PERSON), typed, limit=50).nrs) == expected
        assert search.verify(connection, PERSON) == []


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_part_of_a_short_address_finds_exactly_its_homes(
    connection: Connection, homes: dict[int, str], data: st.DataObject
) -> None:
    with rolled_back(connection):
        compound = parent(connection, "compound", name="清河坊", address="清河路1弄")
        made = {}
        for _ in range(data.draw(st.integers(1, 5))):
            number = data.draw(st.from_regex(r"[12]{1,3}", fullmatch=True))
            room = data.draw(st.from_regex(r"[12]0[12]", fullmatch=True))
            building = parent(connection, "building", compound_uid=compound, building_no=number, building_suffix="号")
            made[enter(connection, DWELLING, building_uid=building, room_no=room)] = f"{number}-{room}"
        found_by = {nr: strings_of(connection, nr, DWELLING) for nr in [*made, *homes]}
        for short in made.values():
            at = data.draw(st.integers(0, len(short) - 1))
            part = short[at : at + data.draw(st.integers(1, 7))]
            holders = {nr for nr, texts in found_by.items() if any(part in text for text in texts)}
            assert set(ask(connection, DWELLING, part)) == holders
