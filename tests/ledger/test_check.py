"""What a form gives: stored values or problems field by field, and the rules across fields."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import catalog, id_number
from ledger.check import DISAGREES, ORDERED_DATES, Problem, check, disagreements, fill_from_id

TODAY = date(2026, 11, 21)
PERSON = catalog.named("person")
RESIDENCE = catalog.named("residence")
CARD = "11010519491231002X"  # a woman born on 31 December 1949
A_PERSON = {"name": "张三", "id_no": CARD, "population_type": "01"}


def problems(ledger_name: str, typed: dict[str, object], *, complete: bool = False) -> list[tuple[str, str]]:
    found = check(catalog.named(ledger_name), typed, TODAY, complete=complete)
    return [(problem.field, problem.rule) for problem in found.problems]


def test_a_good_form_becomes_stored_values() -> None:
    found = check(PERSON, {**A_PERSON, "phone": "13800000000", "education": "本科"}, TODAY, complete=True)
    assert found.problems == ()
    assert found.values == {
        "name": "张三",
        "id_no": CARD,
        "id_type": "111",
        "sex": "2",
        "birth_date": "1949-12-31",
        "population_type": "01",
        "phone": "13800000000",
        "education": found.values["education"],
    }


def test_a_number_fills_what_is_blank_or_less_known() -> None:
    values: dict[str, object] = {"id_no": CARD, "birth_date": "1949", "id_type": None}
    fill_from_id(values)
    assert values == {"id_no": CARD, "birth_date": "1949-12-31", "id_type": "111", "sex": "2"}


@pytest.mark.parametrize("number", [None, 12, "张三", ""])
def test_no_number_fills_nothing(number: object) -> None:
    values: dict[str, object] = {"id_no": number}
    fill_from_id(values)
    assert values == {"id_no": number}


def test_a_passport_tells_its_type_alone() -> None:
    values: dict[str, object] = {"id_no": "E12345678"}
    fill_from_id(values)
    assert values == {"id_no": "E12345678", "id_type": "414"}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"id_no": CARD, "sex": "1"}, [("sex", DISAGREES)]),
        ({"id_no": CARD, "sex": "2"}, []),
        ({"id_no": CARD, "sex": "9"}, []),  # not stated says nothing against the number
        ({"id_no": CARD, "birth_date": "1949"}, []),
        ({"id_no": CARD, "birth_date": "1949-12"}, []),
        ({"id_no": CARD, "birth_date": "1949-12-30"}, [("birth_date", DISAGREES)]),
        ({"id_no": CARD, "birth_date": "1950", "sex": "1"}, [("sex", DISAGREES), ("birth_date", DISAGREES)]),
        ({"id_no": CARD, "birth_date": None}, []),
        ({"id_no": "E12345678", "sex": "1", "birth_date": "1950"}, []),
        ({"id_no": "110105", "sex": "1"}, []),
        ({"id_no": None, "sex": "1"}, []),
        ({"sex": "1"}, []),
    ],
)
def test_sex_and_birth_against_the_number(values: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert disagreements(values) == found


@pytest.mark.parametrize(
    ("ledger", "typed", "found"),
    [
        ("person", {"birth_date": "昨天"}, [("birth_date", "not_a_date")]),
        ("person", {"id_no": "110105194912310021"}, [("id_no", "checksum")]),
        ("person", {"education": "胡说", "phone": "12"}, [("education", "unknown_code"), ("phone", "format")]),
        ("person", {"name": b"\x00"}, [("name", "format")]),
        ("person", {"id_no": CARD, "sex": "男"}, [("sex", DISAGREES)]),
        ("person", {"birth_date": "1950", "death_date": "1949-12-31"}, [("death_date", "before_start")]),
        ("person", {"birth_date": "1950-06-01", "death_date": "1950"}, []),
        ("residence", {"start_date": "2024-05-10", "end_date": "2024-05-09"}, [("end_date", "before_start")]),
        ("residence", {"start_date": "2024-05-10", "end_date": "2024-05-10"}, []),
        ("residence", {"start_date": "2024-05-10", "end_date": "2024-05"}, []),
        ("residence", {"start_date": "2024", "end_date": "2024-01-01"}, []),
        ("residence", {"start_date": "2024", "end_date": "2023-12-31"}, [("end_date", "before_start")]),
        ("residence", {"end_date": "2023"}, []),
        ("dwelling", {"lease_from": "2025", "lease_to": "2024"}, [("lease_to", "before_start")]),
        ("person_tag", {"start_date": "2025", "end_date": "2024"}, [("end_date", "before_start")]),
        ("compound", {"name": "银杏新村", "built_year": "1700"}, [("built_year", "out_of_range")]),
    ],
)
def test_what_is_wrong_is_told_by_field(ledger: str, typed: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert problems(ledger, typed) == found


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ({"building_no": "３"}, {"building_no": "3"}),
        ({"building_no": "3幢"}, {"building_no": "3", "building_suffix": "幢"}),
        ({"building_no": "4", "building_suffix": "号"}, {"building_no": "4", "building_suffix": "号"}),
        ({"building_no": "4号", "building_suffix": "号楼"}, {"building_no": "4", "building_suffix": "号楼"}),
        ({"building_no": "综合楼"}, {"building_no": "综合楼", "building_suffix": None}),
        ({"building_no": "综合", "building_suffix": "楼"}, {"building_no": "综合楼", "building_suffix": None}),
        ({"building_suffix": "幢"}, {"building_suffix": "幢"}),
    ],
)
def test_a_building_s_suffix_is_kept_apart(typed: dict[str, object], values: dict[str, object]) -> None:
    found = check(catalog.named("building"), typed, TODAY, complete=False)
    assert (found.values, found.problems) == (values, ())


@pytest.mark.parametrize(
    ("ledger", "typed", "found"),
    [
        ("building", {"building_no": "1号302"}, [("building_no", "format")]),
        ("building", {"building_no": "4幢", "building_suffix": "号"}, [("building_suffix", "format")]),
        ("building", {"building_no": "4", "building_suffix": "某某"}, [("building_suffix", "format")]),
        ("dwelling", {"room_no": "302/303室"}, [("room_no", "format")]),
    ],
)
def test_what_is_more_than_its_place_is_refused(
    ledger: str, typed: dict[str, object], found: list[tuple[str, str]]
) -> None:
    assert problems(ledger, typed) == found


def test_every_pair_of_ordered_dates_is_declared() -> None:
    for ledger, pairs in ORDERED_DATES.items():
        for pair in pairs:
            kinds = {catalog.named(ledger).field(name).kind for name in pair}
            assert kinds in ({"date"}, {"instant"}), "moments are texts of one length, and come in their order"


def test_an_empty_text_wipes_and_a_reference_goes_through() -> None:
    key = bytes(16)
    found = check(RESIDENCE, {"person_uid": key, "household_uid": "", "start_date": "", "end_reason": None}, TODAY,
                  complete=False)  # fmt: skip
    assert found.problems == ()
    assert found.values == {"person_uid": key, "household_uid": None, "start_date": None, "end_reason": None}


def test_a_new_record_needs_its_required_fields_and_a_change_does_not() -> None:
    assert problems("person", {"name": "张三"}, complete=True) == [
        (name, "required") for name in ("id_type", "sex", "birth_date", "population_type")
    ]
    assert problems("person", {"name": "张三"}) == []
    assert problems("person", A_PERSON, complete=True) == []


def test_a_person_s_name_is_letters_and_no_single_one() -> None:
    for name in ("张三", "张伟2", "阿依古丽·买买提", "O'Neil Jr.", "田中さくら", "𠮷田"):
        assert problems("person", {"name": name}) == []
    for name, rule in (
        ("王", "length"),
        ("=cmd", "format"),
        ("<b>x", "format"),
        ("13800138000", "format"),
        ("张" * 51, "too_long"),
    ):
        assert problems("person", {"name": name}) == [("name", rule)]


def test_a_value_that_is_not_taken_is_not_called_missing_too() -> None:
    typed: dict[str, object] = {"person_uid": bytes(16), "dwelling_uid": bytes(16), "relation": "远亲"}
    found = problems("residence", typed | {"is_actual_resident": "是"}, complete=True)
    assert found == [("relation", "unknown_code")]


def test_a_default_stands_in_for_a_required_value() -> None:
    typed: dict[str, object] = {"building_uid": bytes(16), "room_no": "302"}
    assert problems("dwelling", typed, complete=True) == []


def test_a_problem_carries_facts_and_never_the_value() -> None:
    found = check(PERSON, {"disability_grade": "7"}, TODAY, complete=False)
    assert found.problems == (Problem("disability_grade", "out_of_range", {"minimum": 1, "maximum": 4}),)


_BIRTHS = st.dates(date(1900, 1, 1), TODAY)


@given(_BIRTHS, st.integers(0, 999), st.sampled_from(("1", "2")))
def test_a_person_who_tells_only_a_number_never_contradicts_it(born: date, place: int, sex: str) -> None:
    sequence = place - place % 2 + (sex == "1") if place < 999 else 997 + (sex == "2")
    first = f"310115{born:%Y%m%d}{sequence:03}"
    number = first + id_number.check_digit(first)
    found = check(PERSON, {"id_no": number}, TODAY, complete=False)
    assert found.problems == ()
    assert (found.values["sex"], found.values["birth_date"]) == (sex, born.isoformat())
    other = {"id_no": number, "sex": "男" if sex == "2" else "女"}
    assert problems("person", other) == [("sex", DISAGREES)]


@pytest.mark.parametrize(
    "written", ["121.47, 31.23", "31.23，121.47", "121.47 31.23", "(121.47;31.23)", "东经121.47° 北纬31.23°"]
)
def test_a_position_is_read_whole_from_either_field(written: str) -> None:
    for name in ("lon", "lat"):
        found = check(catalog.named("work_order"), {name: written}, TODAY, complete=False)
        assert (found.values, found.problems) == ({"lon": 121.47, "lat": 31.23}, ())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"lon": "121.47"}, [("lon", "half_position")]),
        ({"lat": "31.23", "lon": ""}, [("lat", "half_position")]),
        ({"lon": "-0.12", "lat": "51.5"}, [("lon", "out_of_range")]),
        ({"lon": "121.47, 60"}, [("lat", "out_of_range")]),
        ({"lon": "121.47, 31.23", "lat": "31"}, [("lon", "not_a_number")]),
        ({"lon": "门口", "lat": ""}, [("lon", "not_a_number")]),
        ({"lon": "", "lat": ""}, []),
        ({}, []),
    ],
)
def test_a_new_record_has_a_whole_position_in_china_or_none(typed: dict[str, object], found: list[object]) -> None:
    asked = problems("compound", typed, complete=True)
    assert [one for one in asked if one[1] != "required"] == found


def test_one_number_of_a_position_that_stands_may_be_put_right_alone() -> None:
    assert problems("visit", {"lon": "121.5"}) == []
    assert problems("visit", {"lon": "121.5", "lat": ""}) == [("lon", "half_position")]
