"""What places are called, and which lanes an address of a compound names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import address, places
from ledger.broken import Broken


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("", "号", True),
        ("号", "号楼", True),
        ("", "", True),
        ("幢", "栋", True),
        ("座", "幢", True),
        ("号", "幢", False),
        ("", "座", False),
    ],
)
def test_suffixes_of_one_sort(first: str, second: str, same: bool) -> None:
    assert places.same_suffix(first, second) is same
    assert places.same_suffix(second, first) is same


@pytest.mark.parametrize(
    ("number", "suffix", "name"),
    [
        ("1", "", "1号"),
        ("2", "幢", "2幢"),
        ("A", "", "A号"),
        ("综合楼", "", "综合楼"),
        ("A", "座", "A座"),
        ("", "", ""),
    ],
)
def test_building_name(number: str, suffix: str, name: str) -> None:
    assert places.building_name(number, suffix) == name


@pytest.mark.parametrize(
    ("suffix", "standing", "meant"),
    [
        ("", ["幢", "号"], 1),
        ("", ["号", "幢"], 0),
        ("", ["幢"], 0),  # 1 is 1号 unless 1幢 stands there
        ("", [], None),
        ("号", ["幢"], None),
        ("栋", ["号", "幢"], 1),
        ("号楼", [""], 0),
    ],
)
def test_which_building_a_suffix_means(suffix: str, standing: list[str], meant: int | None) -> None:
    assert places.standing_as(suffix, standing) == meant


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("3", ("3", "")),
        ("３", ("3", "")),
        ("03", ("3", "")),
        ("3号", ("3", "号")),
        ("三号", ("3", "号")),
        ("3号楼", ("3", "号楼")),
        ("a座", ("A", "座")),
        ("5甲幢", ("5甲", "幢")),
        ("综合楼", ("综合楼", "")),
        ("门卫室", ("门卫室", "")),
        ("1号302", Broken("format")),
        ("东明路300弄1号", Broken("format")),
        ("1号(东)", Broken("format")),
        ("4栋2单元", Broken("format")),
    ],
)
def test_building_parts(written: str, parts: tuple[str, str] | Broken) -> None:
    assert places.building_parts(written) == parts


@pytest.mark.parametrize(
    "name", ["综合楼", "南楼", "东大楼", "门卫室楼", "居委会楼", "活动室", "图书馆", "四合院", "A1综合楼", "2期综合楼"]
)
def test_a_building_may_go_by_a_plain_name(name: str) -> None:
    assert places.named_building(name) == name
    assert places.building_parts(name) == (name, ""), "as forms keep it"


def test_a_name_is_kept_without_blanks_and_in_capitals() -> None:
    assert places.named_building(" 综 合 楼 ") == "综合楼"
    assert places.named_building("ａ区综合楼") == "A区综合楼"


@pytest.mark.parametrize(
    "written",
    [
        *("", "楼", "1", "3号", "三楼", "A座", "一号院", "302室", "综合楼302室"),  # numbers, rooms, more than a name
        *("3号综合楼", "南区三号楼", "一楼大厅", "300弄综合楼", "东明路街道综合楼"),  # another place inside
        *("底楼", "前楼", "地下室", "门卫室", "底楼活动室"),  # rooms by their names
        *("整幢", "本楼", "每个楼", "某某楼"),  # no building of its own
        *("会所", "车库", "综合楼(东)", "综合楼、南楼", "社区事务受理服务中心大楼"),
    ],
)
def test_what_may_be_anything_else_is_no_name_of_a_building(written: str) -> None:
    assert places.named_building(written) == ""


@pytest.mark.parametrize(("number", "suffix"), [("3", "号"), ("A", "号"), ("5甲", "号"), ("综合楼", None)])
def test_a_bare_number_is_a_door_and_a_name_is_itself(number: str, suffix: str | None) -> None:
    assert places.usual_suffix(number) == suffix


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1", "1"),
        ("1单元", "1"),
        ("一单元", "1"),
        ("０1", "1"),
        ("a单元", "A"),
        ("东单元", "东"),
        ("0", "0"),
        ("南 区", "南区"),
        ("1 单元", "1"),
    ],
)
def test_unit_number(written: str, number: str) -> None:
    assert places.unit_number(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("101", "101"),
        ("101室", "101"),
        ("１０１ 室", "101"),
        ("a01", "A01"),
        ("302-1", "302-1"),
        ("阁楼", "阁楼"),
        ("1-302", Broken("format")),
        ("302/303室", Broken("format")),
        ("301(东)", Broken("format")),
        ("2单元302", Broken("format")),
    ],
)
def test_room_number(written: str, number: str | Broken) -> None:
    assert places.room_number(written) == number


@pytest.mark.parametrize(("room", "name"), [("302", "302室"), ("302A", "302A室"), ("阁楼", "阁楼"), ("", "")])
def test_room_name(room: str, name: str) -> None:
    assert places.room_name(room) == name


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("银杏新村", "1号", "", "302"), "银杏新村1号302室"),
        (("银杏新村", "1幢", "2", "302"), "银杏新村1幢2单元302室"),
        (("", "1号", "", "阁楼"), "1号阁楼"),
        (("银杏新村", "", "", ""), "银杏新村"),
    ],
)
def test_full_address(parts: tuple[str, str, str, str], line: str) -> None:
    assert places.full_address(*parts) == line


@pytest.mark.parametrize(
    ("written", "lanes"),
    [
        ("东明路300弄", (("东明路", "300"),)),
        ("东明路300弄、320弄", (("东明路", "300"), ("东明路", "320"))),
        ("东明路300弄/灵岩路20弄", (("东明路", "300"), ("灵岩路", "20"))),
        ("东明路300弄和320弄", (("东明路", "300"), ("东明路", "320"))),
        ("东明路300弄及320弄", (("东明路", "300"), ("东明路", "320"))),
        ("和平路300弄", (("和平路", "300"),)),
        ("东明路300弄和和平路20弄", (("东明路", "300"), ("和平路", "20"))),
        ("永和路12弄，永和路14弄", (("永和路", "12"), ("永和路", "14"))),
        ("东明路300弄；东明路300弄", (("东明路", "300"),)),
        ("东明路1200号", (("东明路", "1200号"),)),
        ("东明路1200号302室", ()),
        ("300弄", ()),
        ("东明路", ()),
        ("", ()),
    ],
)
def test_lanes_of_a_compound(written: str, lanes: tuple[places.Lane, ...]) -> None:
    assert places.lanes_of(written) == lanes


@pytest.mark.parametrize(
    ("lane", "name"),
    [(("东明路", "300"), "东明路300弄"), (("东明路", "1200号"), "东明路1200号"), (("", "300"), "300弄")],
)
def test_lane_name(lane: places.Lane, name: str) -> None:
    assert places.lane_name(lane) == name


_ROADS = st.sampled_from(("东明路", "和平路", "永和路", "及第路", "杨高南路", "长清路"))
_LANES = st.tuples(_ROADS, st.integers(1, 3999).map(str))


@given(st.lists(_LANES, min_size=1, max_size=5, unique=True))
def test_lanes_read_back_from_their_names(lanes: list[places.Lane]) -> None:
    assert places.lanes_of("、".join(map(places.lane_name, lanes))) == tuple(lanes)


@given(
    st.integers(1, 999).map(str),
    st.sampled_from(("号", "幢", "")),
    st.one_of(st.just(""), st.integers(1, 9).map(str)),
    st.integers(101, 3299).map(str),
)
def test_an_address_of_names_reads_back_into_its_parts(number: str, suffix: str, unit: str, room: str) -> None:
    line = places.full_address("", places.building_name(number, suffix), unit, room)
    parts = address.parse(line)
    assert (parts.building, parts.unit, parts.room) == (number, unit, room)
    assert places.same_suffix(parts.building_suffix, suffix)
