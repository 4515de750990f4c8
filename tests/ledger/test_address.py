"""Addresses: a table of cases, the round trip, and the cells of separate columns."""

import csv
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger import address_grammar
from ledger.address import Address, format, number_key, parse, parse_parts  # noqa: A004 - as in the module

CASES = Path(__file__).with_name("address_cases.csv")


def read_cases() -> list[tuple[str, dict[str, str]]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["text"], dict(part.split("=", 1) for part in row["parts"].split("|") if part)) for row in rows]


def said(address: Address) -> dict[str, str]:
    """The parts that an address has, for comparing with a case."""
    return {part: value for part, value in asdict(address).items() if value}


@pytest.mark.parametrize(("text", "parts"), read_cases(), ids=lambda value: value if isinstance(value, str) else "")
def test_case(text: str, parts: dict[str, str]) -> None:
    assert said(parse(text)) == parts


def test_the_table_is_large_and_has_no_case_twice() -> None:
    texts = [text for text, _ in read_cases()]
    assert len(texts) >= 240
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("text", [text for text, _ in read_cases()])
def test_every_case_reads_back(text: str) -> None:
    address = parse(text)
    assert parse(format(address)) == address


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1号302", True),
        ("1单元302室", True),
        ("302室", False),
        ("东明路300弄1号", False),
        ("1号3楼", False),
        ("金色阳光1号302", False),
    ],
)
def test_only_a_room_in_a_building_or_unit_is_certain(text: str, named: bool) -> None:
    read = parse(text)
    assert bool(read.room and (read.building or read.unit)) == named


def test_blank_text_is_an_empty_address() -> None:
    assert parse("") == parse("  \u3000") == Address()


# -- round trip over whole addresses, and over any jumble of their words ----------------------------------------

numbers = st.integers(1, 9999).map(str)
small = st.integers(1, 99).map(str)
keys = st.one_of(
    small, st.builds("{}{}".format, small, st.sampled_from("甲乙AB")), small.map("临{}".format), st.sampled_from("ABC")
)
rooms = st.one_of(
    st.integers(101, 3999).map(str),
    st.builds("{}{}".format, st.integers(101, 3999), st.sampled_from("AB东西")),
    st.builds("{}-{}".format, st.integers(101, 999), st.integers(1, 9)),
    st.sampled_from(["底楼", "阁楼", "前楼", "亭子间", "3楼东", "底层西", "地下室"]),
)


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    """An address with everything that the grammar can hold, in every combination that is certain."""
    region = draw(st.sampled_from(["", "上海市", "上海市浦东新区", "浦东新区", "安徽省阜阳市临泉县"]))
    town = draw(st.sampled_from(["", "东明路街道", "三林镇"] if region else ["", "东明路街道"]))
    committee = draw(st.sampled_from(["", "凌兆居委", "凌兆第一居民区"]))
    lane = draw(st.one_of(st.just(""), numbers, numbers.map("临{}".format)))
    road = draw(st.sampled_from(["", "东明路", "南京西路", "世纪大道", "花园路"]))
    building = draw(keys)
    named = draw(rooms)
    return Address(
        region=region,
        town=town,
        committee=committee,
        road=road,
        lane=lane,
        sublane=draw(st.one_of(st.just(""), numbers)) if lane else "",
        compound=draw(st.sampled_from(["", "凌兆新村", "阳光花苑", "鞍山四村", "凌兆小区二期"])),
        building=building,
        building_suffix=draw(st.sampled_from(["号", "幢", "栋", "座", "号楼"])),
        unit=draw(st.one_of(st.just(""), small)),
        room=named,
        room_suffix="" if not named[0].isdigit() or "楼" in named else draw(st.sampled_from(["室", "房", "户"])),
        remainder=draw(st.sampled_from(["", "(后门)", "后门", "【已搬】"]))
        if named[0].isdigit() and "楼" not in named
        else "",
    )


@given(addresses(), st.sampled_from(["单元", "门", "门洞", "梯"]))
def test_what_is_written_is_read(address: Address, unit_word: str) -> None:
    if address.unit:
        address = Address(**{**asdict(address), "unit_suffix": unit_word})
    assert parse(format(address)) == address


@given(addresses())
def test_blanks_and_widths_do_not_matter(address: Address) -> None:
    if "(" in address.remainder:
        return
    text = format(address)
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in text)
    assert parse(wide) == parse(text)


WORDS = [
    "上海市",
    "浦东新区",
    "江苏省",
    "南京市",
    "县",
    "区",
    "东明路",
    "街道",
    "凌兆",
    "居委",
    "社区",
    "镇",
    "路",
    "街",
    "大道",
    "弄",
    "支弄",
    "号",
    "号楼",
    "号院",
    "幢",
    "栋",
    "座",
    "楼",
    "#",
    "单元",
    "门",
    "门洞",
    "梯",
    "室",
    "房",
    "户",
    "层",
    "底楼",
    "阁楼",
    "地下室",
    "假",
    "底",
    "东",
    "西",
    "前",
    "甲",
    "乙",
    "临",
    "1",
    "2",
    "12",
    "300",
    "302",
    "1201",
    "A",
    "b",
    "-",
    "/",
    "(",
    ")",
    "【",
    "】",
    ",",
    "。",
    "、",
    "和",
    "至",
    "~",
    "一",
    "二",
    "十",
    "百",
    "三〇二",
    "小区",
    "新村",
    "花园",
    "苑",
    "村",
    "后门",
    "间",
    "张",
    "近",
    "口",
    "\u3000",
    "**",
]


@given(st.lists(st.sampled_from([*WORDS, " "]), max_size=9).map("".join))
@example("2号--乙户假弄乙")
@example("十#十户十电话号")
@example("302--三〇二门洞b号楼弄")
def test_any_jumble_reads_back(text: str) -> None:
    address = address_grammar.read(text)
    assert address_grammar.read(format(address)) == address


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    address = parse(text)
    assert parse(format(address)) == address


@given(
    st.integers(1, 999),
    st.integers(1, 999),
    st.sampled_from(["号", "幢", "栋", "座", "号楼"]),
    st.integers(101, 2999),
    st.sampled_from(["", "室"]),
)
def test_the_short_way_reads_like_the_grammar(lane: int, building: int, word: str, room: int, room_word: str) -> None:
    for text in (
        f"东明路{lane}弄{building}{word}{room}{room_word}",
        f"{building}{word}{room}{room_word}",
        f"{building}{word}",
    ):
        assert parse(text) == address_grammar.read(text)


@given(st.text(alphabet=st.sampled_from("东明西路弄号幢室1203楼浦区"), max_size=14))
def test_the_short_way_never_differs_from_the_grammar(text: str) -> None:
    assert parse(text) == address_grammar.read(text)


# -- columns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ({}, {}),
        ({"building": "1号", "room": "101"}, {"building": "1", "building_suffix": "号", "room": "101"}),
        ({"building": "1", "room": "302室"}, {"building": "1", "room": "302", "room_suffix": "室"}),
        ({"building": 1.0, "room": 302.0}, {"building": "1", "room": "302"}),
        ({"building": 1, "room": 302}, {"building": "1", "room": "302"}),
        ({"building": "01", "room": "0302"}, {"building": "1", "room": "0302"}),
        ({"building": "1", "room": "3"}, {"building": "1", "room": "3"}),
        ({"building": "1", "room": 5}, {"building": "1", "room": "5"}),
        ({"building": "一", "room": "三〇二"}, {"building": "1", "room": "302"}),
        ({"building": "临5", "room": "302a"}, {"building": "临5", "room": "302A"}),
        ({"building": "甲5", "room": "302甲"}, {"building": "5甲", "room": "302甲"}),
        ({"building": "A座", "unit": "无", "room": "1201"}, {"building": "A", "building_suffix": "座", "room": "1201"}),
        (
            {"building": "1号楼", "unit": "2单元", "room": "302"},
            {"building": "1", "building_suffix": "号楼", "unit": "2", "unit_suffix": "单元", "room": "302"},
        ),
        ({"building": "1", "unit": 2.0, "room": "302"}, {"building": "1", "unit": "2", "room": "302"}),
        ({"building": "1", "unit": "0", "room": "302"}, {"building": "1", "room": "302"}),
        ({"building": "1", "unit": "/", "room": "302"}, {"building": "1", "room": "302"}),
        (
            {"unit": "1", "room": "302", "compound": "凌兆小区一"},
            {"compound": "凌兆小区一", "unit": "1", "room": "302"},
        ),
        (
            {"building": "1", "unit": "东单元", "room": "302"},
            {"building": "1", "unit": "东", "unit_suffix": "单元", "room": "302"},
        ),
        ({"building": "1", "unit": "左边", "room": "302"}, {"building": "1", "room": "302", "remainder": "左边"}),
        ({"building": "1门", "room": "302"}, {"building": "1", "building_suffix": "门", "room": "302"}),
        (
            {"building": "东明路300弄1号", "room": "302"},
            {"road": "东明路", "lane": "300", "building": "1", "building_suffix": "号", "room": "302"},
        ),
        (
            {"building": "1号2单元", "unit": "2", "room": "302"},
            {"building": "1", "building_suffix": "号", "unit": "2", "unit_suffix": "单元", "room": "302"},
        ),
        (
            {"building": "1号2单元", "unit": "3", "room": "302"},
            {
                "building": "1",
                "building_suffix": "号",
                "unit": "2",
                "unit_suffix": "单元",
                "room": "302",
                "remainder": "3",
            },
        ),
        ({"building": "见备注", "room": "302"}, {"room": "302", "remainder": "见备注"}),
        ({"building": "1号、2号", "room": "302"}, {"room": "302", "remainder": "1号、2号"}),
        ({"building": "1", "room": "1-302"}, {"building": "1", "room": "302"}),
        ({"building": "12", "room": "1-302"}, {"building": "12", "unit": "1", "room": "302"}),
        ({"building": "12", "unit": 1.0, "room": "12-1-302"}, {"building": "12", "unit": "1", "room": "302"}),
        ({"building": "12", "unit": "2", "room": "1-302"}, {"building": "12", "unit": "2", "remainder": "1-302"}),
        ({"building": "12", "room": "13号302"}, {"building": "12", "remainder": "13号302"}),
        (
            {"building": "12", "room": "12号302室"},
            {"building": "12", "building_suffix": "号", "room": "302", "room_suffix": "室"},
        ),
        ({"room": "12-302"}, {"building": "12", "room": "302"}),
        ({"building": "1", "room": "302-1"}, {"building": "1", "room": "302-1"}),
        ({"building": "1", "room": "302-a室"}, {"building": "1", "room": "302-A", "room_suffix": "室"}),
        ({"building": "1", "room": "302号"}, {"building": "1", "room": "302", "room_suffix": "号"}),
        ({"building": "1", "room": "302(后门)"}, {"building": "1", "room": "302", "remainder": "(后门)"}),
        (
            {"building": "1", "room": "302室后门"},
            {"building": "1", "room": "302", "room_suffix": "室", "remainder": "后门"},
        ),
        ({"building": "1", "room": "302、303"}, {"building": "1", "remainder": "302、303"}),
        ({"building": "1", "room": "底楼"}, {"building": "1", "room": "底楼"}),
        ({"building": "1", "room": "三楼东(租)"}, {"building": "1", "room": "3楼东", "remainder": "(租)"}),
        ({"building": "1", "room": "商铺a"}, {"building": "1", "room": "商铺A"}),
        ({"building": "1", "room": "百"}, {"building": "1", "room": "百"}),
        ({"building": "1", "room": "沿街第三间小商铺门面"}, {"building": "1", "remainder": "沿街第三间小商铺门面"}),
        ({"building": "1", "room": "无"}, {"building": "1"}),
        ({"road": "东明路", "lane": "300弄", "building": "1"}, {"road": "东明路", "lane": "300", "building": "1"}),
        ({"road": "东明路", "lane": 300.0, "building": "1"}, {"road": "东明路", "lane": "300", "building": "1"}),
        ({"road": "东明路300弄", "building": "1"}, {"road": "东明路", "lane": "300", "building": "1"}),
        ({"road": "东明", "lane": "东明路300弄12支弄"}, {"road": "东明路", "lane": "300", "sublane": "12"}),
        ({"road": "沪南线"}, {"road": "沪南线"}),
    ],
)
def test_columns(cells: dict[str, str | float], parts: dict[str, str]) -> None:
    assert said(parse_parts(**cells)) == parts  # type: ignore[arg-type]  # compound and road are text in every case


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", "1"),
        ("01", "1"),
        ("1号", "1"),
        ("1号楼", "1"),
        ("１幢", "1"),
        ("一号", "1"),
        ("十二栋", "12"),
        ("1#", "1"),
        ("2单元", "2"),
        ("300弄", "300"),
        ("a", "A"),
        ("a座", "A"),
        ("12a", "12A"),
        ("3甲", "3甲"),
        ("甲3", "3甲"),
        ("3号甲", "3甲"),
        ("临时5号", "临5"),
        ("东楼", "东楼"),
        ("甲3乙", "甲3乙"),
        ("abc x", "ABCX"),
        ("", ""),
    ],
)
def test_number_keys(text: str, key: str) -> None:
    assert number_key(text) == key


@given(st.one_of(numbers, keys), st.one_of(st.just(""), small), rooms)
def test_columns_read_like_the_text_they_make(building: str, unit: str, room: str) -> None:
    text = f"{building}号{unit}{'单元' if unit else ''}{room}"
    read, columns = parse(text), parse_parts(building=f"{building}号", unit=f"{unit}单元" if unit else None, room=room)
    assert columns == read
