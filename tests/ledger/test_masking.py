"""Masks: what stays to be seen, and that nothing else does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import codes, masking
from ledger.id_number import check_digit
from ledger.masking import HIDDEN, is_masked, mask

RULES = sorted(codes.table("mask_rule").by_code)


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("name", "张三", "张*"),
        ("name", "张小明", "张*明"),
        ("name", "张李小明", "张**明"),
        ("name", "欧阳修", "欧阳*"),
        ("name", "欧阳小明", "欧阳**"),
        ("name", "东方", "东*"),
        ("name", "张", "*"),
        ("name", "𠮷田", "𠮷*"),
        ("name", "阿依古丽·买买提", "阿***·**提"),
        ("name", "John Smith", "J*** S****"),
        ("name", "张三、李小四", "张*、李*四"),
        ("name", "张三 李四", "张* 李*"),
        ("name", "张三(张大三)", "张*(张*三)"),
        ("id18", "310115195005300754", "310*************54"),
        ("id18", "31011519480724530X", "310*************0X"),
        ("id18", "310115500530075", "310**********75"),
        ("id18", "E12345678", "E******78"),
        ("id18", "1234", "****"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "138-1234-5678", "138****5678"),
        ("phone", "13812345678、13987654321", "138****5678、139****4321"),
        ("phone", "13812345678 021-58881234", "138****5678 021-******34"),
        ("phone", "021-58881234", "021-******34"),
        ("phone", "0571-8765432-802", "0571-*****32-***"),
        ("phone", "58881234", "021-******34"),
        ("phone", "400-820-8820", "400-***-**20"),
        ("phone", "+85291234567", "+852******67"),
        ("phone", "110", "***"),
        ("phone", "189567061", "*********"),
        ("phone", "13812345678/儿子", "138****5678/**"),
        ("landline", "021-58881234", "021-******34"),
        ("landline", "13812345678", "138****5678"),
        ("address", "东明路300弄1号102室", "东明路300弄1号**室"),
        ("address", "东明路300弄1号2单元3层302室(后门)", "东明路300弄1号**室"),
        ("address", "上海市浦东新区东明路300弄1号102室", "上海市浦东新区东明路300弄1号**室"),
        ("address", "东明路300弄1号", "东明路300弄1号"),
        ("address", "凌兆小区一1号302", "凌兆小区一1号**室"),
        ("address", "12-301", "12号**室"),
        ("address", "东明路1200号", "东明路1200号"),
        ("address", "安徽省阜阳市临泉县某镇某村", "安徽省阜阳市临泉县某镇**"),
        ("address", "金色阳光12号301", "金色阳光12号**室"),
        ("address", "金色阳光12号", "金色阳光12号"),
        ("address", "302室", "**"),
        ("address", "东明路300弄302", "东明路300弄**"),
        ("address", "无", "**"),
        ("passport", "E12345678", "E******78"),
        ("passport", "E123", "****"),
        ("bank", "6222 0212 3456 7890", "************7890"),
        ("bank", "1234567", "*******"),
        ("plate", "沪A12345", "沪A***45"),
        ("plate", "沪A·D12345", "沪A****45"),
        ("plate", "沪A12", "****"),
        ("birth", "1950-05-30", "1950-**-**"),
        ("birth", "1950-05", "1950-**-**"),
        ("birth", "19500530", "1950-**-**"),
        ("birth", "1950年5月30日", "1950-**-**"),
        ("birth", "1950", "1950"),
        ("birth", "生日", "**"),
        ("hide", "佛教", HIDDEN),
        ("photo", "a.jpg", HIDDEN),
        ("no_such_mask", "x", HIDDEN),
    ],
)
def test_masks(rule: str, text: str, expected: str) -> None:
    assert mask(rule, text) == expected
    assert mask(rule, expected) == expected


def test_a_form_shows_more_of_an_id_number() -> None:
    assert mask("id18", "310115195005300754", form=True) == "310115********0754"
    assert mask("id18", "310115500530075", form=True) == "310115*****0075"
    assert mask("id18", "E12345678", form=True) == "E******78"
    assert mask("id18", "310115********0754") == "310*************54"
    assert mask("name", "张小明", form=True) == "张*明"


def test_there_is_a_mask_for_every_rule_of_the_code_table() -> None:
    assert masking._MASKS.keys() == set(RULES)


def test_nothing_stays_nothing_unless_presence_is_hidden_too() -> None:
    for rule in RULES:
        assert mask(rule, "") == (HIDDEN if rule in ("hide", "photo") else "")
    assert mask("no_such_mask", "") == HIDDEN


def test_masked_values_are_recognised() -> None:
    assert is_masked("张*")
    assert is_masked(HIDDEN)
    assert not is_masked("张三")


any_text = st.text(
    alphabet=st.sampled_from("张李小明欧阳·ABCx 、/()0123456789-+*东明路弄号室单元楼。,年月日"), max_size=25
)


@given(st.sampled_from(RULES), any_text, st.booleans())
def test_masking_twice_changes_nothing(rule: str, text: str, form: bool) -> None:
    once = mask(rule, text, form=form)
    assert mask(rule, once, form=form) == once


@given(st.text(alphabet="张李小明欧阳修芳", min_size=2, max_size=6))
def test_a_name_shows_its_ends_at_most(name: str) -> None:
    shown = mask("name", name)
    assert len(shown) == len(name)
    surname = 2 if name.startswith("欧阳") and len(name) > 2 else 1
    for place, (letter, seen) in enumerate(zip(name, shown, strict=True)):
        may_show = place < surname or (place == len(name) - 1 and len(name) > 2 and surname == 1)
        assert seen == (letter if may_show else "*")


@given(st.from_regex(r"[1-6][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}", fullmatch=True))
def test_an_id_number_never_shows_birth_or_order(first17: str) -> None:
    shown = mask("id18", first17 + check_digit(first17))
    assert shown[3:16] == "*" * 13
    assert mask("id18", first17 + "X", form=True)[6:14] == "*" * 8


@given(
    st.lists(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), min_size=1, max_size=4),
    st.sampled_from(["、", "/", " ", ", ", "；"]),
)
def test_every_mobile_of_a_cell_is_masked(numbers: list[str], separator: str) -> None:
    shown = mask("phone", separator.join(numbers))
    assert re.search(r"\d{5}", shown) is None
    assert shown.count("****") == len(numbers)


@given(
    st.integers(1, 99),
    st.integers(1, 999),
    st.sampled_from(["", "2单元", "3层", "1-"]),
    st.integers(101, 9999),
    st.sampled_from(["", "室", "室(后门)"]),
)
def test_an_address_never_shows_what_is_behind_the_building(
    building: int, lane: int, unit: str, room: int, tail: str
) -> None:
    shown = mask("address", f"东明路{lane}弄{building}号{unit}{room}{tail}")
    assert shown == f"东明路{lane}弄{building}号**室"


@given(st.dates().map(str))
def test_a_birth_date_never_shows_month_or_day(birth: str) -> None:
    shown = mask("birth", birth)
    assert shown in (f"{birth[:4]}-**-**", "*" * len(birth))


@given(
    st.lists(
        st.sampled_from(
            [
                "上海市",
                "浦东新区",
                "东明路",
                "300弄",
                "12号",
                "金色阳光",
                "凌兆小区一",
                "3幢",
                "2单元",
                "5楼",
                "12",
                "-",
                "#",
                "甲",
                "东",
            ]
        ),
        max_size=6,
    ).map("".join),
    st.sampled_from("号幢栋座楼元弄区"),
    st.integers(1, 29999),
)
def test_the_mask_of_a_home_does_not_depend_on_its_room(place: str, word: str, room: int) -> None:
    text = f"{place}{word}{room}室"
    assert mask("address", text) == masking._mask_parsed(text)
