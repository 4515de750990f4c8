"""The index against real encrypted rows: which people are found, and in what order."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.database import Connection
from storage.search import search, search_query
from storage.search.search_look import Searched
from tests.storage.search.indexed import PERSON, RARE, ask, enter, matches, put, strings_of

PEOPLE: Mapping[str, Mapping[str, object]] = {
    "张三": {"id_no": "310115199003072316", "phone": "13812345678、021-50812345"},
    "张三丰": {"id_no": "31010119450101001X", "phone": "13912345678"},
    "李四": {"id_no": "320681198512120022", "phone": "13800001111", "former_name": "李小四"},
    "单雄信": {"id_no": "330421197001010011"},
    "吕布": {},
    "欧阳修": {},
    "张" + RARE: {},
    "John Smith": {"foreign_surname": "SMITH", "foreign_given": "JOHN", "id_no": "E12345678"},
    "阿依古丽·买买提": {},
    "王一": {"phone": "13812340000", "emergency_contact": "赵大", "emergency_phone": "13777770000"},
}


@pytest.fixture(scope="module")
def people(connection: Connection) -> dict[int, str]:
    return {enter(connection, PERSON, name=name, **values): name for name, values in PEOPLE.items()}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("张三", ["张三", "张三丰"]),
        ("三丰", ["张三丰"]),
        ("张", ["张三", "张三丰", "张" + RARE]),
        ("三", ["张三", "张三丰"]),
        (RARE, ["张" + RARE]),
        ("张" + RARE, ["张" + RARE]),
        ("小四", ["李四"]),
        ("zhangsan", ["张三", "张三丰"]),
        ("zhangs", ["张三", "张三丰"]),
        ("ZhangSan", ["张三", "张三丰"]),
        ("san", ["张三", "张三丰"]),
        ("sanfeng", ["张三丰"]),
        ("zs", ["张三", "张三丰"]),
        ("zsf", ["张三丰"]),
        ("shanxiong", ["单雄信"]),
        ("danxiongxin", ["单雄信"]),
        ("sxx", ["单雄信"]),
        ("dxx", ["单雄信"]),
        ("lvbu", ["吕布"]),
        ("lubu", ["吕布"]),
        ("lyubu", ["吕布"]),
        ("ouyang", ["欧阳修"]),
        ("oyx", ["欧阳修"]),
        ("310115199003072316", ["张三"]),
        ("310115", ["张三"]),
        ("2316", ["张三"]),
        ("19900307", ["张三"]),
        ("001x", ["张三丰"]),
        ("001X", ["张三丰"]),
        ("00１Ｘ", ["张三丰"]),
        ("31010119450101001x", ["张三丰"]),
        ("138", ["张三", "李四", "王一"]),
        ("5678", ["张三", "张三丰", "John Smith"]),
        ("13812345678", ["张三"]),
        ("１３８１２３４５６７８", ["张三"]),
        ("138-1234-5678", ["张三"]),
        ("+8613812345678", ["张三"]),
        ("+86-138-1234-5678", ["张三"]),
        ("021-5081", ["张三"]),
        ("0215081", ["张三"]),
        ("50812345", ["张三"]),
        ("张 138", ["张三"]),
        ("138 张", ["张三"]),
        ("张　138", ["张三"]),
        ("张，2316", ["张三"]),
        ("zs 1990", ["张三"]),
        ("李 12", ["李四"]),
        ("smith", ["John Smith"]),
        ("John Smith", ["John Smith"]),
        ("smith john", ["John Smith"]),
        ("johnsm", ["John Smith"]),
        ("e123", ["John Smith"]),
        ("7777", []),  # a relative's number finds the relative, if anybody
        ("3812", ["张三", "王一"]),
        ("345678", ["张三", "张三丰", "John Smith"]),
        ("45678", ["张三", "张三丰", "John Smith"]),
        ("0812345", ["张三"]),
        ("9912", []),  # 99 of the ID number, 12 of the phone
        ("张 5678", ["张三", "张三丰"]),
        ("zhang 12345678", ["张三", "张三丰"]),
        ("5678 2316", ["张三"]),
        ("买买提", ["阿依古丽·买买提"]),
        ("古丽·买", ["阿依古丽·买买提"]),
        ("古丽买", ["阿依古丽·买买提"]),
        ("aygl", ["阿依古丽·买买提"]),
        ("8613812345678", ["张三"]),
        ("李四丰", []),
        ("231631010", []),  # the end of one value and the head of another
        ("678021", []),
        ("13812345678张", []),
    ],
)
def test_people_are_found_by(connection: Connection, people: dict[int, str], typed: str, expected: list[str]) -> None:
    found = search.find(Searched(connection, PERSON), typed, limit=50)
    assert sorted(people[nr] for nr in found.nrs) == sorted(expected)
    assert (found.total, found.total_is_floor) == (len(expected), False)


@pytest.mark.parametrize(
    "typed",
    [
        '"', "'", '"张', "张 OR 李", "NOT", "张*", "^张", "t:张", "(", ")", "{t}:张", "a AND", "NEAR(张 三)", "-", "+",
        "\\", "%", "_", "\x00", "·", "", "   ", "张\x00三", "\ud800", ";DROP TABLE person", "🙂", "?" * 300, "张" * 200,
        "1-" * 90, "张 " * 90,
    ],
)  # fmt: skip
def test_odd_input_is_harmless(connection: Connection, people: dict[int, str], typed: str) -> None:
    found = search.find(Searched(connection, PERSON), typed, limit=50)
    words = search_query.parse(typed)
    expected = [] if words is None else [nr for nr in people if matches(words, strings_of(connection, nr))]
    assert sorted(found.nrs) == expected


def test_the_exact_name_comes_first_then_what_begins_so(own_connection: Connection) -> None:
    inside = enter(own_connection, PERSON, name="王张三")
    longer = enter(own_connection, PERSON, name="张三丰")
    exact = enter(own_connection, PERSON, name="张三")
    assert ask(own_connection, PERSON, "张三") == [exact, longer, inside]
    assert ask(own_connection, PERSON, "zs") == [exact, longer, inside]
    assert ask(own_connection, PERSON, "zhangsan") == [exact, longer, inside]
    assert ask(own_connection, PERSON, "三") == [inside, longer, exact]


def test_pages_of_one_search_fit_together(own_connection: Connection) -> None:
    rows = [(nr, {"name": f"李{'四王'[nr % 2]}", "phone": f"139{nr:08}"}) for nr in range(1, 1300)]
    search.add(own_connection, PERSON, rows)
    whole = search.find(Searched(own_connection, PERSON), "李", limit=2000)
    assert len(set(whole.nrs)) == 1299
    pages = [search.find(Searched(own_connection, PERSON), "李", limit=100, offset=at) for at in range(0, 1400, 100)]
    assert [nr for page in pages for nr in page.nrs] == list(whole.nrs)
    assert {(page.total, page.total_is_floor) for page in pages} == {(search.CEILING, True)}
    exact = search.find(Searched(own_connection, PERSON), "李四", limit=10)
    assert (exact.total, exact.total_is_floor) == (649, False)


def test_only_listed_records_count(own_connection: Connection) -> None:
    here = enter(own_connection, PERSON, name="张三")
    enter(own_connection, PERSON, name="张三")
    listed = bytes([0, 1])
    found = search.find(Searched(own_connection, PERSON, listed), "张三", limit=10)
    assert (found.nrs, found.total) == ((here,), 1)
    assert ask(own_connection, PERSON, "zhangsan", listed=listed) == [here]
    assert ask(own_connection, PERSON, "zhangsan", listed=bytes(3)) == []
    search.add(own_connection, PERSON, [(nr, {"name": "李四"}) for nr in range(3, 3000)])
    few = bytes([0] * 2950 + [1] * 50)
    for typed in ("李", "lis"):
        assert ask(own_connection, PERSON, typed, listed=few) == list(range(2950, 3000))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_part_of_an_id_number_finds_it(
    connection: Connection, people: dict[int, str], data: st.DataObject
) -> None:
    whole = "310115199003072316"
    at = data.draw(st.integers(0, 17))
    part = whole[at : at + data.draw(st.integers(1, 18))]
    holders = {name for nr, name in people.items() if any(part in text for text in strings_of(connection, nr))}
    assert {people[nr] for nr in ask(connection, PERSON, part)} == holders
    assert "张三" in holders


def test_a_second_phone_is_found_by_its_own_digits_only(own_connection: Connection) -> None:
    two = enter(own_connection, PERSON, name="张三", phone="13812345678、13887654321")
    one = enter(own_connection, PERSON, name="李四", phone="13887654321")
    for typed in ("4321", "654321", "876", "13887654321", "8876543"):
        assert ask(own_connection, PERSON, typed) == [two, one]
    for typed in ("5678", "345678"):
        assert ask(own_connection, PERSON, typed) == [two]
    for typed in ("1287", "123421", "8865", "138123454321"):  # a piece of each, at places that fit together
        assert ask(own_connection, PERSON, typed) == []


def test_counts_stop_where_sure_and_looked_at_hits_mix(own_connection: Connection) -> None:
    for nr in range(1, 1300):
        landline = f"021-5678{nr:04}" if nr % 3 else f"1385678{nr:04}"
        put(own_connection, PERSON, name="李四", phone=landline)
    search.rebuild(own_connection, PERSON)
    found = search.find(Searched(own_connection, PERSON), "5678", limit=1200)
    assert found.nrs == tuple(range(1, 1201))
    assert (found.total, found.total_is_floor) == (search.CEILING, True)
    few = bytes([0] * 1200 + [1] * 100)
    assert ask(own_connection, PERSON, "5678", listed=few) == list(range(1200, 1250))


def test_a_syllable_said_twice_leaves_the_surname_among_the_pieces() -> None:
    words = search_query.parse("yangganggang")
    assert words is not None
    asked = search_query.uncertain(words, lambda _: 0.01)
    assert set(re.findall('"(.+?)"', asked)) == {"yan", "ang", "ngg", "gga", "gan"}


def test_of_many_by_long_pinyin_those_that_begin_so_come_first(own_connection: Connection) -> None:
    holding = [enter(own_connection, PERSON, name="欧阳周军") for _ in range(100)]
    beginning = [enter(own_connection, PERSON, name="周军") for _ in range(100)]
    others = [enter(own_connection, PERSON, name=name) for name in ("周娟", "周菊军")]
    found = search.find(Searched(own_connection, PERSON), "zhoujun", limit=300)
    assert list(found.nrs) == [*beginning, *holding]
    assert set(others).isdisjoint(found.nrs)
