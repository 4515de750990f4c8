"""Derived values: age, age-driven tags, classes of relations, 人户一致."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import codes, derive
from ledger.derive import Home
from tests.ledger.test_address import read_cases

TODAY = date(2026, 11, 21)
HOME = Home("银杏新村", (("东明路", "300"), ("灵岩路", "15号")), "1", "", "302")
DOOR_ON_THE_ROAD = Home("灵岩公寓", (("灵岩路", "15号"),), "15", "", "302")
WITH_UNIT = Home("银杏新村", (("东明路", "300"),), "1", "2", "302")
WITHOUT_LANES = Home("银杏新村", (), "1", "", "302")


@pytest.mark.parametrize(
    ("birth", "years"),
    [
        (None, None),
        ("", None),
        ("1966-11-21", 60),
        ("1966-11-22", 59),
        ("1966", None),  # 59 or 60
        ("1966-12", 59),
        ("2027-01-01", None),
        ("2000-02-29", 26),
    ],
)
def test_age(birth: str | None, years: int | None) -> None:
    assert derive.age(birth, TODAY) == years


@pytest.mark.parametrize(
    ("birth", "sex", "tags"),
    [
        (None, "2", ()),
        ("2026-01-01", "1", ("B07", "E02")),
        ("2023-11-22", "2", ("B07", "E02")),
        ("2022-11-21", "1", ("B07",)),
        ("2011-11-21", "2", ("B07", "E04")),
        ("2011-11-21", "1", ("B07",)),
        ("2008-11-21", "1", ()),
        ("2008-11-22", "1", ("B07",)),
        ("1977-11-21", "2", ("E04",)),
        ("1976-11-21", "2", ()),
        ("1990", "2", ()),  # 35 or 36: an age that cannot be told gives no tag
    ],
)
def test_tags_that_age_and_sex_give(birth: str | None, sex: str, tags: tuple[str, ...]) -> None:
    assert derive.automatic_tags(birth, sex, TODAY) == tags


def test_every_automatic_tag_of_the_table_has_an_age_rule_and_no_other_has() -> None:
    automatic = {line.code for line in codes.table("key_group_tag").lines if derive.is_automatic_tag(line.code)}
    assert automatic == set(derive._AGE_RULES)
    assert not derive.is_automatic_tag("Z99")


@pytest.mark.parametrize(
    ("relation", "sort"),
    [("02", "owning"), ("10", "registered"), ("01", "living"), ("04", "living"), ("99", "living"), (None, "living")],
)
def test_class_of_a_relation(relation: str | None, sort: str) -> None:
    assert derive.relation_class(relation) == sort


@pytest.mark.parametrize(
    ("written", "home", "registered"),
    [
        ("银杏新村1号302室", HOME, True),
        ("上海市浦东新区东明路300弄1号302室", HOME, True),
        ("上海市浦东新区东明路300弄1号303室", HOME, False),
        ("上海市浦东新区东明路300弄2号302室", HOME, False),
        ("上海市浦东新区长清路300弄1号302室", HOME, False),
        ("300弄1号302室", HOME, True),  # the lane's number without its road
        ("301弄1号302室", HOME, False),
        ("1号302室", HOME, False),
        ("灵岩路15号302室", DOOR_ON_THE_ROAD, True),
        ("灵岩路15号303室", DOOR_ON_THE_ROAD, False),
        ("长清路15号302室", DOOR_ON_THE_ROAD, False),
        ("银杏新村1号2单元302室", WITH_UNIT, True),
        ("银杏新村1号3单元302室", WITH_UNIT, False),
        ("银杏新村1号302室", WITH_UNIT, True),
        ("东明路300弄1号302室", WITHOUT_LANES, None),
        ("安徽省合肥市长江路1号302室", WITHOUT_LANES, False),
        ("东明路300弄1号302室", Home("", (), "1", "", "302"), None),
        ("安徽省合肥市", HOME, False),
    ],
)
def test_a_hukou_address_names_the_home(written: str, home: Home, registered: bool | None) -> None:
    assert derive.is_registered_at(written, home) is registered


@pytest.mark.parametrize("figures", ["0123456789", "０１２３４５６７８９"])
@pytest.mark.parametrize(
    ("written", "parts"), [case for case in read_cases() if {"building", "room"} <= case[1].keys()]
)
def test_no_address_of_a_home_is_left_unread(written: str, parts: dict[str, str], figures: str) -> None:
    home = Home("银杏新村", (), parts["building"], "", parts["room"])
    text = written.translate(str.maketrans("0123456789", figures))
    assert derive.is_registered_at(f"银杏新村{text}", home)


@pytest.mark.parametrize(
    ("written", "population", "lives", "code"),
    [
        ("银杏新村1号302室", None, True, derive.MATCH_BOTH),
        ("银杏新村1号302室", "02", False, derive.MATCH_REGISTERED),
        ("安徽省合肥市", None, True, derive.MATCH_LIVES),
        ("安徽省合肥市", "01", False, derive.MATCH_NEITHER),
        (None, derive.FLOATING_POPULATION, True, derive.MATCH_LIVES),
        ("", derive.FLOATING_POPULATION, False, derive.MATCH_NEITHER),
        (None, "01", True, derive.MATCH_UNKNOWN),
        (None, None, False, derive.MATCH_UNKNOWN),
    ],
)
def test_hukou_match(written: str | None, population: str | None, lives: bool, code: str) -> None:
    assert derive.hukou_match(written, population, HOME, lives_here=lives) == code


def test_unknown_lanes_leave_the_match_open() -> None:
    found = derive.hukou_match("东明路300弄1号302室", "02", WITHOUT_LANES, lives_here=True)
    assert found == derive.MATCH_UNKNOWN


@given(st.text(max_size=30), st.sampled_from((None, "01", "02")), st.booleans())
def test_every_address_gives_a_code_of_the_table(written: str, population: str | None, lives: bool) -> None:
    assert derive.hukou_match(written, population, HOME, lives_here=lives) in codes.table("hukou_match").by_code
