"""What places are called, and which lanes an address of a compound names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import address, places


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
