"""The index against real encrypted rows: what is found, in what order, and that nothing is left behind."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import catalog
from ledger.definition import Ledger
from ledger.ids import new_id
from storage import database, schema, search, search_query, search_rows, search_text
from storage.database import Connection
from storage.keys import DatabaseKey
from storage.search_look import Searched
from storage.search_query import Word

PERSON, DWELLING = catalog.named("person"), catalog.named("dwelling")
RARE = "\U0002ceb0"  # beyond the BMP, with no known reading


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    yield from opened(tmp_path_factory.mktemp("store") / "ledger.db")


@pytest.fixture
def own_connection(tmp_path: Path) -> Iterator[Connection]:
    yield from opened(tmp_path / "ledger.db")


def opened(path: Path) -> Iterator[Connection]:
    made = database.create(path, DatabaseKey.generate())
    for statement in schema.statements():
        made.run(statement)
    names = {name for (name,) in made.rows("SELECT name FROM sqlite_schema")}
    for ledger in catalog.ALL:
        if f"{ledger.name}_search" not in names:
            for statement in search.ddl(ledger):
                made.run(statement)
    yield made
    made.close()


@contextmanager
def rolled_back(connection: Connection) -> Iterator[None]:
    """A transaction that leaves nothing."""
    connection.run("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.run("ROLLBACK")


def put(connection: Connection, ledger: Ledger, **values: object) -> int:
    """A row, without its index entry."""
    row = {"id": new_id(), "life": 1, "rv": 0, "created_at": "2026-11-21T00:00:00.000Z", "created_by": "t", **values}
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {ledger.name} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608 - names of this test
    return connection.insert(sql, list(row.values()))


def enter(connection: Connection, ledger: Ledger, **values: object) -> int:
    """A row with its index entry."""
    nr = put(connection, ledger, **values)
    search.refresh(connection, ledger, [nr])
    return nr


def ask(connection: Connection, ledger: Ledger, text: str, listed: bytes | None = None) -> list[int]:
    return list(search.find(Searched(connection, ledger, listed), text, limit=50).nrs)


def matches(words: tuple[Word, ...], found_by: list[str]) -> bool:
    """What a search means: every word is a part of one of a record's strings."""
    return all(any(spelling in text for text in found_by for spelling in word.spellings) for word in words)


# -- people: one file for the whole table of queries

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


def strings_of(connection: Connection, nr: int, ledger: Ledger = PERSON) -> list[str]:
    return next(search_text.strings(ledger, values) for _, values in search_rows.read(connection, ledger, [nr]))


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


# -- homes


@pytest.fixture(scope="module")
def homes(connection: Connection) -> dict[int, str]:
    lingzhao = parent(connection, "compound", name="凌兆小区一", address="东明路300弄")
    garden = parent(connection, "compound", name="林苑", address="浦东南路1200号")
    found = {}
    for compound, building, suffix, unit, room, full in (
        (lingzhao, "1", "号", None, "302", "凌兆小区一1号302室"),
        (lingzhao, "11", "号", None, "302", "凌兆小区一11号302室"),
        (lingzhao, "12", "号", "1", "301", "凌兆小区一12号1单元301室"),
        (garden, "12", "幢", None, "301A", "林苑12幢301A室"),
        (garden, "3", "", None, "阁楼", "林苑3号阁楼"),
    ):
        building_id = parent(
            connection, "building", compound_uid=compound, building_no=building, building_suffix=suffix
        )
        unit_id = parent(connection, "unit", building_uid=building_id, unit_no=unit) if unit else None
        owner = "李老师" if unit else None
        nr = enter(
            connection, DWELLING, building_uid=building_id, unit_uid=unit_id, room_no=room, full_address=full,
            owner_name=owner,
        )  # fmt: skip
        found[nr] = full
    return found


def parent(connection: Connection, ledger: str, **values: object) -> bytes:
    made = new_id()
    enter(connection, catalog.named(ledger), id=made, **values)
    return made


ONE, ELEVEN, UNIT = "凌兆小区一1号302室", "凌兆小区一11号302室", "凌兆小区一12号1单元301室"
BLOCK, ATTIC = "林苑12幢301A室", "林苑3号阁楼"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("凌兆小区一1号302室", [ONE]),
        ("1-302", [ONE, ELEVEN]),
        ("1号302", [ONE, ELEVEN]),
        ("１号３０２", [ONE, ELEVEN]),
        ("11-302", [ELEVEN]),
        ("1#302", [ONE, ELEVEN]),
        ("东明路300", [ONE, ELEVEN, UNIT]),
        ("东明路300弄1号302室", [ONE]),
        ("300弄1号302", [ONE]),
        ("12-1-301", [UNIT]),
        ("12－1－301", [UNIT]),
        ("12-301", [UNIT, BLOCK]),
        ("12号301", [UNIT, BLOCK]),
        ("12幢301", [BLOCK]),
        ("301a", [BLOCK]),
        ("1200号12幢", [BLOCK]),
        ("阁楼", [ATTIC]),
        ("3-阁楼", [ATTIC]),
        ("302", [ONE, ELEVEN]),
        ("李 12号", [UNIT]),
        ("lls 12", [UNIT]),
        ("林苑 301", [BLOCK]),
        ("13-301", []),
        ("302东明路", []),
    ],
)
def test_homes_are_found_by(connection: Connection, homes: dict[int, str], typed: str, expected: list[str]) -> None:
    assert sorted(homes[nr] for nr in ask(connection, DWELLING, typed)) == sorted(expected)


def test_the_nearest_address_comes_first(connection: Connection, homes: dict[int, str]) -> None:
    assert [homes[nr] for nr in ask(connection, DWELLING, "1-302")] == [ONE, ELEVEN]


def test_places_and_topics_are_found(own_connection: Connection) -> None:
    compound = enter(own_connection, catalog.named("compound"), name="解放新村", short_name="解放", address="东明路1弄")
    car = enter(
        own_connection, catalog.named("topic_vehicle"), plate="沪A·12345", user_name="张三", phone="13812345678"
    )
    shop = enter(
        own_connection, catalog.named("topic_merchant"), name="重庆小面", uscc="91310115MA1K3XXX0X", address="东明路2号"
    )
    assert ask(own_connection, catalog.named("compound"), "jfxc") == [compound]
    assert ask(own_connection, catalog.named("compound"), "东明路1弄") == [compound]
    for typed in ("沪A12345", "沪a1", "a12345", "345", "zs", "138"):
        assert ask(own_connection, catalog.named("topic_vehicle"), typed) == [car]
    for typed in ("cqxm", "小面", "zhongqing", "ma1k3", "路2号"):
        assert ask(own_connection, catalog.named("topic_merchant"), typed) == [shop]
    assert ask(own_connection, catalog.named("residence"), "张") == []


# -- keeping in step


def test_refreshing_leaves_nothing_behind(own_connection: Connection) -> None:
    nr = enter(own_connection, PERSON, name="张三", phone="13812345678")
    own_connection.run("UPDATE person SET name = '李四', phone = '13900000000' WHERE nr = ?", (nr,))
    search.refresh(own_connection, PERSON, [nr])
    for gone in ("张", "zs", "zhang", "138", "5678"):
        assert ask(own_connection, PERSON, gone) == []
    for there in ("李", "ls", "lisi", "139"):
        assert ask(own_connection, PERSON, there) == [nr]
    assert search.verify(own_connection, PERSON) == []


def test_a_removed_record_is_not_found_and_comes_back(own_connection: Connection) -> None:
    nr = enter(own_connection, PERSON, name="张三")
    own_connection.run("UPDATE person SET life = 2 WHERE nr = ?", (nr,))
    search.remove(own_connection, PERSON, [nr, 99])
    assert ask(own_connection, PERSON, "张三") == ask(own_connection, PERSON, "z") == []
    assert search.verify(own_connection, PERSON) == []
    own_connection.run("UPDATE person SET life = 3 WHERE nr = ?", (nr,))
    assert search.verify(own_connection, PERSON) == [nr]
    search.refresh(own_connection, PERSON, [nr])
    assert ask(own_connection, PERSON, "张三") == [nr]


def test_a_renamed_compound_renames_its_homes(own_connection: Connection) -> None:
    compound = parent(own_connection, "compound", name="凌兆小区", address="东明路300弄")
    building = parent(own_connection, "building", compound_uid=compound, building_no="1")
    nr = enter(own_connection, DWELLING, building_uid=building, room_no="302", full_address="凌兆小区1号302室")
    own_connection.run("UPDATE compound SET name = '林苑', address = '灵岩路5弄'")
    own_connection.run("UPDATE dwelling SET full_address = '林苑1号302室'")
    assert search.verify(own_connection, DWELLING) == [nr]
    search.refresh(own_connection, DWELLING, [nr])
    assert ask(own_connection, DWELLING, "凌兆") == ask(own_connection, DWELLING, "东明路") == []
    assert ask(own_connection, DWELLING, "灵岩路5弄1号302") == ask(own_connection, DWELLING, "林苑1号") == [nr]
    assert search.verify(own_connection, DWELLING) == []


def test_verify_finds_planted_damage_and_rebuild_mends_it(own_connection: Connection) -> None:
    nrs = [enter(own_connection, PERSON, name=name) for name in ("张三", "李四", "王五", "赵六")]
    assert search.verify(own_connection, PERSON) == []
    lost, changed, stray = nrs[0], nrs[1], 77
    search.remove(own_connection, PERSON, [lost])
    own_connection.run("UPDATE person SET name = '李五' WHERE nr = ?", (changed,))
    search.add(own_connection, PERSON, [(stray, {"name": "钱七"})])
    assert search.verify(own_connection, PERSON) == [lost, changed, stray]
    search.rebuild(own_connection, PERSON)
    assert search.verify(own_connection, PERSON) == []
    assert ask(own_connection, PERSON, "李五") == [changed]


def test_a_rolled_back_write_leaves_the_index_alone(own_connection: Connection) -> None:
    kept = enter(own_connection, PERSON, name="张三")
    with rolled_back(own_connection):
        enter(own_connection, PERSON, name="张四")
        search.remove(own_connection, PERSON, [kept])
        assert len(ask(own_connection, PERSON, "张")) == 1
    assert ask(own_connection, PERSON, "张") == [kept]
    assert search.verify(own_connection, PERSON) == []


def test_a_record_with_nothing_to_find_has_no_entry(own_connection: Connection) -> None:
    enter(own_connection, PERSON, name="···")
    assert search.verify(own_connection, PERSON) == []
    assert ask(own_connection, PERSON, "·") == []


def test_only_searched_ledgers_have_an_index() -> None:
    assert not search.is_searched(catalog.named("residence"))
    assert search.ddl(catalog.named("residence")) == []
    searched = {ledger.name for ledger in catalog.ALL if search.ddl(ledger)}
    expected = ["person", "dwelling", "compound", "building", "household", "topic_vehicle", "topic_merchant"]
    assert searched == set(expected)


# -- the rule itself: a part of a value finds its record, and only records that hold it

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
