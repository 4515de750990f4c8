"""Masks of the dictionary hold in everything that is shown."""

from __future__ import annotations

from datetime import date

import pytest

from app import access
from ledger import catalog

TODAY = date(2026, 11, 21)
PERSON = catalog.named("person")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "张三明", "张三明"),
        ("id_no", "11010519491231002X", "110*************2X"),
        ("phone", "13812345678", "138****5678"),
        ("birth_date", "1949-12-31", "1949-**-**"),
        ("ethnicity", "01", "已隐藏"),
        ("religion", "10", "已隐藏"),
        ("remark", "喜欢下棋", "已隐藏"),
        ("education", "20", "20"),
        ("religion", None, None),
    ],
)
def test_lists_show_a_field_behind_its_mask(field: str, value: object, shown: object) -> None:
    assert access.shown(PERSON, PERSON.field(field), value) == shown
    assert access.shown(PERSON, PERSON.field(field), value, unmasked=True) == value


def test_fields_without_a_mask_keep_their_type() -> None:
    assert access.shown(PERSON, PERSON.field("age"), 76) == 76


def test_every_l3_and_l4_field_is_masked_and_every_field_of_a_child() -> None:
    for ledger in catalog.ALL:
        for item in ledger.fields:
            if item.level in ("L3", "L4"):
                assert access.mask_of(item), item.name
            if item.level == "L2":
                assert not access.mask_of(item)
                assert access.mask_of(item, child=True)


def test_what_belongs_to_a_child_is_masked_one_level_further() -> None:
    name, education = PERSON.field("name"), PERSON.field("education")
    assert access.shown(PERSON, name, "张三明", child=True) == "张*明"
    assert access.shown(PERSON, education, "80", child=True) == "已隐藏"
    residence = catalog.named("residence")
    assert access.shown(residence, residence.field("relation"), "03", child=True) == "03"


@pytest.mark.parametrize(
    ("birth_date", "child"),
    [("2012-11-22", True), ("2012-11-21", False), ("1949-12-31", False), (None, False), ("2020", True)],
)
def test_a_child_is_under_fourteen(birth_date: str | None, child: bool) -> None:
    assert access.is_child(birth_date, TODAY) is child


@pytest.mark.parametrize(
    ("tag", "label", "shows", "managed"),
    [
        ("A01", "独居老人", True, False),
        ("B07", "未成年人", True, False),
        ("C01", "党员", True, False),
        ("A05", "失独家庭", False, False),
        ("B09", "重大疾病", False, False),
        ("D01", "刑满释放人员", False, True),
        ("Z99", "Z99", False, False),
    ],
)
def test_a_list_names_a_tag_as_the_page_of_its_person_does(tag: str, label: str, shows: bool, managed: bool) -> None:
    ledger = catalog.named("person_tag")
    item = ledger.field("tag")
    assert access.tag_shows(tag) is shows
    assert access.is_managed(tag) is managed
    assert access.shown(ledger, item, tag) == (tag if shows else "已隐藏")
    assert access.shown(ledger, item, label) == (label if shows else "已隐藏")
    assert access.mask_of(item) == "hide", "sheets keep the column hidden"
